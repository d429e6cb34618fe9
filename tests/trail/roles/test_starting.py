"""What a host is told as it starts on a database that is not there, not migrated, of a later version, or empty."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import SERVING, cluster
from tests.support.stores import as_owner, database_of
from tests.trail.logs import ORIGIN
from tests.trail.roles.schema import migrated
from trail.backend import backend_of
from trail.errors import NoStore, StoreError
from trail.postgres.schema import FORMAT
from trail.store import Config, Store


@pytest.mark.parametrize("act", [
    lambda folder, url: Store.create(folder / "store", ORIGIN, database=url), backend_of,
])  # fmt: skip
def test_a_database_that_was_not_migrated_says_how(empty: str, tmp_path: Path, act: Any) -> None:
    with pytest.raises(StoreError, match=r"has no tables of this version\. Make them: caretrail store migrate-schema"):
        act(tmp_path, cluster().url(empty, SERVING))


def test_a_database_of_a_later_version_is_neither_served_nor_migrated(empty: str, tmp_path: Path) -> None:
    migrated(empty)
    cluster().run("insert into log.format values (99)", database=empty)

    with pytest.raises(StoreError, match=rf"has format 99, of a later Caretrail; this one knows up to {FORMAT}\."):
        backend_of(tmp_path, cluster().url(empty, SERVING))
    with pytest.raises(StoreError, match="has format 99, of a later Caretrail"):
        migrated(empty)


@pytest.mark.parametrize(("url", "told"), [
    ("postgresql://caretrail:secret@127.0.0.1:9/clinic", "The database clinic at 127.0.0.1 cannot be reached: "),
    ("host=127.0.0.1 port=9 dbname=clinic password=secret", "The database clinic at 127.0.0.1 cannot be reached: "),
    ("postgresql://caretrail:secret@nowhere.invalid/clinic", "The database clinic at nowhere.invalid cannot be"),
])  # fmt: skip
def test_a_server_that_is_not_there_is_told_without_a_password(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(StoreError, match=f"^{re.escape(told)}") as caught:
        backend_of(tmp_path, url)

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://[caretrail/clinic", "no url at all", "postgresql://h/d?nothing=5", "\0"])
def test_what_is_no_url_is_told_in_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError):
        backend_of(tmp_path, url)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"The database nowhere at \S+ cannot be reached: .*does not exist"):
        backend_of(tmp_path, cluster().url("nowhere"))


def test_a_store_whose_server_is_gone_says_so_when_it_is_opened(tmp_path: Path) -> None:
    with database_of("postgresql") as url:
        assert url
        as_owner(url)  # which has it dropped rather than emptied for the next test
        Store.create(tmp_path / "store", ORIGIN, database=url).close()

    with pytest.raises(StoreError, match="cannot be reached"):
        Store.open(tmp_path / "store")


def test_an_empty_log_is_no_store(tmp_path: Path, empty: str) -> None:
    migrated(empty)
    folder = tmp_path / "store"
    folder.mkdir()
    Config(ORIGIN, cluster().url(empty, SERVING)).write(folder)

    with pytest.raises(NoStore, match=r"There is no log in \S+ at \S+ yet"):
        Store.open(folder)
