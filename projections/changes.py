"""The change log: every event with what it changed, was and now, by whom and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import orjson

from domain.fact import Fact, Plain
from domain.partial import PartialDateTime
from projections.differences import what_changed
from projections.engine import Engine
from projections.patients import of_patient

LATE = timedelta(hours=24)  # between what happened and its record
_COLUMNS = (
    "position", "recorded_at", "effective", "late", "patient", "mrn", "stream", "version", "type", "chapter", "entry",
    "actor", "name", "role", "channel", "session", "operator", "reason", "because", "source", "flags", "policy",
    "request", "tx", "changes",
)  # fmt: skip
_TOLD = ("position", "recorded_at", "effective", "patient", "mrn", "stream", "version")
_EQUAL = ("patient", "mrn", "actor", "role", "type", "chapter", "entry", "reason", "channel", "tx")


class Changes:
    NAME: ClassVar[str] = "changes"
    VERSION: ClassVar[int] = 1
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
        by, patient = fact.by, str(fact.originator_id) if of_patient(fact) else getattr(fact, "holder", None)
        if patient and (patient not in mrns):
            row = db.execute("select mrn from change where patient = ? limit 1", (patient,)).fetchone()
            mrns[patient] = row[0] if row else getattr(fact, "mrn", "")
        chapter, entry, changes = what_changed(fact)
        return (
            by.position, by.at.isoformat(), by.effective, int(is_late(fact)), patient, mrns.get(patient or ""),
            str(fact.originator_id), fact.originator_version, fact.TOPIC, chapter, entry,
            by.actor, by.name, by.role, by.channel, by.session, by.operator, by.reason, by.because,
            _list(by.source), _list(by.flags), by.policy, by.request, by.tx, orjson.dumps(changes).decode(),
        )  # fmt: skip

    # reading

    def rows(self, filters: Mapping[str, Any] | None = None, newest: bool = False, limit: int = -1) -> Iterator[Plain]:
        """Changes as interfaces.md writes them, streamed, without a cap unless one is given.

        Filters: patient, mrn, actor (id or part of the name), role, type, chapter, entry, reason, channel, tx, field (a
        part of a dotted path), late, since and until (recorded, ISO 8601), after and before (positions), text.
        """
        where, values = _where(filters or {})
        sql = f"select * from change {where} order by position {'desc' if newest else 'asc'} limit ?"
        for row in self.engine.reader().execute(sql, (*values, limit)):
            yield _change(row)

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        where, values = _where(filters or {})
        found: int = self.engine.reader().execute(f"select count(*) from change {where}", values).fetchone()[0]
        return found

    def blame(self, patient: str, chapter: str, entry: str, field: str = "") -> list[Plain]:
        """All changes of an entry, or of one of its fields, the newest first."""
        path = ".".join(part for part in (chapter, entry, field) if part)
        told = self.rows({"patient": patient, "field": path}, newest=True)
        return [change for change in told if any(_under(one["field"], path) for one in change["changes"])]


def is_late(fact: Fact) -> bool:
    """Whether it was recorded more than a day after it was true."""
    if not fact.by.effective:
        return False
    return fact.by.at - PartialDateTime.parse(fact.by.effective).latest > LATE


def _under(field: str, path: str) -> bool:
    return field == path or field.startswith(f"{path}.")


def _list(values: tuple[str, ...]) -> str | None:
    return orjson.dumps(list(values)).decode() if values else None


def _where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    clauses, values = ["1"], list[Any]()

    def also(clause: str, *told: Any) -> None:
        clauses.append(clause)
        values.extend(told)

    for name, value in filters.items():
        if value in (None, ""):
            continue
        match name:
            case "actor":
                also("(actor = ? or name like ?)", value, f"%{value}%")
            case "field":
                also("instr(changes, ?)", str(value))
            case "text":
                also("(instr(changes, ?) or instr(because, ?))", value, value)
            case "late":
                also("late = 1")
            case "since":
                also("recorded_at >= ?", value)
            case "until":
                also("recorded_at < ?", _end(str(value)))
            case "after":
                also("position > ?", int(value))
            case "before":
                also("position < ?", int(value))
            case name if name in _EQUAL:
                also(f"{name} = ?", value)
            case _:
                raise KeyError(name)
    return "where " + " and ".join(clauses), values


def _end(moment: str) -> str:
    """A day named as the end is meant whole."""
    return f"{moment}T24" if len(moment) == 10 else moment


def _change(row: sqlite3.Row) -> Plain:
    stored = dict(row)
    told = {name: stored[name] for name in _TOLD}
    lists = {name: orjson.loads(stored[name]) if stored[name] else [] for name in ("source", "flags", "changes")}
    kind = "system" if stored["role"] == "system" else "person"
    return {
        **told,
        "type": stored["type"],
        "chapter": stored["chapter"],
        "entry": stored["entry"],
        "actor": {"id": stored["actor"], "name": stored["name"], "role": stored["role"], "kind": kind},
        "reason": {"code": stored["reason"], "text": stored["because"]} if stored["reason"] else None,
        "channel": stored["channel"],
        "operator": stored["operator"],
        "policy": stored["policy"],
        "request": stored["request"],
        "tx": stored["tx"],
        "late": bool(stored["late"]),
        **lists,
    }
