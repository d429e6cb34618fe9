"""Each command once: what was sent under which key, and what was answered, kept for a day and shared by all processes.

That nothing is recorded twice is the log's own promise (`domain.desk.Desk.insist`): a command has one name there,
however often it is sent. What is kept here says that a key belongs to one command, that it is under way, and how it
was answered where nothing was to be recorded.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Column, Connection, MetaData, Table, bindparam, delete, select, update

from domain.receipt import Receipt
from trail.tables import Exact, Tables, put

ROOM = "requests"
METADATA = MetaData()
COMMAND = Table(
    "command",
    METADATA,
    Column("name", Exact, primary_key=True),
    Column("body", Exact, nullable=False),
    Column("begun", Exact, nullable=False),
    Column("until", Exact, nullable=False),
    Column("answer", Exact, nullable=False),
    sqlite_strict=True,
)
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)  # after which whoever was at it is taken to have died
_ALONE = "commands"
_ONE = select(COMMAND).where(COMMAND.c.name == bindparam("name"))
_OLD = delete(COMMAND).where(COMMAND.c.begun < bindparam("since"))
_GONE = delete(COMMAND).where(COMMAND.c.name == bindparam("name"), COMMAND.c.answer == "")
_FREED = (
    update(COMMAND).where(COMMAND.c.name == bindparam("which"), COMMAND.c.answer == "").values(until=bindparam("now"))
)
_SETTLED = (
    update(COMMAND)
    .where(COMMAND.c.name == bindparam("which"), COMMAND.c.begun == bindparam("at"))
    .values(answer=bindparam("told"))
)


class Reused(Exception):
    """The key belongs to another command."""


class Underway(Exception):
    """The command is being carried out; `seconds` until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("this command is under way")
        self.seconds = seconds


class Claim(NamedTuple):
    """`request` names the command in the log; `answer` is what came of it, where it was answered before."""

    name: str
    begun: str
    answer: Receipt | None

    @property
    def request(self) -> str:
        return _digest(self.name, self.begun)[:32]


class Once:
    """A key is one account's own, and is kept as a digest alone."""

    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._tables, self._clock = tables, clock

    def claim(self, staff: str, key: str, address: str, body: bytes) -> Claim:
        """This command is being carried out from now on; `Reused`, `Underway`."""
        name, now = _digest(staff, key), self._clock()
        told = _digest(address, sha256(body).hexdigest())
        with self._tables.begin(_ALONE) as db:
            db.execute(_OLD, {"since": (now - KEPT).isoformat()})
            row = db.execute(_ONE, {"name": name}).first()
            if row is None:
                return self._claimed(db, name, told, now.isoformat(), now)
            if row.body != told:
                raise Reused
            if row.answer:
                return Claim(name, row.begun, Receipt.decode(row.answer.encode()))
            if now < (until := datetime.fromisoformat(row.until)):
                raise Underway(max(1, int((until - now).total_seconds()) + 1))
            return self._claimed(db, name, told, row.begun, now)

    def settle(self, claim: Claim, answer: Receipt) -> None:
        with self._tables.begin(_ALONE) as db:
            told = {"which": claim.name, "at": claim.begun, "told": answer.encode().decode()}
            db.execute(_SETTLED, told)

    def refused(self, claim: Claim) -> None:
        """Nothing was recorded: the key is free again, for the same command put right."""
        with self._tables.begin(_ALONE) as db:
            db.execute(_GONE, {"name": claim.name})

    def broken_off(self, claim: Claim) -> None:
        """Nobody knows whether it was recorded: the same command may ask at once."""
        with self._tables.begin(_ALONE) as db:
            db.execute(_FREED, {"which": claim.name, "now": self._clock().isoformat()})

    def close(self) -> None:
        self._tables.close()

    @staticmethod
    def _claimed(db: Connection, name: str, body: str, begun: str, now: datetime) -> Claim:
        put(db, COMMAND, [(name, body, begun, (now + LEASE).isoformat(), "")])
        return Claim(name, begun, None)


def _digest(*told: str) -> str:
    return sha256(json.dumps(told).encode()).hexdigest()
