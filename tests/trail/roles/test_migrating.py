"""The schema is made and migrated by its owner: twice is once, every row stays, and what fails leaves nothing."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.crowd import at_once, cheap
from tests.support.postgres import SERVING, cluster
from tests.trail.logs import ORIGIN, ROWS, verified
from tests.trail.roles.schema import migrated, schema_of
from trail.errors import StoreError
from trail.postgres.schema import FORMAT
from trail.store import Store


def test_migrating_twice_changes_nothing(empty: str) -> None:
    first, schema = migrated(empty), schema_of(empty)

    again = migrated(empty)

    assert (first, again) == ((0, FORMAT), (FORMAT, FORMAT))
    assert schema_of(empty) == schema


def test_migrating_a_log_that_is_there_leaves_every_row(store: Store, url: str) -> None:
    before = [tuple(row) for row in store.log.recorder.ask(ROWS)], store.log.head(), store.keys.cipher(1)

    migrated(url.split("?")[0].rsplit("/", 1)[1])

    assert ([tuple(row) for row in store.log.recorder.ask(ROWS)], store.log.head(), store.keys.cipher(1)) == before
    assert verified(store.folder, url).verdict == "proved"


def test_two_that_migrate_at_once_wait_for_each_other(empty: str) -> None:
    told = at_once([partial(migrated, empty)] * 4)

    assert sorted(one for one in told if isinstance(one, tuple)) == [(0, FORMAT), *[(FORMAT, FORMAT)] * 3]


def test_a_store_is_made_and_opened_after_a_migration(empty: str, tmp_path: Path) -> None:
    migrated(empty)
    url = cluster().url(empty, SERVING)

    Store.create(tmp_path / "store", ORIGIN, database=url).close()
    with closing(Store.open(tmp_path / "store")) as store:
        assert store.log.append([cheap(uuid4())]) == [2]
    assert verified(tmp_path, url).verdict == "proved"


def test_a_migration_that_may_not_be_made_is_a_sentence_and_leaves_nothing(empty: str) -> None:
    with pytest.raises(StoreError, match=rf"The schema of {empty} at \S+ was not changed: permission denied"):
        migrated(empty, by=SERVING)

    assert cluster().run("select count(*) from pg_namespace where nspname in ('log', 'keys')", database=empty) == [(0,)]


def test_a_migration_for_a_role_that_is_not_there_is_a_sentence_and_leaves_nothing(empty: str) -> None:
    with pytest.raises(StoreError, match=r'was not changed: role "nobody; drop" does not exist'):
        migrated(empty, role="nobody; drop")

    assert cluster().run("select count(*) from pg_namespace where nspname in ('log', 'keys')", database=empty) == [(0,)]


def test_a_database_in_another_encoding_is_refused() -> None:
    name = f"ascii_{uuid4().hex[:8]}"
    cluster().run(f"create database {name} encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0")
    try:
        with pytest.raises(StoreError, match="is encoded as SQL_ASCII; make the database with encoding UTF8"):
            migrated(name)
    finally:
        cluster().run(f"drop database {name} with (force)")
