"""When an entry was true, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.partial import PartialDateTime

_TIMES = ("taken_at", "start", "collected_at", "performed_at", "reported_at", "ordered_at", "onset")


def told(entry: Mapping[str, Any]) -> str | None:
    """When what an entry says was true, as far as it is known."""
    return next((entry[name] for name in _TIMES if entry.get(name)), None)


def when(entry: Mapping[str, Any]) -> str:
    """A key to order entries by; what has no time goes by when it was recorded."""
    moment = told(entry)
    if moment:
        return PartialDateTime.parse(moment).latest.isoformat()
    return str(entry.get("recorded", {}).get("at", ""))
