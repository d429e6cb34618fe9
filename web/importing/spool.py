"""Everything that was read, sorted by patient, in a private file that is gone when the import ends.

So it makes no difference in which order files and lines come, and memory holds no more than a few patients.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

_SCHEMA = """
    pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -4096;
    create table piece (subject text, n integer primary key, later integer, kind text, source text, origin text,
                        place text, content blob);
    create table asked (form text, source text);
    begin
"""
_TOLD = "subject, kind, source, origin, place, content"
# A form that two patients share tells neither.
_RESOLVED = """
    create index of_form on asked (form);
    update piece set subject = found.source
    from (select form, min(source) source from asked group by form having count(distinct source) = 1) found
    where piece.subject = found.form;
    create index of_subject on piece (subject, later, n)
"""

_PASSES = (
    "subject glob 'Patient/*'",
    "subject not glob 'Patient/*' and subject not glob 'Binary/*'",
    "subject glob 'Binary/*'",
)


@dataclass(slots=True)
class Piece:
    """A resource on its way: where it stood, its source id, and what was odd about it."""

    origin: str
    place: str
    kind: str
    source: str
    subject: str
    resource: Any
    flags: set[str] = field(default_factory=set)


class Spool:
    """Close it when done."""

    def __init__(self) -> None:
        # SQLite's own temporary database: on disk once it is large, deleted by its closing or the process's end.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_SCHEMA)

    def put(self, pieces: Iterable[Piece]) -> None:
        rows = (
            (
                one.subject,
                _rank(one),
                one.kind,
                one.source,
                one.origin,
                one.place,
                marshal.dumps(one.resource),
            )
            for one in pieces
        )
        self._db.executemany(f"insert into piece (subject, later, {_TOLD[9:]}) values (?, ?, ?, ?, ?, ?, ?)", rows)

    def name(self, source: str, forms: Iterable[str]) -> None:
        """This is how others may ask for that resource."""
        self._db.executemany("insert into asked values (?, ?)", ((form, source) for form in forms))

    def by_subject(self) -> Iterator[tuple[str, Iterator[Piece]]]:
        """Subject after subject: patients first, each with its own resource first; last what documents refer to."""
        self._db.executescript(_RESOLVED)
        for which in _PASSES:
            ask = f"select {_TOLD} from piece where {which} order by subject, later, n"
            for subject, group in groupby(self._db.execute(ask), itemgetter(0)):
                yield subject, map(_piece, group)

    def found(self, subject: str) -> Piece | None:
        """The first resource filed under a subject."""
        ask = f"select {_TOLD} from piece where subject = ? order by later, n limit 1"
        row = self._db.execute(ask, (subject,)).fetchone()
        return _piece(row) if row else None

    def close(self) -> None:
        self._db.close()


def _rank(one: Piece) -> int:
    """The patient's own resource first; a copy in a bundle among the lines after what stands on a line of its own."""
    return 2 * (one.kind != "Patient") + (one.place.startswith("line") and "entry" in one.place)


def _piece(row: tuple[Any, ...]) -> Piece:
    subject, kind, source, origin, place, content = row
    return Piece(origin, place, kind, source, subject, marshal.loads(content))
