"""Codes with which somebody chooses a password: shown once, kept as a hash, and worth nothing after a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hmac import compare_digest, digest

from sqlalchemy import Connection, bindparam, delete, select

from trail.tables import Tables, put
from web.access.credentials import ALONE, INVITATION
from web.access.passwords import fresh_password

LASTS = timedelta(days=3)
_ROW = select(INVITATION.c.hash, INVITATION.c.until).where(INVITATION.c.login == bindparam("login"))


class Invitations:
    """`key`: 32 octets, without which a hash tells nothing of its code."""

    def __init__(self, tables: Tables, key: bytes, clock: Callable[[], datetime]) -> None:
        self._tables, self._key, self._clock = tables, key, clock

    def until(self) -> datetime:
        return (self._clock() + LASTS).replace(microsecond=0)

    def make(self, login: str, until: datetime) -> str:
        """The only one of this account from now on."""
        code = fresh_password()
        with self._tables.begin(ALONE) as db:
            put(db, INVITATION, [(login, self._hash(login, code), until.isoformat())])
        return code

    def open(self, login: str, code: str) -> bool:
        found = None if "\0" in login else self._tables.first(_ROW, {"login": login})  # PostgreSQL takes no NUL
        return self._is((found.hash, found.until) if found else ("", ""), login, code)

    def use(self, db: Connection, login: str, code: str) -> bool:
        """Whether it was still there to be used."""
        found = db.execute(_ROW, {"login": login}).first()
        if not self._is((found.hash, found.until) if found else ("", ""), login, code):
            return False
        self.forget(db, login)
        return True

    @staticmethod
    def forget(db: Connection, login: str) -> None:
        db.execute(delete(INVITATION).where(INVITATION.c.login == login))

    def _is(self, found: tuple[str, str], login: str, code: str) -> bool:
        stored, until = found
        right = compare_digest(stored, self._hash(login, code))
        return right and self._clock().isoformat() <= until

    def _hash(self, login: str, code: str) -> str:
        plain = "".join(one for one in code.lower() if one.isalnum())
        return digest(self._key, f"{login}\n{plain}".encode(errors="replace"), "sha256").hex()
