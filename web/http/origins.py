"""Where a request comes from: what another site sends through somebody's browser is refused before it is looked at.

Beside the forms' tokens, which are asked for as well: W3C Fetch Metadata, and RFC 6454 for browsers without it.
"""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import Forbidden

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_OURS = ("same-origin", "none")  # `none`: typed, or out of the bookmarks
_EMBEDDED = ("embed", "frame", "iframe", "object")


class FromElsewhere(Forbidden):
    """Another site's page made the browser send this."""


def ours_alone() -> None:
    """`FromElsewhere` for whatever may change something, and for anything but a link that was followed."""
    if not (_ours() or _followed()):
        raise FromElsewhere


def _ours() -> bool:
    """A program tells neither; it has no cookie that another site could make it send."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in _OURS
    origin = request.headers.get("Origin")
    return origin is None or request.method in SAFE or origin == f"{request.scheme}://{request.host}"


def _followed() -> bool:
    told = request.headers
    return (
        request.method in SAFE
        and told.get("Sec-Fetch-Mode") == "navigate"
        and told.get("Sec-Fetch-Dest") not in _EMBEDDED
    )
