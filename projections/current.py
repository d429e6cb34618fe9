"""The current file: the same fold as the aggregate's, with a table behind its entries."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import orjson

from domain.fact import Fact, Plain, iso
from domain.file import CHAPTERS, File
from domain.history import History
from domain.measurements import Measurements
from domain.refusal import NotFound
from projections.engine import Engine
from projections.ordering import when
from projections.patients import of_patient

_WIDTH = 4096  # entries that one event may touch, at most
_UPSERT = (
    "insert into entry values (?, ?, ?, ?, ?, ?, ?) on conflict (patient, chapter, item) "
    "do update set series = excluded.series, at = excluded.at, json = excluded.json"
)
_FILE = (
    "select e.chapter, e.item, e.json, h.mrn, h.version, h.position, h.at, h.opened "
    "from head h join entry e on e.patient = h.patient where h.patient = ? order by e.ordinal"
)
_TOLD = ("mrn", "version", "position", "at", "opened")
_NAMES = tuple(chapter.NAME for chapter in CHAPTERS)
_IN_SERIES = (Measurements.NAME, History.NAME)
_Key = tuple[str, str, str]


class Items(dict[str, Plain]):
    """A chapter's entries of one patient, as far as this page of facts is about them: read when asked for."""

    def __init__(self, page: _Page, patient: str, chapter: str) -> None:
        super().__init__()
        self._page, self._key = page, (patient, chapter)

    def __missing__(self, item: str) -> Plain:
        value = self._page.stored(*self._key, item)
        super().__setitem__(item, value)
        return value

    def get(self, item: str, default: Any = None) -> Any:
        try:
            return self[item]
        except KeyError:
            return default

    def __setitem__(self, item: str, value: Plain) -> None:
        self._page.touch((*self._key, item), value)
        super().__setitem__(item, value)


class New(Items):
    """The same of a patient of whom nothing is stored yet."""

    def __missing__(self, item: str) -> Plain:
        raise KeyError(item)


class _Page:
    """What one page of facts has touched; an entry keeps the place where it was first written."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._touched = db, dict[_Key, tuple[int, Plain]]()
        self._files: dict[str, File] = {}
        self._next = count()

    def file(self, patient: str, fact: Fact) -> File:
        """The file that this fact is about, in which it may write."""
        self._next = count(fact.by.position * _WIDTH)
        file = self._files.get(patient)
        if file is None:
            # A patient who was registered on this page has nothing stored.
            plenty = Items if fact.originator_version > 1 else New
            self._files[patient] = file = File(lambda chapter: plenty(self, patient, chapter))
        return file

    def stored(self, patient: str, chapter: str, item: str) -> Plain:
        """`KeyError` where there is none."""
        ask = "select json from entry where patient = ? and chapter = ? and item = ?"
        row = self._db.execute(ask, (patient, chapter, item)).fetchone()
        if row is None:
            raise KeyError(item)
        read: Plain = orjson.loads(row[0])
        return read

    def touch(self, key: _Key, value: Plain) -> None:
        known = self._touched.get(key)
        self._touched[key] = (known[0] if known else next(self._next)), value

    def flush(self) -> None:
        rows = [
            (*key, place, value["kind"] if key[1] in _IN_SERIES else "", when(value), orjson.dumps(value).decode())
            for key, (place, value) in self._touched.items()
        ]
        self._db.executemany(_UPSERT, rows)


class Current:
    NAME: ClassVar[str] = "current"
    VERSION: ClassVar[int] = 4
    TABLES: ClassVar[Mapping[str, str]] = {
        "entry": "create table entry (patient text, chapter text, item text, ordinal integer not null, "
        "series text not null, at text not null, json text not null, primary key (patient, chapter, item)) "
        "without rowid",
        "entry_order": "create index entry_order on entry (patient, chapter, series, at, ordinal)",
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
                patient, at = fact.stream, iso(fact.by.at)
                page.file(patient, fact).fold(fact)
                new = (patient, getattr(fact, "mrn", ""), 0, 0, at, at)
                known = heads.get(patient) or (new if fact.originator_version == 1 else self._head(db, patient))
                heads[patient] = (*known[:2], fact.originator_version, fact.by.position, at, known[5])
        page.flush()
        db.executemany("insert or replace into head values (?, ?, ?, ?, ?, ?)", heads.values())

    @staticmethod
    def _head(db: sqlite3.Connection, patient: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] = db.execute("select * from head where patient = ?", (patient,)).fetchone()
        return row

    # reading

    def find(self, id_or_mrn: str) -> UUID:
        """The patient's id, from itself or from a record number; `NotFound`."""
        ask = "select patient from head where patient = ? or mrn = ?"
        row = self.engine.reader().execute(ask, (id_or_mrn, id_or_mrn)).fetchone()
        if row is None:
            raise NotFound(f"There is no patient {id_or_mrn}.")
        return UUID(row["patient"])

    def head(self, patient: UUID) -> sqlite3.Row:
        """`mrn`, `version`, `position`, `at` and `opened` of a file; `NotFound`."""
        ask = "select * from head where patient = ?"
        found: sqlite3.Row | None = self.engine.reader().execute(ask, (str(patient),)).fetchone()
        if found is None:
            raise NotFound(f"There is no patient {patient}.")
        return found

    def file(self, patient: UUID) -> Plain:
        """`{"id", "mrn", "version", "position", "at", "opened", "chapters": {name: {entry id: entry}}}`."""
        plain = self.engine.reader().cursor()
        plain.row_factory = None  # rows by name would cost as much as reading them
        rows = plain.execute(_FILE, (str(patient),)).fetchall()  # one statement: head and entries of one moment
        if not rows:
            raise NotFound(f"There is no patient {patient}.")
        chapters: dict[str, Plain] = {name: {} for name in _NAMES}
        for row in rows:
            chapters[row[0]][row[1]] = orjson.loads(row[2])
        return {"id": str(patient), **dict(zip(_TOLD, rows[0][3:], strict=True)), "chapters": chapters}
