"""The pictures of a report: events by day, week or month, and the share of each kind and person, as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from web.drawing import scale, svg
from web.drawing.scale import Scale
from web.drawing.svg import INK, PINE, tag

_HEIGHT, _TOP, _FOOT, _LEFT = 168, 12.0, 24.0, 6.0  # pixels, and room for numbers in per cent of the width
_DAYS, _WEEKS = 62, 7 * 106  # as many days as are drawn day by day, and week by week
_NAMED = 6  # bars whose date is written under them
_SHARE = 14  # pixels


@dataclass(frozen=True)
class Bar:
    """All events from one day on, up to the next bar."""

    start: date
    count: int


def drawn(days: Mapping[str, int]) -> tuple[str, Markup]:
    """`day`, `week` or `month`, whichever leaves bars that can be seen; nothing is drawn where there are no events."""
    if not days:
        return "day", Markup("")
    unit, bars = grouped(days)
    most = max(bar.count for bar in bars)
    ticks = scale.rules(0, max(most, 5))  # whole numbers
    y = Scale(0, float(ticks[-1]), _HEIGHT - _FOOT, _TOP)
    busiest = max(bars, key=lambda bar: bar.count)
    first, last = (_day(date.fromisoformat(end(days))) for end in (min, max))
    says = f"{sum(days.values()):,} events from {first} to {last}. Most of them: {_said(busiest, unit)}."
    parts = [svg.rule(tick, y) for tick in ticks]
    parts += [_bar(n, bar, len(bars), unit, y) for n, bar in enumerate(bars) if bar.count]
    parts += _dates(bars, unit)
    return unit, svg.framed(parts, f"Events by {unit}", says, _HEIGHT)


def share(count: int, most: int) -> Markup:
    """A bar beside a number, as long as its part of the greatest one."""
    inside = tag("rect", width=f"{100 * count / most:.2f}%", height=_SHARE, rx=2, fill=PINE)
    return tag("svg", inside, width="100%", height=_SHARE, aria_hidden="true", class_="rp-share")


def grouped(days: Mapping[str, int]) -> tuple[str, list[Bar]]:
    """Every day, week (from a Monday) or month from the first to the last, those without an event as well."""
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    span = (last - first).days + 1
    unit = "day" if span <= _DAYS else "week" if span <= _WEEKS else "month"
    counts: dict[date, int] = {}
    start = _start(first, unit)
    while start <= last:
        counts[start], start = 0, _next(start, unit)
    for day, count in days.items():
        counts[_start(date.fromisoformat(day), unit)] += count
    return unit, [Bar(day, count) for day, count in counts.items()]


def _start(day: date, unit: str) -> date:
    return day.replace(day=1) if unit == "month" else day - timedelta(day.weekday()) if unit == "week" else day


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(weeks=1) if unit == "week" else start + timedelta(days=1)


def _bar(n: int, bar: Bar, bars: int, unit: str, y: Scale) -> Markup:
    step = (100 - _LEFT) / bars
    thick = min(step * 0.84, 6.0)
    top = y(bar.count)
    left = _LEFT + n * step + (step - thick) / 2
    place = {"x": f"{left:.3f}%", "y": top, "width": f"{thick:.3f}%", "height": _HEIGHT - _FOOT - top}
    return tag("rect", tag("title", _said(bar, unit)), **place, rx=1, fill=PINE)


def _dates(bars: list[Bar], unit: str) -> list[Markup]:
    """Under the bars; on a phone every other one."""
    step, every = (100 - _LEFT) / len(bars), -(-len(bars) // _NAMED)
    return [
        tag(
            "text", f"{bar.start:%b %Y}" if unit == "month" else _day(bar.start), x=f"{_LEFT + (n + 0.5) * step:.2f}%",
            y=_HEIGHT - 6, font_size=13, fill=INK, text_anchor="start" if n == 0 and len(bars) > 1 else "middle",
            class_=None if n // every % 2 == 0 else "rp-wide-only",
        )
        for n, bar in enumerate(bars) if n % every == 0 and n + every / 2 <= len(bars)
    ]  # fmt: skip


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _said(bar: Bar, unit: str) -> str:
    return f"{_day(bar.start) if unit == 'day' else f'{unit} of {_day(bar.start)}'}, {bar.count:,}"
