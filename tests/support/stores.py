"""Both engines, for tests that touch a store: a folder of its own, and a database of its own where there is one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from psycopg import Connection, connect

from tests.support.postgres import SERVING, Cluster, cluster
from trail.clock import Clock, utc_now
from trail.postgres.migration import migrate
from trail.postgres.server import Server
from trail.store import Store
from web.access import credentials
from web.keeping.rooms import ROOMS
from web.service import Service

ENGINES = ("sqlite", "postgresql")
_TEMPLATE = "caretrail_template"


@contextmanager
def database_of(engine: str) -> Iterator[str | None]:
    """What a store of this engine is made with: None for files, the URL of an empty database as it is served."""
    if engine == "sqlite":
        yield None
        return
    name = _clean.pop() if _clean else _created()
    try:
        yield cluster().url(name, SERVING)
    finally:
        _given_back(name)


def created(folder: Path, origin: str | None = None, clock: Clock = utc_now, database: str | None = None) -> Service:
    """`Service.create` with its tables in place: to make them costs more than most tests do in a store."""
    store = Store.create(folder, origin, clock, database)
    for name, content in _tables().items() if database is None else ():
        path = store.folder / name
        path.touch(0o600)
        path.write_bytes(content)
    return Service(store, clock)


@cache
def _tables() -> dict[str, bytes]:
    """The files of tables beside the log as `Service.create` leaves them."""
    with TemporaryDirectory() as folder:
        Service.create(Path(folder) / "store").close()
        files = {name: Path(folder) / "store" / f"{name}.db" for name in ("views", "reads", credentials.ROOM)}
        return {path.name: path.read_bytes() for path in files.values()}


_clean: list[str] = []  # databases of this process that are as they were made
_numbers = count(1)
_LOGS = ("log", "access")
_KEPT = (
    *(f"{log}.{table}" for log in _LOGS for table in ("event", "tree_tile", "command")),
    "keys.key", "keys.secret", "keys.doom", "signer.signed",
)  # fmt: skip
_SIGN_INS = (*(f"credentials.{name}" for name in credentials.METADATA.tables), "requests.command")
_ROWS = "; ".join(f"delete from {table}" for table in (*_KEPT, *_SIGN_INS))
_HEADS = "; ".join(f"update {log}.tree_head set n = 0, stack = ''" for log in _LOGS)
_EMPTY = f"set session_replication_role = replica; {_ROWS}; {_HEADS}"
_LEAVE = (
    "select pid, pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid()"
)
_VIEWS = """
select coalesce(string_agg(case
  when schemaname like '%_beside' then format('drop table %I.%I', schemaname, tablename)
  when tablename = 'bookmark' then format('update %I.%I set position = 0', schemaname, tablename)
  else format('delete from %I.%I', schemaname, tablename) end, '; '), '')
from pg_tables where schemaname in ('views', 'views_beside', 'reads', 'reads_beside')
"""  # as a store finds them that was opened before: their tables need not be made anew for each test


def _created() -> str:
    name = f"test_store_{os.getpid()}_{next(_numbers)}"
    cluster().run(f"create database {name} template {template(cluster())}")
    return name


def _given_back(name: str) -> None:
    """Emptied, which takes less than to make a new one; thrown away where anything but our own role was at work."""
    if name in cluster().altered:
        cluster().run(f"drop database if exists {name} with (force)")
        return
    with connect(cluster().url(name), autocommit=True) as db:
        _without_others(db)
        ((views,),) = db.execute(_VIEWS)
        db.execute(f"{_EMPTY}; {views}".encode())
    _clean.append(name)


def _without_others(db: Connection[Any]) -> None:
    """All are told to leave before one waits: a wait for each, as the server offers, takes it a tenth of a second."""
    told = [pid for pid, _ in db.execute(_LEAVE)]
    while db.execute("select 1 from pg_stat_activity where pid = any(%s)", (told,)).fetchone():
        time.sleep(0.005)


@cache
def template(one: Cluster) -> str:
    """A database with its tables made, to be copied; whichever process of this run comes first makes it."""
    with connect(one.url(), autocommit=True) as db:
        db.execute("select pg_advisory_lock(1)")
        if not db.execute("select 1 from pg_database where datname = %s", (_TEMPLATE,)).fetchone():
            one.run(f"create role {SERVING} login", "create database making template template0")
            server = Server(one.url("making"))
            migrate(server, ROOMS, SERVING)
            server.close()
            one.run(f"alter database making rename to {_TEMPLATE}")
    return _TEMPLATE


def as_owner(url: str) -> str:
    """The same database as its superuser sees it, who may do anything to it."""
    cluster().altered.add(urlsplit(url).path.strip("/"))
    return url.replace(f"//{SERVING}@", "//postgres@")
