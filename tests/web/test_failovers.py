"""Clerks at two hosts while the primary of three database machines is killed again and again."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.support.insisting import Clerk, hosts_of, nothing_lost
from tests.support.patroni import TTL, Patroni, patroni
from tests.support.serving import Browser, served

pytestmark = pytest.mark.slow
FAILOVERS = int(os.environ.get("FAILOVERS", "2"))
CLERKS = 6
_THINKS = 0.3  # seconds
_ALLOWED = TTL + 5.0  # seconds until the pages are back


@pytest.fixture(scope="module")
def three() -> Iterator[Patroni]:
    with patroni() as made:
        yield made


def test_nothing_acknowledged_is_lost_or_doubled_when_the_primary_is_killed_again_and_again(
    three: Patroni, tmp_path: Path
) -> None:
    chance, gone = Random(FAILOVERS), list[float]()
    with ExitStack() as stack:
        folders = hosts_of(tmp_path, three.url())
        hosts = [stack.enter_context(served(folder)) for folder in folders]
        done = Event()
        clerks = [Clerk(number, hosts, done, _THINKS) for number in range(CLERKS)]
        probes = [Browser(host.url) for host in hosts]
        for clerk in clerks:
            clerk.start()
        for n in range(FAILOVERS):
            leader = three.whole()
            time.sleep(chance.uniform(0.5, 3))
            leader.kill()
            gone.append(_until_answered(probes, three))
            print(f"{n + 1}: {gone[-1]:.1f} s without {leader.name}, {_entered(clerks)} entered", flush=True)
            leader.start()
        time.sleep(1)
        done.set()
        for clerk in clerks:
            clerk.join(150)
        assert [host.stop()[0] for host in hosts] == [0, 0]
        tally = nothing_lost(folders[0], clerks)
    print(f"{FAILOVERS} failovers: {tally}, median {statistics.median(gone):.1f} s, worst {max(gone):.1f} s")
    assert max(gone) <= _ALLOWED


def _until_answered(probes: list[Browser], three: Patroni) -> float:
    """Seconds until every host has answered a page that was asked for after that."""
    since = time.monotonic()
    for probe in probes:
        while True:
            try:
                probe.get("patients")
                break
            except (OSError, HTTPException):
                assert time.monotonic() < since + 3 * _ALLOWED, three.state()
                time.sleep(0.1)
    return time.monotonic() - since


def _entered(clerks: list[Clerk]) -> int:
    return sum(len(clerk.people) + len(clerk.visits) for clerk in clerks)
