"""Two hosts on one database, clerks at work on both, while one host and one of the database's processes are killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
import urllib.error
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread
from typing import TypeVar

import pytest

from domain.identity import PatientRegistered
from domain.visits import VisitOpened
from tests.support.postgres import SERVING, Cluster
from tests.support.serving import PASSWORD, Browser, Served, served
from tests.support.stores import template
from tests.support.told import told
from trail.sealed import checkpoint
from trail.verify import PROVED, verify
from web.keeping.proving import kept, source
from web.service import Service

T = TypeVar("T")
CLERKS = 8  # on each host
_SHARED = ("config.toml", "master.key", "signing.key")
_PATIENCE = 90.0  # seconds in which a form goes through at last
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]


@dataclass
class Clerk(Thread):
    """Registers people on one host, opens visits on the other, and looks whether each sees what the other has saved."""

    number: int
    hosts: list[Served]
    done: Event
    people: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Thread.__init__(self, daemon=True)
        self._chance = random.Random(self.number)
        self._browser = Browser(self._url(self.number))

    def __hash__(self) -> int:
        return self.number

    def run(self) -> None:
        try:
            while not self.done.is_set():
                self._work()
        except Exception as error:
            self.failed.append(repr(error))

    def _work(self) -> None:
        here, there = self.number, self.number + 1
        name = f"{self._word()} {self._word()}"
        born = f"{self._chance.randrange(1930, 2020)}-0{self._chance.randrange(1, 9)}-1{self._chance.randrange(9)}"
        address = self._send(here, "patients/new", name=name, born=born, gender="unknown")
        self.people.append(name)
        who = address.split("patients/")[1].split("?")[0].split("#")[0]
        self._sees(there, f"patients/{who}", name.split()[1])
        complaint = f"{self._word()} {self._word()}"
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        self._send(there, f"patients/{who}/visits", start=now, visit_class="AMB", complaint=complaint)
        self.visits.append(complaint)
        self._sees(here, f"patients/{who}", complaint)

    def _send(self, host: int, path: str, **fields: str) -> str:
        """Until it is acknowledged: what got no answer is sent again, as it was, to the other host."""
        body = self._again(host, lambda url: self._browser.form(path, url, **fields))
        status, page, address = self._again(host, lambda url: self._sent(path, body, url))
        assert status == 200, f"{status} {address} {page[:2000]}"
        return address

    def _sent(self, path: str, body: bytes, url: str) -> tuple[int, str, str]:
        status, page, address = self._browser.send(path, body, url)
        if status >= 500:
            raise HTTPException(f"{status}")
        return status, page, address

    def _sees(self, host: int, path: str, text: str) -> None:
        if text.casefold() not in self._again(host, lambda url: self._browser.get(path, url)).casefold():
            self.unseen.append(f"{text} on {path}")

    def _again(self, host: int, question: Callable[[str], T]) -> T:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return question(self._url(host))
            except (OSError, HTTPException) as error:
                if isinstance(error, urllib.error.HTTPError) and error.code < 500:
                    raise
                if time.monotonic() > until:
                    raise
                host += 1
                time.sleep(0.2)

    def _url(self, host: int) -> str:
        return self.hosts[host % len(self.hosts)].url

    def _word(self) -> str:
        return "".join(self._chance.choice(_SYLLABLES) for _ in range(4)).capitalize()


@pytest.mark.parametrize("seconds", [4, pytest.param(180, marks=pytest.mark.slow)])
def test_nothing_that_was_acknowledged_is_lost_or_doubled_when_a_host_and_a_backend_are_killed(
    own_server: Cluster, tmp_path: Path, seconds: int
) -> None:
    with ExitStack() as stack:
        name = stack.enter_context(own_server.database(template(own_server)))
        url = own_server.url(name, SERVING)
        folders = _hosts(tmp_path, url)
        hosts = [stack.enter_context(served(folder)) for folder in folders]
        done = Event()
        clerks = [Clerk(number, hosts, done) for number in range(2 * CLERKS)]
        for clerk in clerks:
            clerk.start()
        time.sleep(seconds / 3)
        _kill(hosts[1].process.pid)
        time.sleep(seconds / 6)
        hosts[1] = stack.enter_context(served(folders[1]))
        for clerk in clerks:
            clerk.hosts = hosts
        _kill_a_backend(own_server, name)
        time.sleep(seconds / 2)
        done.set()
        for clerk in clerks:
            clerk.join(120)
        ended = [host.stop()[0] for host in hosts]
        _nothing_lost(folders[0], clerks)
    assert ended == [0, 0]


def _hosts(place: Path, url: str) -> list[Path]:
    """Two data folders of one store, as docs/operator.md sets up a second host."""
    folders = [place / "one", place / "two"]
    with Service.create(folders[0], "test.example/log", database=url) as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        service.accounts.set_password("ama", PASSWORD)
        checkpoint(service.store)
    folders[1].mkdir(mode=0o700)
    for name in _SHARED:
        shutil.copy(folders[0] / name, folders[1])
    return folders


def _kill(pid: int) -> None:
    """The whole of a host at once: the process that listens, and the one that serves."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)


def _kill_a_backend(own_server: Cluster, database: str) -> None:
    """PostgreSQL takes that for a crash: it ends every connection, and recovers from its own log."""
    busy = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    (pid, *_), *_ = own_server.run(busy, database=database)
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)


def _nothing_lost(folder: Path, clerks: list[Clerk]) -> None:
    assert [failure for clerk in clerks for failure in clerk.failed] == []
    assert [missed for clerk in clerks for missed in clerk.unseen] == []
    verdict = verify(source(folder), kept(folder))
    assert verdict.verdict == PROVED
    with Service.open(folder) as service:
        assert service.views.ready(60) == 0
        assert service.views.directory.count() == sum(len(clerk.people) for clerk in clerks)
        facts = told(service)
        assert verdict.size == service.store.log.position
    names = Counter(fact["names"][0]["text"] for kind, fact in facts if kind is PatientRegistered)
    complaints = Counter(fact["reason"]["text"] for kind, fact in facts if kind is VisitOpened)
    people = [name for clerk in clerks for name in clerk.people]
    visits = [complaint for clerk in clerks for complaint in clerk.visits]
    print(f"{len(people)} people, {len(visits)} visits, {verdict.size} events")
    assert len(people) > 2 * CLERKS
    assert names == Counter(people)
    assert complaints == Counter(visits)
