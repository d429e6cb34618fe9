"""Ages as people tell them, and the days on which somebody of that age was born."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Self

_UNITS = {
    "years": r"years?|yrs?|yo|y/o|y\.o\.|y|ans?|a",
    "months": r"months?|mths?|mos?|m",
    "weeks": r"weeks?|wks?|w",
    "days": r"days?|d",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
_AGE = re.compile(
    rf"(?:aged? )?(?P<low>\d{{1,3}})(?:\s*(?:-|–|to|or|and)\s*(?P<high>\d{{1,3}}))?(?:ish)?(?:\s*-?(?:{_UNIT}))?"
    r"(?:[ -]*(?:old|of age))?"
)
_TWO = re.compile(rf"(\d{{1,3}})\s*(?:{_UNITS['years']})\s*(?:and )?(\d{{1,2}})\s*(?:{_UNITS['months']})(?: old)?")
_MOST = {"years": 120, "months": 240, "weeks": 520, "days": 3650}
_WEEK = 7  # days


class Age(NamedTuple):
    """Between `low` and `high` completed units, both included. A year and a half is 18 months."""

    low: int
    high: int
    unit: str = "years"

    @classmethod
    def years(cls, low: int, high: int) -> Self:
        return cls(low, high)

    @property
    def text(self) -> str:
        """`30 years`, `1 month`, `30 to 35 years`."""
        told = str(self.low) if self.low == self.high else f"{self.low} to {self.high}"
        return f"{told} {self.unit.removesuffix('s') if told == '1' else self.unit}"

    def born(self, today: date) -> tuple[date, date]:
        """The first and the last day on which somebody of this age today was born."""
        return _ago(today, self.unit, self.high + 1) + _NEXT[self.unit], _ago(today, self.unit, self.low)


_NEXT = {
    "years": timedelta(1),
    "months": timedelta(1),
    "weeks": timedelta(1),
    "days": timedelta(0),  # whole days have passed since an hour that nobody told
}


def told(text: str) -> Sequence[Age]:
    """The age a text tells, if it tells one; a number alone is one of years."""
    if match := _TWO.fullmatch(text):
        months = int(match[1]) * 12 + int(match[2])
        return [Age(months, months, "months")] if months <= _MOST["months"] else []
    if not (match := _AGE.fullmatch(text)):
        return []
    unit = next((name for name in _UNITS if match[name]), "years")
    low = int(match["low"])
    high = int(match["high"] or low)
    return [Age(low, high, unit)] if low <= high <= _MOST[unit] else []


def _ago(today: date, unit: str, count: int) -> date:
    """So many units back, where that day is: from a 31st, the last day of a shorter month."""
    if unit in ("days", "weeks"):
        return today - timedelta(days=count * (_WEEK if unit == "weeks" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
