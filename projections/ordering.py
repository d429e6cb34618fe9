"""When an entry was true, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from domain.partial import PartialDateTime

_TIMES = ("taken_at", "start", "collected_at", "performed_at", "reported_at", "ordered_at", "onset")


def told(entry: Mapping[str, Any]) -> str | None:
    """When what an entry says was true, as far as it is known."""
    for name in _TIMES:  # asked of every entry of a long record
        if moment := entry.get(name):
            return str(moment)
    return None


def when(entry: Mapping[str, Any]) -> str:
    """A key to order entries by; what has no time goes by when it was recorded."""
    moment = told(entry)
    if moment:
        return _latest(moment)
    return str(entry.get("recorded", {}).get("at", ""))


@lru_cache(100_000)
def _latest(moment: str) -> str:
    return PartialDateTime.parse(moment).latest.isoformat()
