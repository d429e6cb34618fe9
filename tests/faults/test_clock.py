"""Clocks that are wrong, by a year, by a leap second, backwards: time in the log never steps back, and says where."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from projections.past import file_at
from tests.faults import shim
from tests.faults.clinic import somebody
from tests.faults.runs import SEED, often
from tests.faults.tally import Tally, counted
from tests.support.clock import StandingClock
from tests.support.listening import employ
from tests.support.office import AMA, looked_at, register
from tests.support.serving import PASSWORD, Browser, Served, served
from tests.support.stores import database_of
from trail.head import JUMP
from trail.opened import ANOMALY
from trail.sealed import checkpoint
from trail.verify import verify
from web.keeping.cadence import Cadence
from web.keeping.proving import kept, source
from web.service import Service

YEAR = 365 * 86400
LEAP = datetime(2016, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC)
JUMPS: dict[str, list[float]] = {
    "a year ahead and back": [YEAR, 60, -YEAR, 60],
    "a year back and ahead": [-YEAR, 60, YEAR, 60],
    "back by less than one sees": [-0.000001, -1, 1],
    "a leap second that is read twice": [0.4, -0.9, 0.4, 0.2],
    "over a leap day": [(datetime(2028, 2, 28, 23, 59, tzinfo=UTC) - LEAP).total_seconds(), 60, 86400, -86400],
    "back by a generation": [-30 * YEAR, 60, 30 * YEAR],
    "to the end of it": [(datetime(9999, 12, 30, tzinfo=UTC) - LEAP).total_seconds(), 3600],
}


def test_a_clock_that_is_wrong_loses_nothing_and_time_in_the_log_never_steps_back(tmp_path: Path, engine: str) -> None:
    with counted("clock", engine) as tally:
        for name, jumps in JUMPS.items():
            clock = StandingClock(LEAP)
            with (
                database_of(engine) as database,
                Service.create(tmp_path / name, "clock.example/log", clock, database) as service,
            ):
                steps_back = jumped(service, clock, jumps, tally)
                rows = service.store.log.rows(0, 100)
                times = [service.store.log.opened(row)[0].at for row in rows]
                assert times == sorted(times)
                assert [row.type for row in rows].count(ANOMALY) == steps_back
                verdict = verify(source(service.folder), kept(service.folder))
                assert (verdict.verdict, verdict.findings) == ("proved", [])


def jumped(service: Service, clock: StandingClock, jumps: list[float], tally: Tally) -> int:
    """After each jump something is recorded, somebody looks, and the log is signed. How often it went back."""
    who, last, steps_back = register(service.records), clock.at, 0
    for n, seconds in enumerate(jumps):
        clock.on(seconds=seconds)
        steps_back += clock.at < last and -seconds > JUMP.total_seconds()
        last = max(last, clock.at)
        position = service.records.update(who, {"language": f"x-{n}"}, AMA).position
        looked_at(service, who)
        assert service.store.log.position == position
        assert Cadence(service).due(clock()) or clock.at >= last - timedelta(seconds=60)
        checkpoint(service.store)
        tally.add(1, 1)
    service.views.ready()
    assert list(service.views.engine.check()) == []
    assert service.views.current.file(who) == file_at(service.store.journal, who)
    return steps_back


def _until_it_is(server: Served, seconds: float) -> None:
    """So many seconds later there than here, give or take a few: what a second of a page's day is, no page knows."""
    until = time.monotonic() + 60
    while True:
        with urlopen(f"{server.url}healthz", timeout=30) as answer:
            there = parsedate_to_datetime(answer.headers["Date"])
        if abs((there - datetime.now(UTC)).total_seconds() - seconds) < 60:
            return
        assert time.monotonic() < until, there
        time.sleep(0.02)


@pytest.mark.parametrize("times", often(1, 30))
def test_a_clock_that_is_set_under_a_running_program_loses_nothing_and_nobody_stays_out(
    tmp_path: Path, library: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers keep the right time: a year too late or too early for the server's cookies."""
    folder, switch = tmp_path / "store", tmp_path / "switch"
    with Service.create(folder) as service:
        employ(service, [("ama", "Ama Boateng", "clerk")], PASSWORD)
    for name, value in shim.environment(library, switch).items():
        monkeypatch.setenv(name, value)
    recorded = 0
    with counted("clock-process", seed=SEED) as tally, served(folder) as server:
        for seconds in (YEAR, -YEAR, 0, 1, -1) * times:
            shim.turn(switch, shim.Fault(shim.NONE, 0), folder, clock=seconds)
            _until_it_is(server, seconds)
            clerk, recorded = Browser(server.url), recorded + 1
            status, page = clerk.post("patients/new", **somebody(recorded))
            assert status == 200, page
            tally.add(1, 1)
        assert server.stop()[0] == 0
    monkeypatch.delenv("LD_PRELOAD")
    with Service.open(folder) as service:
        service.views.ready(60)
        assert service.views.directory.count() == recorded
        assert list(service.views.engine.check()) == []
    assert verify(source(folder), kept(folder)).verdict == "proved"
