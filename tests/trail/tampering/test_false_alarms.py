"""Nobody cries wolf: whatever may lawfully happen to a store, it and a bundle of it are proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trail.tampering.whole import HAPPENINGS, run, run_moved

FEW, MANY, MOVED = 5, 150, 100  # runs of each kind


def alarms(name: str, seeds: range, folder: Path) -> list[object]:
    found = [(seed, run(folder / str(seed), HAPPENINGS[name], f"{name} {seed}")) for seed in seeds]
    return [one for one in found if one[1] != ([], [])]


@pytest.mark.parametrize("name", HAPPENINGS)
def test_a_whole_store_is_proved(name: str, tmp_path: Path) -> None:
    assert alarms(name, range(FEW), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", HAPPENINGS)
def test_many_whole_stores_are_proved(name: str, tmp_path: Path) -> None:
    assert alarms(name, range(FEW, FEW + MANY), tmp_path) == []


@pytest.mark.slow
def test_whole_stores_that_moved_to_postgresql_are_proved(tmp_path: Path) -> None:
    found = [(seed, run_moved(tmp_path / str(seed), f"moved {seed}")) for seed in range(MOVED)]

    assert [one for one in found if one[1] != ([], [])] == []
