"""Series of readings made into charts, each with the rows of the table that stands under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from markupsafe import Markup

from domain.fact import Plain
from domain.quantity import SHOWN
from domain.text import folded
from domain.usual import SOURCE
from domain.vitals import VITALS
from projections import charts
from projections.charts import Point as Reading
from projections.charts import Series
from web.drawing import svg
from web.drawing.readings import Point
from web.record import notes
from web.wording import words

T = TypeVar("T")
_UPPER, _LOWER = "systolic", "diastolic"
_BANDS = {charts.PRINTED: "range printed that day", charts.USUAL: f"usual at rest for the age ({SOURCE})"}
Address = Callable[[str], str]
"""The page of an entry by its id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One reading as it is read; `why` says why it was corrected, or entered in error.

    `says` is the address of who says so; of two pressures that of the upper one.
    """

    when: str
    value: str
    band: str
    was: str
    why: str
    struck: bool
    says: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart with what it is made from; nothing of it is drawn or told before it is asked for.

    `key` names it in addresses; `band` says what the coloured band is, where there is one; `count` is that of its
    readings. `draw` takes how many of them are marked at most. `tell` gives rows for reading, at most so many after
    so many others, the newest first. `bare` are all readings for a file, in ISO 8601 and bare numbers, oldest first.
    """

    key: str
    name: str
    unit: str
    band: str
    count: int
    draw: Callable[[int], Markup]
    tell: Callable[[int, int], list[Row]]
    bare: Callable[[], list[dict[str, str]]]


def figures(file: Plain, record: str) -> list[Figure]:
    """All there is to draw of a file; a reading leads to its entry."""
    address: Address = lambda entry: f"{record}/measurements/{entry}"  # noqa: E731
    vitals = {one.kind: one for one in charts.vitals(file)}
    both = _pressures(vitals, address)
    alone = [figure(one, address) for kind, one in vitals.items() if not (both and kind in (_UPPER, _LOWER))]
    return [*both, *alone, *(figure(one, lambda entry: f"{record}/reports/{entry}") for one in charts.results(file))]


def newest(every: Sequence[T], most: int, skip: int) -> Sequence[T]:
    """Of what stands in the order of time, the newest first."""
    last = max(len(every) - skip, 0)
    return every[max(last - most, 0) : last][::-1]


def _pressures(vitals: Mapping[str, Series], address: Address) -> list[Figure]:
    """Blood pressure as bars, where every upper reading has its lower one; else nothing."""
    upper, lower = (vitals[kind].points if kind in vitals else [] for kind in (_UPPER, _LOWER))
    under = {one.at: one for one in lower}
    if not upper or len(under) != len(lower) or {one.at for one in upper} != set(under) or len(upper) != len(lower):
        return []
    pairs = [(one, under[one.at]) for one in upper]
    unit, name = SHOWN[VITALS[_UPPER].unit], "Blood pressure"

    def draw(most: int) -> Markup:
        return svg.line_chart([_bar(one, two, unit, address) for one, two in pairs], name, unit, most=most)

    def tell(most: int, skip: int) -> list[Row]:
        return [_both(one, two, unit) for one, two in newest(pairs, most, skip)]

    def bare() -> list[dict[str, str]]:
        return [_bare(one) | {"value": f"{one.value}/{two.value}", "was": _both_was(one, two)} for one, two in pairs]

    return [Figure("blood-pressure", name, unit, _BANDS.get(charts.USUAL, ""), len(pairs), draw, tell, bare)]


def _both(one: Reading, two: Reading, unit: str) -> Row:
    return Row(
        when(one), f"{one.value}/{two.value} {unit}", _both_bands(one, two), _both_was(one, two),
        why(one if one.struck or one.was else two), one.struck or two.struck, f"measurements.{one.entry}.value",
    )  # fmt: skip


def _bar(one: Reading, two: Reading, unit: str, address: Address) -> Point:
    """The band runs from the lowest usual diastolic to the highest usual systolic pressure."""
    says = f"Blood pressure {one.value}/{two.value} {unit}, {when(one)}"
    was = tuple(Decimal(value) for value in one.was)
    struck = one.struck or two.struck
    says += ", entered in error" if struck else f", corrected from {_both_was(one, two)}" if one.was or two.was else ""
    at, ends = datetime.fromisoformat(one.at), (Decimal(one.value), Decimal(two.value))
    low, high = _end(two.low), _end(one.high)
    return Point(at, ends[0], says, address(one.entry), low, high, foot=ends[1], was=was, struck=struck)


def _both_was(one: Reading, two: Reading) -> str:
    former = (one.was[-1] if one.was else one.value, two.was[-1] if two.was else two.value)
    return "/".join(former) if one.was or two.was else ""


def _both_bands(one: Reading, two: Reading) -> str:
    return f"{band(one)} / {band(two)}" if band(one) else ""


def figure(series: Series, address: Address) -> Figure:
    name, unit = series.name, SHOWN.get(series.unit, series.unit)

    def draw(most: int) -> Markup:
        return svg.line_chart([point(one, name, unit, address) for one in series.points], name, unit, most=most)

    def tell(most: int, skip: int) -> list[Row]:
        return [_row(one, unit, bool(series.kind)) for one in newest(series.points, most, skip)]

    def bare() -> list[dict[str, str]]:
        return [_bare(one) for one in series.points]

    return Figure(key(name, unit), name, unit, _BANDS.get(series.band, ""), len(series.points), draw, tell, bare)


def _row(one: Reading, unit: str, measured: bool) -> Row:
    says = f"measurements.{one.entry}.value" if measured else f"reports.{one.entry}.results"
    return Row(when(one), f"{one.value} {unit}".strip(), band(one), ", ".join(one.was), why(one), one.struck, says)


def key(name: str, unit: str) -> str:
    """`weight-kg`"""
    return re.sub(r"[^a-z0-9]+", "-", f"{folded(name)} {folded(unit)}".strip()).strip("-")


def point(reading: Reading, name: str, unit: str, address: Address) -> Point:
    """A reading as it is drawn, with what it says when it is pointed at."""
    was = tuple(Decimal(value) for value in reading.was)
    at, value = datetime.fromisoformat(reading.at), Decimal(reading.value)
    says = f"{name} {reading.value} {unit}, {when(reading)}"
    says += ", entered in error" if reading.struck else f", corrected from {', '.join(reading.was)}" if was else ""
    href = address(reading.entry) if reading.entry else None
    return Point(at, value, says, href, _end(reading.low), _end(reading.high), was=was, struck=reading.struck)


def when(reading: Reading) -> str:
    """Midnight stands for a day without a time."""
    return words.when(reading.at.partition("T00:00:00")[0])


def why(reading: Reading) -> str:
    """The reason in words, of a reading that was corrected or struck."""
    return notes.why({"reason": reading.reason, "because": reading.because}) if reading.was or reading.struck else ""


def band(reading: Reading) -> str:
    """`3.5 to 5.1`, `up to 5`, `from 92`"""
    if reading.low and reading.high:
        return f"{reading.low} to {reading.high}"
    return f"from {reading.low}" if reading.low else f"up to {reading.high}" if reading.high else ""


def _bare(reading: Reading) -> dict[str, str]:
    error = "yes" if reading.struck else ""
    ends = {"low": reading.low or "", "high": reading.high or ""}
    return {"when": reading.at, "value": reading.value, "was": " ".join(reading.was), "entered_in_error": error} | ends


def _end(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
