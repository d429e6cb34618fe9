"""`caretrail store`: a store carried from files to PostgreSQL and back, proved, and taken up where it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.altered import alter
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.postgres import SERVING, cluster
from tests.support.stores import ENGINES, database_of
from tests.support.told import envelopes, told
from tests.web.cli.lived import folder, stored
from tests.web.command import answer, caretrail
from trail import copying
from trail.sealed import checkpoint
from trail.store import Config
from web.keeping.moving import move
from web.service import Service

__all__ = ["folder"]


@pytest.fixture(params=ENGINES)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Where the copy is to be kept."""
    with database_of(request.param) as url:
        yield url


def quiet(step: str, done: int, total: int) -> None:
    pass


def words(folder: Path, to: Path, database: str | None) -> tuple[str, ...]:
    return "store", "copy", str(folder), str(to), *(("--database", database) if database else ())


# copying


def test_a_copy_is_the_same_octet_by_octet_and_proved(folder: Path, elsewhere: str | None, tmp_path: Path) -> None:
    before = answer(folder, "trail", "status", "--json")

    done = answer(folder, *words(folder, tmp_path / "copy", elsewhere), "--json")

    assert done["events"] == before["size"]
    assert done["documents"] == 1
    assert (done["proof"]["verdict"], done["proof"]["root"]) == ("proved", before["root"])
    after = answer(tmp_path / "copy", "trail", "status", "--json")
    for one in (before, after):
        del one["checkpoint"]["age_s"]
    assert after == before
    assert stored(tmp_path / "copy") == stored(folder)
    assert answer(tmp_path / "copy", "trail", "verify", "--payloads", "--json")["verdict"] == "proved"


