"""What a store takes on the disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def octets(folder: Path) -> int:
    """Of all files, with the write-ahead logs emptied into their databases."""
    for database in folder.glob("*.db"):
        with closing(sqlite3.connect(database)) as db:
            db.execute("pragma wal_checkpoint(truncate)").fetchall()
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
