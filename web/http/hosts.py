"""The names by which this server may be called. Another one, and somebody's page has its own name lead here."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def trusted(names: Iterable[str], bound: str, proxies: int) -> list[str] | None:
    """Those that were named, and the machine's own; None for any. Nobody outside calls what listens on loopback, unless
    a proxy does so for them."""
    named = [name.lower() for name in names]
    if named:
        return [*named, *LOOPBACK]
    return list(LOOPBACK) if _loopback(bound) and not proxies else None


def _loopback(bound: str) -> bool:
    try:
        return ip_address(bound).is_loopback
    except ValueError:
        return bound == "localhost"
