"""What was counted of everybody's work: hours and weekdays, fields by month, records and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from projections.activity import DONE, FIELD, TOUCHED
from trail.tables import Statement, Tables

_d, _f, _t = DONE.c, FIELD.c, TOUCHED.c
_PAGE = 500  # rows in memory, of an answer without an end
_BY = {"actor": _t.actor, "session": _t.session}


class Touched(NamedTuple):
    """A record, and what somebody did with it: events, the first and last position, and their times."""

    patient: str
    mrn: str
    events: int
    first: int
    last: int
    began: str
    ended: str


class Sitting(NamedTuple):
    """One session: whose, records, events, and the times of the first and the last of these."""

    session: str
    actor: str
    records: int
    events: int
    began: str
    ended: str


class Asked(NamedTuple):
    """`actor` is one person's id, or empty for the whole office; `since` and `until` are days, both included."""

    actor: str = ""
    since: str = ""
    until: str = ""


class Grid(NamedTuple):
    """Events by weekday, Monday first, and hour; `imported` came with imports and are not among them."""

    events: list[list[int]]
    imported: int


def grid(tables: Tables, asked: Asked) -> Grid:
    found = [[0] * 24 for _ in range(7)]
    rows = tables.rows(_grid(bool(asked.actor)), _bounds(asked))
    for weekday, hour, events, imported in rows:
        found[weekday][hour] = int(events - imported)
    return Grid(found, sum(int(row[3]) for row in rows))


def fields(tables: Tables, asked: Asked) -> dict[str, dict[str, tuple[int, int]]]:
    """By field, those most often changed first, and month: events that changed it, and those that put it right."""
    bounds = _bounds(asked)
    rows = tables.rows(
        _changed(bool(asked.actor)), {**bounds, "since": bounds["since"][:7], "until": bounds["until"][:7]}
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for field, month, changed, righted in rows:
        found.setdefault(field, {})[month] = int(changed), int(righted)
    return dict(sorted(found.items(), key=lambda one: (-sum(many for many, _ in one[1].values()), one[0])))


def people(tables: Tables) -> list[tuple[str, str]]:
    """Everybody who ever recorded something: id and name."""
    return [(actor, name) for actor, name in tables.rows(_PEOPLE)]


def touched(tables: Tables, by: str, who: str, after: str, most: int) -> list[Touched]:
    """The records that an `actor` or a `session` touched, by their numbers, from the one `after` on."""
    return [Touched(*row) for row in tables.rows(_touched_by(by), {"who": who, "after": after, "most": most})]


def every_touched(tables: Tables, by: str, who: str) -> Iterator[Touched]:
    """All of them; each page is a question of its own, so that whoever reads slowly keeps nothing waiting."""
    after = ""
    while rows := touched(tables, by, who, after, _PAGE):
        yield from rows
        after = rows[-1].mrn


def total(tables: Tables, by: str, who: str) -> tuple[int, int]:
    """How many records, and how many events of theirs."""
    records, events = tables.rows(_total_by(by), {"who": who})[0]
    return records, int(events or 0)


def sittings(tables: Tables, actor: str, most: int) -> list[Sitting]:
    """The newest sessions of one person."""
    return [Sitting(*row) for row in tables.rows(_SITTINGS, {"actor": actor, "most": most})]


def sitting(tables: Tables, session: str) -> Sitting | None:
    return next((Sitting(*row) for row in tables.rows(_SITTING, {"session": session})), None)


def _bounds(asked: Asked) -> dict[str, Any]:
    return {"actor": asked.actor, "since": asked.since or "0", "until": asked.until or "9"}


@lru_cache
def _grid(of_one: bool) -> Statement:
    sums = func.sum(_d.events), func.sum(_d.imported)
    told = select(_d.weekday, _d.hour, *sums).where(_d.day >= bindparam("since"), _d.day <= bindparam("until"))
    return Statement(_of(told, _d.actor, of_one).group_by(_d.weekday, _d.hour))


@lru_cache
def _changed(of_one: bool) -> Statement:
    sums = func.sum(_f.changed), func.sum(_f.righted)
    told = select(_f.field, _f.month, *sums).where(_f.month >= bindparam("since"), _f.month <= bindparam("until"))
    return Statement(_of(told, _f.actor, of_one).group_by(_f.field, _f.month).order_by(_f.field, _f.month))


def _of(told: Select[Any], actor: Any, of_one: bool) -> Select[Any]:
    return told.where(actor == bindparam("actor")) if of_one else told


@lru_cache
def _touched_by(by: str) -> Statement:
    sums = (
        func.sum(_t.events), func.min(_t.first), func.max(_t.last), func.min(_t.began), func.max(_t.ended),
    )  # fmt: skip
    own = _BY[by] == bindparam("who"), _t.mrn > bindparam("after")
    told = select(_t.patient, _t.mrn, *sums).where(*own).group_by(_t.patient, _t.mrn)
    return Statement(told.order_by(_t.mrn).limit(bindparam("most")))


@lru_cache
def _total_by(by: str) -> Statement:
    return Statement(select(func.count(_t.patient.distinct()), func.sum(_t.events)).where(_BY[by] == bindparam("who")))


_SPAN = func.min(_t.began), func.max(_t.ended).label("until")
_COUNTS = func.count(), func.sum(_t.events)
_EACH = select(_t.session, _t.actor, *_COUNTS, *_SPAN).group_by(_t.session, _t.actor)
_OWN = _EACH.where(_t.actor == bindparam("actor"), _t.session != "")
_SITTINGS = Statement(_OWN.order_by(func.max(_t.ended).desc()).limit(bindparam("most")))
_SITTING = Statement(_EACH.where(_t.session == bindparam("session")))
_PEOPLE = Statement(select(_d.actor, func.max(_d.name)).group_by(_d.actor).order_by(func.max(_d.name), _d.actor))
