"""Activity drawn: when people were at work, as a grid of hours and weekdays, and which fields changed, by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from projections.work import Grid
from web.drawing.svg import tag
from web.wording import words

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEFT, _ROW, _HEAD = 9.0, 24, 20  # room for the names of days in per cent of the width; pixels
_STEP = (100 - _LEFT) / 24
_SHADES = ("#eef3f2", "#cfe3de", "#9ccabf", "#5ea596", "#2c7f72", "#124a43")
_PINE, _DUSK, _INK, _RULE = "#1d7065", "#5b4fa8", "#5b6a72", "#e1e7e7"
_HIGH = 44  # pixels of a row of bars


def shade(events: int, most: int) -> int:
    """0 for none, then 1 to 5 in equal steps up to the busiest hour."""
    return 0 if not events else min(1 + (events - 1) * 5 // most, 5)


def heat(grid: Grid) -> Markup:
    """Seven rows of 24 hours, as wide as the place it stands in; the table beside it says the same."""
    most = max(map(max, grid.events))
    cells = [cell for day, hours in enumerate(grid.events) for cell in _row(day, hours, most)]
    hours = (
        tag("text", f"{hour:02}", x=f"{_LEFT + hour * _STEP:.2f}%", y=14, font_size=13, fill=_INK)
        for hour in range(0, 24, 3)
    )
    size = {"width": "100%", "height": _HEAD + 7 * _ROW}
    drawn = Markup("").join([*hours, *cells])
    return tag("svg", drawn, **size, role="img", aria_label=told(grid), class_="ct-chart__svg")


def _row(day: int, hours: Sequence[int], most: int) -> Iterator[Markup]:
    top = _HEAD + day * _ROW
    yield tag("text", DAYS[day][:3], x="0", y=top + 16, font_size=13, fill=_INK)
    for hour, events in enumerate(hours):
        place = {"x": f"{_LEFT + hour * _STEP:.2f}%", "y": top, "width": f"{_STEP - 0.25:.2f}%", "height": _ROW - 2}
        said = f"{DAYS[day]}, {span(hour)}: {counted(events)}"
        yield tag("rect", tag("title", said), **place, rx=2, fill=_SHADES[shade(events, most)])


def legend() -> Markup:
    """From few to many."""
    boxes = (tag("rect", x=n * 18, y=0, width=16, height=12, rx=2, fill=one) for n, one in enumerate(_SHADES))
    return tag("svg", Markup("").join(boxes), width=106, height=12, aria_hidden="true")


def told(grid: Grid) -> str:
    """The busiest hour, and how much there was outside 07:00 to 19:00 and at weekends."""
    every = [(events, day, hour) for day, hours in enumerate(grid.events) for hour, events in enumerate(hours)]
    most, day, hour = max(every, key=lambda one: (one[0], -one[1], -one[2]))
    if not most:
        return "Nothing was recorded."
    odd = sum(events for events, day, hour in every if day > 4 or not 7 <= hour < 19)
    total = sum(events for events, _, _ in every)
    return (
        f"Busiest: {DAYS[day]}, {span(hour)}, {counted(most)}. "
        f"{odd:,} of {total:,} came at night or on a weekend."
    )  # fmt: skip


def span(hour: int) -> str:
    """`09:00 to 10:00`"""
    return f"{hour:02}:00 to {hour + 1:02}:00"


def counted(events: int) -> str:
    return f"{events:,} event{'' if events == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: changes in each month, how many of them put it right, and both drawn."""

    chapter: str
    name: str
    label: str
    months: list[tuple[int, int]]
    drawing: Markup

    @property
    def changed(self) -> int:
        return sum(changed for changed, _ in self.months)

    @property
    def most(self) -> int:
        return max(changed for changed, _ in self.months)

    @property
    def righted(self) -> int:
        return sum(righted for _, righted in self.months)


def months(found: Mapping[str, Mapping[str, tuple[int, int]]]) -> list[str]:
    """Every month from the first to the last in which something changed: `2026-03`."""
    named = sorted({month for of in found.values() for month in of})
    if not named:
        return []
    first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (named[0], named[-1]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def fields(found: Mapping[str, Mapping[str, tuple[int, int]]], every: Sequence[str], most: int) -> list[Field]:
    """The `most` that changed most often, each drawn to its own scale."""
    return [_field(name, [of.get(month, (0, 0)) for month in every], every) for name, of in list(found.items())[:most]]


def _field(field: str, told: list[tuple[int, int]], every: Sequence[str]) -> Field:
    chapter, _, name = field.partition(".")
    label = f"{words.label(name)}, {words.label(chapter).lower()}"
    return Field(chapter, name, label, told, _bars(label, told, every))


def _bars(label: str, told: Sequence[tuple[int, int]], every: Sequence[str]) -> Markup:
    step, top = 100 / len(every), max(changed for changed, _ in told)
    parts = [tag("line", x1="0", x2="100%", y1=_HIGH - 0.5, y2=_HIGH - 0.5, stroke=_RULE)]
    for n, (month, (changed, righted)) in enumerate(zip(every, told, strict=True)):
        if changed:
            parts.append(_bar(n * step, step, f"{month}: {changed:,}, {righted:,} put right", changed, righted, top))
    total, right = (sum(one[n] for one in told) for n in (0, 1))
    said = f"{label}: {total:,} changes from {every[0]} to {every[-1]}, {right:,} of them put right"
    size = {"width": "100%", "height": _HIGH}
    return tag("svg", Markup("").join(parts), **size, role="img", aria_label=said, class_="ct-chart__svg")


def _bar(x: float, step: float, said: str, changed: int, righted: int, top: int) -> Markup:
    high, low = ((_HIGH - 4) * many / top for many in (changed, righted))
    place = {"x": f"{x + step * 0.1:.2f}%", "width": f"{step * 0.8:.2f}%"}
    whole = tag("rect", **place, y=_HIGH - high, height=high, fill=_PINE)
    right = tag("rect", **place, y=_HIGH - low, height=low, fill=_DUSK) if righted else Markup("")
    return tag("g", tag("title", said), whole, right)
