"""Views that cannot be read, or are of another version or another log, grow again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.bookmarks import ALL
from projections.pages import PAGE
from projections.views import METADATA, Views
from tests.projections.engine.tally import SECOND, TALLY, Newer, Second, Tally, engine_of, written
from tests.projections.rows import contents, edit, every_table, every_view, rows
from tests.support.office import AMA, everything, register
from tests.support.stores import created
from trail.errors import StoreError
from trail.tables import put
from web.service import Service


@pytest.mark.parametrize("damage", [
    pytest.param(lambda path: path.write_bytes(b""), id="emptied"),
    pytest.param(lambda path: path.write_bytes(b"no database at all" * 500), id="something else"),
    pytest.param(lambda path: path.write_bytes(path.read_bytes()[: 3 * 4096]), id="cut off"),
    pytest.param(lambda path: path.unlink(), id="gone"),
])  # fmt: skip
def test_views_that_cannot_be_read_grow_again(tmp_path: Path, damage: Callable[[Path], Any]) -> None:
    with created(tmp_path / "store") as service:
        who = everything(service)
        before = contents(service)
        file = service.views.current.file(who)
    damage(tmp_path / "store" / "views.db")

    with Service.open(tmp_path / "store") as service:
        assert contents(service) == before
        assert service.views.current.file(who) == file


def test_views_of_the_time_before_bookmarks_grow_again(tmp_path: Path) -> None:
    with created(tmp_path / "store") as service:
        before = contents(service)
    (tmp_path / "store" / "views.db").unlink()
    with sqlite3.connect(tmp_path / "store" / "views.db") as db:
        db.execute("create table bookmark (only integer primary key, position integer not null, views text not null)")
        db.execute("insert into bookmark values (1, 4, 'current/4')")

    with Service.open(tmp_path / "store") as service:
        assert contents(service) == before


def test_a_view_of_another_version_grows_again_alone(service: Service) -> None:
    register(service.records)
    first = Tally()
    engine = engine_of(service, first, Second())
    engine.catch_up()
    with first.tables.begin() as db:
        put(db, TALLY, [("patient.registered", 99)])
        put(db, SECOND, [("patient.registered", 99)])
    engine.close()

    newer, second = Newer(), Second()
    engine = engine_of(service, newer, second)
    engine.catch_up()

    assert newer.told()["patient.registered"] == 1
    assert second.told()["patient.registered"] == 99
    assert {row[0]: row[1:] for row in newer.tables.rows(ALL) if row[0] in ("tally", "second")} == {
        "tally": (2, service.store.log.position),
        "second": (1, service.store.log.position),
    }
    engine.close()


def test_a_view_that_is_regrown_does_not_hold_up_the_others(service: Service) -> None:
    who = written(service, 2 * PAGE)
    engine = engine_of(service, Tally(), Second())
    engine.catch_up(60)
    engine.close()
    newer, second = Newer(), Second()
    engine = engine_of(service, newer, second)
    service.records.add_history(who, {"kind": "problem", "what": "Just now"}, AMA)

    behind = [engine.catch_up(0)]
    told = second.told()
    behind += [engine.catch_up(0) for _ in range(3)]

    end = service.store.log.position
    assert behind == [end, end - PAGE, end - 2 * PAGE, 0]
    assert told["history.entry-added"] == 2 * PAGE + 1
    assert newer.told() == told
    assert newer.pages == [PAGE - 1, PAGE, end - 2 * PAGE]  # the first entry is the log's own
    engine.close()


def test_rows_of_another_version_are_left_to_its_hosts(service: Service) -> None:
    who = register(service.records)
    old, second = Tally(), Second()
    engine = engine_of(service, old, second)
    engine.catch_up()
    newer = Newer()
    with_newer = engine_of(service, newer)
    with_newer.catch_up()

    service.records.declare_none(who, "allergy", "patient", AMA)
    behind = engine.catch_up(0.3)
    counted = old.told()
    with_newer.catch_up()

    assert behind == 1
    assert "history.none-declared" not in counted
    assert second.told()["history.none-declared"] == 1
    assert engine.catch_up(0.3) == 0
    with pytest.raises(StoreError, match="another version"):
        list(engine.check())
    with pytest.raises(StoreError, match="another version"):
        engine.rebuild()
    assert newer.told()["history.none-declared"] == 1
    engine.close()
    with_newer.close()


def test_views_that_are_ahead_of_a_log_put_back_grow_again(service: Service) -> None:
    everything(service)
    before = contents(service)
    assert edit(service, "update bookmark set position = position + 10 where view = 'staff'")
    assert edit(service, "delete from entry")

    other = Views(service.store.tables("views", METADATA, lasting=False), service.store.journal)
    other.ready()

    assert other.engine.position == service.store.log.position
    assert rows(other.current.tables, every_table(service)) == before
    other.close()


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    with created(tmp_path / "store") as service:
        register(service.records)
        service.views.ready()

        assert (service.folder / "views.db").stat().st_mode & 0o777 == 0o600


def test_the_rows_of_each_view_are_counted(service: Service) -> None:
    everything(service)
    service.views.ready()
    found = contents(service)

    assert dict(service.views.engine.counts()) == {
        view.NAME: sum(len(found[table.name]) for table in view.TABLES) for view in every_view(service)
    }
