"""Who signs in. Passwords and sessions are kept beside the log and never in it, as hashes (Argon2id, SHA-256)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from domain.admission import Limits, SignedIn, SignInPaused, limits
from domain.by import By
from domain.personnel import Personnel
from domain.receipt import Receipt
from domain.refusal import Refused
from domain.staff import StaffAccount
from trail.tables import Tables, put
from web.access import noting
from web.access.choosing import Choosing
from web.access.credentials import ALONE, CREDENTIAL, HALF, PASSKEY
from web.access.in_force import Locked, NotInForce, PasskeyDue
from web.access.invitations import Invitations
from web.access.known import Known
from web.access.noting import Note
from web.access.passwords import LEAST, MOST, Passwords, as_login, fresh_password
from web.access.second_factor import SecondFactors
from web.access.sessions import Sessions, hashed, mark
from web.access.tries import Tries, forgive, pausing

__all__ = ["LEAST", "MOST", "SESSION", "Accounts", "SecondFactorDue", "fresh_password"]

SESSION = limits({}).lasting
_HALF = timedelta(minutes=5)  # for which a password waits for the code that goes with it
_HASH = select(CREDENTIAL.c.hash).where(CREDENTIAL.c.login == bindparam("login"))
_HALF_OF = select(HALF.c.login).where(HALF.c.token == bindparam("token"), HALF.c.begun >= bindparam("since"))
_HALF_OVER = delete(HALF).where(HALF.c.token == bindparam("token"))
_PASSKEY = select(PASSKEY.c.passkey).where(PASSKEY.c.login == bindparam("login")).limit(1)
_HALVES_OLD = delete(HALF).where(HALF.c.begun < bindparam("since"))


class SecondFactorDue(Exception):
    """Name and password agree, and a code is asked for: with this, which is worth nothing without one."""

    def __init__(self, half: str) -> None:
        super().__init__()
        self.half = half


class _Proved(NamedTuple):
    db: Connection
    account: StaffAccount | None
    failed: int


class Accounts:
    """An unknown name costs as much time as a wrong password: they cannot be told apart from outside.

    Nothing is remembered but in the tables, so that what one host changes counts on all of them at once. `key` seals
    what has to be read again; `own` are names that are no part of a password.
    """

    def __init__(
        self, tables: Tables, personnel: Personnel, clock: Callable[[], datetime],
        rules: Callable[[], Limits] = lambda: limits({}), note: Note = noting.nothing, key: bytes = bytes(32),
        own: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._tables, self._personnel, self._clock, self._note = tables, personnel, clock, note
        self.rules, self._passwords, self._tries = rules, Passwords(), Tries(tables, clock)
        self.sessions = Sessions(tables, personnel, clock, rules, note)
        self.second = SecondFactors(tables, key, clock)
        self.known, self._invitations = Known(key), Invitations(tables, key, clock)
        self.choosing = Choosing(tables, personnel, self._passwords, self._invitations, self.sessions, own)

    # coming in

    def check(self, login: str, password: str, address: str = "") -> StaffAccount | None:
        """The account, if name and password agree and it is not locked; `NotInForce`, or `Refused` after too many
        tries."""
        name = as_login(login)
        with self._proved(name, password, address) as (db, account, _):
            if account:
                forgive(db, name, address)
            return account

    def enter(
        self, login: str, password: str, address: str = "", device: str = "", told: str = ""
    ) -> tuple[StaffAccount, str] | None:
        """The same, with the token of a new session: begun while the password is still the one that was given.

        `SecondFactorDue`, or `PasskeyDue`, where that is not enough. `told` is what the browser has to be known by.
        """
        name = as_login(login)
        known = self.known.read(name, told)
        with self._proved(name, password, address, known) as (db, account, failed):
            if account is None:
                return None
            due = self._due(db, account)
            if not isinstance(due, SecondFactorDue):
                forgive(db, name, address, known)
            token = "" if due else self.sessions.begin(db, account.login, device)
        if due:
            raise due
        return self._in(account, token, "password", failed)

    def let_in(self, account: StaffAccount, how: str, device: str, both: bool) -> tuple[StaffAccount, str]:
        """The same for somebody whom something else than a password has shown, and no try was counted of: a passkey, or
        a provider. `both`: that is two factors. `Shut`, or `SecondFactorDue`."""
        if account.locked:
            raise Locked
        if not account.in_force(today := self._clock().date()):
            raise NotInForce(account, today)
        with self._tables.begin(ALONE) as db:
            due = None if both else self._due(db, account)
            token = "" if due else self.sessions.begin(db, account.login, device)
        if due:
            raise due
        return self._in(account, token, how, 0)

    def enter_with_code(
        self, half: str, code: str, address: str = "", device: str = "", told: str = ""
    ) -> tuple[StaffAccount, str] | None:
        """The second step: `half` is that of `SecondFactorDue`, good for five minutes and for one session."""
        name = self.half_of(half)
        account = self._open(name) if name else None
        if name is None or account is None:
            return None
        known = self.known.read(name, told)
        tries = self._tries.count(name, address, known)
        with self._tables.begin(ALONE) as db:
            how = self.second.take(db, name, code) if self.half_of(half) else None
            if how:
                forgive(db, name, address, known)
                db.execute(_HALF_OVER, {"token": hashed(half)})
                token = self.sessions.begin(db, account.login, device)
        if not how:
            self._failed(name, tries)
            return None
        self._used(account, how)
        return self._in(account, token, how, max(0, tries["name"] - 2))  # the password was a try as well

    def half_of(self, half: str) -> str | None:
        """Whose password was given, to be followed by a code."""
        since = (self._clock() - _HALF).isoformat()
        found = self._tables.value(_HALF_OF, {"token": hashed(half), "since": since})
        return str(found) if found else None

    def again(self, account: StaffAccount, token: str, typed: str, address: str = "") -> bool:
        """The password, or a code, once more within a session; counted as any try is, but by itself: nobody who guesses
        elsewhere keeps them waiting. `Refused` after too many."""
        name, here = account.login, mark(token)
        tries = self._tries.count(name, address, here)
        right = self._passwords.agrees(self._stored(name), typed)
        with self._tables.begin(ALONE) as db:
            how = "password" if right else self.second.take(db, name, typed)
            if how:
                forgive(db, name, address, here)
        if how:
            self._used(account, how)
            self.sessions.prove(token)
        else:
            self._failed(name, tries)
        return how is not None

    # passwords

    def set_password(self, login: str, password: str) -> None:
        """Whoever is signed in with the old one is signed out."""
        self.choosing.set(login, password)

    def change_password(self, account: StaffAccount, token: str, old: str, new: str, by: By, address: str = "") -> None:
        """By who knows the one before; the other sessions end. `Refused`."""
        if not self.again(account, token, old, address):
            raise Refused("old", "This is not your password.")
        self.choosing.change(account, token, new, by)

    def choose_password(self, login: str, code: str, new: str, address: str = "") -> bool:
        """With a code; False where name and code do not belong together. `Refused` at a password that may not be, which
        leaves the code good, or after too many tries."""
        name = as_login(login)
        tries, right, account = self._tries.count(name, address), self._invitations.open(name, code), self._open(name)
        if not right or account is None:
            self._failed(name, tries)
            return False
        with self._tables.begin(ALONE) as db:
            forgive(db, name, address)
        return self.choosing.with_code(account, code, new)

    # the second factor

    def confirm_second(self, account: StaffAccount, code: str, by: By) -> list[str] | None:
        """The recovery codes, told once, where this is a code of the secret that is being set up."""
        if codes := self.second.confirm(account.login, code):
            self._personnel.add_second_factor(account.login, len(codes), by)
        return codes

    def remove_second(self, login: str, by: By) -> None:
        self.second.remove(login)
        self._personnel.remove_second_factor(login, by)

    def second_due(self, account: StaffAccount) -> bool:
        """Whether this role gives a second factor, and the account has none yet: no authenticator, and no passkey."""
        required = account.role in self.rules().second_factor
        return required and not self.second.on(account.login) and not self._has_passkey(account.login)

    # sessions

    def begin(self, login: str, device: str = "") -> str:
        with self._tables.begin(ALONE) as db:
            token = self.sessions.begin(db, login, device)
        self.sessions.clear()
        return token

    def holder(self, token: str) -> StaffAccount | None:
        """Whose session this is; None where it has ended, or the account is locked or not in force any more."""
        present = self.sessions.present(token)
        return present.account if present else None

    def end(self, token: str) -> None:
        self.sessions.end(token)

    def lock(self, login: str, by: By, account: StaffAccount | None) -> Receipt:
        """Whoever is signed in with it is out; `account` is that of who locks it."""
        receipt = self._personnel.lock(login, by)
        self.sessions.end_all(as_login(login), "locked", account)
        return receipt

    mark = staticmethod(mark)

    def close(self) -> None:
        self._tables.close()

    @contextmanager
    def _proved(self, name: str, password: str, address: str, known: str = "") -> Iterator[_Proved]:
        """A transaction, with the account if this is its password, and was not changed while that was found out."""
        tries, stored = self._tries.count(name, address, known), self._stored(name)
        account = self._open(name) if (agrees := self._passwords.agrees(stored, password)) else None
        if account and not account.in_force(today := self._clock().date()):
            raise NotInForce(account, today)
        stronger = self._passwords.hashed(password) if account and self._passwords.outgrown(stored) else None
        with self._tables.begin(ALONE) as db:
            proved = agrees and db.execute(_HASH, {"login": name}).scalar() == stored
            if proved and stronger:
                put(db, CREDENTIAL, [(name, stronger)])
            found = account if proved else None
            yield _Proved(db, found, tries["name"] - 1)
        if found is None:
            self._failed(name, tries)

    def _in(self, account: StaffAccount, token: str, how: str, failed: int) -> tuple[StaffAccount, str]:
        self.sessions.clear()
        acting = account.acting(self._clock().date())
        self._note(SignedIn, acting, mark(token), how=how, failed=failed)
        return acting, token

    def _failed(self, name: str, tries: dict[str, int]) -> None:
        """Told for a name that nobody has as for any other: it is to cost the same."""
        for about, n in pausing(tries).items():
            known = self._personnel.account(name)
            whose = known.staff if known and about == "name" else None
            self._note(SignInPaused, None, None, about=about, tries=n, whose=whose)

    def _used(self, account: StaffAccount, how: str) -> None:
        if how == "recovery-code":
            self._personnel.use_recovery_code(account.login, self.second.left(account.login), _by(account))

    def _due(self, db: Connection, account: StaffAccount) -> SecondFactorDue | PasskeyDue | None:
        """What is asked for beside one factor, where that is not enough."""
        if self.second.on(account.login):
            return SecondFactorDue(self._half(db, account.login))
        required = account.acting(self._clock().date()).role in self.rules().second_factor
        return PasskeyDue() if required and self._has_passkey(account.login) else None

    def _has_passkey(self, login: str) -> bool:
        return self._tables.value(_PASSKEY, {"login": login}) is not None

    def _half(self, db: Connection, name: str) -> str:
        half, now = secrets.token_urlsafe(24), self._clock()
        db.execute(_HALVES_OLD, {"since": (now - _HALF).isoformat()})
        put(db, HALF, [(hashed(half), name, now.isoformat())])
        return half

    def _open(self, login: str) -> StaffAccount | None:
        account = self._personnel.account(login)
        return None if account is None or account.locked else account

    def _stored(self, name: str) -> str:
        """The hash of this name's password, or of one that nobody knows."""
        nobody = self._passwords.nobody
        found = None if "\0" in name else self._tables.value(_HASH, {"login": name})  # PostgreSQL takes no NUL
        return str(found or nobody)


def _by(account: StaffAccount) -> By:
    """What somebody does on the way in, before there is a session."""
    return By(account.staff, account.name, account.role)
