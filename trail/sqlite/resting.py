"""The file at rest: a digest of every byte, taken when the store is closed, so that decay is noticed as well."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from trail.sqlite.schema import READS

NAME = "resting.json"


class Resting(NamedTuple):
    """What the file was when it was closed with so many events."""

    events: int
    sha256: str


def digest(database: Path) -> str:
    with database.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def write(database: Path, events: int) -> None:
    """Call with the write-ahead log emptied into the file."""
    told = {"events": events, "sha256": digest(database)}
    path = database.with_name(NAME)
    path.write_text(json.dumps(told) + "\n")
    path.chmod(0o600)


def forget(database: Path) -> None:
    """Before bytes change that are no events."""
    database.with_name(NAME).unlink(missing_ok=True)


def read(database: Path) -> Resting | None:
    """None where it was not closed since something was written, or never, and for the log of reads: many write it."""
    path, pending = database.with_name(NAME), Path(f"{database}-wal")
    if database.name == READS or not path.exists() or (pending.exists() and pending.stat().st_size):
        return None
    try:
        told = json.loads(path.read_text())
        return Resting(int(told["events"]), str(told["sha256"]))
    except (ValueError, KeyError, TypeError):
        return None
