"""A value's own trail: every event that wrote one field, with what stood there and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from domain.chapter import IN_ERROR
from domain.fact import Plain
from web.record import lines
from web.record.notes import struck
from web.record.timeline import Event, why
from web.wording import ages, kinds, words


@dataclass(frozen=True, slots=True)
class Step:
    """`look` is its mark: nothing for what stands, `was` for what was never right, `old` for what was true before.

    `values` are (label, was, now); `stood` says for how long, where another value took its place.
    """

    look: str
    values: list[tuple[str, str, str]]
    event: Event
    stood: str


def steps(told: Sequence[Plain], path: str, events: Sequence[Event]) -> list[Step]:
    """From the changes of that field, the newest first."""
    by_position = {event.position: event for event in events}
    looks = ["", *("was" if kinds.fixes(later["type"]) else "old" for later in told)]
    stood = ["", *(_stood(later, change) for later, change in pairwise(told))]
    return [
        Step(look, _values(change, path), by_position[change["position"]], lasted)
        for change, look, lasted in zip(told, looks, stood, strict=False)
    ]


def _stood(later: Plain, change: Plain) -> str:
    ends = (datetime.fromisoformat(one["recorded_at"]) for one in (change, later))
    return f"Stood for {ages.lasted(*ends)}."


def _values(change: Plain, path: str) -> list[tuple[str, str, str]]:
    own = [one for one in change["changes"] if one["field"] == path or one["field"].startswith(f"{path}.")]
    return [
        (words.label(one["field"][len(path) + 1 :]) if one["field"] != path else "", words.value(one["was"]), text)
        for one in words.telling(own)
        if (text := words.value(one["now"])) or one["was"] is not None
    ]


def about(chapter: str, entry: str, item: Plain) -> str:
    """Which entry the value stands in, in words."""
    return lines.named(chapter, entry, item)


def error(item: Plain) -> str:
    """Who marked the whole entry as entered in error, and why; nothing where it stands."""
    if item.get("status") != IN_ERROR:
        return ""
    mark = item.get("retracted", {})
    reason = why(mark.get("reason"), mark.get("because"))
    by = mark.get("by", {})
    return f"{struck(item)}, says {by.get('by', '')}, {words.moment(by['at'])}{f': {reason}' if reason else ''}"
