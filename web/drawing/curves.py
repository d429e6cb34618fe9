"""A growth chart as inline SVG: the centiles of the reference, and a child's readings among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from domain import growth
from domain.growth import MONTH, Reference
from web.drawing import scale, svg
from web.drawing.readings import Point
from web.drawing.scale import Scale
from web.drawing.svg import FOOT, INK, LEFT, RIGHT, RULE, TOP, tag

_INNER = 1000  # across the curves, which are stretched to the width they get
_STEPS = 60
_STRONG, _FAINT = "#7d9a94", "#b9cbc6"
_HEIGHT = 380  # pixels
_INFANT = 36  # months: so far ages are told in months


def growth_chart(
    reference: Reference, born: datetime, points: Sequence[Point], unit: str, most: int = svg.MARKED
) -> Markup:
    """`points` in the order of time, all of an age that the reference holds. Put their table under it."""
    height = _HEIGHT
    ages = [reference.first + n * (reference.last - reference.first) / _STEPS for n in range(_STEPS + 1)]
    curves = {share: growth.curve(reference, share, ages) for share in growth.CENTILES}
    low, high = svg.extent(points)
    ticks = scale.rules(min(low, *curves[growth.CENTILES[0]]), max(high, *curves[growth.CENTILES[-1]]))
    y = Scale(float(ticks[0]), float(ticks[-1]), height - FOOT, TOP)
    first, last = (born + timedelta(days=age * MONTH) for age in (reference.first, reference.last))
    x = Scale(first.timestamp(), last.timestamp(), LEFT, RIGHT)
    drawn = (*(svg.rule(tick, y) for tick in ticks), *_ages(reference, height), _stretched(curves, y, height))
    says = f"{svg.told(points, unit)} The curves are centiles 3, 10, 25, 50, 75, 90 and 97 of {reference.name}."
    title = f"{reference.what[:1].upper()}{reference.what[1:]} for age"
    return svg.framed((*drawn, *_names(curves, y), *svg.readings(points, x, y, height, most)), title, says, height)


def _stretched(curves: dict[int, list[float]], y: Scale, height: int) -> Markup:
    lines = Markup("").join(_curve(values, share == 50, y) for share, values in curves.items())
    place = {"x": f"{LEFT}%", "y": 0, "width": f"{RIGHT - LEFT}%", "height": height}
    return tag("svg", lines, **place, viewBox=f"0 0 {_INNER} {height}", preserveAspectRatio="none")


def _curve(values: Sequence[float], middle: bool, y: Scale) -> Markup:
    way = " ".join(f"{n * _INNER / (len(values) - 1):.0f},{y(value):.1f}" for n, value in enumerate(values))
    look = {"stroke": _STRONG if middle else _FAINT, "stroke_width": 1.8 if middle else 1.2}
    return tag("polyline", points=way, fill="none", **look, vector_effect="non-scaling-stroke")


def _names(curves: dict[int, list[float]], y: Scale) -> Iterable[Markup]:
    """Each centile at its end, unless the one above is too near."""
    last = -100.0
    for share, values in reversed(curves.items()):
        top = y(values[-1])
        if top - last >= 12:
            weight = 600 if share == 50 else None
            yield tag("text", f"{share}", x=f"{RIGHT + 0.6}%", y=top + 4, font_size=12, fill=INK, font_weight=weight)
            last = top


def _ages(reference: Reference, height: int) -> Iterable[Markup]:
    step, unit = (3, "months") if reference.last <= _INFANT else (12, "years")
    first, last = int(reference.first), int(reference.last)
    look = {"y": height - 6, "font_size": 13, "fill": INK}
    for n, age in enumerate(range(first, last + 1, step)):
        place = f"{LEFT + (RIGHT - LEFT) * (age - first) / (last - first):.2f}%"
        kept = None if n % 2 == 0 else "ct-wide-only"
        yield tag("line", x1=place, x2=place, y1=TOP, y2=height - FOOT, stroke=RULE)
        yield tag(
            "text", str(age if unit == "months" else age // 12), x=place, **look, text_anchor="middle", class_=kept
        )
    yield tag("text", unit, x="100%", **look, text_anchor="end")
