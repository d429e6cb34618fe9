"""A patient's file as pages read it: each asks for what it shows, and for no more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from domain.blood import KEY as GROUP
from domain.blood import NOTHING, BloodGroup
from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.history import History
from domain.identity import KEY
from domain.measurements import Measurements
from projections.entries import ENTRY
from projections.head import Head
from projections.ordering import when
from trail.tables import Given, Line, Statement, given, run

if TYPE_CHECKING:  # the current file finds its gaps by reading
    from projections.current import Current

Asking = Callable[[Statement, dict[str, Any]], list[Line]]
_STRUCK = 8  # entries made in error that are read at once with those that stand
_c = ENTRY.c
_own = _c.patient == bindparam("patient")
_chapter = _c.chapter == bindparam("chapter")
_order = (_c.at.desc(), _c.ordinal.desc())


def _asking(*clauses: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = ()) -> Select[Any]:
    return select(_c.json).where(_own, *clauses).order_by(*order)


def _some(asked: Select[Any]) -> Statement:
    return Statement(asked.limit(bindparam("most")).offset(bindparam("skip")))


_ENTRY = Statement(_asking(_chapter, _c.item == bindparam("item")))
_SOME = Statement(_asking(_c.item.in_(given("items"))))
_EVERY = Statement(select(_c.chapter, _c.item, _c.json).where(_own).order_by(_c.ordinal))
_COUNT = Statement(select(func.count()).select_from(ENTRY).where(_own, _chapter))
_NEWEST = _some(_asking(_chapter, _c.series == "", order=_order))
_MIXED = _some(_asking(_chapter, order=_order))
_SERIES = _some(_asking(_c.chapter == Measurements.NAME, _c.series == bindparam("series"), order=_order))
_kind = Given.named("kinds").table_valued("value").c.value
_last = select(_c.json).where(_own, _c.chapter == Measurements.NAME, _c.series == _kind).order_by(*_order).limit(1)
_LATEST = Statement(select(_kind, _last.correlate_except(ENTRY).scalar_subquery()))
_DETERMINATIONS = Statement(_asking(_c.chapter == BloodGroup.NAME, _c.item != GROUP, order=(_c.ordinal,)))


@lru_cache(20)
def _history(kinds: int) -> Statement:
    own = [or_(*(_c.series == bindparam(f"kind{n}") for n in range(kinds)))] if kinds else []
    return Statement(_asking(_c.chapter == History.NAME, *own, order=(_c.ordinal,)))


class Parts(ABC):
    """A file part by part; the order is that of the true times, see `projections.ordering`."""

    version: int  # how many events made it
    position: int  # where in the log the last of them stands
    changed: int  # the same of the last that was no decision of the office about the record

    @abstractmethod
    def entry(self, chapter: str, id: str) -> Plain | None: ...

    @abstractmethod
    def some(self, places: Iterable[tuple[str, str]]) -> list[Plain]:
        """The entries of these (chapter, id), as far as there are such, in no order."""

    @abstractmethod
    def count(self, chapter: str) -> int: ...

    @abstractmethod
    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        """Entries of a chapter, the newest first."""

    @abstractmethod
    def readings(self, kind: str, most: int) -> list[Plain]:
        """Standing measurements of one kind, the newest first; of one time, what was recorded last."""

    def latest(self, kinds: Iterable[str]) -> dict[str, Plain]:
        """The newest of these readings, by kind."""
        return {kind: found[0] for kind in kinds if (found := self.readings(kind, 1))}

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


class Reading(Parts):
    """The file as it stands, or as it stood."""

    @property
    @abstractmethod
    def file(self) -> Plain:
        """All of it, in the shape of `Current.file`."""


class WholeReading(Reading):
    """Of a file that is at hand as a whole: one of the past, or a short one."""

    def __init__(self, file: Plain) -> None:
        self._file = file
        self.version, self.position = int(file["version"]), int(file["position"])
        self.changed = int(file["changed"])
        self._ordered: dict[str, list[Plain]] = {}  # by chapter, the newest first: each is asked for many times

    @classmethod
    def pending(cls, db: Connection, head: Head) -> WholeReading:
        """Of a file inside the transaction that writes it."""
        rows = run(db, _EVERY, {"patient": head.patient})
        chapters: dict[str, Plain] = {}
        for chapter, item, told in rows:
            chapters.setdefault(chapter, {})[item] = orjson.loads(told)
        return cls({**head._asdict(), "chapters": chapters})

    @property
    def file(self) -> Plain:
        return self._file

    def entry(self, chapter: str, id: str) -> Plain | None:
        return self._chapter(chapter).get(id)

    def some(self, places: Iterable[tuple[str, str]]) -> list[Plain]:
        return [item for chapter, id in places if (item := self.entry(chapter, id))]

    def count(self, chapter: str) -> int:
        return len(self._chapter(chapter))

    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        if chapter not in self._ordered:
            self._ordered[chapter] = _newest(self._chapter(chapter).values())
        return self._ordered[chapter][skip : skip + most]

    def readings(self, kind: str, most: int) -> list[Plain]:
        return list(islice(_standing(self._series.get(kind, ())), most))

    def history(self, *kinds: str) -> list[Plain]:
        return [one for one in self._chapter("history").values() if not kinds or one["kind"] in kinds]

    @property
    def determinations(self) -> list[Plain]:
        return [entry for id, entry in self._chapter("blood_group").items() if id != GROUP]

    @cached_property
    def _series(self) -> dict[str, list[Plain]]:
        """Measurements by their kinds, the newest first."""
        found: dict[str, list[Plain]] = {}
        for one in self._chapter("measurements").values():
            found.setdefault(one["kind"], []).append(one)
        return {kind: _newest(of) for kind, of in found.items()}

    def _chapter(self, name: str) -> dict[str, Plain]:
        found: dict[str, Plain] = self._file["chapters"].get(name, {})
        return found


class _InTables(Parts):
    """What is not asked for is not read."""

    def __init__(self, rows: Asking, head: Head) -> None:
        self._rows, self._patient = rows, head.patient
        self.version, self.position, self.changed = head.version, head.position, head.changed

    def entry(self, chapter: str, id: str) -> Plain | None:
        return next(iter(self._read(_ENTRY, chapter=chapter, item=id)), None)

    def some(self, places: Iterable[tuple[str, str]]) -> list[Plain]:
        """An id begins with the letter of its chapter: one question finds them all."""
        return self._read(_SOME, items=orjson.dumps(sorted({id for _, id in places})).decode())

    def count(self, chapter: str) -> int:
        found: int = self._rows(_COUNT, {"patient": self._patient, "chapter": chapter})[0][0]
        return found

    def newest(self, chapter: str, most: int, skip: int = 0) -> list[Plain]:
        ask = _MIXED if chapter in (Measurements.NAME, History.NAME) else _NEWEST
        return self._read(ask, chapter=chapter, most=most, skip=skip)

    def readings(self, kind: str, most: int) -> list[Plain]:
        """What was struck is passed over, so that it may take more than one question."""
        found, skip, step = list[Plain](), 0, most + _STRUCK
        while len(found) < most:
            read = self._read(_SERIES, series=kind, most=step, skip=skip)
            found += _standing(read)
            if len(read) < step:
                break
            skip += step
        return found[:most]

    def latest(self, kinds: Iterable[str]) -> dict[str, Plain]:
        """One question for all; what was struck last is looked behind."""
        asked = {"patient": self._patient, "kinds": orjson.dumps([*kinds]).decode()}
        found = {kind: orjson.loads(told) for kind, told in self._rows(_LATEST, asked) if told}
        struck = [kind for kind, one in found.items() if one.get("status") == IN_ERROR]
        standing = {kind: one for kind, one in found.items() if kind not in struck}
        return standing | super().latest(struck)

    def history(self, *kinds: str) -> list[Plain]:
        return self._read(_history(len(kinds)), **{f"kind{n}": kind for n, kind in enumerate(kinds)})

    @property
    def determinations(self) -> list[Plain]:
        return self._read(_DETERMINATIONS)

    def _read(self, ask: Statement, **values: Any) -> list[Plain]:
        rows = self._rows(ask, {"patient": self._patient, **values})
        return [orjson.loads(row[0]) for row in rows]


class StoredReading(_InTables, Reading):
    """Of the file as it stands."""

    def __init__(self, current: Current, patient: UUID) -> None:
        super().__init__(current.tables.rows, current.head(patient))
        self._current, self._id = current, patient

    @property
    def file(self) -> Plain:
        return self._current.file(self._id)


class PendingReading(_InTables):
    """Of a file inside the transaction that writes it."""

    def __init__(self, db: Connection, head: Head) -> None:
        super().__init__(partial(run, db), head)


def _newest(entries: Iterable[Plain]) -> list[Plain]:
    """Of the same time, the last recorded first."""
    return sorted(entries, key=when)[::-1]


def _standing(entries: Iterable[Plain]) -> Iterator[Plain]:
    return (one for one in entries if one.get("status") != IN_ERROR)
