"""A store in the hands of the role that serves, rows that would follow, and a database in which nothing is yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.support.crowd import cheap
from tests.support.postgres import cluster
from tests.support.stores import database_of
from tests.trail.logs import ORIGIN, page_of
from trail.head import Head
from trail.recorder import EventRow
from trail.sealed import checkpoint
from trail.store import Store


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database_of("postgresql") as made:
        assert made
        yield made


@pytest.fixture(scope="module")
def store(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Signed, with a few events; in the hands of the role that serves."""
    folder = tmp_path_factory.mktemp("roles") / "store"
    with closing(Store.create(folder, ORIGIN, database=url)) as made:
        made.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
        checkpoint(made)
        yield made


@pytest.fixture
def serving(store: Store, url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whatever it does is taken back."""
    with closing(psycopg.connect(url)) as db:
        yield db


@pytest.fixture
def rows(store: Store) -> list[EventRow]:
    """Three that would follow, each a stream of its own."""
    drafts = [cheap(uuid4()) for _ in range(3)]
    return list(page_of(Head.read(store.log.recorder.ask), drafts, store.keys, store.keys.new()).rows)


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database in which nothing is yet; whoever serves is known."""
    with database_of("postgresql"), cluster().database() as name:
        yield name
