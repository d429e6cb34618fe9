"""Series of readings made into charts, each with the rows of the table that stands under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from domain.fact import Plain
from domain.quantity import SHOWN
from projections import charts
from projections.charts import Point as Reading
from projections.charts import Series
from web import svg, words


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` hold when, value, former values, and whether the reading was entered in error; newest first."""

    name: str
    unit: str
    drawing: Markup
    rows: list[tuple[str, str, str, bool]]


def figures(file: Plain, record: str) -> list[Figure]:
    """All there is to draw of a file; a reading leads to its chapter in the record."""
    measured = [figure(one, lambda entry: f"{record}#measurements") for one in charts.vitals(file)]
    return measured + [figure(one, lambda entry: f"{record}#reports") for one in charts.results(file)]


def figure(series: Series, address: Callable[[str], str]) -> Figure:
    """`address` gives the page of an entry by its id."""
    unit = SHOWN.get(series.unit, series.unit)
    points = [_point(reading, series, unit, address) for reading in series.points]
    rows = [(_when(one), f"{one.value} {unit}".strip(), ", ".join(one.was), one.struck) for one in series.points]
    return Figure(series.name, unit, svg.line_chart(points, series.name, unit), rows[::-1])


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
