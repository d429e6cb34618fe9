"""Moments as people type them into filters: a day, or a day and a time, in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.partial import PartialDateTime
from domain.refusal import Refused

_ADVICE = "Write a day as 2026-11-21, or a moment in UTC as 2026-11-21 10:12."
_DAY = len("2026-11-21")
Reader = Callable[[str, str], datetime | None]


def since(text: str, field: str) -> datetime | None:
    """The first instant of a day, or the moment itself; None for a blank; `Refused` for anything else."""
    return _instant(text.strip(), field) if text.strip() else None


def until(text: str, field: str) -> datetime | None:
    """The first instant after a day, or after the minute or second that was typed: everything before it is meant."""
    if not (typed := text.strip()):
        return None
    whole = timedelta(days=1) if len(typed) <= _DAY else timedelta(minutes=1) if typed.count(":") == 1 else None
    try:
        return _instant(typed, field) + (whole or timedelta(seconds=1))
    except OverflowError:
        raise Refused(field, _ADVICE) from None


def whole(text: str, field: str) -> datetime:
    """The last instant of a year, a month or a day, or of the minute or second that was typed."""
    typed = text.strip()
    if len(typed) <= _DAY:
        return PartialDateTime.parse(typed, field).latest
    end = until(typed, field)
    assert end  # a blank is no longer than a day
    return end - timedelta(microseconds=1)


def _instant(text: str, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(field, _ADVICE) from None
