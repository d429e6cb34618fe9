"""How views follow the log: whole pages or none, whoever reads meanwhile, and every edited row named."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar
from uuid import UUID

import pytest

from domain.fact import Fact
from projections.engine import PAGE, Engine
from projections.view import View
from projections.views import Views
from tests.support.office import AMA, everything, register
from trail.journal import Journal
from web.service import Service


def written(service: Service, events: int) -> UUID:
    """A patient with so many entries, recorded in one append."""
    who = register(service.records)
    with service.records.desk.open(who) as file:
        for n in range(events):
            file.record(file.patient.file.history.add({"kind": "note", "what": f"Note {n}"}), AMA)
        service.records.desk.put_back(file, AMA)
    return who


def every_view(service: Service) -> tuple[View, ...]:
    views = service.views
    return views.current, views.directory, views.changes, views.staff, views.held


def contents(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    service.views.ready()
    with sqlite3.connect(service.folder / "views.db") as db:
        keys = {table: key for view in every_view(service) for table, key in view.KEYS.items()}
        return {
            table: db.execute(f"select * from {table} order by {', '.join(key)}").fetchall()
            for table, key in keys.items()
        }


class Tally:
    """Counts facts, and stumbles where it is told to."""

    NAME: ClassVar[str] = "tally"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Mapping[str, str]] = {"tally": "create table tally (topic text primary key, n integer not null)"}
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {"tally": ("topic",)}

    def __init__(self, stumbles: int = 0) -> None:
        self.stumbles, self.pages = stumbles, list[int]()

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        self.pages.append(len(facts))
        for n, fact in enumerate(facts):
            db.execute("insert into tally values (?, 1) on conflict do update set n = n + 1", (fact.TOPIC,))
            if self.stumbles and n == len(facts) // 2:
                self.stumbles -= 1
                raise RuntimeError("stumbled")

    @staticmethod
    def told(path: Path) -> dict[str, int]:
        with sqlite3.connect(path) as db:
            return dict(db.execute("select topic, n from tally"))


@pytest.fixture
def tallied(service: Service, tmp_path: Path) -> Iterator[Callable[[int], tuple[Engine, Tally]]]:
    made: list[Engine] = []

    def make(stumbles: int = 0) -> tuple[Engine, Tally]:
        tally = Tally(stumbles)
        engine = Engine(tmp_path / f"tally{len(made)}.db", service.store.journal, [tally])
        made.append(engine)
        return engine, tally

    yield make
    for engine in made:
        engine.close()


# pages


@pytest.mark.parametrize("entries", [PAGE - 5, PAGE - 4, PAGE - 3, 2 * PAGE - 4, 2 * PAGE - 3])
def test_no_fact_is_lost_or_taken_twice_at_the_edge_of_a_page(
    service: Service, tallied: Callable[..., tuple[Engine, Tally]], entries: int
) -> None:
    written(service, entries)
    engine, tally = tallied()

    behind = engine.catch_up(60)

    assert (behind, engine.position) == (0, service.store.log.position)
    assert tally.told(engine.path) == {
        "patient.registered": 1,
        "identifier.assigned": 2,
        "history.entry-added": entries,
    }
    assert all(page <= PAGE for page in tally.pages)


def test_reading_waits_only_so_long_and_says_how_far_behind_it_is(
    service: Service, tallied: Callable[..., tuple[Engine, Tally]]
) -> None:
    written(service, 2 * PAGE)
    engine, _ = tallied()
    end = service.store.log.position

    told = [engine.catch_up(0) for _ in range(4)]

    assert told == [end - PAGE, end - 2 * PAGE, 0, 0]


def test_a_view_that_stumbles_takes_in_the_page_again_and_counts_nothing_twice(
    service: Service, tallied: Callable[..., tuple[Engine, Tally]]
) -> None:
    written(service, 700)
    engine, tally = tallied(2)

    for _ in range(2):
        with pytest.raises(RuntimeError, match="stumbled"):
            engine.catch_up(60)
        assert tally.told(engine.path) == {}
    engine.catch_up(60)

    assert tally.told(engine.path)["history.entry-added"] == 700
    assert engine.position == service.store.log.position


def test_a_file_of_the_whole_is_the_same_however_it_was_paged(service: Service) -> None:
    who = written(service, PAGE + 3)
    for n in range(3):
        service.records.correct(who, "history", f"h{PAGE + n}", {"note": "x"}, AMA._replace(reason="typing-error"))
        service.views.ready()
    at_once = contents(service)

    service.views.engine.rebuild()

    assert contents(service) == at_once


# several who follow


def test_two_threads_that_catch_up_take_in_everything_once(
    service: Service, tallied: Callable[..., tuple[Engine, Tally]]
) -> None:
    who = written(service, 10)
    engine, tally = tallied()
    done = Event()

    def follow() -> None:
        while not done.is_set():
            engine.catch_up()

    threads = [Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(30):
        service.records.add_history(who, {"kind": "problem", "what": f"Problem {n}"}, AMA)
    done.set()
    for thread in threads:
        thread.join()
    engine.catch_up()

    assert tally.told(engine.path)["history.entry-added"] == 40


def test_two_engines_on_one_file_take_in_everything_once(service: Service) -> None:
    who = written(service, 3)
    other = Views(service.folder, service.store.journal)
    try:
        for n in range(6):
            service.records.add_history(who, {"kind": "problem", "what": f"Problem {n}"}, AMA)
            (other if n % 2 else service.views).ready()
        other.ready()
        assert other.current.file(who) == service.views.current.file(who)
        service.views.ready()
        assert list(service.views.engine.check()) == []
    finally:
        other.close()


def test_the_background_thread_follows_by_itself(service: Service) -> None:
    service.views.engine.start()
    who = register(service.records)
    until = time.monotonic() + 10

    while service.views.engine.position < service.store.log.position and time.monotonic() < until:
        time.sleep(0.02)

    assert service.views.current.file(who)["mrn"] == "0000000195"


def test_the_background_thread_goes_on_once_a_disk_that_failed_is_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, failed, read = service.views.engine, Event(), service.store.journal.facts

    def fails_once(after: int, limit: int) -> tuple[list[Fact], int]:
        if not failed.is_set():
            failed.set()
            raise sqlite3.OperationalError("disk I/O error")
        return read(after, limit)

    monkeypatch.setattr("projections.engine._REST", 0.01)
    monkeypatch.setattr(service.store.journal, "facts", fails_once)
    register(service.records)
    engine.start()

    until = time.monotonic() + 10
    while engine.position < service.store.log.position and time.monotonic() < until:
        time.sleep(0.02)
    assert failed.is_set()
    assert engine.position == service.store.log.position


def test_readers_see_the_old_rows_or_the_new_ones_while_views_are_rebuilt(service: Service) -> None:
    who = everything(service)
    service.views.ready()
    before = service.views.current.file(who)
    done, wrong = Event(), list[object]()

    def read() -> None:
        while not done.is_set():
            try:
                if service.views.current.file(who) != before:
                    wrong.append("another file")
                if len(service.views.directory.search("lucia")) != 1:
                    wrong.append("another search")
            except Exception as error:
                wrong.append(error)

    def come_and_go() -> None:
        while not done.is_set():
            thread = Thread(
                target=lambda: wrong.extend([] if service.views.current.file(who) == before else ["new reader"])
            )
            thread.start()
            thread.join()

    threads = [Thread(target=read), Thread(target=read), Thread(target=come_and_go)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        service.views.engine.rebuild()
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert service.views.current.file(who) == before


def test_a_check_finds_nothing_while_clerks_go_on_writing(service: Service) -> None:
    who = written(service, 50)
    done = Event()

    def write() -> None:
        n = 0
        while not done.is_set():
            service.records.add_history(who, {"kind": "problem", "what": f"Problem {(n := n + 1)}"}, AMA)

    thread = Thread(target=write)
    thread.start()
    try:
        found = [one for _ in range(5) for one in service.views.engine.check()]
    finally:
        done.set()
        thread.join()

    assert found == []


# what was edited

TABLES = ("entry", "head", "person", "token", "recent", "change", "account", "held")


def test_every_table_is_tried(service: Service) -> None:
    assert {table for view in every_view(service) for table in view.KEYS} == set(TABLES)


def _edit(service: Service, statement: str) -> None:
    with sqlite3.connect(service.folder / "views.db") as db:
        assert db.execute(statement).rowcount == 1


def _columns(service: Service, table: str) -> list[str]:
    with sqlite3.connect(service.folder / "views.db") as db:
        return [row[1] for row in db.execute(f"pragma table_info({table})")]


def _keys(service: Service, table: str) -> tuple[str, tuple[str, ...]]:
    view = next(view for view in every_view(service) if table in view.KEYS)
    return view.NAME, tuple(view.KEYS[table])


@pytest.mark.parametrize("table", TABLES)
def test_an_edited_column_is_named(service: Service, table: str) -> None:
    everything(service)
    before = contents(service)[table]
    view, keys = _keys(service, table)
    columns = _columns(service, table)
    for place, column in enumerate(columns):
        if column in keys:
            continue
        row = before[0]
        where = " and ".join(f"{key} = {row[columns.index(key)]!r}" for key in keys)
        _edit(service, f"update {table} set {column} = 'edited' where {where}")

        found = list(service.views.engine.check())

        assert [(one.view, one.table, one.field, one.have, one.should) for one in found] == [
            (view, table, column, "edited", row[place])
        ]
        assert found[0].key == tuple(row[columns.index(key)] for key in keys)
        service.views.engine.rebuild()


@pytest.mark.parametrize("table", TABLES)
def test_a_deleted_row_is_named(service: Service, table: str) -> None:
    everything(service)
    row = contents(service)[table][-1]
    view, keys = _keys(service, table)
    columns = _columns(service, table)
    where = " and ".join(f"{key} = {row[columns.index(key)]!r}" for key in keys)

    _edit(service, f"delete from {table} where {where}")

    (one,) = service.views.engine.check()
    assert (one.view, one.table, one.have, one.should) == (view, table, None, dict(zip(columns, row, strict=True)))


@pytest.mark.parametrize("table", TABLES)
def test_an_added_row_is_named(service: Service, table: str) -> None:
    everything(service)
    view, keys = _keys(service, table)
    columns = _columns(service, table)
    row = dict(zip(columns, contents(service)[table][-1], strict=True))
    fresh = {
        name: 10**6 if isinstance(row[name], int) else "~added"
        for name in (*keys, *("mrn" for _ in [table] if table == "head"))
    }
    values = {**row, **fresh}

    _edit(
        service,
        f"insert into {table} values ({', '.join(repr(v) if v is not None else 'null' for v in values.values())})",
    )

    (one,) = service.views.engine.check()
    assert (one.view, one.table, one.have, one.should) == (view, table, values, None)


def test_after_a_rebuild_nothing_is_found_any_more(service: Service) -> None:
    everything(service)
    service.views.ready()
    _edit(service, "update person set name = 'Somebody Else' where mrn = '0000000195'")

    service.views.engine.rebuild()

    assert list(service.views.engine.check()) == []


# a file that is not what it should be


@pytest.mark.parametrize("damage", [
    pytest.param(lambda path: path.write_bytes(b""), id="emptied"),
    pytest.param(lambda path: path.write_bytes(b"no database at all" * 500), id="something else"),
    pytest.param(lambda path: path.write_bytes(path.read_bytes()[: 3 * 4096]), id="cut off"),
    pytest.param(lambda path: path.unlink(), id="gone"),
])  # fmt: skip
def test_views_that_cannot_be_read_grow_again(tmp_path: Path, damage: Callable[[Path], Any]) -> None:
    with Service.create(tmp_path / "store") as service:
        who = everything(service)
        before = contents(service)
        file = service.views.current.file(who)
    damage(tmp_path / "store" / "views.db")

    with Service.open(tmp_path / "store") as service:
        assert contents(service) == before
        assert service.views.current.file(who) == file


def test_views_of_another_version_grow_again(service: Service, tmp_path: Path) -> None:
    register(service.records)
    path = tmp_path / "tally.db"
    first = Engine(path, service.store.journal, [Tally()])
    first.catch_up()
    first.close()
    with sqlite3.connect(path) as db:
        db.execute("update tally set n = 99")

    class Newer(Tally):
        VERSION: ClassVar[int] = 2

    same, newer = Engine(path, service.store.journal, [Tally()]), None
    assert Tally.told(path)["patient.registered"] == 99
    same.close()
    newer = Engine(path, service.store.journal, [Newer()])
    newer.catch_up()
    newer.close()

    assert Tally.told(path)["patient.registered"] == 1


def test_views_that_are_ahead_of_a_log_put_back_grow_again(tmp_path: Path) -> None:
    with Service.create(tmp_path / "store") as service:
        register(service.records)
        service.views.ready()
        position = service.store.log.position
    with sqlite3.connect(tmp_path / "store" / "views.db") as db:
        db.execute("update bookmark set position = position + 10")

    with Service.open(tmp_path / "store") as service:
        service.views.ready()
        assert service.views.engine.position == position
        assert list(service.views.engine.check()) == []


def test_only_its_owner_reads_the_file(service: Service) -> None:
    register(service.records)
    service.views.ready()

    assert (service.folder / "views.db").stat().st_mode & 0o777 == 0o600
    assert isinstance(service.store.journal, Journal)


def test_the_rows_of_each_view_are_counted(service: Service) -> None:
    everything(service)
    service.views.ready()
    rows = contents(service)

    assert dict(service.views.engine.counts()) == {
        view.NAME: sum(len(rows[table]) for table in view.KEYS) for view in every_view(service)
    }
