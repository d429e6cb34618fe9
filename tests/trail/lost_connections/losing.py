"""A database that loses its connections when it is told to, and what a log has in it afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from random import Random
from threading import Event, Thread
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
import pytest

from tests.support.crowd import cheap
from tests.support.postgres import SERVING, cluster
from tests.support.stores import as_owner
from trail.log import Log
from trail.postgres import recorder, server
from trail.postgres.recorder import DatabaseRecorder

WEIGHT = [{"kind": "weight", "value": "70", "unit": "kg"}]


@contextmanager
def impatient() -> Iterator[None]:
    """Nobody waits long for the database as long as this lasts; afterwards whoever is held up is not taken for lost."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (server, recorder):
            patch.setattr(module, "PATIENCE", 0.3)
        yield


class Database(NamedTuple):
    url: str

    @property
    def name(self) -> str:
        return self.url.split("?")[0].rsplit("/", 1)[1]

    def kill(self, *pids: int) -> int:
        """The processes that serve this database, or those of them that are named; how many there were."""
        with closing(
            psycopg.connect(as_owner(self.url).replace(f"/{self.name}?", "/postgres?"), autocommit=True)
        ) as db:
            ask = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
            chosen = (self.name, list(pids))
            return len(db.execute(f"{ask} and (pid = any(%s) or %s = '{{}}')", (*chosen, chosen[1])).fetchall())

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nobody gets in, and nobody waits long for it."""
        cluster().run(f"alter database {self.name} with allow_connections false")
        self.kill()
        try:
            with impatient():
                yield
        finally:
            self.back()

    def back(self) -> None:
        cluster().run(f"alter database {self.name} with allow_connections true")

    @contextmanager
    def held(self) -> Iterator[Callable[[], int]]:
        """Nobody appends meanwhile; answers the process that waits for it, once there is one."""
        with closing(psycopg.connect(as_owner(self.url))) as db:
            db.execute("select * from log.tree_head for update")
            yield self._waiting

    def _waiting(self) -> int:
        until = time.monotonic() + 20
        ask = "select pid from pg_stat_activity where datname = %s and usename = %s and wait_event_type = 'Lock'"
        with closing(psycopg.connect(as_owner(self.url), autocommit=True)) as db:
            while not (found := db.execute(ask, (self.name, SERVING)).fetchone()):
                assert time.monotonic() < until
                time.sleep(0.005)
        return int(found[0])


def writer_of(log: Log) -> int:
    """The process that serves the connection by which this log is written."""
    assert isinstance(log.recorder, DatabaseRecorder)
    assert log.recorder._writer
    return log.recorder._writer.info.backend_pid


def told(positions: list[int]) -> bytes:
    return b"%d" % positions[0]


def answers(log: Log) -> dict[str, bytes]:
    return dict(log.recorder.ask("select request, response from command"))


def recorded(log: Log) -> list[tuple[int, str, int]]:
    return [(row.position, row.stream, row.version) for row in log.rows(2, 100_000)]


def in_time(future: Future[Any]) -> Any:
    return future.result(30)


# under load


@contextmanager
def harassed(act: Callable[[], object]) -> Iterator[list[float]]:
    """`act` is done at random moments meanwhile; answers when."""
    over, times, chance = Event(), list[float](), Random(20261124)

    def go_on() -> None:
        while not over.wait(chance.random() * 0.03):
            act()
            times.append(time.monotonic())

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join(30)


# questions


def turned(log: Log) -> list[int]:
    log._overtaken = True
    return log.append([cheap(uuid4())])
