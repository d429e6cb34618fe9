"""A patient's file as pages read it: each asks for what it shows, and for no more."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from domain.blood import KEY as GROUP
from domain.blood import NOTHING
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.identity import KEY
from projections.current import Current
from projections.ordering import when


class Reading(ABC):
    """The file as it stands, or as it stood; the order is that of the true times, see `projections.ordering`."""

    version: int  # how many events made it
    position: int  # where in the log the last of them stands

    @property
    @abstractmethod
    def file(self) -> Plain:
        """All of it, in the shape of `Current.file`."""

    @abstractmethod
    def entry(self, chapter: str, id: str) -> Plain | None: ...

    @abstractmethod
    def count(self, chapter: str) -> int: ...

    @abstractmethod
    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        """Entries of a chapter, the newest first."""

    @abstractmethod
    def readings(self, kind: str, most: int) -> list[Plain]:
        """Standing measurements of one kind, the newest first; of one time, what was recorded last."""

    @abstractmethod
    def history(self, *kinds: str) -> list[Plain]:
        """Everything of these kinds that was ever entered, in the order it came."""

    @property
    @abstractmethod
    def determinations(self) -> list[Plain]:
        """Of the blood group."""

    @cached_property
    def details(self) -> Plain:
        return self.entry("demographics", KEY) or {}

    @cached_property
    def blood(self) -> Plain:
        """What the determinations together say: `{"state"[, "abo", "rhd"]}`."""
        return self.entry("blood_group", GROUP) or NOTHING


class WholeReading(Reading):
    """Of a file that is at hand as a whole: one of the past."""

    def __init__(self, file: Plain) -> None:
        self._file = file
        self.version, self.position = int(file["version"]), int(file["position"])

    @property
    def file(self) -> Plain:
        return self._file

    def entry(self, chapter: str, id: str) -> Plain | None:
        return self._chapter(chapter).get(id)

    def count(self, chapter: str) -> int:
        return len(self._chapter(chapter))

    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        return _newest(self._chapter(chapter).values())[skip : skip + most]

    def readings(self, kind: str, most: int) -> list[Plain]:
        own = [one for one in self._chapter("measurements").values() if one["kind"] == kind]
        return list(islice(_standing(_newest(own)), most))

    def history(self, *kinds: str) -> list[Plain]:
        return [one for one in self._chapter("history").values() if not kinds or one["kind"] in kinds]

    @property
    def determinations(self) -> list[Plain]:
        return [entry for id, entry in self._chapter("blood_group").items() if id != GROUP]

    def _chapter(self, name: str) -> dict[str, Plain]:
        found: dict[str, Plain] = self._file["chapters"].get(name, {})
        return found


class StoredReading(Reading):
    """Of the file as it stands, out of the tables: what is not asked for is not read."""

    def __init__(self, current: Current, patient: UUID) -> None:
        self._current, self._id, self._patient = current, patient, str(patient)
        head = current.head(patient)
        self.version, self.position = head["version"], head["position"]

    @property
    def file(self) -> Plain:
        return self._current.file(self._id)

    def entry(self, chapter: str, id: str) -> Plain | None:
        return next(self._read("chapter = ? and item = ?", chapter, id), None)

    def count(self, chapter: str) -> int:
        ask = "select count(*) from entry where patient = ? and chapter = ?"
        found: int = self._db.execute(ask, (self._patient, chapter)).fetchone()[0]
        return found

    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        series = "" if chapter in ("measurements", "history") else "series = '' and "
        order = f"{series}chapter = ? order by at desc, ordinal desc limit ? offset ?"
        return list(self._read(order, chapter, most, skip))

    def readings(self, kind: str, most: int) -> list[Plain]:
        found = self._read("chapter = 'measurements' and series = ? order by at desc, ordinal desc", kind)
        return list(islice(_standing(found), most))

    def history(self, *kinds: str) -> list[Plain]:
        own = f" and series in ({', '.join('?' * len(kinds))})" if kinds else ""
        return list(self._read(f"chapter = 'history'{own} order by ordinal", *kinds))

    @property
    def determinations(self) -> list[Plain]:
        return list(self._read("chapter = 'blood_group' and item <> ? order by ordinal", GROUP))

    @property
    def _db(self) -> sqlite3.Connection:
        return self._current.engine.reader()

    def _read(self, clause: str, *values: Any) -> Iterator[Plain]:
        rows = self._db.execute(f"select json from entry where patient = ? and {clause}", (self._patient, *values))
        return (orjson.loads(row[0]) for row in rows)


def _newest(entries: Iterable[Plain]) -> list[Plain]:
    """Of the same time, the last recorded first."""
    return sorted(entries, key=when)[::-1]


def _standing(entries: Iterable[Plain]) -> Iterator[Plain]:
    return (one for one in entries if one.get("status") != IN_ERROR)
