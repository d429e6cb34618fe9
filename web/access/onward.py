"""Addresses of ours: where somebody may be sent on to."""

from __future__ import annotations

from urllib.parse import urlsplit


def own(address: str) -> str:
    """An address of ours, or the start page: never somebody else's."""
    parts = urlsplit(address)
    mine = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if mine and address.isprintable() else "/"
