"""Charts as inline SVG: fluid in width, readable without colour, and never with a style of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape

from web.drawing import scale, thinned
from web.drawing.readings import Point
from web.drawing.scale import Scale

PINE, DUSK, RED, INK, RULE, BAND = "#1d7065", "#5b4fa8", "#a8172b", "#5b6a72", "#e1e7e7", "#dcede8"
MARKED = 100  # readings of a chart that can be pointed at
_INNER = 1000  # across what is stretched to the width it gets
LEFT, RIGHT, TOP, FOOT = 9.0, 85.0, 22.0, 26.0  # plot: left and right in per cent of the width, the rest in pixels


def tag(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """An element; `class_` gives `class`, `stroke_width` gives `stroke-width`; None is left out."""
    named = ((_attribute(key), value) for key, value in attributes.items() if value is not None)
    written = "".join([f' {key}="{escape(_number(value))}"' for key, value in named])
    if not inside:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{''.join([escape(part) for part in inside])}</{name}>")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def line_chart(points: Sequence[Point], title: str, unit: str = "", height: int = 260, most: int = MARKED) -> Markup:
    """A chart of readings in the order of time, at most so many of them marked.

    Put their table under it: the chart never stands alone.
    """
    if not points:
        return Markup("")
    ordered = sorted(points, key=lambda point: point.when)
    x, y, ticks = _axes(ordered, height)
    drawn = (*_bands(ordered, x, y), *(rule(tick, y) for tick in ticks), *_calendar(ordered, x, height))
    return framed(
        (*drawn, *readings(ordered, x, y, height, most), _last(ordered, x, y, unit)), title, told(ordered, unit), height
    )


def framed(drawn: Iterable[Markup], title: str, says: str, height: int) -> Markup:
    """A whole chart, as wide as the place it stands in."""
    about = tag("title", title) + tag("desc", says)
    size = {"width": "100%", "height": height}
    return tag("svg", about, Markup("").join(drawn), **size, role="group", aria_label=title, class_="ct-chart__svg")


def fixed(drawing: Markup, width: int) -> Markup:
    """The same chart drawn so many pixels wide: a picture of its own, which may be printed at any size."""
    size = re.search(r' width="100%" height="(\d+)"', drawing)
    height = size[1] if size else ""
    space = f' xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" viewBox="0 0 {width} {height}"'
    return Markup(str(drawing).replace(' width="100%"', f'{space} width="{width}"', 1)) if size else drawing


def readings(points: Sequence[Point], x: Scale, y: Scale, height: int, most: int = MARKED) -> Iterable[Markup]:
    """Points in the order of time: a line through those that stand, then marks."""
    standing = [point for point in points if not point.struck]
    bars = [point for point in standing if point.foot is not None]
    chosen = thinned.marked(points, most)
    if len(standing) > len(bars):
        yield _stretched(_line([point for point in standing if point.foot is None], x, y), x, height)
    if len(bars) > most:
        yield _stretched(_bars(bars, x, y), x, height)
    yield from (_marked(point, x, y) for point in chosen)


def sparkline(values: Sequence[Decimal], says: str, width: int = 132, height: int = 26, struck: bool = False) -> Markup:
    """The direction of the last values, without axes; the number beside it says the value.

    With `struck` a hollow, crossed mark stands beside the last one: what was written there first did not count.
    """
    if not values:
        return Markup("")
    x = Scale(0, max(len(values) - 1, 1), 5, width - 7)
    low, high = min(values), max(values)
    y = Scale(float(low), float(high), height - 5, 5) if low < high else Scale(0, float(high) * 2 or 1, height, 0)
    at = [(x(n), y(value)) for n, value in enumerate(values)]
    way = " ".join(f"{left:.1f},{top:.1f}" for left, top in at)
    line = tag("polyline", points=way, fill="none", stroke=PINE, stroke_width=1.6, class_="ct-ink")
    dot = tag("circle", cx=at[-1][0], cy=at[-1][1], r=3, fill=PINE, class_="ct-fill")
    cross = _crossed(at[-1][0] - 11, height - 5.0) if struck else Markup("")
    return _small(line + cross + dot, says, width, height)


def bars(spans: Sequence[tuple[Decimal, Decimal]], says: str, width: int = 132, height: int = 26) -> Markup:
    """The last blood pressures, each from systolic down to diastolic; the newest is the strong one."""
    if not spans:
        return Markup("")
    numbers = [float(end) for span in spans for end in span]
    x, y = Scale(0, max(len(spans) - 1, 1), 5, width - 7), Scale(min(numbers), max(numbers), height - 4, 4)
    last = len(spans) - 1
    drawn = Markup("").join(
        tag(
            "line", x1=x(n), x2=x(n), y1=y(top), y2=y(foot), stroke=PINE, stroke_linecap="round", class_="ct-ink",
            stroke_width=5 if n == last else 3, opacity=None if n == last else 0.62,
        )
        for n, (top, foot) in enumerate(spans)
    )  # fmt: skip
    return _small(drawn, says, width, height)


def _small(drawn: Markup, says: str, width: int, height: int) -> Markup:
    box = f"0 0 {width} {height}"
    return tag("svg", drawn, width=width, height=height, viewBox=box, role="img", aria_label=says)


def _crossed(x: float, y: float) -> Markup:
    ring = tag("circle", cx=x, cy=y, r=3, fill="#fff", stroke=DUSK, stroke_width=1.5)
    return ring + tag("line", x1=x - 5, x2=x + 5, y1=y + 3, y2=y - 3, stroke=DUSK, stroke_width=1.5)


def _axes(points: Sequence[Point], height: int) -> tuple[Scale, Scale, list[Decimal]]:
    first, last = scale.around([point.when for point in points])
    ticks = scale.rules(*extent(points))
    x = Scale(first.timestamp(), last.timestamp(), LEFT, RIGHT)
    return x, Scale(float(ticks[0]), float(ticks[-1]), height - FOOT, TOP), ticks


def extent(points: Iterable[Point]) -> tuple[float, float]:
    """What the axis holds: readings and ranges, and former values that lie within one more such span."""
    every = list(points)
    standing = [one for one in every if not one.struck] or every
    ends = [(point.value, point.low, point.high, point.foot) for point in standing]
    numbers = [float(end) for four in ends for end in four if end is not None]
    low, high = min(numbers), max(numbers)
    if low == high:
        low, high = low - abs(low) / 20, high + abs(high) / 20
    span = (high - low) or 1
    former = [float(value) for point in every for value in (*point.was, point.value)]
    near = [value for value in former if low - span <= value <= high + span]
    return min([low, *near]), max([high, *near])


def rule(tick: Decimal, y: Scale) -> Markup:
    line = tag("line", x1="0", x2="100%", y1=y(tick), y2=y(tick), stroke=RULE)
    return line + tag("text", f"{tick:f}", x="0", y=y(tick) - 4, font_size=13, fill=INK)


def _calendar(points: Sequence[Point], x: Scale, height: int) -> Iterable[Markup]:
    for n, (day, words) in enumerate(scale.dates(*scale.around([point.when for point in points]))):
        place, kept = f"{x(day.timestamp()):.2f}%", None if n % 2 == 0 else "ct-wide-only"
        yield tag("line", x1=place, x2=place, y1=height - FOOT, y2=height - FOOT + 5, stroke=INK)
        yield tag("text", words, x=place, y=height - 6, font_size=13, fill=INK, text_anchor="middle", class_=kept)


def _bands(points: Sequence[Point], x: Scale, y: Scale) -> Iterable[Markup]:
    """The range printed on the day: it may step where a laboratory changed it."""
    steps = [(ends, next(of).when) for ends, of in groupby(points, lambda point: (point.low, point.high))]
    starts = [LEFT, *(x(since.timestamp()) for _, since in steps[1:])]
    for (low, high), start, end in zip((ends for ends, _ in steps), starts, [*starts[1:], RIGHT], strict=True):
        if low is None and high is None:
            continue
        top, foot = y(high) if high is not None else y.end, y(low) if low is not None else y.start
        yield tag("rect", x=f"{start:.2f}%", width=f"{end - start:.2f}%", y=top, height=foot - top, fill=BAND)


def _stretched(drawn: Markup, x: Scale, height: int) -> Markup:
    """What is drawn in `_INNER` across, as wide as the plot."""
    place = {"x": f"{x.start}%", "y": 0, "width": f"{x.end - x.start}%", "height": height, "overflow": "visible"}
    return tag("svg", drawn, **place, viewBox=f"0 0 {_INNER} {height}", preserveAspectRatio="none") if drawn else drawn


def _line(points: Sequence[Point], x: Scale, y: Scale) -> Markup:
    way = thinned.way([(_inner(point, x), y(point.value)) for point in points], _INNER)
    if len(way) < 2:
        return Markup("")
    corners = " ".join(f"{left:.0f},{top:.1f}" for left, top in way)
    look = {"fill": "none", "stroke": PINE, "stroke_width": 1.8, "vector_effect": "non-scaling-stroke"}
    return tag("polyline", points=corners, **look, class_="ct-ink")


def _bars(points: Sequence[Point], x: Scale, y: Scale) -> Markup:
    """All of them in one stroke, for those that have no mark; where many stand in one place, the longest of them."""
    spans: dict[int, tuple[float, float]] = {}
    for point in points:
        left, top, foot = round(_inner(point, x)), y(point.value), y(point.foot or point.value)
        above, under = spans.get(left, (top, foot))
        spans[left] = min(above, top), max(under, foot)
    way = "".join(f"M{left} {top:.0f}V{foot:.0f}" for left, (top, foot) in spans.items())
    look = {"stroke": PINE, "stroke_width": 3, "opacity": 0.5, "vector_effect": "non-scaling-stroke"}
    return tag("path", d=way, **look, class_="ct-ink")


def _inner(point: Point, x: Scale) -> float:
    return (x(point.when.timestamp()) - x.start) / (x.end - x.start) * _INNER


def _marked(point: Point, x: Scale, y: Scale) -> Markup:
    """A reading with what stood there before; a link to the event behind it, wide enough for a thumb."""
    place = _across(point, x)
    former = Markup("").join(_former(value, point, place, y) for value in point.was)
    inside = _former(point.value, None, place, y) if point.struck else _mark(point, place, y)
    target = tag("circle", cx=place, cy=_held(point.value, y), r=16, fill="transparent")
    drawn = tag("title", point.says) + former + inside + target
    return tag("a", drawn, href=point.href) if point.href else tag("g", drawn)


def _mark(point: Point, place: str, y: Scale) -> Markup:
    top = y(point.value)
    if point.foot is not None:
        bar = {"y1": top, "y2": y(point.foot), "stroke_width": 5, "stroke_linecap": "round"}
        return tag("line", x1=place, x2=place, **bar, stroke=PINE, class_="ct-ink")
    if point.side:
        tip, base = (6, -5) if point.side == "low" else (-6, 5)
        drawn = tag("path", d=f"M0 {top + tip:.1f}L-6 {top + base:.1f}H6z", fill=RED, stroke="#fff")
        return tag("svg", drawn, x=place, overflow="visible", width=1, height=1)
    return tag("circle", cx=place, cy=top, r=4.5, fill=PINE, stroke="#fff", class_="ct-fill")


def _former(value: Decimal, now: Point | None, place: str, y: Scale) -> Markup:
    """A value that no longer counts: hollow, struck, named, and tied to the one that took its place."""
    top = _held(value, y)
    tie = {"y1": top + 5, "y2": y(now.value), "stroke": DUSK, "stroke_dasharray": "2 3"} if now else None
    tied = tag("line", x1=place, x2=place, **tie) if tie else Markup("")
    ring = tag("circle", cx="0", cy=top, r=5, fill="#fff", stroke=DUSK, stroke_width=2)
    slash = tag("line", x1=-7, x2=7, y1=top + 6, y2=top - 6, stroke=DUSK, stroke_width=2)
    words = tag("text", f"{value:f}", x=11, y=top + 4, font_size=13, fill=DUSK, text_decoration="line-through")
    return tied + tag("svg", ring, slash, words, x=place, overflow="visible", width=1, height=1)


def _last(points: Sequence[Point], x: Scale, y: Scale, unit: str) -> Markup:
    standing = [point for point in points if not point.struck]
    if not standing:
        return Markup("")
    last = standing[-1]
    value = f"{last.value:f}" if last.foot is None else f"{last.value:f}/{last.foot:f}"
    place = {"x": "100%", "font_size": 13, "text_anchor": "end"}
    words = tag("text", f"{value} {unit}".strip(), y=y(last.value) - 10, **place, font_weight=600, fill="#14222a")
    limits = [limit for limit in (last.low, last.high) if limit is not None and abs(y(limit) + 14 - y(last.value)) > 15]
    return words + Markup("").join(tag("text", f"{limit:f}", y=y(limit) + 4, **place, fill=INK) for limit in limits)


def told(points: Sequence[Point], unit: str) -> str:
    """In words, for those who do not see it."""
    count = f"{len(points)} readings" if len(points) > 1 else "One reading"
    ends = f"from {points[0].value:f} to {points[-1].value:f}" if len(points) > 1 else f"of {points[0].value:f}"
    gone = sum(len(point.was) + point.struck for point in points)
    struck = f" {gone} more no longer {'count' if gone > 1 else 'counts'}." if gone else ""
    return f"{count} {ends} {unit}".rstrip() + f".{struck} The table below leads to them all."


def _across(point: Point, x: Scale) -> str:
    return f"{x(point.when.timestamp()):.2f}%"


def _held(value: Decimal, y: Scale) -> float:
    """Where a value is drawn; one far off the axis stays in sight at its edge."""
    return min(max(y(value), TOP - 8), y.start - 6)


def _number(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
