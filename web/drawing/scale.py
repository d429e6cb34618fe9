"""Axes: round numbers to put a rule at, and where a value or a moment stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil, floor, log10

_STEPS = (1, 2, 2.5, 5, 10)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 4, 6, 12, 24, 60, 120, 240)
_ALONE = timedelta(days=30)  # the room around a single moment


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps `low` to `start` and `high` to `end`, in a straight line."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float | Decimal) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def rules(low: float, high: float, most: int = 6) -> list[Decimal]:
    """At most `most` + 1 round numbers that hold everything from low to high between them."""
    step = _step((high - low) or abs(high) or 1, most - 1)
    first, last = floor(low / step), ceil(high / step)
    numbers = range(first, max(last, first + 1) + 1)
    return [(Decimal(n) * Decimal(str(step))).normalize() + 0 for n in numbers]


def _step(span: float, most: int) -> float:
    magnitude: float = 10.0 ** floor(log10(span / most))
    return next(step * magnitude for step in _STEPS if step * magnitude * most >= span)


def around(moments: Sequence[datetime]) -> tuple[datetime, datetime]:
    """The first and last moment; a single one gets room on both sides."""
    first, last = min(moments), max(moments)
    return (first - _ALONE, last + _ALONE) if first == last else (first, last)


def dates(first: datetime, last: datetime, most: int = 5) -> list[tuple[datetime, str]]:
    """Days or months to write under a time axis, with their words."""
    days = (last - first).days + 1
    if days <= _DAYS[-1] * most:
        step = next(step for step in _DAYS if step * most >= days)
        return [(day, f"{day.day} {day:%b}") for day in _days(first, last, step)]
    months = next((step for step in _MONTHS if step * 30 * most >= days), _MONTHS[-1])
    return [(month, f"{month:%Y}" if months >= 12 else f"{month:%b %Y}") for month in _months(first, last, months)]


def _days(first: datetime, last: datetime, step: int) -> Iterator[datetime]:
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= last:
        if day >= first:
            yield day
        day += timedelta(days=step)


def _months(first: datetime, last: datetime, step: int) -> Iterator[datetime]:
    number = -(-(first.year * 12 + first.month - 1) // step) * step
    while (month := _month(first, number)) <= last:
        if month >= first:
            yield month
        number += step


def _month(like: datetime, number: int) -> datetime:
    midnight = like.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return midnight.replace(year=number // 12, month=number % 12 + 1)
