"""Who was at work when, on which records, and which fields they changed: counted as the log is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, Index, Table

from domain.blood import KEY as SETTLED
from domain.blood import BloodGroup
from domain.fact import Fact, Plain
from domain.identity import KEY
from domain.reviews import Reviews
from projections.quality import RIGHTED
from projections.view import key, number, place, table, text
from trail.tables import Line, known, put

DONE = table(
    "done", key("actor"), key("day"), place("hour"), text("name"), number("weekday"), number("events"),
    number("imported"),
)  # fmt: skip
"""Events of one hour of one day, in UTC; `imported` are those of them that came with an import."""
FIELD = table("field_changed", key("month"), key("actor"), key("field"), number("changed"), number("righted"))
"""Events that put something else where something stood; `righted` are those of them for which the old was wrong."""
TOUCHED = table(
    "touched", key("actor"), key("session"), key("patient"), text("mrn"), number("events"), number("first"),
    number("last"), text("began"), text("ended"),
)  # fmt: skip
"""What one person did with one record in one session; an empty session where there was none."""
Index("touched_session", TOUCHED.c.session, TOUCHED.c.patient)
Index("touched_mrn", TOUCHED.c.actor, TOUCHED.c.mrn)
Index("done_day", DONE.c.day)
_COPIES = ("as_entered", "warnings", "unit", "code")
TABLES: Sequence[Table] = (DONE, FIELD, TOUCHED)


def add_activity(db: Connection, told: Sequence[tuple[Fact, Plain]]) -> None:
    """What these facts and their rows of the change log tell of, added to what was counted before."""
    _add(db, DONE, map(_done, told), lambda was, now: (*now[:5], was[5] + now[5], was[6] + now[6]))
    changed = (field for fact, row in told for field in _fields(fact, row))
    _add(db, FIELD, changed, lambda was, now: (*now[:3], was[3] + now[3], was[4] + now[4]))
    touched = [_touched(fact, row) for fact, row in told if row["patient"]]
    _add(db, TOUCHED, touched, lambda was, now: (*now[:4], was[4] + now[4], was[5], now[6], was[7], now[8]))


def _add(db: Connection, kind: Table, rows: Iterable[Line], sum_of: Callable[[Line, Line], Line]) -> None:
    size, told = len(kind.primary_key), dict[Line, Line]()
    for row in rows:
        own = row[:size]
        told[own] = sum_of(told[own], row) if own in told else row
    was = known(db, kind, told)
    put(db, kind, [sum_of(was[own], row) if own in was else row for own, row in told.items()])


def _done(told: tuple[Fact, Plain]) -> Line:
    by = told[0].by
    return by.actor, f"{by.at:%Y-%m-%d}", by.at.hour, by.name, by.at.weekday(), 1, int(by.channel == "import")


def _fields(fact: Fact, row: Plain) -> list[Line]:
    if row["chapter"] in (None, Reviews.NAME):
        return []
    names = {_name(one["field"]) for one in row["changes"] if one["was"] is not None}
    about, righted = (f"{fact.by.at:%Y-%m}", fact.by.actor), int(fact.TOPIC in RIGHTED)
    told = sorted(name for name in names if name and (righted or name != "status"))  # else it goes its usual way
    return [(*about, f"{row['chapter']}.{name}", 1, righted) for name in told]


def _name(path: str) -> str:
    """The field of an entry, or of the details; an empty text where it follows from others."""
    chapter, *inside = path.split(".")
    name = (inside if chapter == KEY else inside[1:])[:1]
    follows = chapter == BloodGroup.NAME and inside[0] == SETTLED
    return "" if follows or not name or name[0] in _COPIES else name[0]


def _touched(fact: Fact, row: Plain) -> Line:
    by, at = fact.by, row["recorded_at"]
    return by.actor, by.session or "", row["patient"], row["mrn"] or "", 1, by.position, by.position, at, at
