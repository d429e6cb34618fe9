"""Tables in a schema of their own."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Executable, MetaData, Row, Table, delete, insert, select
from sqlalchemy.exc import DBAPIError

from trail.postgres.server import Server, lost
from trail.tables import BESIDE, Line, Occupied, Statement, Tables, Values

_PAGE = 500  # rows in memory while a stream is read
_PATIENCE = 60.0  # seconds that one waits for another host to be done with the tables beside
_PAUSE = 0.25  # seconds between looks
_MOMENT, _TRIES = 300, 8  # ms that readers may be held up, less than a deadlock is left alone; and how often
_OPEN = "set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0;"


class SchemaTables(Tables):
    """Any number of hosts read and write; where they must not do so at once they name what they do alone.

    `lasting` False: a transaction may be forgotten when the server falls, for what can be regrown.
    """

    shared = True

    def __init__(self, server: Server, schema: str, metadata: MetaData, lasting: bool = True) -> None:
        super().__init__(metadata)
        self.server, self.schema, self._lasting = server, schema, lasting
        self._readers = server.engine.execution_options(schema_translate_map={None: schema})
        self._writers = self._readers.execution_options(isolation_level="READ COMMITTED")
        self._snapshots = self._readers.execution_options(isolation_level="REPEATABLE READ")

    # changing

    @contextmanager
    def begin(
        self, alone: str | Sequence[str] = (), seconds: float | None = None, beside: Tables | None = None
    ) -> Iterator[Connection]:
        names = ([alone] if alone else []) if isinstance(alone, str) else alone
        writers, first = self._writers, self._first(names, seconds)
        if isinstance(beside, SchemaTables):
            writers = writers.execution_options(schema_translate_map={None: self.schema, BESIDE: beside.schema})
            first += _OPEN
        try:
            db = self.server.again(lambda: _begun(writers, first))
            with closing(db), _dropping_what_is_lost(db):
                yield db
                db.commit()
        except (psycopg.Error, DBAPIError) as error:
            if lost(error):
                self.server.engine.dispose()  # the others of the pool were lost with it
            if _is_occupied(error):
                raise Occupied("Other hosts are writing to these tables. Try again.") from error
            raise

    def _first(self, names: Sequence[str], seconds: float | None) -> str:
        """In one message: each of them would be a way to the server and back."""
        said = [] if self._lasting else ["set local synchronous_commit = off"]
        if seconds is not None:
            said.append(f"set local lock_timeout = {max(1, int(seconds * 1000))}")
        said += [f"select pg_advisory_xact_lock({self._number(name)})" for name in names]
        return "".join(f"{one};" for one in said or ["select 1"])

    def _number(self, name: str) -> str:
        return f"hashtextextended('{self.schema} {name}', 0)"

    def exchange(self, db: Connection, tables: Sequence[Table]) -> None:
        """Moved, at once; copied where somebody reads for too long or something of somebody else's hangs on them."""
        for _ in range(_TRIES):
            try:
                with db.begin_nested():
                    self._move(db, tables)
                return
            except (psycopg.Error, DBAPIError) as error:
                if lost(error):
                    raise
                if not _is_occupied(error):
                    break
                time.sleep(_PAUSE)
        for table in tables:
            names = [column.name for column in table.columns]
            db.execute(delete(table))
            db.execute(insert(table).from_select(names, select(table.to_metadata(MetaData(), schema=BESIDE))))

    def _move(self, db: Connection, tables: Sequence[Table]) -> None:
        """All locks are sought at once and for a moment only, or readers and we might wait for each other."""
        ours = [f'{self.schema}."{table.name}"' for table in tables]
        beside = db.get_execution_options()["schema_translate_map"][BESIDE]
        moved = [f'alter table {beside}."{table.name}" set schema {self.schema}' for table in tables]
        said = f"set local lock_timeout = {_MOMENT}; lock table {', '.join(ours)} in access exclusive mode"
        _say(db, "; ".join([said, f"drop table {', '.join(ours)}", *moved]))

    def scour(self) -> None:
        """Nothing of ours: tables that are exchanged are dropped with their files, and rows go with the next VACUUM."""

    @contextmanager
    def beside(self, word: str) -> Iterator[SchemaTables]:
        other = SchemaTables(self.server, f"{self.schema}_beside", self.metadata, lasting=False)
        with self.server.raw() as db:
            self._wait_for(db, self._number(BESIDE))
            try:
                other._clear(db)
                yield other
                other._clear(db)
            finally:
                if not db.closed:
                    db.execute(f"select pg_advisory_unlock({self._number(BESIDE)})".encode())

    @staticmethod
    def _wait_for(db: psycopg.Connection[Any], number: str) -> None:
        """Held by the connection, over as many transactions as it takes."""
        until = time.monotonic() + _PATIENCE
        while not db.execute(f"select pg_try_advisory_lock({number})".encode()).fetchone()[0]:  # type: ignore[index]
            if time.monotonic() > until:
                raise Occupied("Another host is regrowing or checking the views. Try again once it is done.")
            time.sleep(_PAUSE)

    def _clear(self, db: psycopg.Connection[Any]) -> None:
        """Drop whatever stands there, also what a host that fell has left."""
        for (name,) in db.execute("select tablename from pg_tables where schemaname = %s", (self.schema,)).fetchall():
            db.execute(f'drop table {self.schema}."{name}"'.encode())

    # asking

    def all(self, ask: Executable, values: Values = None) -> Sequence[Row[Any]]:
        return self.server.again(lambda: self._all(ask, values))

    def _all(self, ask: Executable, values: Values) -> Sequence[Row[Any]]:
        with self._readers.connect() as db:
            return db.execute(ask, values).all()

    def rows(self, ask: Statement, values: Values = None) -> list[Line]:
        sql, told = ask.on("postgresql", self.schema)
        return self.server.again(lambda: self._rows(sql.encode(), {**told, **_storable(values or {})}))

    def _rows(self, sql: bytes, values: dict[str, Any]) -> list[Line]:
        with self.server.raw() as db:
            return db.execute(sql, values).fetchall()

    def stream(self, ask: Executable, values: Values = None) -> Iterator[Row[Any]]:
        db, rows = self.server.again(lambda: self._begun(ask, values))
        with closing(db):
            yield from rows

    def _begun(self, ask: Executable, values: Values) -> tuple[Connection, Iterable[Row[Any]]]:
        """The first page is asked for here: that a connection was lost is noticed before anything is given out."""
        db = self._writers.connect()
        try:
            return db, db.execution_options(yield_per=_PAGE).execute(ask, values)
        except BaseException:
            db.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._snapshots.begin() as db:
            db.exec_driver_sql(_OPEN)
            yield db

    def lost(self, error: BaseException) -> bool:
        return lost(error) or (error.__cause__ is not None and lost(error.__cause__))

    def close(self) -> None:
        """The connections are the server's."""


def _begun(writers: Engine, first: str) -> Connection:
    """In a transaction, of which `first` has been said: a connection that was lost while it rested is found here."""
    db = writers.connect()
    try:
        with _dropping_what_is_lost(db):
            db.begin()
            _say(db, first)
    except BaseException:
        db.close()
        raise
    return db


def _say(db: Connection, statements: str) -> None:
    """Several at once, which cannot be prepared."""
    db.connection.driver_connection.execute(statements, prepare=False)  # type: ignore[union-attr]


@contextmanager
def _dropping_what_is_lost(db: Connection) -> Iterator[None]:
    """Rolling back a lost connection would only fail as well."""
    try:
        yield
    except (psycopg.Error, DBAPIError) as error:
        if lost(error) and not db.invalidated:
            db.invalidate(error)
        raise


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    """PostgreSQL takes no NUL; what is stored has none either, nor the character that stands for it here."""
    return {name: value.replace("\0", "\1") if isinstance(value, str) else value for name, value in values.items()}


def _is_occupied(error: BaseException) -> bool:
    found = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(found, psycopg.errors.LockNotAvailable)
