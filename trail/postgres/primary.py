"""Which of a database's servers leads: the primary of the latest timeline, wherever it stands in the URL.

A standby that takes over begins a timeline of its own (PostgreSQL counts them). A former primary that nobody told goes
on as if it led: whoever has met a later timeline neither asks it anything nor writes to it.

Where no standby is left in step, a commit waits for one. A connection that has waited for long is given up, so that
whoever waits for its answer is told: what it was to record may be there once a standby is.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from psycopg.conninfo import conninfo_to_dict

Raw = psycopg.Connection[Any]
Place = dict[str, Any]
PATIENCE = 15.0  # seconds: a server that crashed, or a standby that takes over, is back by then
_LISTED = ("host", "hostaddr", "port")
_EACH = 2  # seconds that one of several may take to answer
_LOOKS = 3.0  # seconds between looks
_TIMELINE = """
select case when pg_is_in_recovery() then 0
else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end
"""
_WAITING = """
select pid from pg_stat_activity
where wait_event = 'SyncRep' and clock_timestamp() - query_start > make_interval(secs => %s)
"""


class Met(NamedTuple):
    """`timeline` is 0 while it is being asked."""

    timeline: int
    pid: int
    place: Place


class Primary:
    """`psycopg.ProgrammingError` for what is no URL; `places` are its hosts, with the port of each."""

    def __init__(self, url: str) -> None:
        told = conninfo_to_dict(url)
        self.places = _places(told)
        self.several = len(self.places) > 1  # one alone that takes nothing more can still say so
        self.told = {"target_session_attrs": "read-write", **told} if self.several else told
        self._timeline, self._met = 0, WeakKeyDictionary[Raw, Met]()
        self._lock, self._over = Lock(), Event()
        self._eye: Raw | None = None
        self._watch = Thread(target=self._watching, name="primary", daemon=True)

    @property
    def timeline(self) -> int:
        """The latest that was met."""
        return self._timeline

    def connect(self, **settings: Any) -> Raw:
        """Wherever it was last is tried first. `psycopg.OperationalError` says what each of them said."""
        said = list[str]()
        for place in self.places:
            try:
                return self._met_at(place, settings)
            except psycopg.OperationalError as error:
                if not self.several:
                    raise
                said.append(str(error).strip().partition("\n")[0])
        raise psycopg.OperationalError("; ".join(said))

    def look(self) -> None:
        """Meet all of them: where two say that they lead, the later one does."""
        for place in self.places if self.several else ():
            with suppress(psycopg.OperationalError):
                self._met_at(place, {}).close()

    def watch(self) -> None:
        """From now on, until it is closed: that another one leads is noticed though the former goes on answering."""
        if not self._watch.ident:
            self._watch.start()

    def close(self) -> None:
        self._over.set()

    def _watching(self) -> None:
        while not self._over.wait(_LOOKS):
            for place in self.places[1:]:
                with suppress(psycopg.Error):
                    self._met_at(place, {}).close()
            self._give_up_stalled()
        if self._eye:
            self._eye.close()

    def _give_up_stalled(self) -> None:
        try:
            self._eye = self._eye or self.connect()
            pids = {pid for (pid,) in self._eye.execute(_WAITING, (PATIENCE,))}
        except psycopg.Error:
            self._eye = None
            return
        for one in self._of(lambda met: met.pid in pids):
            _cut(one)

    def _met_at(self, place: Place, settings: dict[str, Any]) -> Raw:
        each = {"connect_timeout": _EACH} if self.several else {}
        besides = {name: value for name, value in self.told.items() if name not in _LISTED}
        db = psycopg.connect(**{**besides, **settings, **place, **each}, autocommit=True)
        try:
            if self._leads(db, place):
                return db
            raise psycopg.OperationalError(f"{place['host']} was the primary once, and another one has taken over")
        except BaseException:
            db.close()
            raise

    def _leads(self, db: Raw, place: Place) -> bool:
        with self._lock:  # before it is asked: a server that hangs is left by all who wait for it
            self._met[db] = Met(0, db.info.backend_pid, place)
        timeline = db.execute(_TIMELINE).fetchall()[0][0] if self.several else 1
        with self._lock:
            if not timeline or timeline < self._timeline:
                return False
            self._met[db] = Met(timeline, db.info.backend_pid, place)
            self._timeline = timeline
            self.places = [place, *(one for one in self.places if one != place)]
        for former in self._of(lambda met: met.timeline < timeline and met.place != place):
            _cut(former)
        return True

    def _of(self, which: Callable[[Met], bool]) -> list[Raw]:
        with self._lock:
            return [db for db, met in self._met.items() if which(met)]


def _places(told: Place) -> list[Place]:
    """As libpq reads it: a list for each, and one port for all or one for each host."""
    lists = {name: str(told[name]).split(",") for name in _LISTED if told.get(name)}
    many = max(1, *(len(lists.get(name, ())) for name in ("host", "hostaddr")))
    whole = {name: values * many if len(values) == 1 else values for name, values in lists.items()}
    return [{name: values[n] for name, values in whole.items() if values[n]} for n in range(many)]


def _cut(db: Raw) -> None:
    """Whoever waits at it for an answer is told that the connection broke."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(db.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
