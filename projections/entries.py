"""Entries of files as one page of facts needs and leaves them: read at once, written at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Index

from domain.blood import BloodGroup
from domain.documents import Documents
from domain.entries import EntryFact
from domain.fact import Fact, Plain
from domain.file import File, chapter_of
from domain.history import History
from domain.identity import KEY, Identity
from domain.measurements import Measurements
from domain.reports import Reports
from domain.visits import Visits
from projections.ordering import when
from projections.view import key, number, table, text
from trail.tables import Line, known, put

ENTRY = table(
    "entry",
    key("patient"), key("chapter"), key("item"), number("ordinal"), text("series"), text("at"), text("json"),
)  # fmt: skip
Index("entry_order", *(ENTRY.c[name] for name in ("patient", "chapter", "series", "at", "ordinal")))
_newest = Index("entry_newest", *(ENTRY.c[name] for name in ("patient", "chapter", "at", "ordinal")))
_newest.ddl_if(dialect="sqlite")  # PostgreSQL would go by it for one series as well, and pass over all others
_WIDTH = 4096  # entries that one event may touch, at most
_IN_SERIES = (Measurements.NAME, History.NAME)
_NAMED = {  # by which of their fields facts name the entries they are about
    Visits.NAME: ("visit",), Reports.NAME: ("report",), History.NAME: ("entry", "lapses"),
    BloodGroup.NAME: ("determination",), Documents.NAME: ("document",),
}  # fmt: skip
_Key = tuple[str, str, str]


class Change(NamedTuple):
    """An entry as it was stored before, None where there was none, and as it is now."""

    patient: str
    chapter: str
    item: str
    was: Plain | None
    now: Plain


class Items(dict[str, Plain]):
    """A chapter's entries of one patient, as far as this page of facts is about them: read when asked for."""

    def __init__(self, entries: Entries, patient: str, chapter: str) -> None:
        super().__init__()
        self._entries, self._key = entries, (patient, chapter)

    def __missing__(self, item: str) -> Plain:
        value = self._entries.stored(*self._key, item)
        super().__setitem__(item, value)
        return value

    def get(self, item: str, default: Any = None) -> Any:
        try:
            return self[item]
        except KeyError:
            return default

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and self.get(item) is not None

    def __setitem__(self, item: str, value: Plain) -> None:
        self._entries.touch((*self._key, item), value)
        super().__setitem__(item, value)


class New(Items):
    """The same of a patient of whom nothing is stored yet."""

    def __missing__(self, item: str) -> Plain:
        raise KeyError(item)


class Entries:
    """What one page of facts has touched; an entry keeps the place where it was first written."""

    def __init__(self, db: Connection, facts: Sequence[Fact]) -> None:
        self._db, self._touched = db, dict[_Key, tuple[int, Plain]]()
        self._files: dict[str, File] = {}
        self._next = count()
        self._new = {fact.stream for fact in facts if fact.originator_version == 1}
        self._known: dict[_Key, Line | None] = {
            key: None for fact in facts if fact.stream not in self._new for key in _named(fact)
        }
        self._known |= known(db, ENTRY, self._known)

    def file(self, patient: str, fact: Fact) -> File:
        """The file that this fact is about, in which it may write."""
        self._next = count(fact.by.position * _WIDTH)
        file = self._files.get(patient)
        if file is None:
            kind = New if patient in self._new else Items
            self._files[patient] = file = File(lambda chapter: kind(self, patient, chapter))
        return file

    def stored(self, patient: str, chapter: str, item: str) -> Plain:
        """`KeyError` where there is none."""
        key = (patient, chapter, item)
        if key not in self._known:
            self._known[key] = known(self._db, ENTRY, [key]).get(key)
        row = self._known[key]
        if row is None:
            raise KeyError(item)
        read: Plain = orjson.loads(row[-1])
        return read

    def whole(self, patient: str) -> dict[str, dict[str, Plain]] | None:
        """By chapter, all of a file that begins with these facts; None of one that was there before."""
        if patient not in self._new or patient not in self._files:
            return None
        return {name: dict(chapter.items) for name, chapter in self._files[patient].chapters.items()}

    def at(self, patient: str, chapter: str, item: str) -> Plain | None:
        """As it stands after these facts."""
        if touched := self._touched.get((patient, chapter, item)):
            return touched[1]
        try:
            return self.stored(patient, chapter, item)
        except KeyError:
            return None

    def touch(self, key: _Key, value: Plain) -> None:
        known = self._touched.get(key)
        self._touched[key] = (known[0] if known else next(self._next)), value

    def changes(self) -> Iterator[Change]:
        """What these facts have touched; an entry is never changed that was not read before."""
        for (patient, chapter, item), (_, now) in self._touched.items():
            row = self._known.get((patient, chapter, item))
            yield Change(patient, chapter, item, orjson.loads(row[-1]) if row else None, now)

    def flush(self) -> None:
        rows = [
            (*key, place, value["kind"] if key[1] in _IN_SERIES else "", when(value), orjson.dumps(value).decode())
            for key, (place, value) in self._touched.items()
        ]
        put(self._db, ENTRY, rows, lasting=("ordinal",))


def _named(fact: Fact) -> Iterator[_Key]:
    """The entries that the fold of a fact may ask for; one that is missing here is asked for by itself."""
    chapter = chapter_of(fact)
    if chapter == Identity.NAME:
        yield fact.stream, chapter, KEY
    elif isinstance(fact, EntryFact):
        yield fact.stream, chapter, fact.entry
    else:
        for name in _NAMED.get(chapter, ()):
            if item := getattr(fact, name, None):
                yield fact.stream, chapter, item
