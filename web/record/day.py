"""A day's visits, as its register has them: who came, what for, whom they saw, and whether they are still here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup

from domain import mrn
from domain.fact import Plain
from domain.visits import CLASSES
from projections.register import Came, Tally
from web.drawing.svg import tag
from web.record.notes import Note, notes
from web.wording import ages, words

_FIRST, _LAST = 8, 18  # hours drawn, unless somebody came earlier or later
_PINE, _AMBER, _BROWN, _INK, _LINE = "#1d7065", "#e5a52c", "#6b4000", "#5b6a72", "#8b9aa0"
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
    seen_by: str
    status: str
    chip: tuple[str, str]
    left: str
    notes: list[Note]


def lines(found: Iterable[Came], day: str, today: date) -> list[Seen]:
    """Visits as they are read in the register of a day."""
    return [_seen(one, day, today) for one in found]


def _seen(came: Came, day: str, today: date) -> Seen:
    visit = came.entry
    about = ", ".join(part for part in (ages.age(came.born, today), came.gender) if part)
    return Seen(
        came.mrn, came.name, f"{mrn.shown(came.mrn)} · {about}", visit["id"], *_began(visit["start"], day, today),
        words.value(visit.get("reason")) or words.value(visit.get("type")),
        CLASSES.get(visit["visit_class"], "Visit"), visit.get("seen_by", ""), visit["status"],
        _chip(visit, day, today), words.value(visit.get("disposition")), notes(visit),
    )  # fmt: skip


def _began(start: str, day: str, today: date) -> tuple[str, float | None]:
    """The time of day in words and in hours; a visit that began on another day has its date."""
    if start[:10] != day:
        return ages.brief(start, today), None
    if "T" not in start:
        return "", None
    read = datetime.fromisoformat(start)
    at = read.astimezone(UTC) if read.tzinfo else read
    return f"{at:%H:%M}", at.hour + at.minute / 60


def _chip(visit: Plain, day: str, today: date) -> tuple[str, str]:
    match visit["status"]:
        case "open":
            return "ct-chip--look", "Here"
        case "finished":
            ended, _, time = visit.get("end", "").partition("T")
            return "ct-chip--is", f"Closed {time[:5] if ended == day else ages.brief(ended, today)}".strip()
        case "cancelled":
            return "", "Cancelled"
        case _:
            return "ct-chip--was", "Entered in error"


def reckoned(tally: Tally) -> str:
    """How the events of a day come to those who are here: `4 opened + 1 reopened − 3 closed − 1 cancelled = 1 open`."""
    parts = [(tally.opened, "opened"), (tally.reopened, "reopened"), (tally.closed, "closed")]
    parts += [(tally.cancelled, "cancelled"), (tally.struck, "entered in error")]
    signs = ("", "+ ", "− ", "− ", "− ")
    told = [f"{sign}{n:,} {word}" for sign, (n, word) in zip(signs, parts, strict=True) if n or word != parts[-1][1]]
    return f"{' '.join(told)} = {tally.here:,} open"


def counted(visits: Sequence[Seen]) -> str:
    """`4 here, 3 closed`"""
    here, closed = (sum(one.status == state for one in visits) for state in ("open", "finished"))
    return ", ".join(f"{number} {word}" for number, word in ((here, "here"), (closed, "closed")) if number)


def rail(visits: Sequence[Seen], now: datetime | None = None) -> Markup:
    """The day on one line: a mark for each visit at its hour, and today where the hand stands."""
    hours = [one.hour for one in visits if one.hour is not None]
    hand = now.hour + now.minute / 60 if now else None
    reached = hours if hand is None else [hand, *hours]
    first, last = int(min([_FIRST, *reached])), min(int(max([_LAST - 1, *reached])) + 1, 24)
    line = tag("line", x1="0", x2="100%", y1=28, y2=28, stroke=_LINE, stroke_width=1.5)
    end = last if hand is None else hand
    past = tag("line", x1="0", x2=_x(end, first, last), y1=28, y2=28, stroke=_PINE, stroke_width=3)
    marks = Markup("").join(_dot(one, first, last) for one in visits)
    drawn = line + Markup("").join(_hours(first, last)) + past + marks + _hand(hand, first, last)
    spoken = f"{len(visits)} visits; {counted(visits) or 'nobody is here'}.{f' It is {now:%H:%M}.' if now else ''}"
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


def _hand(hand: float | None, first: int, last: int) -> Markup:
    if hand is None:
        return Markup("")
    x, late = _x(hand, first, last), hand > (first + last) / 2
    line = tag("line", x1=x, x2=x, y1=4, y2=20, stroke="#14222a", stroke_width=1.5)
    where = {"dx": -6, "text_anchor": "end"} if late else {"dx": 6}
    told = f"{int(hand):02}:{round(hand % 1 * 60):02}"
    return line + tag("text", told, x=x, y=13, font_size=13, font_weight=600, fill="#14222a", **where)
