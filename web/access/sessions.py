"""Sessions: begun, seen, left alone for too long, ended. Their tokens are in cookies; here are hashes.

Nothing is remembered but in the tables, so that what one host changes counts on all of them at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, bindparam, delete, or_, select, update

from domain.admission import Limits, SignedOut
from domain.personnel import Personnel
from domain.staff import StaffAccount
from trail.tables import Statement, Tables, put
from web.access.credentials import ALONE, PRESENCE, SESSION
from web.access.noting import Note

SEEN = timedelta(minutes=1)  # what is not written anew before that: no request waits for the disk without need
FRESH = timedelta(minutes=5)  # for which a password that was given counts as given now

_ALL = select(
    SESSION.c.token, SESSION.c.login, SESSION.c.begun, PRESENCE.c.seen, PRESENCE.c.proved, PRESENCE.c.mark,
    PRESENCE.c.device, PRESENCE.c.behalf,
).join_from(SESSION, PRESENCE, SESSION.c.token == PRESENCE.c.token, isouter=True)  # fmt: skip
_ONE = Statement(_ALL.where(SESSION.c.token == bindparam("id")))  # which every request asks
_OWN = _ALL.where(SESSION.c.login == bindparam("login")).order_by(SESSION.c.begun.desc())
_ENDED = _ALL.where(or_(SESSION.c.begun < bindparam("begun"), PRESENCE.c.seen < bindparam("seen")))
_HERE = update(PRESENCE).where(PRESENCE.c.token == bindparam("id"))
_SAW = _HERE.values(seen=bindparam("now"))
_PROVED = _HERE.values(seen=bindparam("now"), proved=bindparam("now"))
_BEHALF = _HERE.values(behalf=bindparam("login"))
_GONE = delete(SESSION).where(SESSION.c.token == bindparam("id"))
_FORGOTTEN = delete(PRESENCE).where(PRESENCE.c.token == bindparam("id"))


class Session(NamedTuple):
    """`id` is the token's hash, `mark` that by which the log tells it from others. Times are in UTC."""

    id: str
    login: str
    begun: datetime
    seen: datetime
    proved: datetime
    mark: str
    device: str
    behalf: str | None


class Present(NamedTuple):
    """Who is here, in the role in which they act, and how long a session has: if nobody uses it, and in any case."""

    account: StaffAccount
    idle: timedelta
    lasting: timedelta


