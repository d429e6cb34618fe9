"""Choosing a password: with a code that an administrator hands over without knowing it, or with the one before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from domain.by import By
from domain.personnel import Personnel
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.tables import Tables, put
from web.access.allowed import check
from web.access.credentials import ALONE, CREDENTIAL
from web.access.invitations import Invitations
from web.access.passwords import LEAST, MOST, Passwords, as_login, fresh_password
from web.access.sessions import Sessions

_HASH = select(CREDENTIAL.c.hash).where(CREDENTIAL.c.login == bindparam("login"))
_NO_PASSWORD = delete(CREDENTIAL).where(CREDENTIAL.c.login == bindparam("login"))


class Choosing:
    """`own` are names that are no part of a password, beside those of its holder."""

    def __init__(
        self, tables: Tables, personnel: Personnel, passwords: Passwords, invitations: Invitations,
        sessions: Sessions, own: tuple[str, ...],
    ) -> None:  # fmt: skip
        self._tables, self._personnel, self._passwords, self._own = tables, personnel, passwords, own
        self._invitations, self._sessions = invitations, sessions

    def set(self, login: str, password: str, but: str | None = None) -> None:
        """Whoever is signed in with the old one is signed out, but for the session of the token `but`."""
        if not LEAST <= len(password) <= MOST:
            raise Refused("password", f"Take at least {LEAST} characters, and at most {MOST}.")
        name, stored = as_login(login), self._passwords.hashed(password)
        with self._tables.begin(ALONE) as db:
            put(db, CREDENTIAL, [(name, stored)])
            self._invitations.forget(db, name)
        self._sessions.end_all(name, "password", self._personnel.account(name), but)

    def give(self, login: str, by: By) -> str:
        """A fresh one, told once."""
        self._personnel.change_password(login, "given", by)
        fresh = fresh_password()
        self.set(login, fresh)
        return fresh

    def change(self, account: StaffAccount, token: str, new: str, by: By) -> None:
        """By its holder, who was asked for the one before; the other sessions end. `Refused`."""
        self.check(account, new)
        self._personnel.change_password(account.login, "own", by)
        self.set(account.login, new, token)

    def invite(self, login: str, by: By) -> tuple[str, datetime]:
        """A code with which the person chooses one, told once, and until when it is good.

        A password of before has ended, and whoever came in with it is out.
        """
        name, until = as_login(login), self._invitations.until()
        known = self._tables.value(_HASH, {"login": name}) is not None
        self._personnel.invite(name, until, known, by)
        with self._tables.begin(ALONE) as db:
            db.execute(_NO_PASSWORD, {"login": name})
        self._sessions.end_all(name, "password", None)
        return self._invitations.make(name, until), until

    def with_code(self, account: StaffAccount, code: str, new: str) -> bool:
        """Whether the code was still there to be used. `Refused` at a password that may not be, and it stays."""
        self.check(account, new)
        stored = self._passwords.hashed(new)
        with self._tables.begin(ALONE) as db:
            if used := self._invitations.use(db, account.login, code):
                put(db, CREDENTIAL, [(account.login, stored)])
        if used:
            self._personnel.change_password(account.login, "chosen", By(account.staff, account.name, account.role))
        return used

    def check(self, account: StaffAccount, new: str) -> None:
        check(new, (*self._own, account.login, account.name))
