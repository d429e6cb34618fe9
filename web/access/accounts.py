"""Passwords and sessions: kept beside the log and never in it, as Argon2id (RFC 9106) and SHA-256 hashes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, bindparam, delete, select

from domain.personnel import Personnel
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.tables import Tables, put
from web.access import credentials
from web.access.credentials import ALONE, CREDENTIAL
from web.access.in_force import NotInForce
from web.access.tries import Tries, forgive

LEAST, MOST = 10, 1000  # characters of a password
SESSION = timedelta(hours=10)
_AT_ONCE = 2  # hashes, each with 64 MiB
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]

_KEPT = credentials.SESSION
_HASH = select(CREDENTIAL.c.hash).where(CREDENTIAL.c.login == bindparam("login"))
_LOGIN = select(_KEPT.c.login).where(_KEPT.c.token == bindparam("token"), _KEPT.c.begun >= bindparam("since"))
_END = delete(_KEPT).where(_KEPT.c.token == bindparam("token"))
_END_ALL = delete(_KEPT).where(_KEPT.c.login == bindparam("login"))
_END_OLD = delete(_KEPT).where(_KEPT.c.begun < bindparam("since"))


def fresh_password() -> str:
    """Easy to read and to type: `kuve-sila-nora-dipo`, 49 bits."""
    return "-".join(secrets.choice(_SYLLABLES) + secrets.choice(_SYLLABLES) for _ in range(4))


class Accounts:
    """Who signs in. An unknown name costs as much time as a wrong password: they cannot be told apart from outside.

    Nothing is remembered but in the tables, so that what one host changes counts on all of them at once.
    """

    def __init__(self, tables: Tables, personnel: Personnel, clock: Callable[[], datetime]) -> None:
        self._tables, self._personnel, self._clock = tables, personnel, clock
        self._hasher, self._hashing = PasswordHasher(), BoundedSemaphore(_AT_ONCE)
        self._tries = Tries(tables, clock)
        self._nobody: str | None = None

    def set_password(self, login: str, password: str) -> None:
        """Whoever is signed in with the old one is signed out."""
        if not LEAST <= len(password) <= MOST:
            raise Refused("password", f"Take at least {LEAST} characters, and at most {MOST}.")
        name, hashed = _name(login), self._hashed(password)
        with self._tables.begin(ALONE) as db:
            put(db, CREDENTIAL, [(name, hashed)])
            db.execute(_END_ALL, {"login": name})

    def check(self, login: str, password: str, address: str = "") -> StaffAccount | None:
        """The account, if name and password agree and it is not locked; `NotInForce`, or `Refused` after too many
        tries."""
        with self._proved(login, password, address) as (_, account):
            return account

    def enter(self, login: str, password: str, address: str = "") -> tuple[StaffAccount, str] | None:
        """The same, with the token of a new session: begun while the password is still the one that was given."""
        with self._proved(login, password, address) as (db, account):
            return (account, self._begun(db, account.login)) if account else None

    # sessions

    def begin(self, login: str) -> str:
        """A new session; its token goes into the cookie, its hash stays here."""
        with self._tables.begin(ALONE) as db:
            return self._begun(db, login)

    def holder(self, token: str) -> StaffAccount | None:
        """Whose session this is; None where it has ended, or the account is locked or not in force any more."""
        since = (self._clock() - SESSION).isoformat()
        login = self._tables.value(_LOGIN, {"token": _hash(token), "since": since})
        account = self._open(login) if login else None
        return account if account and account.in_force(self._clock().date()) else None

    @staticmethod
    def mark(token: str) -> str:
        """By which a session is told from others in the log; nobody gets in with it."""
        return sha256(f"mark\n{token}".encode()).hexdigest()[:12]

    def end(self, token: str) -> None:
        with self._tables.begin(ALONE) as db:
            db.execute(_END, {"token": _hash(token)})

    def close(self) -> None:
        self._tables.close()

    @contextmanager
    def _proved(self, login: str, password: str, address: str) -> Iterator[tuple[Connection, StaffAccount | None]]:
        """A transaction, with the account if this is its password, and was not changed while that was found out."""
        name = _name(login)
        self._tries.count(name, address)
        stored = self._stored(name)
        account = self._open(name) if (agrees := self._agrees(stored, password)) else None
        if account and not account.in_force(today := self._clock().date()):
            raise NotInForce(account, today)
        with self._tables.begin(ALONE) as db:
            if not agrees or db.execute(_HASH, {"login": name}).scalar() != stored:
                yield db, None
            else:
                forgive(db, name, address)
                yield db, account

    def _begun(self, db: Connection, login: str) -> str:
        token, now = secrets.token_urlsafe(24), self._clock()
        db.execute(_END_OLD, {"since": (now - SESSION).isoformat()})
        put(db, _KEPT, [(_hash(token), login, now.isoformat())])
        return token

    def _open(self, login: str) -> StaffAccount | None:
        account = self._personnel.account(login)
        return None if account is None or account.locked else account

    def _stored(self, name: str) -> str:
        """The hash of this name's password, or of one that nobody knows."""
        self._nobody = self._nobody or self._hashed(secrets.token_urlsafe())
        found = None if "\0" in name else self._tables.value(_HASH, {"login": name})  # PostgreSQL takes no NUL
        return str(found or self._nobody)

    def _agrees(self, stored: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(stored, password[: MOST + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _hashed(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)


def _name(login: str) -> str:
    """However it is typed, as it stands in the account."""
    return normalize("NFC", login).strip().casefold()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
