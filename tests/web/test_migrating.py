"""A log in PostgreSQL, as the program before erasures left it, is brought to this version and goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from psycopg import connect
from psycopg.errors import RaiseException

from domain.patient import Patient
from domain.refusal import Gone
from tests.support.clock import StandingClock
from tests.support.erased import approved
from tests.support.golden import FOLDER
from tests.support.office import AMA, PRIYA
from tests.support.postgres import SERVING, cluster
from tests.support.stores import database_of
from tests.trail.roles.schema import schema_of
from tests.web.command import answer, caretrail
from trail.verify import PROVED
from web.keeping.erasing import carry_out, proved
from web.service import Service

GOLDEN = FOLDER / "store" / "postgres-2"
SIZE, LETTER = 11, b"Dear colleague, a letter from before."
ROWS = "select position, stream, version, type, entry, leaf, payload from log.event order by position"


class Old(NamedTuple):
    """A database of format 2 with the folder beside it."""

    name: str
    folder: Path

    def rows(self) -> list[Any]:
        with connect(cluster().url(self.name)) as db:
            return [tuple(map(_plain, row)) for row in db.execute(ROWS).fetchall()]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Old]:
    with database_of("postgresql"), cluster().database() as name:  # the first makes the role that serves
        with connect(cluster().url(name), autocommit=True) as db:
            db.execute((GOLDEN / "database.sql").read_bytes())
        shutil.copytree(GOLDEN / "store", tmp_path / "store")
        config = tmp_path / "store" / "config.toml"
        url = cluster().url(name, SERVING)
        config.write_text(config.read_text().replace("postgresql://caretrail@/DATABASE", url))
        for secret in ("master.key", "signing.key"):
            (tmp_path / "store" / secret).chmod(0o600)
        yield Old(name, tmp_path / "store")


def migrated(old: Old) -> Any:
    owner = cluster().url(old.name)
    return answer(old.folder, "store", "migrate-schema", "--database", owner, "--role", SERVING, "--json")


def test_it_is_not_served_before_and_says_how(old: Old) -> None:
    told = caretrail(old.folder, "trail", "status")

    assert told.exit_code == 1
    assert "caretrail store migrate-schema" in told.stderr
    assert "log.erase" not in str(schema_of(old.name))


def test_it_is_brought_to_this_version_without_a_byte_of_the_log_changed(old: Old) -> None:
    before = old.rows()

    first, again = migrated(old), migrated(old)

    assert ((first["before"], first["now"]), (again["before"], again["now"])) == ((2, 4), (4, 4))
    assert (len(before), old.rows()) == (SIZE, before)
    verdict = answer(old.folder, "trail", "verify", "--payloads", "--json")
    assert (verdict["verdict"], verdict["size"], verdict["findings"]) == ("proved", SIZE, [])


def test_its_tables_functions_and_rights_are_those_of_a_new_one(old: Old) -> None:
    migrated(old)
    with cluster().database() as fresh:
        new = cluster().url(fresh)
        answer(old.folder, "store", "migrate-schema", "--database", new, "--role", SERVING, "--json")

        ours, theirs = _told(old.name), _told(fresh)

    assert ours == theirs


def _told(name: str) -> list[Any]:
    """Without when each format was made, and without what can be regrown."""
    shown = [[row for row in part if row[0] not in ("views", "reads")] for part in schema_of(name)[:-1]]
    return [sorted(map(_rights, part), key=str) for part in shown]


def _rights(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rights are told in the order in which they were given."""
    return tuple(
        sorted(one.strip("{}").split(",")) if isinstance(one, str) and one.startswith("{") else one for one in row
    )


def test_what_was_recorded_before_is_read_and_more_is_recorded(old: Old, clock: StandingClock) -> None:
    migrated(old)

    with Service.open(old.folder, clock) as service:
        service.views.ready(60)
        (who,) = (UUID(hit["id"]) for hit in service.views.directory.search("vandermolen"))
        service.records.update(who, {"occupation": "ferryman"}, AMA)
        entry = service.views.current.file(who)["chapters"]["attachments"]["a1"]

        assert service.store.attachments.get(entry["address"], who) == LETTER
        assert list(service.views.engine.check()) == []
        assert proved(service).verdict == PROVED


def test_a_record_from_before_is_erased_and_nothing_else_can_be_taken_out(old: Old, clock: StandingClock) -> None:
    migrated(old)

    with Service.open(old.folder, clock) as service:
        service.views.ready(60)
        (who,) = (UUID(hit["id"]) for hit in service.views.directory.search("vandermolen"))
        approved(service, who)
        carry_out(service, who, PRIYA)

        verdict = proved(service)
        with pytest.raises(Gone):
            service.store.journal.load(Patient, who)
    assert (verdict.verdict, verdict.erased > 3, verdict.findings) == (PROVED, True, [])
    with connect(cluster().url(old.name)) as db, pytest.raises(RaiseException, match="stays as it is"):
        db.execute("update log.event set payload = null where position = 1")
