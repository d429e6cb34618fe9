"""A log in a database that can be taken away, and one behind a line that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.crowd import cheap
from tests.support.stores import database_of
from tests.trail.logs import ORIGIN
from tests.trail.lost_connections.losing import Database, told
from tests.trail.wire import Wire, wired
from trail.log import Log
from trail.store import Store


@pytest.fixture
def database() -> Iterator[Database]:
    with database_of("postgresql") as url:
        assert url
        yield Database(url)


@pytest.fixture
def store(tmp_path: Path, database: Database) -> Iterator[Store]:
    with closing(Store.create(tmp_path / "store", ORIGIN, database=database.url)) as made:
        made.log.append([cheap(uuid4())])
        yield made


@pytest.fixture
def log(store: Store) -> Log:
    return store.log


@pytest.fixture
def line(tmp_path: Path, database: Database) -> Iterator[tuple[Wire, Log]]:
    """A log behind a line that can be cut, once it has been written to."""
    with wired(database.url) as (wire, url), closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as made:
        made.log.append([cheap(uuid4())], "first", told)
        made.log.append([cheap(uuid4())], "second", told)
        yield wire, made.log
