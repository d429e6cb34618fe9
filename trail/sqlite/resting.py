"""The file at rest: a digest of every byte, taken when the store is closed, so that decay is noticed as well."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from trail.sqlite.schema import READS

NAME = "resting.json"
_HEADER, _COUNT = 100, Struct(">I")


class Resting(NamedTuple):
    """What the file was when it was closed with so many events; `writes` is SQLite's own count, None in older notes."""

    events: int
    sha256: str
    writes: int | None = None


def digest(database: Path) -> str:
    with database.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def write(database: Path, events: int) -> None:
    """Call with the write-ahead log emptied into the file."""
    told = {"events": events, "sha256": digest(database), "writes": _writes(database)}
    path = database.with_name(NAME)
    path.write_text(json.dumps(told) + "\n")
    path.chmod(0o600)


def forget(database: Path) -> None:
    """Before bytes change that are no events."""
    database.with_name(NAME).unlink(missing_ok=True)


def read(database: Path) -> Resting | None:
    """None where it was not closed since something was written, or never, and for the log of reads: many write it.

    A `VACUUM` by somebody else's hand is such a write; decay is none.
    """
    path, pending = database.with_name(NAME), Path(f"{database}-wal")
    if database.name == READS or not path.exists() or (pending.exists() and pending.stat().st_size):
        return None
    try:
        told = json.loads(path.read_text())
        found = Resting(int(told["events"]), str(told["sha256"]), told.get("writes"))
    except (ValueError, KeyError, TypeError):
        return None
    now = _writes(database)
    return None if found.writes and now and found.writes != now else found


def _writes(database: Path) -> int | None:
    """How often SQLite has written the file's first page, as it counts in two places (file format, sections 1.3.7 and
    1.3.21); None where they differ, which no write of its own leaves behind."""
    with database.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER:
        return None
    (counted,), (valid,) = _COUNT.unpack_from(header, 24), _COUNT.unpack_from(header, 92)
    return counted if counted == valid else None
