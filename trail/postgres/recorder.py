"""The log in PostgreSQL: an append is one call of one function, whichever host makes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import psycopg
from psycopg.errors import Diagnostic

from trail.errors import AnswerLost, StoreError
from trail.postgres.primary import PATIENCE, Raw
from trail.postgres.schema import channel
from trail.postgres.server import Server, lost
from trail.postgres.statement import Statement, Value
from trail.recorder import Erasure, Page, Refusal, Rows

_TYPES = (
    "bigint", "bytea", "bytea", "bigint[]", "text[]", "bigint[]", "text[]", "bytea[]", "bytea[]", "bytea[]",
    "integer[]", "bigint[]", "bytea[]", "text[]", "bigint[]", "text[]", "bytea[]",
)  # fmt: skip
_CALL = f"append({', '.join(f'%b::{type_}' for type_ in _TYPES)})"
_ERASE = "select log.erase(%s, %s::bigint[], %s::text[])"
_ONE = ("bigint", "bytea", "bytea", "text", "bigint", "text", "bytea", "bytea", "bytea", "bigint", "text", "bytea")
_UNFIT = ("CT001", "23505")  # the stream has gone on; the request, or the version, is there already
_TURNS = {"log": 0x43545231, "access": 0x43545232}  # the numbers of the locks by which hosts take turns
_TRANSIENT = ("40", "55", "57")  # conflicts, locks not to be had, cancelled: nothing was written, ask again
_PAUSE = 0.05  # seconds before that


class DatabaseRecorder:
    """One connection writes, so that whoever waits here shares its commits; questions go through the pool."""

    alone = False
    failed = ""

    def __init__(self, server: Server, readonly: bool = False) -> None:
        self.server, self._readonly = server, readonly
        self._writer: Raw | None = None
        self._append = appending(server.log)
        self._one = Statement(f"{server.log}.append_one", _ONE)
        self._ear: Raw | None = None
        self._hearing, self._alone = Lock(), False

    @property
    def timeline(self) -> int:
        return self.server.primary.timeline

    def ask(self, question: str, *values: object) -> Rows:
        return self.server.again(lambda: self._ask(question, values))

    def append(self, page: Page) -> Refusal | None:
        """Where the connection is lost it is asked again, and what was recorded after all is found, not doubled."""
        if self._readonly:
            raise StoreError("This store was opened for reading only.")
        until, doubtful = time.monotonic() + PATIENCE, False
        while True:
            try:
                return self._answered(page, doubtful)
            except psycopg.Error as error:
                again = lost(error)
                if not again and (error.sqlstate or "")[:2] not in _TRANSIENT:
                    raise StoreError(f"Nothing was recorded: {error}".strip()) from error
                doubtful = doubtful or again
                if time.monotonic() >= until:
                    raise AnswerLost() from error
                if again:
                    self._hang_up()
                time.sleep(_PAUSE)

    def erase(self, erasure: Erasure) -> None:
        """What PostgreSQL keeps of rows that were changed goes with its next VACUUM, and with its old WAL."""
        told = erasure.position, list(erasure.payloads), list(erasure.answers)
        try:
            self._connected().execute(_ERASE, told)
        except psycopg.Error as error:
            if lost(error):
                self._hang_up()
            raise StoreError(f"Nothing was erased: {error}".strip()) from error

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The lock ends with the connection, so that a host that dies does not keep the others waiting."""
        try:
            self._connected().execute("select pg_advisory_lock(%s)", (_TURNS[self.server.log],))
        except psycopg.Error:
            self._hang_up()
        try:
            yield
        finally:
            if self._writer is not None and not self._writer.closed:
                self._unlock(self._writer)

    def wait(self, seconds: float) -> None:
        """Listens, but never longer: what was not heard is found all the same."""
        with self._hearing:
            try:
                self._ear = self._ear or self._listening()
                for _ in self._ear.notifies(timeout=seconds, stop_after=1):
                    pass
            except psycopg.Error:
                self._ear = None
                time.sleep(seconds)

    def close(self, events: int) -> None:
        self._hang_up()
        if self._ear is not None:
            self._ear.close()

    def _ask(self, question: str, values: tuple[object, ...]) -> Rows:
        with self.server.raw() as db:
            return db.execute(question.replace("?", "%s").encode(), values).fetchall()

    def _answered(self, page: Page, doubtful: bool) -> Refusal | None:
        self._alone = False
        answer = self._settled(page) if doubtful else self._call(page)
        if self._alone:
            raise psycopg.OperationalError("the wait for a standby was broken off")
        return answer

    def _call(self, page: Page) -> Refusal | None:
        db = self._connected()
        if _is_one(page):
            try:
                return Refusal(moved=True) if self._one.ask(db, _one(page)) == b"t" else None
            except psycopg.Error as error:
                if error.sqlstate not in _UNFIT:
                    raise  # else the other function says what it was
        return self._judged(db, page)

    def _judged(self, db: Raw, page: Page) -> Refusal | None:
        moved, stale, repeated = db.execute(self._append, _arguments(page), prepare=True).fetchall()[0]
        return Refusal(moved, frozenset(stale), frozenset(repeated)) if moved or stale or repeated else None

    def _settled(self, page: Page) -> Refusal | None:
        """An answer was lost. What was sent may be at work still: with the head locked it is done or too late."""
        db = self._connected()
        with db.transaction():
            db.execute(f"select 1 from {self.server.log}.hold()".encode())
            if page.rows and self._is_there(db, page):
                return None
            return self._judged(db, page)

    @staticmethod
    def _is_there(db: Raw, page: Page) -> bool:
        """An entry names its position and is bound to its seal: no other has the same octets."""
        position, entry = page.rows[0][0], page.rows[0][4]
        found = db.execute("select entry from event where position = %s", (position,)).fetchone()
        return found is not None and found[0] == entry

    def _connected(self) -> Raw:
        if self._writer is None or self._writer.closed:
            self._writer = self.server.connect()
            self._writer.add_notice_handler(self._noticed)
        return self._writer

    def _noticed(self, told: Diagnostic) -> None:
        """PostgreSQL answers a commit whose wait for a standby somebody cancelled, and says so in a warning alone."""
        self._alone = self._alone or told.severity_nonlocalized == "WARNING"

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def _unlock(self, db: Raw) -> None:
        try:
            db.execute("select pg_advisory_unlock_all()")
        except psycopg.Error:
            self._hang_up()

    def _listening(self) -> Raw:
        ear = self.server.connect()
        ear.execute(f"listen {channel(self.server.log)}".encode())
        return ear


def appending(log: str) -> bytes:
    """The call that appends a page, with its arguments to be given."""
    return f"select * from {log}.{_CALL}".encode()


def _is_one(page: Page) -> bool:
    return len(page.rows) == 1 and not page.tiles and len(page.answers) <= 1


def _one(page: Page) -> tuple[Value, ...]:
    _, stream, version, type_, entry, leaf, payload = page.rows[0]
    request, response = next(iter(page.answers.items()), (None, None))
    row = page.at, page.was, page.stack, stream, version, type_, entry, leaf, payload
    return *row, page.expected.get(stream), request, response


def _arguments(page: Page) -> tuple[object, ...]:
    rows = list(zip(*page.rows, strict=True)) or [()] * 7
    tiles = list(zip(*page.tiles, strict=True)) or [()] * 3
    columns = [*rows, *tiles, page.expected, page.expected.values(), page.answers, page.answers.values()]
    return page.at, page.was, page.stack, *(list(column) for column in columns)
