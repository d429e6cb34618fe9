"""A log in one file: one process writes and others may read, or several write it by turns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, local

from trail.errors import FULL, StoreError, Unconfirmed
from trail.recorder import Erasure, Page, Refusal, Rows
from trail.sqlite import erasing, resting, schema
from trail.sqlite.scouring import scour

_WAIT = 10.0  # seconds that whoever erases waits for readers
_SEE = "See to it, then start Caretrail again."
_SURELY_NOT = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR_WRITE)
"""Where a commit fails with one of these, the mark that ends it was never written."""


class FileRecorder:
    """A connection writes, and each thread has one to read with.

    `shared`: other processes write it as well, each in its turn, and nothing is remembered of the file at rest.
    """

    timeline = 0

    def __init__(self, path: Path, readonly: bool = False, shared: bool = False) -> None:
        self.path, self.alone, self._shared = path, not (readonly or shared), shared
        self._guard, self._local, self._all = Lock(), local(), list[sqlite3.Connection]()
        self._db = None if readonly else schema.writer(path)
        self._appended, self.failed = Event(), ""

    @classmethod
    def create(cls, path: Path) -> FileRecorder:
        schema.create(path)
        return cls(path)

    def ask(self, question: str, *values: object) -> Rows:
        return self._reader().execute(question, values).fetchall()

    def append(self, page: Page) -> Refusal | None:
        db = self._writing()
        try:
            db.execute("begin immediate")
            refusal = _refused(db, page)
            if refusal is None:
                _write(db, page)
                self._commit(db)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"Nothing was recorded: {error}. {FULL}") from error
        finally:
            if db.in_transaction:
                db.execute("rollback")
        self._appended.set()
        return refusal

    def _writing(self) -> sqlite3.Connection:
        if self._db is None:
            raise StoreError("This store was opened for reading only.")
        if self.failed:
            raise StoreError(self.failed)
        return self._db

    def _commit(self, db: sqlite3.Connection) -> None:
        """Where the disk would not confirm what it was given, it may have it or not, and what it says later is worth
        nothing: a system forgets what it could not write. So nothing more is written until the file is opened anew."""
        try:
            db.execute("commit")
        except sqlite3.Error as error:
            if error.sqlite_errorcode in _SURELY_NOT:
                raise
            self.failed = f"Nothing was recorded: the disk has failed ({error}). {_SEE}"
            raise Unconfirmed(error) from error

    def erase(self, erasure: Erasure) -> None:
        """The guards are taken off and put back in one transaction: for all others they never were away."""
        db = self._writing()
        try:
            resting.forget(self.path)
            erasing.erase(db, erasure)
            scour(db, _WAIT)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"Nothing was erased: {error}. {FULL}") from error
        finally:
            if db.in_transaction:
                db.execute("rollback")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """There are no others, or the file itself has them wait."""
        yield

    def wait(self, seconds: float) -> None:
        """Readers beside the one that writes are not told, and look when the time is over."""
        if self._appended.wait(seconds):
            self._appended.clear()

    def close(self, events: int) -> None:
        with self._guard:
            for db in self._all:
                db.close()
        if self._db and (self._shared or self.failed):
            self._db.close()
        elif self._db:
            self._rest(self._db, events)

    def _rest(self, db: sqlite3.Connection, events: int) -> None:
        """Empty the write-ahead log into the file and remember what the file is like."""
        busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        db.close()
        if not busy:
            resting.write(self.path, events)

    def _reader(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            self._local.db = db = schema.reader(self.path)
            with self._guard:
                self._all.append(db)
        return db


def _refused(db: sqlite3.Connection, page: Page) -> Refusal | None:
    """Moves the head on; whoever is refused rolls that back."""
    moved = "update tree_head set n = ?, stack = ? where n = ? and stack = ?"
    if not db.execute(moved, (page.end, page.stack, page.at, page.was)).rowcount:
        return Refusal(moved=True)
    last = "select coalesce(max(version), 0) from event where stream = ?"
    stale = {sid for sid, version in page.expected.items() if db.execute(last, (sid,)).fetchone()[0] != version}
    known = "select 1 from command where request = ?"
    repeated = {request for request in page.answers if db.execute(known, (request,)).fetchone()}
    return Refusal(False, frozenset(stale), frozenset(repeated)) if stale or repeated else None


def _write(db: sqlite3.Connection, page: Page) -> None:
    db.executemany("insert into event values (?, ?, ?, ?, ?, ?, ?)", page.rows)
    if page.tiles:
        db.executemany("insert into tree_tile values (?, ?, ?)", page.tiles)
    if page.answers:
        db.executemany("insert into command values (?, ?)", page.answers.items())
