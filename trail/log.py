"""The log: events in one gapless order, each with its entry in the tree, or not there at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, local
from typing import Any
from uuid import UUID

from domain.refusal import Repeated, Stale
from trail import resting, schema
from trail.append import Head, append
from trail.clock import Clock, utc_now
from trail.entry import Entry, b64
from trail.keys import Keys
from trail.mapper import Draft
from trail.opened import opening
from trail.rows import Row, quick, unsealed
from trail.turns import Command, Response, Turns

_COLUMNS = "position, stream, version, type, entry, payload"


class StoreError(Exception):
    """The disk or the database would not do it; nothing of the command was kept."""


class Log:
    """One log in one file; see `trail.turns` for how those who write at once share a commit."""

    def __init__(self, path: Path, keys: Keys, origin: str, clock: Clock, readonly: bool = False) -> None:
        self.path, self.keys, self.origin, self.clock = path, keys, origin, clock
        self._readers, self._local, self._all = Lock(), local(), list[sqlite3.Connection]()
        self._writing, self._turns = Lock(), Turns(self._commit)
        self._db = None if readonly else schema.writer(path)
        self._head = Head.read(self._reader())
        self._kids: dict[UUID, int] = {}
        self._closed = False

    @classmethod
    def create(cls, path: Path, keys: Keys, origin: str, clock: Clock = utc_now) -> Log:
        schema.create(path)
        log = cls(path, keys, origin, clock)
        log.append([opening(origin)])
        return log

    @property
    def position(self) -> int:
        """The last position; without a question to the database where this process is the one that writes."""
        return self._head.n if self._db else Head.read(self._reader()).n

    def head(self) -> tuple[int, bytes]:
        """Size and root of the tree."""
        head = self._head if self._db else Head.read(self._reader())
        return head.n, head.tree.root()

    # writing

    def append(
        self, drafts: Sequence[Draft], request: str | None = None, response: Response | None = None
    ) -> list[int]:
        """Append all drafts at consecutive positions and return these; on disk when it returns.

        Raises `Stale` if a stream went on, `Repeated` if the request was carried out before, `StoreError`.
        """
        mine = Command(drafts, request, response)
        self._turns.take(mine)
        if mine.positions is None:
            raise mine.error or StoreError("The log is closed.")
        return mine.positions

    def key_of(self, stream: UUID) -> int:
        """The number of the stream's data key; a stream whose first event is still to come gets one now."""
        if (known := self._kids.get(stream)) is not None:
            return known
        row = self._reader().execute("select entry from event where stream = ? and version = 1", (b64(stream.bytes),))
        found = row.fetchone()
        kid = quick(found[0]).key if found else self.keys.new()
        if len(self._kids) > 100_000:
            self._kids.clear()
        return self._kids.setdefault(stream, kid)

    def _kid(self, draft: Draft) -> int:
        if draft.version > 1:
            return self.key_of(draft.stream)
        kid = self.key_of(draft.shares_key_of) if draft.shares_key_of else self.keys.new()
        return self._kids.setdefault(draft.stream, kid)

    def _commit(self, batch: list[Command]) -> None:
        if self._db is None:
            raise StoreError("This store was opened for reading only.")
        with self._writing:
            if self._closed:
                raise StoreError("The log is closed.")
            self._write(self._db, batch)

    def _write(self, db: sqlite3.Connection, batch: list[Command]) -> None:
        head = self._head.copy()
        try:
            db.execute("begin immediate")
            for command in batch:
                self._try(db, command, head)
            head.write(db)
            db.execute("commit")
        except (sqlite3.Error, OSError) as error:
            self._give_up(db, batch, error)
        except BaseException as error:
            self._give_up(db, batch, error)
            raise
        else:
            self._head = head

    def _try(self, db: sqlite3.Connection, command: Command, head: Head) -> None:
        """One clerk's conflict is that clerk's alone: it is found before anything is written."""
        try:
            if command.request and (known := self.response(command.request, db)) is not None:
                raise Repeated(known)
            head.check(db, command.drafts)
        except (Stale, Repeated) as refusal:
            command.error = refusal
            return
        kids = [self._kid(draft) for draft in command.drafts]
        positions = append(db, head, command.drafts, kids, self.keys, self.origin, self.clock)
        if command.request and command.response:
            row = command.request, command.response(positions)
            db.execute("insert into command values (?, ?)", row)
        command.positions = positions

    def _give_up(self, db: sqlite3.Connection, batch: list[Command], error: BaseException) -> None:
        for command in batch:
            command.positions = None
            command.error = command.error or StoreError(f"Nothing was recorded: {error}. Is the disk full?")
        if db.in_transaction:
            db.execute("rollback")
        self._kids.clear()
        self._head = Head.read(self._reader())

    # reading

    def rows(self, after: int, limit: int) -> list[Row]:
        """Rows in the order of the log, payloads sealed."""
        ask = f"select {_COLUMNS} from event where position > ? order by position limit ?"
        return [Row(*row) for row in self._reader().execute(ask, (after, limit))]

    def stream(self, id: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
        """Rows of one stream after a version, and up to a position."""
        ask = f"select {_COLUMNS} from event where stream = ? and version > ? and position <= ? order by version"
        return [Row(*row) for row in self._reader().execute(ask, (b64(id.bytes), after, upto or 2**53))]

    def opened(self, row: Row) -> tuple[Entry, bytes]:
        """The entry and the payload's JSON."""
        return unsealed(row, self.keys, self.origin)

    def leaves(self, n: int) -> list[bytes]:
        """The first n leaf hashes."""
        ask = "select leaf from event where position <= ? order by position"
        return [row[0] for row in self._reader().execute(ask, (n,))]

    def last_version(self, id: UUID) -> int:
        """0 where there is no such stream."""
        ask = "select max(version) from event where stream = ?"
        return self._reader().execute(ask, (b64(id.bytes),)).fetchone()[0] or 0

    def last_before(self, id: UUID, moment: str) -> int:
        """The last position of a stream whose entry was written at that time or before; nothing is unsealed for it."""
        ask = "select position, entry from event where stream = ? order by version desc"
        rows = self._reader().execute(ask, (b64(id.bytes),))
        return next((position for position, entry in rows if quick(entry).at <= moment), 0)

    def response(self, request: str, db: sqlite3.Connection | None = None) -> bytes | None:
        ask = "select response from command where request = ?"
        row: Any = (db or self._reader()).execute(ask, (request,)).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        with self._writing, self._readers:
            self._closed = True
            for db in self._all:
                db.close()
            if self._db:
                self._rest(self._db)

    def _rest(self, db: sqlite3.Connection) -> None:
        """Empty the write-ahead log into the file and remember what the file is like."""
        busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        db.close()
        if not busy:
            resting.write(self.path, self._head.n)

    def _reader(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            self._local.db = db = schema.reader(self.path)
            with self._readers:
                self._all.append(db)
        return db
