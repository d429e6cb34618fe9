"""The life line as inline SVG: what lasted as bars, what happened as marks in lanes; a mark of many leads nearer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import floor

from markupsafe import Markup

from projections.lifeline import LANES, Life, Mark, Span, Time
from web.drawing import scale, svg
from web.drawing.scale import Scale
from web.drawing.svg import BAND, DUSK, INK, PINE, RED, RULE, tag

_LEFT, _RIGHT = 1.0, 99.0  # per cent of the width
_BAR, _LANE, _TOP, _FOOT = 34, 50, 10, 30  # pixels
_PLACES = 24  # along a lane: nearer than this, marks are gathered into one
_NAMES = {"visits": "Visits", "reports": "Reports", "attachments": "Documents", "history": "History"}
_COLOURS = {"visits": PINE, "reports": DUSK, "attachments": INK, "history": "#8a5a00"}
_TURN = 60  # per cent from where on a name stands before its bar's end
_ACROSS = 44  # letters of a name that a phone has room for from side to side; the link has the whole of it


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of a life that is looked at."""

    first: datetime
    last: datetime

    def holds(self, start: datetime, end: datetime) -> bool:
        return start <= self.last and end >= self.first

    @property
    def address(self) -> str:
        return f"from={self.first:%Y-%m-%d}&to={self.last:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Leads:
    """What things are called and where they lead: an entry of a chapter, and a nearer window."""

    name: Callable[[str, str], str]
    entry: Callable[[str, str], str]
    window: Callable[[Window], str]


def drawn(life: Life, window: Window, now: datetime, leads: Leads) -> Markup:
    """The whole picture; its table says the same in words."""
    x = Scale(window.first.timestamp(), window.last.timestamp(), _LEFT, _RIGHT)
    end = life.died.latest if life.died else now
    spans = [one for one in life.spans if window.holds(one.starts.earliest, _ended(one, end))]
    lanes = {name: [one for one in life.marks if one.chapter == name and _in(one, window)] for name in LANES}
    height = _TOP + len(spans) * _BAR + len(lanes) * _LANE + _FOOT
    parts = [*_ends(life, window, x, height), *_calendar(window, x, height)]
    parts += [_bar(one, x, _TOP + n * _BAR, end, window, leads) for n, one in enumerate(spans)]
    for n, (name, marks) in enumerate(lanes.items()):
        parts.append(_lane(name, marks, x, _TOP + len(spans) * _BAR + n * _LANE, leads))
    counted = sum(len(marks) for marks in lanes.values())
    says = (
        f"{len(spans)} bars and {counted} marks from {window.first:%Y} to {window.last:%Y}. The table holds them all."
    )
    return svg.framed(parts, "Life line", says, height)


def _in(mark: Mark, window: Window) -> bool:
    return window.holds(mark.at.earliest, mark.at.earliest)


def _ended(span: Span, end: datetime) -> datetime:
    """Something that is over, nobody said when, is drawn no longer than it is known to have lasted."""
    if span.ends:
        return span.ends.latest
    return span.starts.latest if span.over else max(end, span.starts.latest)


def _bar(span: Span, x: Scale, top: float, end: datetime, window: Window, leads: Leads) -> Markup:
    """Dashed where a vague time may begin or end it, pale when it is over, struck when it was entered in error."""
    y, last = top + 24, _ended(span, end)
    colour = DUSK if span.struck else "#7d9a94" if span.over else PINE
    sure, unsure = max(span.starts.latest, window.first), last if span.ends is None else span.ends.earliest
    lines = [(span.starts.earliest, span.starts.latest, "3 4"), (sure, unsure, None)]
    lines += [(span.ends.earliest, span.ends.latest, "3 4")] if span.ends else []
    shapes = [_stretch(one, two, x, y, colour, dash) for one, two, dash in lines if two > one]
    start = _place(span.starts.earliest, x)
    shapes.append(tag("circle", cx=f"{start:.2f}%", cy=y, r=4, fill=colour))
    name = leads.name("history", span.entry)
    struck = "line-through" if span.struck else None
    short = name if len(name) <= _ACROSS else f"{name[: _ACROSS - 1].rstrip()}…"
    beside = start <= _TURN and len(short) <= _ACROSS * (_RIGHT - start) / 100
    anchor = {"x": f"{start:.2f}%"} if beside else {"text_anchor": "end", "x": f"{_RIGHT}%"}
    words = tag("text", short, **anchor, y=y - 9, font_size=13, fill="#14222a", text_decoration=struck)
    return tag("a", *shapes, words, tag("title", name), href=leads.entry("history", span.entry), aria_label=name)


