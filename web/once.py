"""Each command once: what was sent under which key, and what was answered, kept for a day and shared by all processes.

That nothing is recorded twice is the log's own promise (`domain.desk.Desk.insist`): a command has one name there,
however often it is sent. What is kept here says that a key belongs to one command, that it is under way, and how it
was answered where nothing was to be recorded. It may be lost where a machine falls: the log knows a command by a name
that follows from the key, the body and the day it was begun on, and is asked for it before anything is carried out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Column, Connection, MetaData, Table, bindparam, delete, select, update

from domain.receipt import Receipt
from trail.tables import Exact, Statement, Tables, put, run

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
_SWEPT = 2 * KEPT  # until then it is known here that the key is free again
_OFTEN = timedelta(minutes=10)  # that what is older stays at most
LEASE = timedelta(seconds=60)  # after which whoever was at it is taken to have died
_ALONE = "commands"
_ONE = Statement(select(COMMAND).where(COMMAND.c.name == bindparam("name")))
_OLD = Statement(delete(COMMAND).where(COMMAND.c.begun < bindparam("since")))
_GONE = Statement(delete(COMMAND).where(COMMAND.c.name == bindparam("name"), COMMAND.c.answer == ""))
_FREED = Statement(
    update(COMMAND).where(COMMAND.c.name == bindparam("which"), COMMAND.c.answer == "").values(until=bindparam("now"))
)
_SETTLED = Statement(
    update(COMMAND)
    .where(COMMAND.c.name == bindparam("which"), COMMAND.c.begun == bindparam("at"))
    .values(answer=bindparam("told"))
)


class _Row(NamedTuple):
    name: str
    body: str
    begun: str
    until: str
    answer: str


class Reused(Exception):
    """The key belongs to another command."""


class Underway(Exception):
    """The command is being carried out; `seconds` until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("this command is under way")
        self.seconds = seconds


class Claim(NamedTuple):
    """`request` names the command in the log, `others` what it may be named there should this table have lost it;
    `answer` is what came of it, where it was answered before."""

    name: str
    body: str
    begun: str
    answer: Receipt | None = None
    lost: bool = False

    @property
    def request(self) -> str:
        return self._named(datetime.fromisoformat(self.begun))

    @property
    def others(self) -> list[str]:
        return [self._named(datetime.fromisoformat(self.begun) - KEPT)] if self.lost else []

    def _named(self, begun: datetime) -> str:
        return _digest(self.name, self.body, begun.date().isoformat())[:32]


class Once:
    """A key is one account's own, and is kept as a digest alone."""

    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._tables, self._clock, self._made = tables, clock, tables.shared
        self._swept = datetime.min.replace(tzinfo=UTC)

    def claim(self, staff: str, key: str, address: str, body: bytes) -> Claim:
        """This command is being carried out from now on; `Reused`, `Underway`."""
        name, now = _digest(staff, key), self._clock()
        told = _digest(address, sha256(body).hexdigest())
        self._make()
        with self._tables.begin(_ALONE) as db:
            self._sweep(db, now)
            row = next((_Row(*one) for one in run(db, _ONE, {"name": name})), None)
            if row is None or row.begun < (now - KEPT).isoformat():
                return self._claimed(db, Claim(name, told, now.isoformat(), lost=row is None), now)
            if row.body != told:
                raise Reused
            if row.answer:
                return Claim(name, told, row.begun, Receipt.decode(row.answer.encode()))
            if now < (until := datetime.fromisoformat(row.until)):
                raise Underway(max(1, int((until - now).total_seconds()) + 1))
            return self._claimed(db, Claim(name, told, row.begun), now)

    def _make(self) -> None:
        """In a transaction of its own: what comes after it may fail, and they are there all the same."""
        if not self._made:
            with self._tables.begin(_ALONE) as db:
                METADATA.create_all(db)
            self._made = True

    def _sweep(self, db: Connection, now: datetime) -> None:
        """Now and then: every row is looked at for it."""
        if not timedelta() <= now - self._swept < _OFTEN:
            run(db, _OLD, {"since": (now - _SWEPT).isoformat()})
            self._swept = now

    def settle(self, claim: Claim, answer: Receipt) -> None:
        with self._tables.begin(_ALONE) as db:
            told = {"which": claim.name, "at": claim.begun, "told": answer.encode().decode()}
            run(db, _SETTLED, told)

    def refused(self, claim: Claim) -> None:
        """Nothing was recorded: the key is free again, for the same command put right."""
        with self._tables.begin(_ALONE) as db:
            run(db, _GONE, {"name": claim.name})

    def broken_off(self, claim: Claim) -> None:
        """Nobody knows whether it was recorded: the same command may ask at once."""
        with self._tables.begin(_ALONE) as db:
            run(db, _FREED, {"which": claim.name, "now": self._clock().isoformat()})

    def close(self) -> None:
        self._tables.close()

    @staticmethod
    def _claimed(db: Connection, claim: Claim, now: datetime) -> Claim:
        put(db, COMMAND, [(claim.name, claim.body, claim.begun, (now + LEASE).isoformat(), "")])
        return claim


def _digest(*told: str) -> str:
    return sha256(json.dumps(told).encode()).hexdigest()
