"""The two clocks of a record: what was true when, and when it was written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from domain.partial import PartialDateTime
from web.drawing import scale
from web.drawing.scale import Scale
from web.drawing.svg import tag
from web.record.timeline import Event
from web.wording import words

_NEAR = 8  # events on either side that are drawn
_LEFT, _RIGHT, _TOP, _FOOT, _WIDTH, _HEIGHT = 62, 334, 24, 218, 346, 252
_DUSK, _PINE, _AMBER, _INK = "#5b4fa8", "#1d7065", "#b3770a", "#5b6a72"


@dataclass(frozen=True, slots=True)
class _Point:
    event: Event
    true: datetime


def drawn(told: Sequence[Event], here: Event) -> Markup | None:
    """Each event by when it was true (across) and when it was written down (up); None where nothing is late."""
    near = told[max(here.number - 1 - _NEAR, 0) : here.number + _NEAR]
    points = [
        _Point(event, PartialDateTime.parse(event.by.effective).latest)
        for event in near
        if event.by.effective and event.by.channel != "import"
    ]
    if not any(point.event.late for point in points):
        return None
    moments = [here.at, *(moment for one in points for moment in (one.true, one.event.at))]
    first, last = scale.around(moments)
    x = Scale(first.timestamp(), last.timestamp(), _LEFT, _RIGHT)
    y = Scale(first.timestamp(), last.timestamp(), _FOOT, _TOP)
    ordered = sorted(points, key=lambda one: one.event is here)
    parts = (*_ground(here, y), *_dates(first, last, x, y), *_slope(), *(_point(one, here, x, y) for one in ordered))
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return tag(
        "svg", *parts, viewBox=box, width=_WIDTH, height=_HEIGHT, role="img", aria_label=_told(points), class_="ct-two"
    )


def _ground(here: Event, y: Scale) -> Sequence[Markup]:
    now = y(here.at.timestamp())
    width = _RIGHT - _LEFT
    line = tag("line", x1=_LEFT, x2=_RIGHT, y1=now, y2=now, stroke="#352d66", stroke_width=2)
    return (
        tag("rect", x=_LEFT, y=_TOP, width=width, height=max(now - _TOP, 0.0), fill="#eef6f3"),
        tag("rect", x=_LEFT, y=now, width=width, height=max(_FOOT - now, 0.0), fill="#f5f3fc"),
        tag("text", "known on ↑", x=0, y=12, font_size=13, fill=_INK),
        line,
    )


def _dates(first: datetime, last: datetime, x: Scale, y: Scale) -> Sequence[Markup]:
    told = [(day.timestamp(), text) for day, text in scale.dates(first, last)]
    step = -(-len(told) // 4)
    across = [
        tag("text", text, x=x(at), y=_FOOT + 15, font_size=13, fill=_INK, text_anchor="middle")
        for at, text in told[::step]
    ]
    up = [
        tag("text", text, x=_LEFT - 6, y=y(at) + 4, font_size=13, fill=_INK, text_anchor="end")
        for at, text in told[::step]
    ]
    middle = (_LEFT + _RIGHT) / 2
    label = tag("text", "true on →", x=middle, y=_HEIGHT - 3, font_size=13, fill=_INK, text_anchor="middle")
    return (*across, *up, label)


def _slope() -> Sequence[Markup]:
    return (tag("line", x1=_LEFT, y1=_FOOT, x2=_RIGHT, y2=_TOP, stroke="#8b9aa0", stroke_width=1),)


def _point(point: _Point, here: Event, x: Scale, y: Scale) -> Markup:
    place = {"cx": x(point.true.timestamp()), "cy": y(point.event.at.timestamp())}
    says = tag("title", f"{point.event.number}: {point.event.says}")
    if point.event.number == here.number:
        dot = tag("circle", **place, r=6, fill=_AMBER, stroke="#14222a")
    elif point.event.number < here.number:
        dot = tag("circle", **place, r=4, fill=_DUSK)
    else:
        dot = tag("circle", **place, r=4, fill="#fff", stroke=_PINE, stroke_width=2)
    return tag("g", says, dot, _late(point, x, y))


def _late(point: _Point, x: Scale, y: Scale) -> Markup:
    if not point.event.late:
        return Markup("")
    left = x(point.true.timestamp())
    right = left < (_LEFT + _RIGHT) / 2
    place = {"x": left + (10 if right else -10), "y": y(point.event.at.timestamp()) + 18}
    return tag("text", point.event.late, **place, font_size=13, fill=_INK, text_anchor="start" if right else "end")


def _told(points: Sequence[_Point]) -> str:
    late = [f"{one.event.says} {one.event.late}, true on {words.date(one.true)}." for one in points if one.event.late]
    return f"Each event placed by the day it was true and the day it was written down. {' '.join(late[:3])}"
