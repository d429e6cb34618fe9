"""What all tests share: a clock that stands still, a service of its own, and the data beside the project."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.support.clock import StandingClock
from tests.support.postgres import Cluster
from tests.support.stores import ENGINES, created, database_of
from web.service import Service

ROOT = Path(__file__).parents[1]
# One run is like the next, so that what fails was broken by what changed; `search` looks for what nobody thought of.
settings.register_profile("same", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("search", max_examples=int(os.environ.get("EXAMPLES", "1000")), deadline=None)
settings.load_profile("search" if "EXAMPLES" in os.environ else "same")


BOTH_AT_ONCE = frozenset((
    "cli/test_backing_up", "cli/test_store", "erasing/test_met", "erasing/test_nothing_left", "erasing/test_proved",
    "hosts_sign_in/test_factors", "hosts_sign_in/test_sessions", "hosts_sign_in/test_tries", "web/test_hosts",
    "web/test_reads",
))  # fmt: skip
"""Of rules and pages, those whose subject the engine is: the others wait for `make test-all` with PostgreSQL."""
HEAVY = frozenset((
    "changes/test_narrowed", "changes/test_told", "engine/test_edited", "engine/test_following", "engine/test_regrown",
    "faults/test_clock", "faults/test_killed", "trail/test_faults", "trail/test_mapper", "trail/test_verify",
))  # fmt: skip
"""What is slow on PostgreSQL, or much, wherever it stands."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same test on the other engine, where it is not what the test is about, comes last, among the slow ones."""
    again = [item for item in items if _is_on_the_other_engine(item)]
    for item in again:
        item.add_marker(pytest.mark.slow)
    items.sort(key=set(again).__contains__)


def pytest_collection_finish() -> None:
    """What was loaded by now stays to the end: nothing of it need be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def _is_on_the_other_engine(item: pytest.Item) -> bool:
    given = getattr(getattr(item, "callspec", None), "params", {}).values()
    room, name = item.path.relative_to(ROOT).parts[1], f"{item.path.parent.name}/{item.path.stem}"
    beside = room in ("domain", "web") and name not in BOTH_AT_ONCE
    return "postgresql" in given and (beside or name in HEAVY)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """After `SLOW_UNTIL`, in seconds of Unix time, no slow test is begun: what did not fit is told as skipped."""
    until = float(os.environ.get("SLOW_UNTIL", "inf"))
    if time.time() > until and item.get_closest_marker("slow"):
        pytest.skip("no time was left for the slow ones")


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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], timeout=120_000)
        yield opened
        opened.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Whatever touches a store is tried on both."""
    name: str = request.param
    return name


@pytest.fixture
def database(engine: str) -> Iterator[str | None]:
    """What a store is made with: None for files, the URL of an empty database of its own."""
    with database_of(engine) as url:
        yield url


@pytest.fixture
def service(tmp_path: Path, clock: StandingClock, database: str | None) -> Iterator[Service]:
    with created(tmp_path / "store", "test.example/log", clock, database) as made:
        yield made


@pytest.fixture(scope="module")
def own_server() -> Iterator[Cluster]:
    """A server that may fall without the other tests' falling with it."""
    with tempfile.TemporaryDirectory(prefix="caretrail-falls-") as folder:
        made = Cluster(Path(folder) / "cluster")
        yield made
        made.server.cleanup()
