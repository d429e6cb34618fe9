"""A day's visits, as its register has them: who came, what for, and whether they are still here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from domain import mrn
from domain.fact import Plain
from domain.visits import CLASSES
from projections.changes import Changes
from projections.reading import StoredReading
from projections.views import Views
from web import ages, words
from web.svg import tag

MOST = 200  # visits of one day
_FIRST, _LAST = 8, 18  # hours drawn, unless somebody came earlier or later
_PINE, _AMBER, _BROWN, _INK, _LINE = "#1d7065", "#e5a52c", "#6b4000", "#5b6a72", "#8b9aa0"
_EVENTS = ("visit.opened", "visit.closed", "visit.reopened", "visit.cancelled")
_SHAPES: dict[str, dict[str, Any]] = {
    "finished": {"r": 5.5, "fill": _PINE, "stroke": "#fff", "stroke_width": 1.5},
    "open": {"r": 6, "fill": _AMBER, "stroke": _BROWN, "stroke_width": 1.5},
}
_GONE: dict[str, Any] = {"r": 5, "fill": "#fff", "stroke": _INK, "stroke_width": 1.5, "stroke_dasharray": "2 2"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the register; `hour` is when it began, in hours since midnight, UTC."""

    mrn: str
    name: str
    about: str
    entry: str
    time: str
    hour: float | None
    reason: str
    kind: str
    status: str
    chip: tuple[str, str]


def register(views: Views, now: datetime) -> list[Seen]:
    """Visits that began today or were closed today, in the order of their time; imports are not a day's work."""
    found = [_seen(views, patient, entry, now) for patient, entry in _touched(views.changes, now.date())]
    return sorted((one for one in found if one), key=lambda one: (one.hour is None, one.hour or 0, one.name))


def _touched(changes: Changes, today: date) -> list[tuple[str, str]]:
    """The visits that an event of today is about, from people at the desk."""
    told: dict[tuple[str, str], None] = {}
    start = _before(changes, today)
    for kind in _EVENTS:
        for change in changes.rows({"type": kind, "channel": "form", "after": start}, newest=True, limit=MOST):
            told[change["patient"], change["entry"]] = None
    return list(told)[:MOST]


def _before(changes: Changes, today: date) -> int:
    """The last position before the day: recorded times only grow, so halving finds it."""
    newest = next(iter(changes.rows(newest=True, limit=1)), None)
    low, high, first = 0, newest["position"] if newest else 0, today.isoformat()
    while low < high:
        middle = (low + high) // 2
        following = next(iter(changes.rows({"after": middle}, limit=1)), None)
        if following is None or following["recorded_at"] >= first:
            high = middle
        else:
            low = following["position"]
    return low


def _seen(views: Views, patient: str, entry: str, now: datetime) -> Seen | None:
    visit = StoredReading(views.current, UUID(patient)).entry("visits", entry)
    today = now.date().isoformat()
    if visit is None or today not in (visit["start"][:10], visit.get("end", "")[:10]):
        return None
    hit = views.directory.person(UUID(patient))
    about = ", ".join(part for part in (ages.age(hit["born"], now.date()), hit["sex"]) if part)
    return Seen(
        hit["mrn"], hit["name"], f"{mrn.shown(hit['mrn'])} · {about}", entry, *_began(visit["start"], today),
        words.value(visit.get("reason")), CLASSES.get(visit["visit_class"], "Visit"), visit["status"], _chip(visit),
    )  # fmt: skip


def _began(start: str, today: str) -> tuple[str, float | None]:
    """The time of day in words and in hours; a visit that began on another day has its date."""
    if start[:10] != today:
        return ages.brief(start, date.fromisoformat(today)), None
    if "T" not in start:
        return "", None
    read = datetime.fromisoformat(start)
    at = read.astimezone(UTC) if read.tzinfo else read
    return f"{at:%H:%M}", at.hour + at.minute / 60


def _chip(visit: Plain) -> tuple[str, str]:
    match visit["status"]:
        case "open":
            return "ct-chip--look", "Here"
        case "finished":
            return "ct-chip--is", f"Closed {visit.get('end', '').partition('T')[2][:5]}".strip()
        case "cancelled":
            return "", "Cancelled"
        case _:
            return "ct-chip--was", "Entered in error"


def counted(visits: Sequence[Seen]) -> str:
    """`4 here, 3 closed`"""
    here, closed = (sum(one.status == state for one in visits) for state in ("open", "finished"))
    return ", ".join(f"{number} {word}" for number, word in ((here, "here"), (closed, "closed")) if number)


def rail(visits: Sequence[Seen], now: datetime) -> Markup:
    """The day on one line: a mark for each visit at its hour, and where the hand stands."""
    hours = [one.hour for one in visits if one.hour is not None]
    hand = now.hour + now.minute / 60
    first, last = int(min([_FIRST, hand, *hours])), min(int(max([_LAST - 1, hand, *hours])) + 1, 24)
    line = tag("line", x1="0", x2="100%", y1=28, y2=28, stroke=_LINE, stroke_width=1.5)
    past = tag("line", x1="0", x2=_x(hand, first, last), y1=28, y2=28, stroke=_PINE, stroke_width=3)
    marks = Markup("").join(_dot(one, first, last) for one in visits)
    drawn = line + Markup("").join(_hours(first, last)) + past + marks + _hand(now, hand, first, last)
    spoken = f"{len(visits)} visits today; {counted(visits) or 'nobody is here'}. It is {now:%H:%M}."
    return tag("svg", drawn, width="100%", height=46, role="img", aria_label=spoken)


def _x(hour: float, first: int, last: int) -> str:
    return f"{100 * (hour - first) / (last - first):.2f}%"


def _hours(first: int, last: int) -> Iterable[Markup]:
    for hour in range(first, last + 1):
        x, anchor = _x(hour, first, last), {first: "start", last: "end"}.get(hour, "middle")
        yield tag("line", x1=x, x2=x, y1=28, y2=33, stroke=_LINE)
        odd = "ct-yr-2" if (hour - first) % 2 else None
        yield tag("text", f"{hour:02}", x=x, y=45, font_size=13, fill=_INK, text_anchor=anchor, class_=odd)


def _dot(one: Seen, first: int, last: int) -> Markup:
    if one.hour is None:
        return Markup("")
    told = tag("title", f"{one.time} {one.name}, {one.chip[1]}")
    return tag("circle", told, cx=_x(one.hour, first, last), cy=28, **_SHAPES.get(one.status, _GONE))


def _hand(now: datetime, hand: float, first: int, last: int) -> Markup:
    x, late = _x(hand, first, last), hand > (first + last) / 2
    line = tag("line", x1=x, x2=x, y1=4, y2=20, stroke="#14222a", stroke_width=1.5)
    where = {"dx": -6, "text_anchor": "end"} if late else {"dx": 6}
    return line + tag("text", f"{now:%H:%M}", x=x, y=13, font_size=13, font_weight=600, fill="#14222a", **where)
