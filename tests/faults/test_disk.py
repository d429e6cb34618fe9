"""A disk that dies, tears, fills up, fails or loses its power at one call of a clinic's day: `shim.c` does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EIO, ENOSPC
from typing import Any

import pytest

from tests.faults.bench import Came
from tests.faults.runs import SEED, Bench, often, tell
from tests.faults.shim import DIE, EVERY, FAIL, POWER, READ, SYNC, TEAR, WAIT, WRITE, Fault
from tests.faults.tally import counted

FAILED = "See to it, then start Caretrail again"


@contextmanager
def tried(bench: Bench, row: str, fault: Fault, points: int, **more: Any) -> Iterator[list[Came]]:
    """What came of each, told in that row, which is not good where the test finds something else."""
    with counted(row, seed=SEED) as tally:
        came = bench.points(fault, points, **more)
        tell(tally, came)
        yield came


@pytest.mark.parametrize("points", often(40, 2000))
def test_nothing_acknowledged_is_lost_where_the_process_is_killed(bench: Bench, points: int) -> None:
    with tried(bench, "killed", Fault(DIE, EVERY), points) as came:
        assert all(one.died for one in came)


@pytest.mark.parametrize("points", often(60, 2000))
def test_nothing_acknowledged_is_lost_where_a_write_is_torn(bench: Bench, points: int) -> None:
    with tried(bench, "torn", Fault(TEAR, WRITE), points) as came:
        assert all(one.died for one in came)


@pytest.mark.parametrize("points", often(16, 2000))
def test_nothing_acknowledged_is_lost_where_what_was_not_synced_is(bench: Bench, points: int) -> None:
    with tried(bench, "power", Fault(POWER, EVERY), points) as came:
        assert all(one.died for one in came)


@pytest.mark.parametrize("points", often(30, 2000))
def test_a_disk_that_is_full_from_a_write_on_takes_nothing_half_and_all_once_there_is_room(
    bench: Bench, points: int
) -> None:
    with tried(bench, "full", Fault(FAIL, WRITE, ENOSPC, lasting=True), points) as came:
        assert not any(one.died for one in came)
        assert any(one.errors for one in came)


@pytest.mark.parametrize("points", often(30, 2000))
def test_a_write_that_fails_is_told_and_the_next_command_works(bench: Bench, points: int) -> None:
    with counted("write-error", seed=SEED) as tally:
        tell(tally, bench.points(Fault(FAIL, WRITE, EIO), points))


@pytest.mark.parametrize("points", often(14, 1000))
def test_a_sync_that_fails_is_not_acknowledged_and_nothing_is_recorded_after_it(bench: Bench, points: int) -> None:
    with counted("sync-error", seed=SEED) as tally:
        came = bench.points(Fault(FAIL, SYNC, EIO), points)
        tell(tally, came)
        of_log = bench.points(Fault(FAIL, SYNC, EIO, like="trail.db-wal"), 3)
        tell(tally, of_log)
    for one in of_log:
        unsure, *later = [error for error in one.errors if error.startswith(("Unconfirmed", "StoreError"))]
        assert "it is not known whether this was recorded" in unsure
        assert all(FAILED in error for error in later)


@pytest.mark.parametrize("points", often(6, 500))
def test_what_a_failed_sync_left_behind_a_crash_is_found_once(bench: Bench, points: int) -> None:
    """It was not acknowledged, and may be there: sent again it is answered as recorded, not doubled."""
    with tried(bench, "sync-error-killed", Fault(FAIL, SYNC, EIO, like="trail.db-wal"), points, killed=True) as came:
        assert all(one.died for one in came)


@pytest.mark.parametrize("points", often(14, 1000))
def test_a_read_that_fails_is_told_or_made_up_for_and_harms_nothing(bench: Bench, points: int) -> None:
    with counted("read-error", seed=SEED) as tally:
        tell(tally, bench.points(Fault(FAIL, READ, EIO), points, cold=True))


def test_a_slow_disk_makes_slow_and_nothing_else(bench: Bench) -> None:
    with counted("slow", seed=SEED) as tally:
        [came] = bench.run(Fault(WAIT, SYNC | WRITE, 5, lasting=True), [(SEED, 1)])
        tell(tally, [came])
    assert came.errors == []


def test_the_bench_would_notice_a_store_that_does_not_wait_for_the_disk(bench: Bench) -> None:
    came = bench.points(Fault(POWER, EVERY), 10, careless=True)

    assert any(one.judgement.lost or one.judgement.inconsistent for one in came)
