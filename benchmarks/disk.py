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


def stored(database: str) -> int:
    """Of a database of PostgreSQL, without what an empty one has."""
    import psycopg  # not everybody who measures files has it

    ask = "select pg_database_size(current_database()) - pg_database_size('template0')"
    with psycopg.connect(database) as db:
        row = db.execute(ask).fetchone()
    assert row
    return int(row[0])
