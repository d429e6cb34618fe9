"""Passwords: kept beside the log and never in it, as Argon2id hashes (RFC 9106)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from domain.personnel import Personnel
from domain.refusal import Refused
from domain.staff import StaffAccount

LEAST = 10  # characters of a password
_FREE_TRIES = 5
_PAUSE = timedelta(minutes=1)
_TABLE = """
create table if not exists credential (
    login text primary key, hash text not null, failures integer not null default 0, last_failure text
) strict
"""


class Accounts:
    """Who signs in. An unknown name costs as much time as a wrong password: they cannot be told apart from outside."""

    def __init__(self, path: Path, personnel: Personnel, clock: Callable[[], datetime]) -> None:
        self._personnel, self._clock, self._lock = personnel, clock, Lock()
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash("nobody's password")
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._db.execute(_TABLE)

    def set_password(self, login: str, password: str) -> None:
        if len(password) < LEAST:
            raise Refused("password", f"Take at least {LEAST} characters.")
        row = login.casefold(), self._hasher.hash(password)
        with self._lock:
            self._db.execute("insert or replace into credential(login, hash) values (?, ?)", row)

    def check(self, login: str, password: str) -> StaffAccount | None:
        """The account, if name and password agree and it is not locked; `Refused` after too many tries."""
        name = login.strip().casefold()
        stored, failures, last = self._stored(name)
        if failures >= _FREE_TRIES and last and self._clock() < datetime.fromisoformat(last) + _PAUSE:
            raise Refused("password", "Too many tries. Wait a minute, then try again.")
        if not self._agrees(stored, password):
            self._count(name, failures + 1)
            return None
        self._count(name, 0)
        account = self._personnel.account(name)
        return None if account is None or account.locked else account

    def close(self) -> None:
        self._db.close()

    def _stored(self, name: str) -> tuple[str, int, str | None]:
        with self._lock:
            found = self._db.execute("select hash, failures, last_failure from credential where login = ?", (name,))
            row: tuple[str, int, str | None] | None = found.fetchone()
        return row or (self._nobody, 0, None)

    def _agrees(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _count(self, name: str, failures: int) -> None:
        row = failures, self._clock().isoformat(), name
        with self._lock:
            self._db.execute("update credential set failures = ?, last_failure = ? where login = ?", row)
