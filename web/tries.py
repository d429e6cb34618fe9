"""How often somebody may try to sign in: counted for each name and each address, and not forgotten by a restart."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from domain.refusal import Refused

FREE = {"name": 5, "address": 40}
KEPT = {"name": timedelta(days=1), "address": timedelta(minutes=10)}  # an address may be a whole office's
PAUSE = timedelta(minutes=1)
_TABLE = (
    "create table if not exists try (kind text not null, who text not null, count integer not null, "
    "first text not null, last text not null, primary key (kind, who)) strict"
)


class Tries:
    """What was typed as a name may be a password: only hashes are kept."""

    def __init__(self, db: sqlite3.Connection, lock: Lock, clock: Callable[[], datetime]) -> None:
        self._db, self._lock, self._clock = db, lock, clock
        db.execute(_TABLE)

    def count(self, name: str, address: str) -> None:
        """One more try, counted before it is judged so that many at once gain nothing; `Refused` after too many."""
        now, about = self._clock(), _about(name, address)
        with self._lock:
            self._forget(now)
            if any(self._paused(kind, who, now) for kind, who in about):
                raise Refused("password", "Too many tries. Wait a minute, then try again.")
            for kind, who in about:
                self._db.execute(
                    "insert into try values (?, ?, 1, ?, ?) "
                    "on conflict do update set count = count + 1, last = excluded.last",
                    (kind, who, now.isoformat(), now.isoformat()),
                )

    def forgive(self, name: str, address: str) -> None:
        """It was the right password after all."""
        with self._lock:
            self._db.execute("delete from try where kind = 'name' and who = ?", (_hash(name),))
            self._db.execute("update try set count = count - 1 where kind = 'address' and who = ?", (_hash(address),))

    def _forget(self, now: datetime) -> None:
        for kind, kept in KEPT.items():
            told = kind, (now - kept).isoformat(), (now - PAUSE).isoformat()
            self._db.execute("delete from try where kind = ? and first < ? and last < ?", told)

    def _paused(self, kind: str, who: str, now: datetime) -> bool:
        ask = "select count, last from try where kind = ? and who = ?"
        row = self._db.execute(ask, (kind, who)).fetchone()
        return bool(row) and row[0] >= FREE[kind] and now < datetime.fromisoformat(row[1]) + PAUSE


def _about(name: str, address: str) -> list[tuple[str, str]]:
    return [("name", _hash(name)), *([("address", _hash(address))] if address else [])]


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
