"""Tokens as programs show them: their texts are kept as SHA-256 hashes of 32 random bytes, and shown once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from copy import copy
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, update

from domain.by import By
from domain.issuing import Issuing
from domain.personnel import Personnel
from domain.receipt import Receipt
from domain.staff import StaffAccount
from trail.tables import Statement, Tables, known, put
from web.access.credentials import ALONE, API_TOKEN

_MOST = 10_000  # tokens that are remembered
OFTEN = timedelta(minutes=1)  # between two notes of its last use
_TEXT = re.compile(r"caretrail_([0-9a-f]{8})_([\w-]{43})", re.ASCII)
_c = API_TOKEN.c
_KEPT = Statement(select(_c.hash, _c.used).where(_c.token == bindparam("token")))
_USED = select(_c.token, _c.used).where(_c.used.is_not(None))
_NOTE = (
    update(API_TOKEN)
    .where(_c.token == bindparam("id"), or_(_c.used.is_(None), _c.used < bindparam("since")))
    .values(used=bindparam("now"))
)


class Holder(NamedTuple):
    """Who comes in with a token, what it may do now, and its id, which is the session of what is done with it."""

    account: StaffAccount
    scopes: frozenset[str]
    token: str


class _Judged(NamedTuple):
    """What holds on this day, as long as the log says nothing more of accounts and tokens; and when it was noted."""

    reach: int
    day: date
    holder: Holder
    noted: datetime


class Tokens:
    """Judged by the log as it stands and the tables: what one host ends is over on all of them. Whoever was judged is
    judged anew once the log has gone on in what is no patient's file, and each minute."""

    def __init__(
        self,
        tables: Tables,
        issuing: Issuing,
        personnel: Personnel,
        clock: Callable[[], datetime],
        reach: Callable[[], int],
    ) -> None:
        self._tables, self._issuing, self._personnel, self._clock = tables, issuing, personnel, clock
        self._reach, self._known = reach, dict[str, _Judged]()

    def issue(self, login: str, name: str, scopes: Collection[str], until: str, by: By) -> tuple[Receipt, str | None]:
        """The only time that its text is told; None where the same request was carried out before."""
        receipt = self._issuing.issue(login, name, scopes, until, by)
        (token,) = receipt.entries
        text = f"caretrail_{token.removeprefix('t-')}_{secrets.token_urlsafe(32)}"
        with self._tables.begin(ALONE) as db:
            if known(db, API_TOKEN, [(token,)]):
                return receipt, None
            put(db, API_TOKEN, [(token, _hash(text), None)])
        return receipt, text

    def revoke(self, token: str, by: By) -> Receipt:
        return self._issuing.revoke(token, by)

    def holder(self, text: str) -> Holder | None:
        """None for a text that is wrong, a token that is revoked or over, an account that is locked or not in force."""
        if not (told := _TEXT.fullmatch(text)):
            return None
        hashed, now, reach = _hash(text), self._clock(), self._reach()  # the reach first: what comes later shows then
        known = self._known.get(hashed)
        if known and known.reach == reach and known.day == now.date() and timedelta() <= now - known.noted < OFTEN:
            return known.holder
        return self._looked_up(f"t-{told[1]}", hashed, now, reach)

    def _looked_up(self, token: str, hashed: str, now: datetime, reach: int) -> Holder | None:
        self._known.pop(hashed, None)
        ((kept, used),) = self._tables.rows(_KEPT, {"token": token}) or [("", None)]
        if not compare_digest(kept, hashed):
            return None
        holder = self._judged(token)
        if holder:
            self._note(token, used)
            self._remember(hashed, holder, reach, now)
        return holder

    def _remember(self, hashed: str, holder: Holder, reach: int, now: datetime) -> None:
        """As it stands, and not while something about the account is still being judged."""
        kept = holder._replace(account=copy(holder.account))
        if not holder.account.pending_events:
            if len(self._known) > _MOST:
                self._known.clear()
            self._known[hashed] = _Judged(reach, now.date(), kept, now)

    def used(self) -> dict[str, str]:
        """When each was used last (ISO 8601, UTC), to the minute; those that never were are left out."""
        return {row.token: row.used for row in self._tables.all(_USED)}

    def _judged(self, token: str) -> Holder | None:
        made, today = self._issuing.token(token), self._clock().date()
        account = self._personnel.account(made.login) if made and made.good(today) else None
        if made is None or account is None or account.locked or not account.in_force(today):
            return None
        acting = account.acting(today)  # with the role that is lent to them, and without their own meanwhile
        return Holder(acting, made.allowed(acting.role), token)

    def _note(self, token: str, used: str | None) -> None:
        now = self._clock()
        since = (now - OFTEN).isoformat()
        if used is None or used < since:
            with self._tables.begin() as db:
                db.execute(_NOTE, {"id": token, "since": since, "now": now.isoformat()})


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
