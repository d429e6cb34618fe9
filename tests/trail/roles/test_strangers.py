"""A role to which nothing was granted may not even read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.support.postgres import SERVING, cluster
from tests.trail.roles.calling import call
from trail.backend import backend_of
from trail.errors import StoreError
from trail.recorder import EventRow
from trail.store import Store


@pytest.fixture(scope="module")
def stranger(store: Store, url: str) -> Iterator[str]:
    """The URL of a role to which nothing was granted."""
    name = f"stranger_{uuid4().hex[:8]}"
    cluster().run(f"create role {name} login")
    yield url.replace(f"//{SERVING}@", f"//{name}@")
    cluster().run(f"drop role {name}")


@pytest.mark.parametrize("statement", [
    "select * from log.event", "select n from log.tree_head", "select * from keys.key", "select * from signer.signed",
    "select * from credentials.credential", "select log.hold()", "create table log.mine (n integer)",
])  # fmt: skip
def test_a_stranger_may_not_even_read(stranger: str, statement: str) -> None:
    with closing(psycopg.connect(stranger)) as db, pytest.raises(InsufficientPrivilege):
        db.execute(statement.encode())


def test_a_stranger_may_not_append(stranger: str, store: Store, rows: list[EventRow]) -> None:
    with closing(psycopg.connect(stranger)) as db, pytest.raises(InsufficientPrivilege):
        call(db, store.log.position, rows, b"")


def test_a_store_of_a_stranger_is_refused_in_a_sentence(stranger: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^test_\w+ at /\S+ cannot be read by this role: permission denied"):
        backend_of(tmp_path, stranger)
