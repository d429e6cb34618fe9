"""Clerks at two hosts while the primary of three database machines is killed again and again."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random
from threading import Event

import psycopg
import pytest

from tests.support.insisting import Clerk, hosts_of, nothing_lost
from tests.support.patroni import TTL, Patroni, patroni
from tests.support.postgres import SERVING
from tests.support.serving import Browser, Served, served
from tests.web.test_outgrown import doctor

pytestmark = pytest.mark.slow
FAILOVERS = int(os.environ.get("FAILOVERS", "2"))
CLERKS = 6
_THINKS = 0.3  # seconds
_ALLOWED = 3.0 * TTL  # seconds until the pages are back: TTL + 5 on a machine that has nothing else to do


@dataclass
class Office:
    three: Patroni
    folders: list[Path]
    hosts: list[Served]
    clerks: list[Clerk] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._probes = [Browser(host.url) for host in self.hosts]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Six more clerks, for as long as it lasts."""
        done, first = Event(), len(self.clerks)
        clerks = [Clerk(first + n, self.hosts, done, _THINKS) for n in range(CLERKS)]
        self.clerks += clerks
        for clerk in clerks:
            clerk.start()
        yield
        done.set()
        for clerk in clerks:
            clerk.join(150)

    def until_answered(self) -> float:
        """Seconds until every host has answered a page that was asked for after now."""
        since = time.monotonic()
        for probe in self._probes:
            while not _answers(probe):
                assert time.monotonic() < since + 4 * _ALLOWED, self.three.state()
                time.sleep(0.1)
        return time.monotonic() - since


def _answers(probe: Browser) -> bool:
    try:
        return bool(probe.get("patients"))
    except (OSError, HTTPException):
        return False


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with ExitStack() as stack:
        three = stack.enter_context(patroni())
        folders = hosts_of(tmp_path_factory.mktemp("hosts"), three.url())
        made = Office(three, folders, [stack.enter_context(served(folder)) for folder in folders])
        yield made
        assert [host.stop()[0] for host in made.hosts] == [0, 0]


def test_doctor_tells_who_follows_and_who_of_them_is_in_step(office: Office) -> None:
    leader = office.three.whole()
    others = sorted(node.name for node in office.three.nodes.values() if node is not leader)

    assert doctor(office.folders[0])["standby"]["state"] == "ok"
    with psycopg.connect(office.three.url("postgres"), autocommit=True) as db:
        db.execute(f"grant pg_read_all_stats to {SERVING}".encode())
    told = doctor(office.folders[0])["standby"]["detail"]

    assert sorted(one.split()[0] for one in told.split(", ")) == others
    assert sorted(one.split(" ", 1)[1] for one in told.split(", ")) == ["follows", "in step"]


def test_nothing_acknowledged_is_lost_or_doubled_when_the_primary_is_killed_again_and_again(office: Office) -> None:
    chance, gone = Random(FAILOVERS), list[float]()
    with office.at_work():
        for n in range(FAILOVERS):
            leader = office.three.whole()
            time.sleep(chance.uniform(0.5, 3))
            leader.kill()
            gone.append(office.until_answered())
            entered = sum(len(clerk.people) + len(clerk.visits) for clerk in office.clerks)
            print(f"{n + 1}: {gone[-1]:.1f} s without {leader.name}, {entered} entered", flush=True)
            leader.start()
        office.three.whole()
        time.sleep(1)

    tally = nothing_lost(office.folders[0], office.clerks)
    print(f"{FAILOVERS} failovers: {tally}, median {statistics.median(gone):.1f} s, worst {max(gone):.1f} s")
    assert max(gone) <= _ALLOWED


def test_a_primary_that_goes_on_after_its_patroni_died_is_left_by_every_host(office: Office) -> None:
    """Nobody fences it: it answers as if it led, and its commits wait for a standby that leads by now."""
    leader = office.three.whole()
    with office.at_work():
        time.sleep(1)
        leader.kill_only("patroni")
        successor = office.three.led(lambda node: node is not leader)
        gone = office.until_answered()
        assert leader.postmaster()
    _until_nobody_rests(office.three.url("postgres", leader))
    there = _at_rest(office.three.url("postgres", successor))
    leader.start("patroni")

    print(f"{gone:.1f} s until the hosts had left {leader.name}")
    assert there > 0
    nothing_lost(office.folders[0], office.clerks)


def _until_nobody_rests(url: str) -> None:
    """What a host has hung up, the server's process learns in its own time."""
    until = time.monotonic() + 10
    while left := _at_rest(url):
        assert time.monotonic() < until, f"{left} connections that may be used"
        time.sleep(0.1)


def _at_rest(url: str) -> int:
    """Connections that may be used next; one whose commit waits for a standby does not hear that it was left."""
    with psycopg.connect(url) as db:
        ask = "select count(*) from pg_stat_activity where usename = %s and state = 'idle'"
        return int(db.execute(ask, (SERVING,)).fetchall()[0][0])
