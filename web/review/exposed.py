"""Whoever was shown something wrong: person by person, and a picture of when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from projections.accesses import Row
from web.drawing import scale, svg
from web.drawing.scale import Scale
from web.drawing.svg import DUSK, INK, PINE, RED, RULE, tag
from web.reads.shown import MEDIA, SECTIONS
from web.wording import ages, words

TAKEN = ("file", "print", "document", "command")
"""Media by which what was wrong left this program."""
COLUMNS = ("position", "at", "actor", "name", "role", "view", "medium", "address", "purpose", "position_shown", "taken")
_LANES = 12  # people in the picture
_LANE, _TOP, _FOOT = 40, 14, 26  # pixels
_LEFT, _RIGHT = 1.0, 98.0  # per cent


@dataclass(frozen=True, slots=True)
class Person:
    """`reads` oldest first; `took` where something left on paper or in a file."""

    actor: str
    name: str
    role: str
    reads: list[Row]

    @property
    def took(self) -> bool:
        return any(row["medium"] in TAKEN for row in self.reads)

    @property
    def told(self) -> str:
        """`3 times: twice looked at, printed`, in words."""
        counts: dict[str, int] = {}
        for row in self.reads:
            what = f"{SECTIONS.get(row['section'], row['section'])} {MEDIA.get(row['medium'], row['medium'])}"
            counts[what] = counts.get(what, 0) + 1
        return ", ".join(what if number == 1 else f"{what} {number} times" for what, number in counts.items())


def people(reads: Iterable[Row]) -> list[Person]:
    """In the order in which they first saw it."""
    found: dict[str, Person] = {}
    for row in reads:
        found.setdefault(row["actor"], Person(row["actor"], row["name"], row["role"], [])).reads.append(row)
    return list(found.values())


def stood(since: str, until: str) -> str:
    """How long it was wrong."""
    return ages.lasted(datetime.fromisoformat(since), datetime.fromisoformat(until))


def exported(reads: Iterable[Row]) -> Iterator[Row]:
    """Rows of the list as a file."""
    for row in reads:
        more = {"view": row["section"], "position_shown": row["known"], "taken": row["medium"] in TAKEN}
        yield {name: {**row, **more}[name] for name in COLUMNS}


def drawn(found: Sequence[Person], since: str, until: str) -> Markup:
    """A lane for each person, a mark for each read: square where something left on paper or in a file."""
    first, last = datetime.fromisoformat(since), datetime.fromisoformat(until)
    x = Scale(first.timestamp(), max(last.timestamp(), first.timestamp() + 1), _LEFT, _RIGHT)
    shown = found[:_LANES]
    height = _TOP + len(shown) * _LANE + _FOOT
    parts = [*_ground(first, last, x, height)]
    for n, person in enumerate(shown):
        parts += _lane(person, x, _TOP + n * _LANE + _LANE // 2)
    count = sum(len(person.reads) for person in found)
    says = f"{len(found)} people were shown it {count} times between {words.moment(first)} and {words.moment(last)}."
    return svg.framed(parts, "Who saw it, and when", says, height)


def _ground(first: datetime, last: datetime, x: Scale, height: int) -> Iterator[Markup]:
    ends = {"y1": 0, "y2": height - _FOOT}
    yield tag("line", x1=f"{_LEFT}%", x2=f"{_LEFT}%", **ends, stroke=RED, stroke_width=3)
    yield tag("line", x1=f"{_RIGHT}%", x2=f"{_RIGHT}%", **ends, stroke=PINE, stroke_width=3)
    for n, (day, text) in enumerate(scale.dates(first, last)):
        if first <= day <= last:
            place = f"{x(day.timestamp()):.2f}%"
            kept = None if n % 2 == 0 else "ct-wide-only"
            yield tag("line", x1=place, x2=place, **ends, stroke=RULE)
            yield tag("text", text, x=place, y=height - 8, font_size=13, fill=INK, text_anchor="middle", class_=kept)


def _lane(person: Person, x: Scale, y: int) -> Iterator[Markup]:
    yield tag("line", x1=f"{_LEFT}%", x2=f"{_RIGHT}%", y1=y, y2=y, stroke=RULE)
    halo = {"stroke": "#fff", "stroke_width": 4, "paint_order": "stroke"}
    yield tag("text", person.name, x=f"{_LEFT + 1}%", y=y - 9, font_size=13, fill="#14222a", **halo)
    for row in person.reads:
        yield _mark(row, f"{x(datetime.fromisoformat(row['at']).timestamp()):.2f}%", y)


def _mark(row: Row, place: str, y: int) -> Markup:
    says = tag("title", f"{words.moment(row['at'])}: {SECTIONS.get(row['section'])} {MEDIA.get(row['medium'])}")
    if row["medium"] in TAKEN:
        square = {"y": y - 6, "width": 12, "height": 12, "transform": "translate(-6 0)"}
        return tag("g", says, tag("rect", x=place, **square, fill="#b3770a", stroke="#fff"))
    return tag("g", says, tag("circle", cx=place, cy=y, r=6, fill=DUSK, stroke="#fff"))
