"""The heat strip of a record: how often it was read in each week of a year, darker where it was more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from markupsafe import Markup

from web.drawing import svg
from web.drawing.svg import INK, tag
from web.wording import words

WEEKS = 52
_COLOURS = ("#e8efed", "#bcdcd3", "#7fb8aa", "#3f8f80", "#175a52")
_STEPS = (1, 2, 5, 10)  # reads of a week, from which on it is darker
_HEIGHT, _FOOT = 46, 20  # pixels


def first(now: datetime) -> datetime:
    """When the strip begins: a Monday."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return monday - timedelta(weeks=WEEKS - 1)


def weeks(moments: Iterable[str], now: datetime) -> list[int]:
    """Reads of each week, from times as they are recorded."""
    start = first(now)
    counts = Counter((datetime.fromisoformat(at) - start).days // 7 for at in moments)
    return [counts[n] for n in range(WEEKS)]


def drawn(counts: list[int], now: datetime) -> Markup:
    start, total = first(now), sum(counts)
    parts = [_week(n, count, start + timedelta(weeks=n)) for n, count in enumerate(counts)]
    parts += [_label(n, start + timedelta(weeks=n)) for n in range(0, WEEKS, 13)]
    says = f"{total:,} read{'' if total == 1 else 's'} in the year since {words.date(start)}, week by week."
    return svg.framed(parts, "Reads by week", says, _HEIGHT)


def _week(n: int, count: int, day: datetime) -> Markup:
    """The gap between two weeks is a stroke: it is as wide on every screen."""
    told = tag("title", f"Week of {words.date(day)}: {count:,} read{'' if count == 1 else 's'}")
    width = 100 / WEEKS
    place = {"x": f"{n * width:.3f}%", "y": 0, "width": f"{width:.3f}%", "height": _HEIGHT - _FOOT}
    return tag("g", told, tag("rect", **place, fill=_colour(count), stroke="#fff", stroke_width=2))


def _colour(count: int) -> str:
    return _COLOURS[sum(count >= step for step in _STEPS)]


def _label(n: int, day: datetime) -> Markup:
    return tag("text", f"{day:%b %Y}", x=f"{n * 100 / WEEKS:.3f}%", y=_HEIGHT - 5, font_size=13, fill=INK)
