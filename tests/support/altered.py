"""What somebody does to a log who owns the machine: guards taken off, and a statement carried out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from psycopg import connect

from tests.support.stores import as_owner
from trail.sqlite.schema import KEPT, LOG, READS
from trail.store import Config


def alter(folder: Path, *statements: str, reads: bool = False) -> None:
    """On the log of a store of either engine, or on its log of reads; nobody has it open."""
    database = Config.read(folder).database
    if database:
        with connect(
            as_owner(database), autocommit=True, options=f"-c search_path={'access' if reads else 'log'}"
        ) as db:
            for table in KEPT:
                db.execute(f"alter table {table} disable trigger all".encode())
            for statement in statements:
                db.execute(statement.encode())
        return
    with closing(sqlite3.connect(folder / (READS if reads else LOG), isolation_level=None)) as file:
        for table in KEPT:
            for verb in ("update", "delete"):
                file.execute(f"drop trigger if exists {table}_{verb}")
        for statement in statements:
            file.execute(statement)
