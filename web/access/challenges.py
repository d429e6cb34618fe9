"""What was asked of somebody who signs in, until it is answered: in the store, for all hosts, and good for once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select

from domain.fact import Plain
from trail.tables import Tables, put
from web.access.credentials import CHALLENGE

PATIENCE = timedelta(minutes=10)
_c = CHALLENGE.c
_ONE = select(_c.told).where(
    _c.token == bindparam("token"), _c.kind == bindparam("kind"), _c.begun >= bindparam("since")
)
_GONE = delete(CHALLENGE).where(_c.token == bindparam("token"))
_OLD = delete(CHALLENGE).where(_c.begun < bindparam("since"))


class Challenges:
    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._tables, self._clock = tables, clock

    def ask(self, kind: str, told: Plain) -> str:
        """By what it is answered: for the browser's cookie. `told` is what the answer is judged by."""
        token, now = secrets.token_urlsafe(24), self._clock()
        with self._tables.begin() as db:
            db.execute(_OLD, {"since": (now - PATIENCE).isoformat()})
            put(db, CHALLENGE, [(_hash(token), kind, json.dumps(told), now.isoformat())])
        return token

    def take(self, kind: str, token: str) -> Plain | None:
        """What was told when it was asked; None where it was not, was long ago, or was answered before."""
        asked = {"token": _hash(token), "kind": kind, "since": (self._clock() - PATIENCE).isoformat()}
        with self._tables.begin() as db:
            row = db.execute(_ONE, asked).first()
            gone = db.execute(_GONE, {"token": asked["token"]}).rowcount
        told: Plain | None = json.loads(row.told) if row and gone else None
        return told


def _hash(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
