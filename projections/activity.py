"""Who was at work when, on which records, and which fields they changed: counted as the log is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, Index, Table

from domain.blood import KEY as SETTLED
from domain.blood import BloodGroup
from domain.fact import Fact, Plain, iso
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


class Activity:
    """What facts and their rows of the change log tell of, one after the other: nothing else of them is kept."""

    def __init__(self) -> None:
        self._done, self._fields, self._touched = list[Line](), list[Line](), list[Line]()

    def tell(self, fact: Fact, row: Plain) -> None:
        self._done.append(_done(fact))
        self._fields += _fields(fact, row)
        if row["patient"]:
            self._touched.append(_touched(fact, row))

    def add(self, db: Connection) -> None:
        """To what was counted before."""
        _add(db, DONE, self._done, lambda was, now: (*now[:5], was[5] + now[5], was[6] + now[6]))
        _add(db, FIELD, self._fields, lambda was, now: (*now[:3], was[3] + now[3], was[4] + now[4]))
        _add(db, TOUCHED, self._touched, lambda was, now: (*now[:4], was[4] + now[4], was[5], now[6], was[7], now[8]))


def _add(db: Connection, kind: Table, rows: Iterable[Line], sum_of: Callable[[Line, Line], Line]) -> None:
    size, told = len(kind.primary_key), dict[Line, Line]()
    for row in rows:
        own = row[:size]
        told[own] = sum_of(told[own], row) if own in told else row
    was = known(db, kind, told)
    put(db, kind, [sum_of(was[own], row) if own in was else row for own, row in told.items()])


def _done(fact: Fact) -> Line:
    by = fact.by
    return by.actor, iso(by.at)[:10], by.at.hour, by.name, by.at.weekday(), 1, int(by.channel == "import")


def _fields(fact: Fact, row: Plain) -> list[Line]:
    if row["chapter"] in (None, Reviews.NAME):
        return []
    if not (names := {_name(one["field"]) for one in row["changes"] if one["was"] is not None}):
        return []
    about, righted = (iso(fact.by.at)[:7], fact.by.actor), int(fact.TOPIC in RIGHTED)
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
