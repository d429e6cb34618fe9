"""Samples that are keyed again, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Index, Table, bindparam, func, select

from domain.chapter import IN_ERROR
from domain.fact import Fact, Plain, iso
from domain.twice import FIELDS
from domain.verification import EntryKeyed, Place, VerificationClosed, VerificationDrawn
from projections.entries import ENTRY
from projections.view import key, number, optional, place, table, text
from trail.tables import Statement, Tables, known, put

SAMPLE = table(
    "sample", key("id"), number("position"), text("at"), text("name"), number("size"), text("told"), optional("closed"),
)  # fmt: skip
"""`position` is where in the log it was drawn; `closed` is when, and None while it is open."""
SAMPLED = table(
    "sampled", key("id"), place("number"), text("patient"), text("chapter"), text("entry"), optional("keyed"),
)  # fmt: skip
"""`keyed` is JSON: `{"was", "keyed", "by", "actor", "at", "position"}`."""
Index("sample_position", SAMPLE.c.position)
_e, _s, _i = ENTRY.c, SAMPLE.c, SAMPLED.c


class Sample(NamedTuple):
    """`told` is the fact that drew it, without its entries; `keyed` how many of the `size` have been keyed."""

    id: str
    position: int
    at: str
    name: str
    size: int
    told: Plain
    closed: str | None
    keyed: int


class Sampled(NamedTuple):
    number: int
    place: Place
    keyed: Plain | None


class Verifications:
    NAME: ClassVar[str] = "verifications"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (SAMPLE, SAMPLED)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        for fact in facts:
            match fact:
                case VerificationDrawn():
                    self._drawn(fact, db)
                case EntryKeyed():
                    row = fact.verification, fact.number, fact.holder, fact.chapter, fact.entry, _keyed(fact)
                    put(db, SAMPLED, [row])
                case VerificationClosed():
                    rows = known(db, SAMPLE, [(fact.stream,)])
                    put(db, SAMPLE, [(*row[:-1], iso(fact.by.at)) for row in rows.values()])

    @staticmethod
    def _drawn(fact: VerificationDrawn, db: Connection) -> None:
        told = {name: value for name, value in fact.payload().items() if name != "items"}
        about = fact.stream, fact.by.position, iso(fact.by.at), fact.by.name, len(fact.items)
        put(db, SAMPLE, [(*about, orjson.dumps(told).decode(), None)])
        places = enumerate((Place(**one) for one in fact.items), 1)
        put(db, SAMPLED, [(fact.stream, number, *one, None) for number, one in places])

    # reading

    def newest(self, before: int, most: int) -> list[Sample]:
        """Samples, the newest first, drawn before a position."""
        return [_sample(row) for row in self.tables.rows(_NEWEST, {"before": before, "most": most})]

    def one(self, id: str) -> Sample | None:
        return next((_sample(row) for row in self.tables.rows(_ONE, {"id": id})), None)

    def items(self, id: str) -> list[Sampled]:
        rows = self.tables.rows(_ITEMS, {"id": id})
        return [Sampled(number, Place(*at), orjson.loads(told) if told else None) for number, *at, told in rows]

    def eligible(self, position: int, since: str | None = None, until: str | None = None) -> Iterator[Place]:
        """Entries typed in by then (recorded on days from `since` to `until`), and not struck by then."""
        for chapter in FIELDS:
            for row in self.tables.stream(_ENTRIES, {"chapter": chapter}):
                if _counts(orjson.loads(row.json), position, since or "", until or "9"):
                    yield Place(row.patient, chapter, row.item)


def _keyed(fact: EntryKeyed) -> str:
    by = fact.by
    told = {"was": fact.was, "keyed": fact.keyed, "by": by.name, "actor": by.actor, "at": iso(by.at)}
    return orjson.dumps({**told, "position": by.position}).decode()


def _counts(entry: Plain, position: int, since: str, until: str) -> bool:
    mark = entry.get("recorded")
    if mark is None or entry.get("imported") or entry.get("none_known") or mark["position"] > position:
        return False
    struck = entry.get("retracted", {}).get("by", {}).get("position", 0) if entry.get("status") == IN_ERROR else 0
    return (not struck or struck > position) and since <= mark["at"][:10] <= until


def _sample(row: Any) -> Sample:
    id, position, at, name, size, told, closed, done = row
    return Sample(id, position, at, name, size, orjson.loads(told), closed, done)


_done = select(func.count()).where(_i.id == _s.id, _i.keyed.is_not(None)).correlate(SAMPLE).scalar_subquery()
_COLUMNS = select(_s.id, _s.position, _s.at, _s.name, _s.size, _s.told, _s.closed, _done)
_NEWEST = Statement(
    _COLUMNS.where(_s.position < bindparam("before")).order_by(_s.position.desc()).limit(bindparam("most"))
)
_ONE = Statement(_COLUMNS.where(_s.id == bindparam("id")))
_ITEMS = Statement(
    select(_i.number, _i.patient, _i.chapter, _i.entry, _i.keyed).where(_i.id == bindparam("id")).order_by(_i.number)
)
_ENTRIES = select(_e.patient, _e.item, _e.json).where(_e.chapter == bindparam("chapter"))
