"""Birth dates against birth dates: the same, swapped, one slip, a range that fits; what is not known says nothing."""

from __future__ import annotations

from datetime import date
from math import log2
from typing import NamedTuple

from domain.partial import PartialDate
from domain.refusal import Refused
from projections.likeness.person import Person

_LIFE = 80 * 365  # days among which a birth date tells people apart
_WHOLE = 10  # characters of a date to the day
_DECADE, _NEAR = 10, 45  # years; days


class Births(NamedTuple):
    bits: float
    words: str
    contradict: bool = False


_DIFFER = Births(-7.0, "The birth date differs", True)


def compare(one: Person, other: Person) -> Births | None:
    if not (one.born and other.born):
        return None
    if one.years or other.years or not len(one.born) == len(other.born) == _WHOLE:
        return _ranges(one, other)
    return _days(*sorted((one.born, other.born)))


def _days(one: str, other: str) -> Births:
    if one == other:
        return Births(9.0 if one.endswith("-01-01") else 12.0, "The same birth date")
    (year, *day), (other_year, *other_day) = one.split("-"), other.split("-")
    if year == other_year and day == other_day[::-1]:
        return Births(9.0, "Day and month of birth swapped")
    if _slips(one, other) == 1:
        return Births(6.5, "The birth date differs by one slip")
    if year == other_year and (day[0] == other_day[0] or day[1] == other_day[1]):
        return Births(3.5, "The birth date differs in one part")
    if day == other_day and int(other_year) - int(year) <= _DECADE:
        return Births(3.5, "The year of birth differs")
    if _apart(one, other) <= _NEAR:
        return Births(3.0, "The birth date is near")
    return _far(int(other_year) - int(year), abs(int(day[0]) - int(other_day[0])))


def _far(years: int, months: int) -> Births:
    if not years:
        return Births(-1.0, "Only the year of birth is the same")
    # a decade and a month off: two slips of the pen, or a child of the family; no parent
    return Births(-2.0, "The birth date differs") if years <= _DECADE and months in (0, 1, 11) else _DIFFER


def _slips(one: str, other: str) -> int:
    """Digits that differ; two neighbours that changed places are one slip."""
    left, right = one.replace("-", ""), other.replace("-", "")
    at = [n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b]
    if len(at) == 2 and at[1] == at[0] + 1 and left[at[0]] + left[at[1]] == right[at[1]] + right[at[0]]:
        return 1
    return len(at)


def _apart(one: str, other: str) -> int:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return _LIFE


def _ranges(one: Person, other: Person) -> Births | None:
    try:
        (first, last), (other_first, other_last) = _span(one), _span(other)
    except Refused:
        return None
    gap = max(first, other_first) - min(last, other_last)
    if gap <= 0:
        longest = max(last - first, other_last - other_first) + 1
        return Births(max(0.0, log2(_LIFE / longest)) * 0.7, "The birth dates fit")
    return Births(-2.0, "The birth dates do not quite fit") if gap <= 2 * 366 else _DIFFER


def _span(one: Person) -> tuple[int, int]:
    born = PartialDate.parse(one.born)
    off = one.years * 365
    return born.earliest.toordinal() - off, born.latest.toordinal() + off