def test_there_and_back_again_ends_where_it_began(folder: Path, elsewhere: str | None, tmp_path: Path) -> None:
    move(folder, tmp_path / "there", elsewhere, quiet)
    move(tmp_path / "there", tmp_path / "back", None, quiet)

    assert stored(tmp_path / "back") == stored(folder)
    for path in (folder / "attachments").glob("*/*"):
        assert (tmp_path / "back" / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_a_copy_is_served_as_the_store_was(folder: Path, elsewhere: str | None, tmp_path: Path) -> None:
    """The same facts, passwords, record numbers and repeated requests; and it goes on."""
    move(folder, tmp_path / "copy", elsewhere, quiet)

    with Service.open(folder) as was, Service.open(tmp_path / "copy") as now:
        assert (told(now), envelopes(now)) == (told(was), envelopes(was))
        assert now.accounts.check("eve", "kuve-sila-nora-dipo")
        assert now.store.keys.derived("session cookie") == was.store.keys.derived("session cookie")
        assert was.views.ready(60) == now.views.ready(60) == 0
        assert list(now.views.changes.rows({})) == list(was.views.changes.rows({}))
        register(now.records, names=["Nino Beridze"], identifiers=[])
        checkpoint(now.store)
    assert answer(tmp_path / "copy", "trail", "verify", "--payloads", "--json")["verdict"] == "proved"


def test_what_was_recorded_in_the_meantime_is_added_to_the_copy(
    folder: Path, elsewhere: str | None, tmp_path: Path
) -> None:
    move(folder, tmp_path / "copy", elsewhere, quiet)
    with Service.open(folder) as service:
        register(service.records, names=["Nino Beridze"], identifiers=[])

    again = move(folder, tmp_path / "copy", elsewhere, quiet)

    assert again.verdict.verdict == "proved"
    assert stored(tmp_path / "copy") == stored(folder)


@pytest.mark.parametrize("at", [0, 7, 20, 33])
def test_a_copy_that_was_broken_off_goes_on_and_is_no_store_before(
    folder: Path, elsewhere: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(copying, "PAGE", 5)

    def break_off(step: str, done: int, total: int) -> None:
        if step == "events" and done > at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(folder, tmp_path / "copy", elsewhere, break_off)
    early = caretrail(tmp_path / "copy", "trail", "status")
    heard: list[tuple[str, int]] = []
    move(folder, tmp_path / "copy", elsewhere, lambda step, done, total: heard.append((step, done)))

    assert early.exit_code == 3
    assert next(done for step, done in heard if step == "events") > at
    assert stored(tmp_path / "copy") == stored(folder)


def test_a_copy_that_received_something_since_is_refused_and_left_as_it_is(
    folder: Path, elsewhere: str | None, tmp_path: Path
) -> None:
    move(folder, tmp_path / "copy", elsewhere, quiet)
    for number, at in enumerate((tmp_path / "copy", folder)):
        with Service.open(at) as service:
            register(service.records, names=[("Nino Beridze", "Ana Beridze")[number]], identifiers=[])
        left = stored(tmp_path / "copy")

        done = caretrail(folder, *words(folder, tmp_path / "copy", elsewhere))

        assert done.exit_code == 1
        assert "has received something since" in done.stderr
        assert stored(tmp_path / "copy") == left


def test_a_folder_or_a_database_with_another_store_is_refused(
    folder: Path, elsewhere: str | None, tmp_path: Path, clock: StandingClock
) -> None:
    Service.create(tmp_path / "other", "other.example/log", clock, elsewhere).close()

    same = caretrail(folder, *words(folder, tmp_path / "other", elsewhere))
    if elsewhere:
        fresh = caretrail(folder, *words(folder, tmp_path / "fresh", elsewhere))
        assert (fresh.exit_code, "are not the first of this log" in fresh.stderr) == (1, True)

    assert (same.exit_code, "other.example/log" in same.stderr) == (1, True)


def test_a_store_that_is_altered_is_copied_and_not_called_proved(folder: Path, tmp_path: Path) -> None:
    """What is wrong with FROM is wrong with its copy: nobody is told that it can be served."""
    alter(folder, "update event set type = 'patient.died/1' where position = 2")

    done = caretrail(folder, *words(folder, tmp_path / "copy", None))

    assert done.exit_code == 1
    assert "the columns beside the entry say something else" in done.stderr
    assert caretrail(tmp_path / "copy", "trail", "status").exit_code == 3


def test_a_copy_onto_itself_and_without_a_source_is_wrong_usage(folder: Path, tmp_path: Path) -> None:
    assert caretrail(folder, "store", "copy", str(folder), str(folder)).exit_code == 2
    assert caretrail(folder, "store", "copy", str(tmp_path / "nothing"), str(folder)).exit_code == 2


# migrating


def test_the_tables_are_made_once_and_rights_granted_to_the_role_that_serves(tmp_path: Path) -> None:
    with database_of("postgresql"), cluster().database() as name:
        url = cluster().url(name)
        early = caretrail(tmp_path / "store", "init", "--database", cluster().url(name, SERVING))
        first = answer(tmp_path, "store", "migrate-schema", "--database", url, "--role", SERVING, "--json")
        second = answer(tmp_path, "store", "migrate-schema", "--database", url, "--role", SERVING, "--json")
        made = caretrail(tmp_path / "store", "init", "--database", cluster().url(name, SERVING))
        again = caretrail(tmp_path / "again", "init", "--database", cluster().url(name, SERVING))

        assert (early.exit_code, "caretrail store migrate-schema" in early.stderr) == (1, True)
        assert ((first["before"], first["now"]), (second["before"], second["now"])) == ((0, 4), (4, 4))
        assert made.exit_code == 0
        assert Config.read(tmp_path / "store").database == cluster().url(name, SERVING)
        assert (again.exit_code, "There is a log in" in again.stderr) == (3, True)


def test_a_store_in_files_needs_no_migration(tmp_path: Path) -> None:
    Service.create(tmp_path / "store").close()

    done = caretrail(tmp_path / "store", "store", "migrate-schema")

    assert (done.exit_code, "nothing to do" in done.stderr) == (0, True)


def test_a_database_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://caretrail:kuve-sila@127.0.0.1:1/nowhere"

    done = caretrail(tmp_path / "store", "init", "--database", url)

    assert done.exit_code == 1
    assert "nowhere at 127.0.0.1 cannot be reached" in done.stderr
    assert "kuve-sila" not in done.stderr
