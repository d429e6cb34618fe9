"""The tables in a file and in PostgreSQL, and the same as another process or host has them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import cluster
from tests.trail.tables.things import FIRST, METADATA, SECOND, THING, THIRD
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables
from trail.sqlite.tables import FileTables
from trail.tables import Tables, put


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with cluster().database() as name:
        cluster().run("create schema room", "create schema room_beside", database=name)
        server = Server(cluster().url(name))
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tables]:
    made: Tables = (
        FileTables(tmp_path / "room.db", METADATA)
        if request.param == "sqlite"
        else SchemaTables(request.getfixturevalue("server"), "room", METADATA)
    )
    with made.begin() as db:
        METADATA.drop_all(db)
        METADATA.create_all(db)
        put(db, THING, [FIRST, SECOND, THIRD])
    yield made
    made.close()


@pytest.fixture
def other(tables: Tables) -> Iterator[Tables]:
    """The same tables as another process or host has them."""
    if isinstance(tables, FileTables):
        made: Tables = FileTables(tables.path, METADATA)
        yield made
        made.close()
    else:
        assert isinstance(tables, SchemaTables)
        server = Server(tables.server.url)
        yield SchemaTables(server, tables.schema, METADATA)
        server.close()
