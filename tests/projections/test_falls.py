"""A server that falls right after a clerk was shown something: it is shown again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.support.office import AMA, register
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template
from web.service import Service


@pytest.fixture
def service(own_server: Cluster, tmp_path: Path) -> Iterator[Service]:
    with own_server.database(template(own_server)) as name:
        with Service.create(tmp_path / "store", "test.example/log", database=own_server.url(name, SERVING)) as made:
            yield made
        recovered(own_server)


def recovered(own_server: Cluster) -> None:
    _awaited(lambda: own_server.run("select 1"))


def fall(own_server: Cluster) -> None:
    """One of those who serve the store is killed, and all others with it, as the server has noticed by then."""

    def kill() -> bool:
        found = own_server.run("select pid from pg_stat_activity where usename = 'caretrail'")
        for (pid,) in found[:1]:
            assert isinstance(pid, int)
            os.kill(pid, signal.SIGKILL)
            _awaited(partial(_gone, pid))
        return bool(found)

    _awaited(kill)


def _gone(pid: int) -> bool:
    return not psutil.pid_exists(pid)


def _awaited(act: Callable[[], object]) -> None:
    """The server may be recovering still."""
    until = time.monotonic() + 60
    while True:
        with suppress(psycopg.OperationalError, ProcessLookupError):
            if act():
                return
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_was_seen_before_the_server_fell_is_seen_afterwards(own_server: Cluster, service: Service) -> None:
    who = register(service.records)
    for n in range(5):
        service.records.add_history(who, {"kind": "note", "what": f"Note {n}"}, AMA)
        assert service.views.ready() == 0
        assert f"h{n + 1}" in service.views.current.file(who)["chapters"]["history"]

        fall(own_server)

        assert service.views.ready(20) == 0
        assert f"h{n + 1}" in service.views.current.file(who)["chapters"]["history"]