def _stretch(one: datetime, two: datetime, x: Scale, y: float, colour: str, dash: str | None) -> Markup:
    ends = {"x1": f"{_place(one, x):.2f}%", "x2": f"{_place(two, x):.2f}%", "y1": y, "y2": y}
    return tag("line", **ends, stroke=colour, stroke_width=2 if dash else 6, stroke_dasharray=dash)


def _lane(name: str, marks: Sequence[Mark], x: Scale, top: float, leads: Leads) -> Markup:
    y = top + 32
    halo = {"stroke": "#fff", "stroke_width": 5, "paint_order": "stroke"}
    label = tag("text", _NAMES[name], x=f"{_LEFT}%", y=top + 14, font_size=13, fill=INK, **halo)
    line = tag("line", x1=f"{_LEFT}%", x2=f"{_RIGHT}%", y1=y, y2=y, stroke=RULE, stroke_width=2)
    return label + line + Markup("").join(_gathered(marks, x, y, leads))


def _gathered(marks: Sequence[Mark], x: Scale, y: float, leads: Leads) -> Iterator[Markup]:
    step = (_RIGHT - _LEFT) / _PLACES
    for place, of in groupby(marks, key=lambda one: floor((_place(one.at.earliest, x) - _LEFT) / step)):
        yield _mark(list(of), min(_LEFT + (place + 0.5) * step, _RIGHT), x, y, leads)


def _mark(of: Sequence[Mark], middle: float, x: Scale, y: float, leads: Leads) -> Markup:
    first = of[0]
    struck, colour = all(one.struck for one in of), _COLOURS[first.chapter]
    place = f"{_place(first.at.earliest, x) if len(of) == 1 else middle:.2f}%"
    if len(of) == 1:
        says, href = leads.name(first.chapter, first.entry), leads.entry(first.chapter, first.entry)
    else:
        near = Window(first.at.earliest - timedelta(days=1), of[-1].at.earliest + timedelta(days=1))
        says = f"{len(of)} {_NAMES[first.chapter].lower()}, {first.at.earliest:%b %Y} to {of[-1].at.earliest:%b %Y}"
        href = leads.window(near)
    look = {"fill": "#fff", "stroke": DUSK, "stroke_width": 2} if struck else {"fill": colour, "stroke": "#fff"}
    dot = tag("circle", cx=place, cy=y, r=9 if len(of) > 1 else 6, **look)
    if len(of) > 1:
        number = {"x": place, "y": y + 4, "font_size": 11, "text_anchor": "middle"}
        dot += tag("text", str(len(of)), **number, fill=DUSK if struck else "#fff", font_weight=600)
    target = tag("circle", cx=place, cy=y, r=16, fill="transparent")
    return tag("a", dot, target, tag("title", says), href=href, aria_label=says)


def _ends(life: Life, window: Window, x: Scale, height: int) -> Iterator[Markup]:
    for time, name, colour in ((life.born, "Born", PINE), (life.died, "Died", RED)):
        if time and window.holds(time.earliest, time.latest):
            yield _end(time, name, colour, x, height)


def _end(time: Time, name: str, colour: str, x: Scale, height: int) -> Markup:
    """A line on the day; a band where only the month or the year is known."""
    one, two = _place(time.earliest, x), _place(time.latest, x)
    wide = {"x": f"{one:.2f}%", "width": f"{max(two - one, 0.15):.2f}%", "y": 0, "height": height - _FOOT}
    return tag("rect", **wide, fill=BAND if two - one > 0.5 else colour) + tag("title", name)


def _calendar(window: Window, x: Scale, height: int) -> Iterator[Markup]:
    for n, (day, words) in enumerate(scale.dates(window.first, window.last, 8)):
        place, kept = f"{x(day.timestamp()):.2f}%", None if n % 2 == 0 else "ct-wide-only"
        yield tag("line", x1=place, x2=place, y1=0, y2=height - _FOOT + 6, stroke=RULE)
        anchor = "end" if x(day.timestamp()) > 94 else "start" if x(day.timestamp()) < 6 else "middle"
        yield tag("text", words, x=place, y=height - 8, font_size=13, fill=INK, text_anchor=anchor, class_=kept)


def _place(moment: datetime, x: Scale) -> float:
    return min(max(x(moment.timestamp()), _LEFT), _RIGHT)
