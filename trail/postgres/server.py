"""Connections to one PostgreSQL database: pooled, and sought again when the server was gone for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from trail.errors import StoreError, Unreachable

try:
    import psycopg

    from trail.postgres.primary import PATIENCE, Primary, Raw
except ImportError:
    raise StoreError("For PostgreSQL, install Caretrail with it: pip install 'caretrail[postgres]'") from None
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
_PAUSE = 0.1  # seconds between attempts
_SETTINGS: dict[str, Any] = {
    "options": "-c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
    "client_encoding": "utf8",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": int(PATIENCE * 1000),
    "connect_timeout": 10,
}
_AT_ONCE = {"connect_timeout": 2, "tcp_user_timeout": 2000}


class Server:
    """The database behind a URL as libpq reads it. `StoreError` where it cannot be reached at all.

    `log` is the schema of the log that is asked: `log`, or `access` for the log of reads. `primary` is known already
    where another `Server` asks the same database.
    """

    def __init__(self, url: str, log: str = "log", most: int = 20, primary: Primary | None = None) -> None:
        self.url, self.log, self._known, self._seeking = url, log, False, Lock()
        self._settings = {**_SETTINGS, "options": f"-c search_path={log} {_SETTINGS['options']}"}
        self.primary = primary or primary_of(url)
        self.engine: Engine = create_engine(
            "postgresql+psycopg://",
            creator=self.connect,
            isolation_level="AUTOCOMMIT",
            pool_size=most,
            max_overflow=-1,
            hide_parameters=True,
        )
        self._look()

    @property
    def name(self) -> str:
        """For people: where the database is, without a password."""
        told = self.primary.told
        return f"{told.get('dbname', '')} at {told.get('host', 'this machine')}"

    def connect(self) -> Raw:
        """A new connection. Where it was reached before, a server that does not answer is waited for."""
        until = time.monotonic() + (PATIENCE if self._known else 0)
        try:
            return self.primary.connect(**self._settings)
        except psycopg.OperationalError:
            if not self._known:
                raise
        while True:
            try:
                return self._sought(until)
            except psycopg.OperationalError:
                if time.monotonic() >= until:
                    raise

    def now(self) -> Raw:
        """A connection of its own, or `Unreachable`: nothing is waited for."""
        try:
            return self.primary.connect(**{**self._settings, **_AT_ONCE})
        except psycopg.OperationalError as error:
            raise self._unreachable(error) from error

    def _sought(self, until: float) -> Raw:
        """One at a time looks for it: many that wait would keep the one that is about to lead from its work."""
        looks = self._seeking.acquire(timeout=max(0.0, until - time.monotonic()))
        try:
            return self.primary.connect(**self._settings)
        except psycopg.OperationalError:
            time.sleep(_PAUSE)
            raise
        finally:
            if looks:
                self._seeking.release()

    @contextmanager
    def raw(self) -> Iterator[Raw]:
        """A connection of the pool."""
        pooled = self.engine.raw_connection()
        try:
            yield pooled.driver_connection  # type: ignore[misc]
        except psycopg.Error as error:
            if lost(error):
                pooled.invalidate(error)  # else the log says that it could not be made ready for others
            raise
        finally:
            pooled.close()

    def again(self, question: Callable[[], T]) -> T:
        """Ask, and once more where the connection was lost: for what changes nothing. `StoreError`."""
        until = time.monotonic() + PATIENCE
        try:
            return question()
        except (psycopg.OperationalError, DBAPIError) as error:
            if not lost(error):
                raise
            if time.monotonic() >= until:  # it was waited for already
                raise self._unreachable(error) from error
            self.engine.dispose()
        try:
            return question()
        except (psycopg.OperationalError, DBAPIError) as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        self.primary.close()
        self.engine.dispose()

    def _unreachable(self, error: Exception) -> Unreachable:
        return Unreachable(f"The database {self.name} does not answer: {_first(error)}")

    def _look(self) -> None:
        try:
            self.primary.look()
            self.primary.watch()
            with self.raw() as db:
                db.execute("select 1")
        except (psycopg.Error, DBAPIError) as error:
            raise Unreachable(f"The database {self.name} cannot be reached: {_first(error)}") from None
        self._known = True


def primary_of(url: str) -> Primary:
    try:
        return Primary(url)
    except psycopg.ProgrammingError:  # whose text may hold the password
        raise StoreError("This is no address of a database. It reads postgresql://ROLE@HOST/DATABASE.") from None


def lost(error: BaseException) -> bool:
    """Whether it was the connection that failed, and not what was asked."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or lost(error.orig or ValueError())
    state = getattr(error, "sqlstate", None)
    return isinstance(error, psycopg.OperationalError) and (state is None or state[:2] in ("08", "57"))


def _first(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
