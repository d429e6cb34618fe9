"""The life line's page: which stretch is looked at, how to come nearer, and the table of what is on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from domain.fact import Plain
from projections.lifeline import Life, life
from web.drawing import lifeline
from web.drawing.lifeline import Leads, Window
from web.record import lines
from web.wording import words

MOST = 200  # rows of the table; the picture draws them all
_AROUND = timedelta(days=30)  # before and after one visit
_NEAR = (("Last ten years", 3653), ("Last year", 366))


@dataclass(frozen=True, slots=True)
class Row:
    """`near` is the address of the days around it."""

    when: str
    chapter: str
    what: str
    href: str
    near: str
    struck: bool


@dataclass(frozen=True, slots=True)
class Living:
    """`views` are (name, address, whether it is the one shown); `total` counts the rows that the table could have."""

    drawing: Markup
    rows: list[Row]
    total: int
    views: list[tuple[str, str, bool]]
    title: str
    undated: list[str]


def living(file: Plain, record: str, now: datetime, asked: tuple[str, str], query: str) -> Living:
    """`asked` are two days in ISO 8601, or empty for the whole life; what is no day is taken for empty."""
    found = life(file)
    whole = _rounded(*found.reach(now))
    window = _window(asked, whole)
    start = f"{record}/life{query}{'&' if query else '?'}"
    leads = Leads(
        lambda chapter, id: _name(file, chapter, id),
        lambda chapter, id: f"{record}/{chapter}/{id}",
        lambda near: f"{start}{near.address}",
    )
    told = sorted(_told(found, window), key=lambda one: one[0], reverse=True)
    rows = [_row(file, chapter, id, at, leads) for at, chapter, id in told[:MOST]]
    drawing = lifeline.drawn(found, window, now, leads)
    first, last = found.reach(now)
    years = f"Whole life, {first.year} to {last.year}"
    title = years if window == whole else f"{words.date(window.first)} to {words.date(window.last)}"
    undated = [_name(file, "history", id) for id in found.undated]
    return Living(drawing, rows, len(told), _views(window, whole, record, query, leads), title, undated)


def _views(window: Window, whole: Window, record: str, query: str, leads: Leads) -> list[tuple[str, str, bool]]:
    near = [(name, Window(whole.last - timedelta(days=days), whole.last)) for name, days in _NEAR]
    fitting = [(name, one) for name, one in near if one.first > whole.first]
    told = [(name, leads.window(one), one.address == window.address) for name, one in fitting]
    return [("Whole life", f"{record}/life{query}", window.address == whole.address), *told]


def _rounded(first: datetime, last: datetime) -> Window:
    """Whole days with some room, so that nothing stands on the edge."""
    room = max((last - first) / 50, timedelta(days=3))
    return Window(_midnight(first - room), _midnight(last + room))


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _window(asked: tuple[str, str], whole: Window) -> Window:
    try:
        first, last = (datetime.combine(date.fromisoformat(day), time(), UTC) for day in asked)
    except ValueError:
        return whole
    return Window(first, last + timedelta(days=1 if first == last else 0)) if first <= last else whole


def _told(found: Life, window: Window) -> list[tuple[datetime, str, str]]:
    """(when, chapter, id) of everything on the stretch; what lasts stands where it began."""
    marks = [(one.at.earliest, one.chapter, one.entry) for one in found.marks]
    spans = [(one.starts.earliest, "history", one.entry) for one in found.spans]
    return [one for one in (*marks, *spans) if window.holds(one[0], one[0])]


def _row(file: Plain, chapter: str, id: str, at: datetime, leads: Leads) -> Row:
    line = lines.line(chapter, id, file["chapters"][chapter][id])
    near = leads.window(Window(_midnight(at - _AROUND), _midnight(at + _AROUND))) if chapter == "visits" else ""
    what = f"{line.what}: {line.text}" if line.text and chapter in ("history", "visits") else line.what
    when = line.when or words.when(f"{at:%Y-%m-%d}")
    struck = line.struck or line.state == "Cancelled"
    return Row(when, lines.TITLES[chapter], what, leads.entry(chapter, id), near, struck)


def _name(file: Plain, chapter: str, id: str) -> str:
    return lines.named(chapter, id, file["chapters"][chapter][id])
