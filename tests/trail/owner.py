"""Whoever owns the tables of a store, in files or in a database, and may do anything to them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg import connect

from tests.support.postgres import cluster
from tests.support.stores import as_owner
from trail.sqlite.schema import KEPT
from trail.store import Config

Run = Callable[..., list[Any]]
"""Carries out a statement, `?` standing for its values; answers the rows."""
_SCHEMAS = {"trail": "log"}


@contextmanager
def owner(folder: Path, room: str = "trail", database: str | None = None) -> Iterator[Run]:
    """Of the log, whose guards are put away, or of the tables in another room."""
    if (folder / "config.toml").exists():
        database = Config.read(folder).database
    with _of_database(as_owner(database), room) if database else _of_file(folder / f"{room}.db") as run:
        if room == "trail":
            _unguard(run, database)
        yield run


@contextmanager
def copied(folder: Path, to: Path) -> Iterator[Path]:
    """A store that is closed, once more; with a database of its own if it has one."""
    shutil.copytree(folder, to)
    config = Config.read(folder)
    if config.database is None:
        yield to
        return
    origin = config.database.split("?")[0].rsplit("/", 1)[1]
    # a proof that opened payloads has left a connection, and what is in use cannot be copied
    cluster().run(f"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{origin}'")
    with cluster().database(origin) as name:
        (to / "config.toml").unlink()
        Config(config.origin, cluster().url(name, "caretrail")).write(to)
        yield to


@contextmanager
def _of_file(path: Path) -> Iterator[Run]:
    """Leaves nothing beside the file, and no digest of it."""
    path.with_name("resting.json").unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        yield lambda statement, *values: db.execute(statement, values).fetchall()
        db.execute("pragma wal_checkpoint(truncate)")


@contextmanager
def _of_database(url: str, room: str) -> Iterator[Run]:
    with connect(url, autocommit=True, options=f"-c search_path={_SCHEMAS.get(room, room)}") as db:

        def run(statement: str, *values: object) -> list[Any]:
            done = db.execute(statement.replace("?", "%s").encode(), values)
            return done.fetchall() if done.description else []

        yield run


def _unguard(run: Run, database: str | None) -> None:
    for table in KEPT:
        if database:
            run(f"alter table {table} disable trigger all")
        else:
            for verb in ("update", "delete"):
                run(f"drop trigger if exists {table}_{verb}")
