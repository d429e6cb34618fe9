"""The change log: every event with what it changed, was and now, by whom and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import orjson

from domain.fact import Fact, Plain, iso
from domain.history import History
from domain.partial import PartialDateTime
from projections.asked import MARKS, where
from projections.differences import what_changed
from projections.engine import Engine
from projections.patients import of_patient

LATE = timedelta(hours=24)  # between what happened and its record
_COLUMNS = (
    "position", "recorded_at", "late", "patient", "mrn", "type", "chapter", "entry", "actor", "name", "role", "channel",
    "reason", "flagged", "tx", "told",
)  # fmt: skip
_COUNTED = ("type", "actor", "name", "reason", "channel")


class Changes:
    NAME: ClassVar[str] = "changes"
    VERSION: ClassVar[int] = 5
    TABLES: ClassVar[Mapping[str, str]] = {
        "change": f"create table change ({_COLUMNS[0]} integer primary key, {', '.join(_COLUMNS[1:])})",
        "change_patient": "create index change_patient on change (patient, position)",
    }
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {"change": ("position",)}

    engine: Engine

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        mrns: dict[str, str] = {}
        rows = [self._row(fact, db, mrns) for fact in facts]
        db.executemany(f"insert into change values ({', '.join('?' * len(_COLUMNS))})", rows)

    @staticmethod
    def _row(fact: Fact, db: sqlite3.Connection, mrns: dict[str, str]) -> tuple[Any, ...]:
        by, patient = fact.by, fact.stream if of_patient(fact) else getattr(fact, "holder", None)
        if patient and patient not in mrns:
            mrns[patient] = getattr(fact, "mrn", None) or _mrn(db, patient)
        told = _told(fact, patient, mrns.get(patient or ""))
        return (
            by.position, told["recorded_at"], int(told["late"]), patient, told["mrn"], told["type"], told["chapter"],
            told["entry"], by.actor, by.name, by.role, by.channel, by.reason, int(bool(by.flags)), by.tx,
            orjson.dumps(told).decode(),
        )  # fmt: skip

    # reading

    def rows(self, filters: Mapping[str, Any] | None = None, newest: bool = False, limit: int = -1) -> Iterator[Plain]:
        """Changes as interfaces.md writes them, streamed, without a cap unless one is given.

        Filters: patient, mrn, actor (id or part of the name), role, type, chapter, entry, reason, channel, tx, field (a
        part of a dotted path), late, marked (one of `projections.asked.MARKS`), types (any of them), since and until
        (recorded, ISO 8601), after, before and beyond (positions), text.
        """
        return map(orjson.loads, self.lines(filters, newest, limit))

    def lines(self, filters: Mapping[str, Any] | None = None, newest: bool = False, limit: int = -1) -> Iterator[str]:
        """The same as JSON, one object a line, as it is stored."""
        clause, values = where(filters or {})
        sql = f"select told from change {clause} order by position {'desc' if newest else 'asc'} limit ?"
        return (row[0] for row in self.engine.reader().execute(sql, (*values, limit)))

    def tally(self, filters: Mapping[str, Any], signed: int, most: int | None = None) -> list[Plain]:
        """The newest `most` that fit, counted by what they can be told apart by.

        Each row has type, actor, name, reason, channel, the marks of `projections.asked` and `unanchored` (after
        `signed`), and with them count, first and last (recorded times).
        """
        clause, values = where(filters)
        apart = ", ".join((*_COUNTED, *(f'"{name}"' for name in (*MARKS, "unanchored"))))
        marks = ", ".join(f'{sql} as "{name}"' for name, sql in {**MARKS, "unanchored": "position > ?"}.items())
        newest = f"select *, {marks} from change {clause} order by position desc limit ?"
        summed = "count(*) as count, min(recorded_at) as first, max(recorded_at) as last"
        ask = f"select {apart}, {summed} from ({newest}) group by {apart}"
        bounds = (signed, *values, -1 if most is None else most)
        return [dict(row) for row in self.engine.reader().execute(ask, bounds)]

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        clause, values = where(filters or {})
        found: int = self.engine.reader().execute(f"select count(*) from change {clause}", values).fetchone()[0]
        return found

    def blame(self, patient: str, chapter: str, entry: str, field: str = "") -> list[Plain]:
        """All changes of an entry, or of one of its fields, the newest first."""
        path = ".".join(part for part in (chapter, entry, field) if part)
        told = self.rows({"patient": patient, "field": path}, newest=True)
        return [change for change in told if any(_under(one["field"], path) for one in change["changes"])]


def is_late(fact: Fact) -> bool:
    """Whether an act was recorded more than a day after it took place; what began long ago and is told now is not."""
    if not fact.by.effective or type(fact) in History.FACTS:
        return False
    return fact.by.at - PartialDateTime.parse(fact.by.effective).latest > LATE


def _mrn(db: sqlite3.Connection, patient: str) -> str:
    row = db.execute("select mrn from change where patient = ? limit 1", (patient,)).fetchone()
    return row[0] if row else ""


def _under(field: str, path: str) -> bool:
    return field == path or field.startswith(f"{path}.")


def _told(fact: Fact, patient: str | None, mrn: str | None) -> Plain:
    """A change as interfaces.md writes it; reason and changes come last, where `projections.asked` looks for them."""
    by, (chapter, entry, changes) = fact.by, what_changed(fact)
    kind = "system" if by.role == "system" else "person"
    return {
        "position": by.position,
        "recorded_at": iso(by.at),
        "effective": by.effective,
        "patient": patient,
        "mrn": mrn,
        "stream": fact.stream,
        "version": fact.originator_version,
        "type": fact.TOPIC,
        "chapter": chapter,
        "entry": entry,
        "actor": {"id": by.actor, "name": by.name, "role": by.role, "kind": kind},
        "channel": by.channel,
        "operator": by.operator,
        "policy": by.policy,
        "request": by.request,
        "tx": by.tx,
        "late": is_late(fact),
        "source": by.source,
        "flags": by.flags,
        "reason": {"code": by.reason, "text": by.because} if by.reason else None,
        "changes": changes,
    }
