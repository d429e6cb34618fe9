"""One view regrown by its name; and what a proof says where its database is away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.projections.rows import edit
from tests.support.office import everything
from tests.support.stores import as_owner, database_of
from tests.web.command import caretrail
from web.service import Service


@pytest.fixture
def folder(tmp_path: Path, database: str | None) -> Path:
    with Service.create(tmp_path / "store", "test.example/log", database=database) as service:
        everything(service)
        service.views.ready()
    return tmp_path / "store"


def test_one_view_is_regrown_by_its_name_and_the_others_are_left(folder: Path) -> None:
    with Service.open(folder) as service:
        assert edit(service, "update account set role = 'admin' where login = 'ama'") == 1
        assert edit(service, "update held set reason = 'another'") == 1

    done = caretrail(folder, "views", "rebuild", "staff")

    left = json.loads(caretrail(folder, "views", "check", "--json").stdout)["views"]
    assert done.exit_code == 0
    assert [one["name"] for one in left if not one["equal"]] == ["held"]


def test_a_view_that_is_not_there_is_named_with_those_that_are(folder: Path) -> None:
    done = caretrail(folder, "views", "rebuild", "everything")

    assert done.exit_code == 2
    assert "there is no view everything. There are: current, directory," in done.stderr


@pytest.mark.parametrize("more", [(), ("--payloads",)])
def test_a_proof_without_its_database_is_no_verdict(tmp_path: Path, more: tuple[str, ...]) -> None:
    with database_of("postgresql") as url:
        assert url
        as_owner(url)  # so that it is dropped
        Service.create(tmp_path / "store", "test.example/log", database=url).close()

    done = caretrail(tmp_path / "store", "trail", "verify", *more)

    assert done.exit_code == 2
    assert "Nothing was proved, and nothing is broken." in done.stderr
