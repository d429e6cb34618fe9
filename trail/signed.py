"""What was signed last: remembered outside the database, and among hosts in a table of its own as well."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, insert, select, update

from trail.checkpoint import Checkpoint
from trail.clock import read, written
from trail.errors import KeysMissing
from trail.files import put_in_place
from trail.tables import Exact, Tables, Whole

ROOM = "signer"
METADATA = MetaData()
SIGNED = Table(
    "signed",
    METADATA,
    Column("one", Whole, primary_key=True, autoincrement=False),
    Column("verifier_key", Exact, nullable=False),
    Column("size", Whole, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("at", Exact, nullable=False),
)
STATE = "signer.json"
_LAST = select(SIGNED.c.verifier_key, SIGNED.c.size, SIGNED.c.root, SIGNED.c.at)


class Last(NamedTuple):
    """The last checkpoint, and when it was signed."""

    checkpoint: Checkpoint
    at: datetime


class Overtaken(Exception):
    """Another host has signed meanwhile."""


def last_signed(folder: Path, origin: str) -> Last | None:
    """By this host, as its own file says; None before the first time."""
    path = folder / STATE
    if not path.exists():
        return None
    try:
        state = json.loads(path.read_text())
        checkpoint = Checkpoint(origin, int(state["size"]), b64decode(state["root"]))
    except (ValueError, KeyError, TypeError):
        raise KeysMissing(f"{path} is damaged: what was signed last is not known. Restore it.") from None
    return Last(checkpoint, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def remember(folder: Path, checkpoint: Checkpoint) -> None:
    state = {"size": checkpoint.size, "root": b64encode(checkpoint.root).decode()}
    put_in_place(folder / STATE, json.dumps(state).encode() + b"\n")


class Shared:
    """What any of the hosts has signed last, and by which key: one of them signs at a time."""

    def __init__(self, tables: Tables, origin: str) -> None:
        self._tables, self._origin = tables, origin

    def last(self) -> Last | None:
        row = self._tables.first(_LAST)
        return Last(Checkpoint(self._origin, row.size, bytes(row.root)), read(row.at)) if row else None

    def verifier_key(self) -> str | None:
        """Of the key that signs this log, on whichever host it is."""
        row = self._tables.first(_LAST)
        return str(row.verifier_key) if row else None

    @contextmanager
    def turn(self) -> Iterator[Connection]:
        with self._tables.begin(alone="sign") as db:
            yield db

    def remember(self, db: Connection, before: Last | None, now: Checkpoint, verifier_key: str, at: datetime) -> None:
        """`Overtaken` unless what was signed last is still what it was."""
        row = {"verifier_key": verifier_key, "size": now.size, "root": now.root, "at": written(at)}
        if before is None:
            db.execute(insert(SIGNED), {"one": 1, **row})
            return
        same = (SIGNED.c.size == before.checkpoint.size) & (SIGNED.c.root == before.checkpoint.root)
        if db.execute(update(SIGNED).where(same), row).rowcount != 1:
            raise Overtaken("Another host has signed meanwhile: try again.")
