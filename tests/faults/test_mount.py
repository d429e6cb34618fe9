"""A disk of two megabytes that fills up, and is then made larger."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import needed
from tests.faults.clinic import judged, made, plan, work
from tests.faults.runs import SEED, often
from tests.faults.tally import counted
from web.service import Service


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    needed(os.geteuid() == 0 and shutil.which("mount") is not None, "root, who may mount,")
    place = tmp_path / "small"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", place], check=False, capture_output=True)
    needed(done.returncode == 0, "a mount of our own")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)  # what is open in it goes first, by itself


def _resize(place: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", place], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("times", often(1, 50)[1].values)
def test_a_disk_that_fills_up_and_is_made_larger_has_all_that_was_acknowledged(small: Path, times: int) -> None:
    with counted("full-mount", seed=SEED) as tally:
        for n in range(times):
            _resize(small, "2m")
            who, steps = made(small / "store"), plan(SEED + n, 150)
            with Service.open(small / "store") as service:
                told = list(work(service, who, steps))
                _resize(small, "64m")
            tally.add(sum(1 for one in told if one.kind), sum(1 for one in told if one.receipt))
            found = judged(small / "store", who, steps, told)
            if not found:
                tally.wrong(f"SEED={SEED + n}: {found}", *map(len, found))
            shutil.rmtree(small / "store")
