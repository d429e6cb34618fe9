"""Which event of a record is meant by a position in the log, a moment, or a number within the record."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime

from domain.refusal import NotFound, Refused
from web.record.timeline import Event
from web.wording import moments

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_NOTHING = "Nothing had been recorded in this record by then."


def numbered(told: Sequence[Event], typed: str) -> Event:
    """The event of this number, from 1; `Refused` for anything else."""
    if not _NUMBER.fullmatch(typed.strip()) or not 0 < int(typed) <= len(told):
        raise Refused("event", f"This record has events 1 to {len(told)}; there is no event {typed.strip()[:20]!r}.")
    return told[int(typed) - 1]


def event_at(told: Sequence[Event], known: str, now: datetime, size: int, field: str = "known") -> Event:
    """The last event recorded up to a position of the log (it holds `size`) or a moment, both included.

    `Refused` where this cannot be read or is still to come, `NotFound` before the record's first event.
    """
    typed = known.strip()
    if _NUMBER.fullmatch(typed):
        return last_at(told, _position(typed, size, field))
    start, end = moments.since(typed, field), moments.until(typed, field)
    if start is None or end is None:
        raise Refused(field, "Say which moment: a position in the log, or a day and time in UTC.")
    if start > now:
        raise Refused(field, f"{typed} is still to come.")
    return _last(told, bisect_left(told, end, key=lambda event: event.at))


def last_by(told: Sequence[Event], moment: datetime) -> Event | None:
    """The last event recorded by an instant, if there was one."""
    many = bisect_right(told, moment, key=lambda event: event.at)
    return told[many - 1] if many else None


def last_at(told: Sequence[Event], position: int) -> Event:
    """The same by a position of the log; `NotFound`."""
    return _last(told, bisect_right(told, position, key=lambda event: event.position))


def _position(typed: str, size: int, field: str) -> int:
    if int(typed) > size:
        raise Refused(field, f"The log ends at position {size:,}; there is no position {int(typed):,} yet.")
    return int(typed)


def _last(told: Sequence[Event], many: int) -> Event:
    """Of so many that are known."""
    if not many:
        raise NotFound(_NOTHING)
    return told[many - 1]
