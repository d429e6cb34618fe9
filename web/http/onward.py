"""Where somebody is sent on to: an address of ours, or the start page, and never somebody else's."""

from __future__ import annotations

from urllib.parse import urlsplit

_ASTRAY = ("//", "/\\")  # which a browser takes for the name of another server


def own(address: str) -> str:
    """The address as it is, if it is one of ours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    mine = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(_ASTRAY)
    return address if mine and address.isprintable() else "/"
