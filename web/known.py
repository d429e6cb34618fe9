"""Which event of a record is meant by a position in the log, a moment, or a number within the record."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.refusal import NotFound, Refused
from web import moments
from web.timeline import Event

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
        return _last([event for event in told if event.position <= _position(typed, size, field)])
    _, end = _span(typed, now, field)
    return _last([event for event in told if event.at < end])


def place_at(
    places: Sequence[int], typed: str, now: datetime, size: int, before: Callable[[datetime], int], field: str
) -> int:
    """The same of the positions of a record's events alone, oldest first: that of the event which is meant.

    `before` tells the position of the last event recorded at a moment or before, 0 where there is none.
    """
    if _NUMBER.fullmatch(typed):
        upto = _position(typed, size, field)
    else:
        _, end = _span(typed, now, field)
        upto = before(end - timedelta(microseconds=1))
    n = bisect_right(places, upto)
    if not n:
        raise NotFound(_NOTHING)
    return places[n - 1]


def _span(typed: str, now: datetime, field: str) -> tuple[datetime, datetime]:
    start, end = moments.since(typed, field), moments.until(typed, field)
    if start is None or end is None:
        raise Refused(field, "Say which moment: a position in the log, or a day and time in UTC.")
    if start > now:
        raise Refused(field, f"{typed} is still to come.")
    return start, end


def _position(typed: str, size: int, field: str) -> int:
    if int(typed) > size:
        raise Refused(field, f"The log ends at position {size:,}; there is no position {int(typed):,} yet.")
    return int(typed)


def _last(told: Sequence[Event]) -> Event:
    if not told:
        raise NotFound(_NOTHING)
    return told[-1]
