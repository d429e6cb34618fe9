"""The log's own function, called by hand."""

from __future__ import annotations

from typing import Any

import psycopg

from trail.postgres.recorder import appending
from trail.recorder import EventRow


def call(db: psycopg.Connection[Any], at: int | None, rows: list[EventRow], stack: bytes, **more: Any) -> Any:
    """`log.append` as it is called, with rows that nobody of ours would send."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns += more.get("tiles", [[], [], []])
    was = db.execute("select stack from log.tree_head").fetchall()[0][0]
    return db.execute(appending("log"), (at, was, stack, *columns, [], [], [], [])).fetchone()
