"""Series of readings made into charts, each with the rows of the table that stands under it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from domain.fact import Plain
from domain.quantity import SHOWN
from domain.text import folded
from domain.vitals import VITALS
from projections import charts
from projections.charts import Point as Reading
from projections.charts import Series
from web import svg, words

_UPPER, _LOWER = VITALS["systolic"].name, VITALS["diastolic"].name


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` hold when, value, former values, and whether the reading was entered in error; newest first.

    `readings` are the same for a file, in ISO 8601 and bare numbers, oldest first. `key` names it in addresses.
    """

    key: str
    name: str
    unit: str
    drawing: Markup
    rows: list[tuple[str, str, str, bool]]
    readings: list[dict[str, str]]


def figures(file: Plain, record: str) -> list[Figure]:
    """All there is to draw of a file; a reading leads to its entry."""
    address: Callable[[str], str] = lambda entry: f"{record}/measurements/{entry}"  # noqa: E731
    vitals = {one.name: one for one in charts.vitals(file)}
    both = _pressures(vitals, address)
    alone = [figure(one, address) for name, one in vitals.items() if not (both and name in (_UPPER, _LOWER))]
    return [*both, *alone, *_results(file, record)]


def _results(file: Plain, record: str) -> list[Figure]:
    return [figure(one, lambda entry: f"{record}/reports/{entry}") for one in charts.results(file)]


def _pressures(vitals: Mapping[str, Series], address: Callable[[str], str]) -> list[Figure]:
    """Blood pressure as bars, where every upper reading has its lower one; else nothing."""
    upper, lower = (vitals[name].points if name in vitals else [] for name in (_UPPER, _LOWER))
    under = {one.at: one for one in lower}
    if not upper or len(under) != len(lower) or {one.at for one in upper} != set(under) or len(upper) != len(lower):
        return []
    pairs = [(one, under[one.at]) for one in upper]
    unit = SHOWN[vitals[_UPPER].unit]
    points = [_bar(one, two, unit, address) for one, two in pairs]
    rows = [
        (_when(one), f"{one.value}/{two.value} {unit}", _both_was(one, two), one.struck or two.struck)
        for one, two in pairs
    ]
    bare = [_bare(one) | {"value": f"{one.value}/{two.value}", "was": _both_was(one, two)} for one, two in pairs]
    drawing = svg.line_chart(points, "Blood pressure", unit)
    return [Figure("blood-pressure", "Blood pressure", unit, drawing, rows[::-1], bare)]


def _bar(one: Reading, two: Reading, unit: str, address: Callable[[str], str]) -> svg.Point:
    says = f"Blood pressure {one.value}/{two.value} {unit}, {_when(one)}"
    was = tuple(Decimal(value) for value in one.was)
    struck = one.struck or two.struck
    says += ", entered in error" if struck else f", corrected from {_both_was(one, two)}" if one.was or two.was else ""
    at, ends = datetime.fromisoformat(one.at), (Decimal(one.value), Decimal(two.value))
    return svg.Point(at, ends[0], says, address(one.entry), foot=ends[1], was=was, struck=struck)


def _both_was(one: Reading, two: Reading) -> str:
    former = (one.was[-1] if one.was else one.value, two.was[-1] if two.was else two.value)
    return "/".join(former) if one.was or two.was else ""


def figure(series: Series, address: Callable[[str], str]) -> Figure:
    """`address` gives the page of an entry by its id."""
    unit = SHOWN.get(series.unit, series.unit)
    points = [_point(reading, series, unit, address) for reading in series.points]
    rows = [(_when(one), f"{one.value} {unit}".strip(), ", ".join(one.was), one.struck) for one in series.points]
    key = re.sub(r"[^a-z0-9]+", "-", f"{folded(series.name)} {folded(unit)}".strip()).strip("-")
    drawing = svg.line_chart(points, series.name, unit)
    return Figure(key, series.name, unit, drawing, rows[::-1], [_bare(one) for one in series.points])


def _bare(reading: Reading) -> dict[str, str]:
    error = "yes" if reading.struck else ""
    return {"when": reading.at, "value": reading.value, "was": " ".join(reading.was), "entered_in_error": error}


def _when(reading: Reading) -> str:
    """Midnight stands for a day without a time."""
    return words.when(reading.at.partition("T00:00:00")[0])


def _point(reading: Reading, series: Series, unit: str, address: Callable[[str], str]) -> svg.Point:
    low, high = (Decimal(end) if end else None for end in (series.low, series.high))
    was = tuple(Decimal(value) for value in reading.was)
    at, value = datetime.fromisoformat(reading.at), Decimal(reading.value)
    says = f"{series.name} {reading.value} {unit}, {_when(reading)}"
    says += ", entered in error" if reading.struck else f", corrected from {', '.join(reading.was)}" if was else ""
    return svg.Point(at, value, says, address(reading.entry), low, high, was=was, struck=reading.struck)
