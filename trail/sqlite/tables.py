"""Tables in a file of their own."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from sqlalchemy import Connection, Engine, Executable, MetaData, Row, Table, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from trail.sqlite.scouring import scour
from trail.tables import BESIDE, Line, Occupied, Statement, Tables, Values

_WAIT = 10.0  # seconds that one process waits for another
_RARELY = 4_000  # pages of the write-ahead log that are put in their places at once, where nobody waits for the disk
_OCCUPIED = "Somebody else is writing to these tables. Try again."


class FileTables(Tables):
    """One connection writes, in transactions that lock from their beginning; others read.

    `synchronous` as SQLite has it: full, normal, or off for a file that is read only once it is complete.
    """

    def __init__(self, path: Path, metadata: MetaData, synchronous: str = "full") -> None:
        super().__init__(metadata)
        self.path, self._synchronous = path, synchronous
        self._lock, self._growing, self._idle = RLock(), Lock(), deque[sqlite3.Connection]()
        self._readers = create_engine(
            "sqlite://",
            creator=self._reader,
            isolation_level="AUTOCOMMIT",
            poolclass=QueuePool,
            hide_parameters=True,
            pool_size=5,
            max_overflow=-1,
        )
        self._writers: Engine | None = None
        self._writer: Connection | None = None
        self._waits = 0  # milliseconds, as the connection that writes was told

    @classmethod
    def create(cls, path: Path, metadata: MetaData, synchronous: str = "full") -> FileTables:
        """As `__init__`, with whatever tables are not there yet."""
        tables = cls(path, metadata, synchronous)
        with tables.begin() as db:
            metadata.create_all(db)
        return tables

    # changing

    @contextmanager
    def begin(
        self, alone: str | Sequence[str] = (), seconds: float | None = None, beside: Tables | None = None
    ) -> Iterator[Connection]:
        """`alone` is always so: a file has one who writes."""
        wait = _WAIT if seconds is None else max(0.0, seconds)
        if not self._lock.acquire(timeout=-1 if seconds is None else wait):
            raise Occupied(_OCCUPIED)
        try:
            self._writer = self._writer or self._connected()
            yield from self._transaction(self._writer, ceil(wait * 10) * 100, beside)
        finally:
            self._lock.release()

    def _transaction(self, writer: Connection, wait: int, beside: Tables | None) -> Iterator[Connection]:
        """SQLite is told itself: whoever writes locks from the beginning, and SQLAlchemy would only pass it on."""
        driver: Any = writer.connection.driver_connection
        if wait != self._waits:
            driver.execute(f"pragma busy_timeout = {wait}")
            self._waits = wait
        if isinstance(beside, FileTables):
            driver.execute(f"attach ? as {BESIDE}", (str(beside.path),))
        try:
            _lock(driver)
            yield writer
            driver.execute("commit")
        finally:
            if writer.invalidated:
                self._close_writer()  # whoever was interrupted would hear of a closed connection instead
            else:
                driver.rollback()
                writer.rollback()
                if beside:
                    driver.execute(f"detach {BESIDE}")

    def exchange(self, db: Connection, tables: Sequence[Table]) -> None:
        """Rows of tables that were made alike are copied with their indexes, as they stand, where all are asked for."""
        driver: Any = db.connection.driver_connection
        for table in tables:
            driver.execute(f"delete from {table.name}")
            driver.execute(f"insert into {table.name} select * from {BESIDE}.{table.name}")

    @contextmanager
    def beside(self, word: str) -> Iterator[FileTables]:
        with self._growing:
            path = self.path.with_name(f"{self.path.name}.{word}")
            remove(path)
            other = FileTables(path, self.metadata, "off")
            try:
                yield other
            finally:
                other.close()
                remove(path)

    def renewed(self, error: BaseException, other: Tables | None = None) -> bool:
        if not isinstance(error, (sqlite3.Error, DBAPIError)):
            return False
        with self._lock:
            self._close_writer()
            remove(self.path)
            if isinstance(other, FileTables):
                other.close()
                other.path.rename(self.path)
            self._close_readers()  # last: whoever reads meanwhile may have opened the old file
        return True

    def scour(self) -> None:
        """With what a process that died has left of tables beside."""
        with self._growing:
            for left in self.path.parent.glob(f"{self.path.name}.*"):
                left.unlink(missing_ok=True)
        with self._lock:
            self._writer = self._writer or self._connected()
            driver: Any = self._writer.connection.driver_connection
            self._close_readers()
            scour(driver, _WAIT)

    # asking

    def all(self, ask: Executable, values: Values = None) -> Sequence[Row[Any]]:
        with self._readers.connect() as db:
            return db.execute(ask, values).all()

    def rows(self, ask: Statement, values: Values = None) -> list[Line]:
        sql, told = ask.on("sqlite")
        with self._lent() as db:
            return db.execute(sql, {**told, **values} if values else told).fetchall()

    def stream(self, ask: Executable, values: Values = None) -> Iterator[Row[Any]]:
        with self._readers.connect() as db:
            yield from db.execute(ask, values)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._readers.connect() as db:
            db.exec_driver_sql("begin")
            try:
                yield db
            finally:
                if not db.invalidated:  # which it is once somebody was interrupted
                    db.exec_driver_sql("rollback")

    def close(self) -> None:
        with self._lock:
            self._close_readers()
            self._close_writer()  # last: it empties the write-ahead log into the file

    def _close_writer(self) -> None:
        if self._writer is not None and self._writers is not None:
            self._writer.close()
            self._writers.dispose()
        self._writer = self._writers = None

    def _close_readers(self) -> None:
        self._readers.dispose()
        idle, self._idle = self._idle, deque()
        for db in idle:
            db.close()

    # connections

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        """A connection for one question; a pool that keeps books would take longer than most answers."""
        idle = self._idle
        try:
            db = idle.pop()
        except IndexError:
            db = self._reader()
        try:
            yield db
        finally:
            if idle is self._idle:
                idle.append(db)
            else:
                db.close()

    def _connected(self) -> Connection:
        told = {"isolation_level": "AUTOCOMMIT", "poolclass": StaticPool, "hide_parameters": True}
        self._writers = create_engine("sqlite://", creator=self._written, **told)
        return self._writers.connect()

    def _written(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self.path.chmod(0o600)
        db.execute(f"pragma busy_timeout = {int(_WAIT * 1000)}")
        self._waits = int(_WAIT * 1000)
        if self._synchronous == "normal":
            db.execute(f"pragma wal_autocheckpoint = {_RARELY}")
        db.execute(f"pragma journal_mode = {'off' if self._synchronous == 'off' else 'wal'}")
        db.execute(f"pragma synchronous = {self._synchronous}")
        return db

    def _reader(self) -> sqlite3.Connection:
        where = f"{self.path.resolve().as_uri()}?mode=ro"
        db = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
        db.execute(f"pragma busy_timeout = {int(_WAIT * 1000)}")
        return db


def _lock(driver: sqlite3.Connection) -> None:
    """Whoever writes does so from the beginning: a lock that is only sought later can be refused."""
    try:
        driver.execute("begin immediate")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT):
            raise Occupied(_OCCUPIED) from error
        raise


def remove(path: Path) -> None:
    """A database with all that belongs to it."""
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(beside := f"{path}{suffix}"):
            os.unlink(beside)
