"""What all tests share: a clock that stands still, a service of its own, and the data beside the project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.clock import StandingClock
from web.service import Service

ROOT = Path(__file__).parents[1]
settings.register_profile("default", max_examples=40, deadline=None)
settings.load_profile("default")


def needed(there: bool, what: str) -> None:
    """Skip where something is missing; with REQUIRE_ALL=1 that is a failure."""
    if not there and os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is needed")
    if not there:
        pytest.skip(f"{what} is not here")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real input, kept beside our checkouts and nowhere else."""
    found = next((folder / "shared/data" for folder in ROOT.parents if (folder / "shared/data").is_dir()), None)
    needed(found is not None, "the folder shared/data")
    assert found
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium")
    needed(found is not None, "chromium")
    assert found
    return found


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))


@pytest.fixture
def service(tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with Service.create(tmp_path / "store", "test.example/log", clock) as made:
        yield made
