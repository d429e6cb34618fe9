"""The tables of trail.db and access.db. What is stored here is stored for ever: they may only be added to."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

APPLICATION = 0x43545231  # "CTR1"
FORMAT = 1
LOG, READS = "trail.db", "access.db"
TABLES = """
create table event (
    position integer primary key, stream text not null, version integer not null, type text not null,
    entry blob not null, leaf blob not null, payload blob, unique (stream, version)
) strict;
create table tree_head (only integer primary key check (only = 1), n integer not null, stack blob not null) strict;
create table tree_tile (level integer not null, n integer not null, bytes blob not null, primary key (level, n)) strict;
create table command (request text primary key, response blob not null) strict;
insert into tree_head values (1, 0, x'');
"""
KEPT = ("event", "tree_tile", "command")


def triggers() -> str:
    return "".join(trigger(table, verb) for table in KEPT for verb in ("update", "delete"))


def trigger(table: str, verb: str) -> str:
    """A seat belt. Only an erasure takes two of them off, for its own transaction (`trail.sqlite.erasing`)."""
    return (
        f"create trigger {table}_{verb} before {verb} on {table} "
        f"begin select raise(abort, 'what is in {table} stays as it is'); end;"
    )


def create(path: Path) -> None:
    """Made beside its place and put there whole; one that is there stays as it is."""
    making = path.with_name(f"{path.name}.{os.getpid()}")
    _make(making)
    try:
        os.link(making, path)
    except FileExistsError:
        pass
    finally:
        making.unlink()


def _make(path: Path) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;")
    marks = f"pragma application_id = {APPLICATION}; pragma user_version = {FORMAT};"
    db.executescript(f"begin; {TABLES} {triggers()} {marks} commit;")
    db.close()
    path.chmod(0o600)


def writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes: acknowledged means on disk.

    What a process that died has left in the write-ahead log is put into the file: nobody knows whether the disk had all
    of it, and what is written behind a gap would be lost.
    """
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
    db.execute("pragma synchronous = full")
    db.execute("pragma secure_delete = on")
    db.execute("pragma busy_timeout = 10000")
    db.execute("pragma wal_checkpoint(passive)")
    return db


def reader(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    db.execute("pragma busy_timeout = 10000")
    return db
