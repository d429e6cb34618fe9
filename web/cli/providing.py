"""Whether the OpenID provider with which people sign in answers, where one is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from trail.clock import utc_now
from web.access.oidc import Failed, Oidc
from web.access.provider import FILE, ProviderError, read
from web.cli.checks import Check, check


def provided(folder: Path) -> Iterator[Check]:
    try:
        named = read(folder, os.environ)
    except ProviderError as error:
        yield check("provider", False, str(error), f"Put {FILE} right.")
        return
    if named is None:
        return
    try:
        Oidc(named, utc_now).reached()
    except Failed as no:
        fix = f"Can {named.issuer} be reached from here, and is that how it writes itself?"
        yield check("provider", False, str(no), fix, "warn")
    else:
        yield check("provider", True, f"{named.name} answers at {named.issuer}", "")
