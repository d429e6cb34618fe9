"""A database file without a byte of what was deleted from it."""

from __future__ import annotations

import sqlite3
import time

from trail.tables import Occupied

_PAUSE = 0.05  # seconds between attempts


def scour(db: sqlite3.Connection, seconds: float) -> None:
    """Write the file anew and empty the write-ahead log into it.

    Pages that were free, and the gaps in those that are not, are left out as it is written. `Occupied` where others
    read for longer than `seconds`: what they see is still in the files.
    """
    until = time.monotonic() + seconds
    while not _done(db):
        if time.monotonic() > until:
            raise Occupied("Somebody is reading these tables all the time: what was deleted is still in the file.")
        time.sleep(_PAUSE)


def _done(db: sqlite3.Connection) -> bool:
    try:
        db.execute("vacuum")
        busy, *_ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not busy
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise
