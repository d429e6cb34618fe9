"""A worker that is killed for its memory: another one takes its place, and a clerk who sends again loses nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import needed
from tests.faults.clinic import somebody
from tests.faults.tally import counted
from tests.support.listening import employ
from tests.support.serving import PASSWORD, Browser, Served, served
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service

T = TypeVar("T")
GROUPS = Path("/sys/fs/cgroup/memory")
LITTLE = 3 * 2**20  # octets more than the worker has


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Service.create(tmp_path / "store") as service:
        employ(service, [("ama", "Ama Boateng", "clerk")], PASSWORD)
    return tmp_path / "store"


def worker(server: Served) -> int:
    pid = server.process.pid
    while not (found := Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        time.sleep(0.02)
    return int(found[0])


def insisted(clerk: Browser, n: int) -> None:
    """A registration, sent again as it is until it is answered."""
    body = _again(lambda: clerk.form("patients/new", **somebody(n)))
    status, page, _ = _again(lambda: clerk.send("patients/new", body))
    assert status == 200, page


def _again(act: Callable[[], T]) -> T:
    until = time.monotonic() + 60
    while True:
        with suppress(OSError, HTTPException):
            return act()
        assert time.monotonic() < until, "the server did not come back"
        time.sleep(0.1)


def held(folder: Path, patients: int) -> None:
    with Service.open(folder) as service:
        assert service.views.ready(60) == 0
        assert service.views.directory.count() == patients
        assert list(service.views.engine.check()) == []
    assert verify(source(folder), kept(folder)).verdict == "proved"


def test_a_worker_that_is_killed_is_followed_by_another_and_nothing_is_lost_or_doubled(folder: Path) -> None:
    with counted("memory") as tally, served(folder) as server:
        clerk = Browser(server.url)
        for n in range(2):
            insisted(clerk, 2 * n)
            os.kill(worker(server), signal.SIGKILL)
            insisted(clerk, 2 * n + 1)
            tally.add(1, 2)
        assert server.stop()[0] == 0
        held(folder, 4)


@contextmanager
def little_memory(pid: int) -> Iterator[None]:
    needed(os.geteuid() == 0 and (GROUPS / "cgroup.procs").exists(), "root, and a group for memory,")
    group = GROUPS / f"caretrail-{os.getpid()}"
    group.mkdir()
    try:
        (group / "memory.limit_in_bytes").write_text(str(LITTLE))
        (group / "cgroup.procs").write_text(str(pid))
        yield
    finally:
        for left in (group / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(left), signal.SIGKILL)
        while (group / "cgroup.procs").read_text():
            time.sleep(0.05)
        group.rmdir()


@pytest.mark.slow
def test_a_worker_that_the_system_kills_for_its_memory_is_followed_by_another(folder: Path) -> None:
    with counted("memory") as tally, served(folder) as server:
        clerk, recorded = Browser(server.url), 0
        for _ in range(5):
            killed = worker(server)
            with little_memory(killed):
                while Path(f"/proc/{killed}").exists():
                    assert recorded < 2000, "it took what it was not to have"
                    insisted(clerk, recorded)
                    recorded += 1
            assert worker(server) != killed
            tally.add(1)
        tally.add(0, recorded)
        assert server.stop()[0] == 0
        held(folder, recorded)
