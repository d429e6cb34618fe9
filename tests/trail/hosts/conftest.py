"""Two hosts, each with a folder of its own, on one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.records import Records
from tests.support.clock import StandingClock
from tests.support.stores import database_of
from tests.trail.hosts.several import another
from tests.trail.logs import ORIGIN
from trail.sealed import checkpoint
from trail.store import Store


@pytest.fixture
def database() -> Iterator[str]:
    with database_of("postgresql") as url:
        assert url
        yield url


@pytest.fixture
def a(tmp_path: Path, database: str, clock: StandingClock) -> Iterator[Store]:
    with closing(Store.create(tmp_path / "a", ORIGIN, clock, database)) as store:
        yield store


@pytest.fixture
def b(a: Store, clock: StandingClock) -> Iterator[Store]:
    with closing(Store.open(another(a), clock)) as store:
        yield store


@pytest.fixture
def here(a: Store, clock: StandingClock) -> Records:
    return Records(a.journal, a.keys.index_secret, clock)


@pytest.fixture
def there(b: Store, clock: StandingClock) -> Records:
    return Records(b.journal, b.keys.index_secret, clock)


@pytest.fixture
def signing(a: Store, clock: StandingClock) -> Iterator[Store]:
    """A host that has the key with which the first one has signed."""
    checkpoint(a)
    with closing(Store.open(another(a, "signing.key"), clock)) as store:
        yield store