@dataclass(frozen=True)
class Sessions:
    tables: Tables
    personnel: Personnel
    clock: Callable[[], datetime]
    limits: Callable[[], Limits]
    note: Note

    # beginning and going on

    def begin(self, db: Connection, login: str, device: str) -> str:
        """A new session; its token goes into the cookie, its hash stays here."""
        token, now = secrets.token_urlsafe(24), self.clock().isoformat()
        put(db, SESSION, [(hashed(token), login, now)])
        put(db, PRESENCE, [(hashed(token), now, now, mark(token), device, None)])
        return token

    def find(self, token: str) -> Session | None:
        rows = self.tables.rows(_ONE, {"id": hashed(token)})
        return _session(rows[0]) if rows else None

    def present(self, token: str) -> Present | None:
        """None where the session has ended, or ends by this: its account is locked, or not in force any more."""
        found = self.find(token)
        if found is None:
            return None
        account, now, (idle, lasting, _) = self.personnel.account(found.login), self.clock(), self.limits()
        if how := self._over(found, account, now):
            self._end([found], how, account)
            return None
        if account is None or not account.in_force(now.date()):
            return None
        if now - found.seen >= SEEN:
            self._change(_SAW, found, now=now.isoformat())
        return Present(account.acting(now.date(), self._behalf(found, account)), idle, found.begun + lasting - now)

    def proved(self, token: str) -> bool:
        """Whether the password, or a code, was given a moment ago."""
        found = self.find(token)
        return found is not None and self.clock() - found.proved <= FRESH

    def prove(self, token: str) -> None:
        if found := self.find(token):
            self._change(_PROVED, found, now=self.clock().isoformat())

    def act_for(self, token: str, login: str | None) -> None:
        """None for oneself again. Whether it is allowed is looked at each time: see `present`."""
        if found := self.find(token):
            self._change(_BEHALF, found, login=login)

    # looking and ending

    def of(self, login: str) -> list[Session]:
        """All that go on, the newest first."""
        now, limits = self.clock(), self.limits()
        found = map(_session, self.tables.all(_OWN, {"login": login}))
        return [one for one in found if _within(one, now, limits)]

    def end(self, token: str, how: str = "own") -> None:
        if found := self.find(token):
            self._end([found], how, self.personnel.account(found.login))

    def end_one(self, login: str, mark: str, by: StaffAccount) -> bool:
        found = [one for one in self.of(login) if one.mark == mark]
        self._end(found, "revoked", by)
        return bool(found)

    def end_all(self, login: str, how: str, by: StaffAccount | None, but: str | None = None) -> int:
        """How many; the session of the token `but` goes on."""
        kept = hashed(but) if but else ""
        found = [one for one in map(_session, self.tables.all(_OWN, {"login": login})) if one.id != kept]
        return self._end(found, how, by)

    def clear(self) -> None:
        """What has ended by itself."""
        now, limits = self.clock(), self.limits()
        before = {"begun": (now - limits.lasting).isoformat(), "seen": (now - limits.idle).isoformat()}
        for found in map(_session, self.tables.all(_ENDED, before)):
            account = self.personnel.account(found.login)
            self._end([found], self._over(found, account, now) or "over", account)

    def _over(self, found: Session, account: StaffAccount | None, now: datetime) -> str:
        """How it has ended, an empty text where it goes on."""
        limits = self.limits()
        if account is None or account.locked:
            return "locked"
        if now - found.begun > limits.lasting:
            return "over"
        return "idle" if now - found.seen > limits.idle else ""

    def _end(self, sessions: list[Session], how: str, by: StaffAccount | None) -> int:
        """Each is told once, by whoever was quicker."""
        with self.tables.begin(ALONE) as db:
            gone = [one for one in sessions if db.execute(_GONE, {"id": one.id}).rowcount]
            for one in gone:
                db.execute(_FORGOTTEN, {"id": one.id})
        for one in gone:
            self._tell(one, how, by)
        return len(gone)

    def _tell(self, ended: Session, how: str, by: StaffAccount | None) -> None:
        if by and by.login == ended.login:
            self.note(SignedOut, by, ended.mark, how=how)
        else:
            whose = self.personnel.account(ended.login)
            self.note(SignedOut, by, None, how=how, whose=whose and whose.staff, ended=ended.mark)

    def _behalf(self, found: Session, account: StaffAccount) -> StaffAccount | None:
        """For whom somebody acts, as long as that was given and is in force."""
        other, today = self.personnel.account(found.behalf) if found.behalf else None, self.clock().date()
        may = other and not other.locked and other.in_force(today) and other.acts_for(account.staff, today)
        return other if may else None

    def _change(self, said: Executable, session: Session, **values: Any) -> None:
        with self.tables.begin() as db:
            if not db.execute(said, {"id": session.id, **values}).rowcount:
                now = self.clock().isoformat()
                put(db, PRESENCE, [(session.id, now, session.proved.isoformat(), session.mark, session.device, None)])
                db.execute(said, {"id": session.id, **values})


def mark(token: str) -> str:
    """By which a session is told from others in the log; nobody gets in with it."""
    return sha256(f"mark\n{token}".encode()).hexdigest()[:12]


def hashed(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()


def _session(row: Sequence[Any]) -> Session:
    """One of an earlier version was seen when it began, and has no mark here."""
    token, login, start, last, proof, told, device, behalf = row
    begun, seen, proved = (datetime.fromisoformat(one) for one in (start, last or start, proof or start))
    return Session(token, login, begun, seen, proved, told or token[:12], device or "", behalf)


def _within(session: Session, now: datetime, limits: Limits) -> bool:
    return now - session.begun <= limits.lasting and now - session.seen <= limits.idle
