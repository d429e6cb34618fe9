"""Charts with their tables, ready for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from domain.fact import Plain
from domain.quantity import SHOWN
from projections import charts
from web import words
from web.svg import Point, line_chart


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` are (when, value, what stood there before, struck), the newest first."""

    name: str
    unit: str
    drawing: Markup
    rows: list[tuple[str, str, str, bool]]


def of(file: Plain) -> list[Figure]:
    return [_figure(one) for one in (*charts.vitals(file), *charts.results(file))]


def _figure(series: charts.Series) -> Figure:
    unit = SHOWN.get(series.unit, series.unit)
    ends = {end: Decimal(limit) for end, limit in (("low", series.low), ("high", series.high)) if limit}
    points = [
        Point(
            datetime.fromisoformat(point.at),
            Decimal(point.value),
            f"{series.name} {point.value} {unit}, {words.when(point.at)}",
            was=tuple(Decimal(value) for value in point.was),
            struck=point.struck,
            **ends,
        )
        for point in series.points
    ]
    rows = [(words.when(one.at), f"{one.value} {unit}", ", ".join(one.was), one.struck) for one in series.points[::-1]]
    return Figure(series.name, unit, line_chart(points, series.name, unit), rows)
