"""The current file: the same fold as the aggregate's, with a table behind its entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import orjson

from domain.fact import Fact, Plain
from domain.file import CHAPTERS, File
from domain.refusal import NotFound
from projections.engine import Engine
from projections.patients import of_patient

_WIDTH = 4096  # entries that one event may touch, at most


class Items(MutableMapping[str, Plain]):
    """A chapter's entries of one patient: read when asked for, written at the page's end."""

    def __init__(self, page: _Page, patient: str, chapter: str) -> None:
        self._page, self._patient, self._chapter = page, patient, chapter

    def __getitem__(self, item: str) -> Plain:
        return self._page.read((self._patient, self._chapter, item))

    def __setitem__(self, item: str, value: Plain) -> None:
        self._page.write((self._patient, self._chapter, item), value)

    def __delitem__(self, item: str) -> None:
        raise TypeError("entries are never taken out")

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a fold knows which entry it is about")

    def __len__(self) -> int:
        raise TypeError("a fold knows which entry it is about")


_Key = tuple[str, str, str]


class _Page:
    """What one page of facts has touched."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._known = db, dict[_Key, Plain]()
        self._order: dict[_Key, int] = {}
        self._dirty: dict[_Key, None] = {}
        self._files: dict[str, File] = {}
        self._next = count()

    def file(self, patient: str, position: int) -> File:
        self._next = count(position * _WIDTH)
        if patient not in self._files:
            self._files[patient] = File(lambda chapter: Items(self, patient, chapter))
        return self._files[patient]

    def read(self, key: _Key) -> Plain:
        if key in self._known:
            return self._known[key]
        ask = "select json, ordinal from entry where patient = ? and chapter = ? and item = ?"
        row = self._db.execute(ask, key).fetchone()
        if row is None:
            raise KeyError(key)
        self._order[key] = row[1]
        return self._known.setdefault(key, orjson.loads(row[0]))

    def write(self, key: _Key, value: Plain) -> None:
        if key not in self._order:
            try:
                self.read(key)
            except KeyError:
                self._order[key] = next(self._next)
        self._known[key] = value
        self._dirty[key] = None

    def flush(self) -> None:
        rows = [(*key, self._order[key], orjson.dumps(self._known[key]).decode()) for key in self._dirty]
        self._db.executemany("insert or replace into entry values (?, ?, ?, ?, ?)", rows)


class Current:
    NAME: ClassVar[str] = "current"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Mapping[str, str]] = {
        "entry": "create table entry (patient text, chapter text, item text, ordinal integer not null, "
        "json text not null, primary key (patient, chapter, item)) without rowid",
        "head": "create table head (patient text primary key, mrn text not null unique, version integer not null, "
        "position integer not null, at text not null, opened text not null) without rowid",
    }
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {"entry": ("patient", "chapter", "item"), "head": ("patient",)}

    engine: Engine

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        page = _Page(db)
        heads: dict[str, tuple[Any, ...]] = {}
        for fact in facts:
            if of_patient(fact):
                patient, at = str(fact.originator_id), fact.by.at.isoformat()
                page.file(patient, fact.by.position).fold(fact)
                new = (patient, getattr(fact, "mrn", ""), 0, 0, at, at)
                known = heads.get(patient) or self._head(db, patient) or new
                heads[patient] = (*known[:2], fact.originator_version, fact.by.position, at, known[5])
        page.flush()
        db.executemany("insert or replace into head values (?, ?, ?, ?, ?, ?)", heads.values())

    @staticmethod
    def _head(db: sqlite3.Connection, patient: str) -> tuple[Any, ...] | None:
        row = db.execute("select * from head where patient = ?", (patient,)).fetchone()
        return tuple(row) if row else None

    # reading

    def find(self, id_or_mrn: str) -> UUID:
        """The patient's id, from itself or from a record number; `NotFound`."""
        ask = "select patient from head where patient = ? or mrn = ?"
        row = self.engine.reader().execute(ask, (id_or_mrn, id_or_mrn)).fetchone()
        if row is None:
            raise NotFound(f"There is no patient {id_or_mrn}.")
        return UUID(row["patient"])

    def file(self, patient: UUID) -> Plain:
        """`{"id", "mrn", "version", "position", "at", "opened", "chapters": {name: {entry id: entry}}}`."""
        db = self.engine.reader()
        head = db.execute("select * from head where patient = ?", (str(patient),)).fetchone()
        if head is None:
            raise NotFound(f"There is no patient {patient}.")
        chapters: dict[str, Plain] = {chapter.NAME: {} for chapter in CHAPTERS}
        ask = "select chapter, item, json from entry where patient = ? order by ordinal"
        for chapter, item, json in db.execute(ask, (str(patient),)):
            chapters[chapter][item] = orjson.loads(json)
        told = {name: head[name] for name in ("mrn", "version", "position", "at", "opened")}
        return {"id": str(patient), **told, "chapters": chapters}
