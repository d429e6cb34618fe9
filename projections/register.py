"""The register: who came on which day, and whether they are still here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Index, Table, and_, bindparam, func, select

from domain.chapter import IN_ERROR
from domain.entries import EntryFact
from domain.fact import Fact, Plain
from domain.file import chapter_of
from domain.visits import VisitOpened, Visits
from projections.finding import PERSON
from projections.ordering import when
from projections.patients import of_patient
from projections.view import key, number, table, text
from trail.tables import Line, Statement, Tables, known, put

VISIT = table(
    "visit",
    key("patient"), key("visit"), text("day"), text("at"), text("until"), number("opened"), number("reopened"),
    number("closed"), number("cancelled"), number("struck"), text("json"),
)  # fmt: skip
Index("visit_day", VISIT.c.day, VISIT.c.at)
Index("visit_until", VISIT.c.until, VISIT.c.day)
_v, _p = VISIT.c, PERSON.c
_COUNTS = ("opened", "reopened", "closed", "cancelled", "struck")
_EVER = "9999"  # the end of a visit that is open: after every day
_told = (
    select(_p.patient, _p.mrn, _p.name, _p.born, _p.gender, _v.json)
    .join_from(VISIT, PERSON, _p.patient == _v.patient)
    .order_by(_v.at, _p.name, _v.patient, _v.visit)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_BEGAN = Statement(_told.where(_v.day == bindparam("day")))
_earlier = and_(_v.until >= bindparam("day"), _v.day < bindparam("day"))
_STAYED = Statement(_told.where(_earlier))
_STAYING = Statement(select(func.count()).where(_earlier))
_COUNT = Statement(
    select(func.count(), *(func.coalesce(func.sum(_v[name]), 0) for name in _COUNTS)).where(_v.day == bindparam("day"))
)
_TALLY: dict[tuple[str, str], tuple[str, ...]] = {  # a visit's state before and after, and what that counts as
    ("", "open"): ("opened",),
    ("", "finished"): ("opened", "closed"),
    ("open", "finished"): ("closed",),
    ("finished", "open"): ("reopened",),
    ("open", "cancelled"): ("cancelled",),
    ("open", IN_ERROR): ("struck",),
}


class Came(NamedTuple):
    """One visit, with the person it is of."""

    patient: str
    mrn: str
    name: str
    born: str | None
    gender: str
    entry: Plain


class Tally(NamedTuple):
    """What became of the visits of a day. `cancelled` and `struck` count those that were open until then."""

    visits: int
    opened: int
    reopened: int
    closed: int
    cancelled: int
    struck: int

    @property
    def here(self) -> int:
        return self.opened + self.reopened - self.closed - self.cancelled - self.struck


class Register:
    NAME: ClassVar[str] = "register"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (VISIT,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if of_patient(fact) and chapter_of(fact) == Visits.NAME]
        rows = known(db, VISIT, [_key(fact) for fact in own if not isinstance(fact, VisitOpened)])
        for fact in own:
            rows[_key(fact)] = _row(_key(fact), rows.get(_key(fact)), fact)
        put(db, VISIT, rows.values())

    # reading

    def day(self, day: str, most: int, skip: int = 0) -> list[Came]:
        """Visits that began on a day, `2026-03-07`, in the order of their time; those of which only the month is known
        are under `2026-03`."""
        return self._came(_BEGAN, day, most, skip)

    def from_before(self, day: str, most: int) -> list[Came]:
        """Visits that began earlier and had not ended when the day began."""
        return self._came(_STAYED, day, most, 0)

    def staying(self, day: str) -> int:
        """How many of these there are."""
        found: int = self.tables.rows(_STAYING, {"day": day})[0][0]
        return found

    def tally(self, day: str) -> Tally:
        return Tally(*map(int, self.tables.rows(_COUNT, {"day": day})[0]))

    def pages(self, day: str, most: int = 1000) -> Iterator[list[Came]]:
        """All visits of a day, so many at a time, read as they are used."""
        skip = 0
        while found := self.day(day, most, skip):
            yield found
            skip += most

    def _came(self, ask: Statement, day: str, most: int, skip: int) -> list[Came]:
        rows = self.tables.rows(ask, {"day": day, "most": most, "skip": skip})
        return [Came(who, mrn, name, born, gender, orjson.loads(told)) for who, mrn, name, born, gender, told in rows]


def _key(fact: Any) -> tuple[str, str]:
    return fact.stream, fact.entry if isinstance(fact, EntryFact) else fact.visit


def _row(key: tuple[str, str], row: Line | None, fact: Fact) -> Line:
    """The row after a fact: the chapter's own fold says what the fact means."""
    chapter = Visits({key[1]: orjson.loads(row[-1])} if row else {})
    before = chapter.items[key[1]]["status"] if row else ""
    chapter.fold(fact)
    entry = chapter.items[key[1]]
    was = dict(zip(_COUNTS, row[5:10] if row else [0] * len(_COUNTS), strict=True))
    happened = _TALLY.get((before, entry["status"]), ())
    counts = [was[name] + (name in happened) for name in _COUNTS]
    return *key, entry["start"][:10], when(entry), _until(entry), *counts, orjson.dumps(entry).decode()


def _until(entry: Plain) -> str:
    """The day on which a visit ended; an empty text where it did not take place."""
    match entry["status"]:
        case "open":
            return _EVER
        case "finished":
            return str(entry["end"][:10])
        case _:
            return ""
