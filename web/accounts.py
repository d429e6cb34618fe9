"""Passwords and sessions: kept beside the log and never in it, as Argon2id (RFC 9106) and SHA-256 hashes."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from domain.personnel import Personnel
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.log import StoreError
from web.tries import Tries

LEAST, MOST = 10, 1000  # characters of a password
SESSION = timedelta(hours=10)
_AT_ONCE = 2  # hashes, each with 64 MiB
_TABLES = """
create table if not exists credential (login text primary key, hash text not null) strict;
create table if not exists session (token text primary key, login text not null, begun text not null) strict;
"""
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


def fresh_password() -> str:
    """Easy to read and to type: `kuve-sila-nora-dipo`, 49 bits."""
    return "-".join(secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _ in range(4))


class Accounts:
    """Who signs in. An unknown name costs as much time as a wrong password: they cannot be told apart from outside."""

    def __init__(self, path: Path, personnel: Personnel, clock: Callable[[], datetime]) -> None:
        self._personnel, self._clock, self._lock = personnel, clock, Lock()
        self._hasher, self._hashing = PasswordHasher(), BoundedSemaphore(_AT_ONCE)
        self._nobody: str | None = None
        try:
            self._db = _opened(path)
            self._tries = Tries(self._db, self._lock, clock)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path} cannot be read: {error}. Restore it from the backup.") from None

    def set_password(self, login: str, password: str) -> None:
        """Whoever is signed in with the old one is signed out."""
        if not LEAST <= len(password) <= MOST:
            raise Refused("password", f"Take at least {LEAST} characters, and at most {MOST}.")
        name, hashed = login.strip().casefold(), self._hashed(password)
        with self._lock:
            self._db.execute("insert or replace into credential(login, hash) values (?, ?)", (name, hashed))
            self._db.execute("delete from session where login = ?", (name,))

    def check(self, login: str, password: str, address: str = "") -> StaffAccount | None:
        """The account, if name and password agree and it is not locked; `Refused` after too many tries."""
        name = login.strip().casefold()
        self._tries.count(name, address)
        if not self._agrees(self._stored(name), password):
            return None
        self._tries.forgive(name, address)
        account = self._personnel.account(name)
        return None if account is None or account.locked else account

    # sessions

    def begin(self, login: str) -> str:
        """A new session; its token goes into the cookie, its hash stays here."""
        token, now = secrets.token_urlsafe(24), self._clock()
        with self._lock:
            self._db.execute("delete from session where begun < ?", ((now - SESSION).isoformat(),))
            self._db.execute("insert into session values (?, ?, ?)", (_hash(token), login, now.isoformat()))
        return token

    def holder(self, token: str) -> StaffAccount | None:
        """Whose session this is; None where it has ended or the account is locked."""
        since = (self._clock() - SESSION).isoformat()
        with self._lock:
            ask = "select login from session where token = ? and begun >= ?"
            row = self._db.execute(ask, (_hash(token), since)).fetchone()
        account = self._personnel.account(row[0]) if row else None
        return None if account is None or account.locked else account

    @staticmethod
    def mark(token: str) -> str:
        """By which a session is told from others in the log; nobody gets in with it."""
        return sha256(f"mark\n{token}".encode()).hexdigest()[:12]

    def end(self, token: str) -> None:
        with self._lock:
            self._db.execute("delete from session where token = ?", (_hash(token),))

    def close(self) -> None:
        self._db.close()

    def _stored(self, name: str) -> str:
        with self._lock:
            row = self._db.execute("select hash from credential where login = ?", (name,)).fetchone()
        self._nobody = self._nobody or self._hashed("nobody's password")
        stored: str = row[0] if row else self._nobody
        return stored

    def _agrees(self, stored: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(stored, password[: MOST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _hashed(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    db.execute("pragma busy_timeout = 10000")
    db.executescript(_TABLES)
    path.chmod(0o600)
    return db


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
