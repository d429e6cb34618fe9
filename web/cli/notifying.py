"""Whether the privacy officer can be mailed of emergencies."""

from __future__ import annotations

from collections.abc import Iterator

from web.cli.checks import Check, check
from web.keeping.notices import FILE, NoticesError, read
from web.service import Service


def mailed(service: Service) -> Iterator[Check]:
    """Nothing where nobody is to be."""
    try:
        box = read(service.folder)
    except NoticesError as error:
        yield check("notices", False, str(error), f"Put {FILE} right.")
        return
    if box:
        unsent = service.notified.unsent()
        why = f"; {len(unsent)} not sent: {unsent[-1].failed}" if unsent else ""
        fix = f"Is that server running, and can it be reached from here? It is named in {FILE}"
        yield check("notices", not unsent, f"mailed to {box.mail.to}{why}", fix, "warn")
