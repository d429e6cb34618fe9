"""How views follow the log: whole pages or none, whoever reads meanwhile, and every edited row named."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, Connection, MetaData, Table

from domain.fact import Fact
from projections.bookmarks import ALL
from projections.engine import Engine
from projections.pages import PAGE
from projections.view import key, number, table
from projections.views import METADATA, Views
from tests.projections.rows import contents, edit, every_table, every_view, rows
from tests.support.office import AMA, everything, register
from tests.support.stores import created
from trail.errors import StoreError
from trail.tables import Tables, known, put
from web.service import Service

TALLY = table("tally", key("topic"), number("n"), metadata=MetaData())
SECOND = table("second", key("topic"), number("n"), metadata=MetaData())


def written(service: Service, events: int) -> UUID:
    """A patient with so many entries, recorded in one append."""
    who = register(service.records)
    with service.records.desk.open(who) as file:
        for n in range(events):
            file.record(file.patient.file.history.add({"kind": "note", "what": f"Note {n}"}), AMA)
        service.records.desk.put_back(file, AMA)
    return who


class Tally:
    """Counts facts, and stumbles where it is told to."""

    NAME: ClassVar[str] = "tally"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (TALLY,)

    tables: Tables

    def __init__(self, stumbles: int = 0) -> None:
        self.stumbles, self.pages = stumbles, list[int]()

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        self.pages.append(len(facts))
        for n, fact in enumerate(facts):
            topic, (own,) = (fact.TOPIC,), self.TABLES
            (_, before) = known(db, own, [topic]).get(topic, (fact.TOPIC, 0))
            put(db, own, [(fact.TOPIC, before + 1)])
            if self.stumbles and n == len(facts) // 2:
                self.stumbles -= 1
                raise RuntimeError("stumbled")

    def told(self) -> dict[str, int]:
        (own,) = self.TABLES
        return dict(rows(self.tables, [own])[own.name])


class Newer(Tally):
    VERSION: ClassVar[int] = 2


class Second(Tally):
    NAME: ClassVar[str] = "second"
    TABLES: ClassVar[Sequence[Table]] = (SECOND,)


def room(service: Service) -> Tables:
    """Beside the service's own views, whose bookmarks are others; in files, which one engine may renew, apart."""
    shared = service.views.current.tables.shared
    return service.store.tables("views" if shared else "tally", METADATA, lasting=False)


def engine_of(service: Service, *views: Tally) -> Engine:
    tables = room(service)
    for view in views:
        view.tables = tables
    return Engine(tables, service.store.journal, views)


@pytest.fixture
def tallied(service: Service) -> Iterator[Callable[[int], tuple[Engine, Tally]]]:
    made: list[Engine] = []

    def make(stumbles: int = 0) -> tuple[Engine, Tally]:
        tally = Tally(stumbles)
        engine = engine_of(service, tally)
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
    assert tally.told() == {
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
        assert tally.told() == {}
    engine.catch_up(60)

    assert tally.told()["history.entry-added"] == 700
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

    assert tally.told()["history.entry-added"] == 40


def test_whoever_waited_while_another_followed_goes_on_at_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk who saves meets the background thread at the same page each time."""
    rests, who = list[float](), register(service.records)
    monkeypatch.setattr("projections.engine.time.sleep", rests.append)
    service.views.engine.start()

    for n in range(40):
        service.records.add_history(who, {"kind": "note", "what": f"Note {n}"}, AMA)
        assert service.views.ready(20) == 0

    assert rests == []


def test_two_engines_on_the_same_tables_take_in_everything_once(service: Service) -> None:
    who = written(service, 3)
    other = Views(service.store.tables("views", METADATA, lasting=False), service.store.journal)
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

TABLES = (
    "entry", "head", "gap", "digest", "stay", "decided", "due", "terms", "person", "token", "recent", "change",
    "account", "delegation", "hand", "held", "visit", "bearer", "block", "borne", "pair", "share", "search",
    "casefile", "question", "evidence",
    "done", "field_changed", "touched", "sample", "sampled", "export", "release", "mentioned", "retained",
    "issued", "linked",
)  # fmt: skip


def test_every_table_is_tried(service: Service) -> None:
    assert {table.name for table in every_table(service)} == set(TABLES)


def _edit(service: Service, statement: str) -> None:
    assert edit(service, statement) == 1


def _table(service: Service, name: str) -> tuple[str, Table]:
    """With the name of its view."""
    return next((view.NAME, table) for view in every_view(service) for table in view.TABLES if table.name == name)


def _where(table: Table, row: tuple[Any, ...]) -> str:
    told = zip(table.columns, row, strict=True)
    return " and ".join(f"{column.name} = {_sql(value)}" for column, value in told if column.primary_key)


def _sql(value: Any) -> str:
    return "null" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _another(value: Any, column: Any) -> Any:
    whole = isinstance(value, int) or isinstance(column.type, BigInteger)
    return (value or 0) + 10**6 if whole else f"~{column.name}"


FIRST = 4  # of them are tried on every run


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (n >= FIRST)) for n, name in enumerate(TABLES)]
)
def test_an_edited_column_is_named(service: Service, name: str) -> None:
    everything(service)
    row = contents(service)[name][0]
    view, table = _table(service, name)
    for place, column in enumerate(table.columns):
        if column.primary_key:
            continue
        other = _another(row[place], column)
        _edit(service, f"update {name} set {column.name} = {_sql(other)} where {_where(table, row)}")

        found = list(service.views.engine.check())

        assert [(one.view, one.table, one.field, one.have, one.should) for one in found] == [
            (view, name, column.name, other, row[place])
        ]
        assert found[0].key == tuple(value for value, one in zip(row, table.columns, strict=True) if one.primary_key)
        service.views.engine.rebuild([view])


@pytest.mark.parametrize("name", TABLES)
def test_a_deleted_row_is_named(service: Service, name: str) -> None:
    everything(service)
    row = contents(service)[name][-1]
    view, table = _table(service, name)

    _edit(service, f"delete from {name} where {_where(table, row)}")

    (one,) = service.views.engine.check()
    told = dict(zip([column.name for column in table.columns], row, strict=True))
    assert (one.view, one.table, one.have, one.should) == (view, name, None, told)


@pytest.mark.parametrize("name", TABLES)
def test_an_added_row_is_named(service: Service, name: str) -> None:
    everything(service)
    view, table = _table(service, name)
    last = zip(table.columns, contents(service)[name][-1], strict=True)
    added = {one.name: _another(value, one) if one.primary_key or one.unique else value for one, value in last}

    _edit(service, f"insert into {name} values ({', '.join(map(_sql, added.values()))})")

    (one,) = service.views.engine.check()
    assert (one.view, one.table, one.have, one.should) == (view, name, added, None)


def test_after_a_rebuild_nothing_is_found_any_more(service: Service) -> None:
    everything(service)
    service.views.ready()
    _edit(service, "update person set name = 'Somebody Else' where mrn = '0000000195'")

    service.views.engine.rebuild()

    assert list(service.views.engine.check()) == []


def test_only_the_views_that_are_named_are_rebuilt(service: Service) -> None:
    everything(service)
    service.views.ready()
    for statement in ("update person set name = 'Somebody Else'", "update account set name = 'Somebody Else'"):
        assert edit(service, statement)

    service.views.engine.rebuild(["directory"])

    assert {one.view for one in service.views.engine.check()} == {"staff"}


def test_what_is_recorded_while_views_are_rebuilt_is_in_them_at_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = everything(service)
    service.views.ready()
    begin = type(service.views.current.tables).begin

    def meanwhile(self: Any, alone: Any = (), seconds: float | None = None, beside: Any = None) -> Any:
        if beside is not None:
            monkeypatch.undo()
            service.records.add_history(who, {"kind": "problem", "what": "Just now"}, AMA)
            service.views.ready()
        return begin(self, alone, seconds, beside)

    monkeypatch.setattr(type(service.views.current.tables), "begin", meanwhile)
    service.views.engine.rebuild()

    assert "Just now" in str(service.views.current.file(who))
    assert service.views.engine.position == service.store.log.position
    assert list(service.views.engine.check()) == []


def test_a_bookmark_that_was_deleted_has_its_view_regrown(service: Service) -> None:
    who = everything(service)
    before = contents(service)
    _edit(service, "delete from bookmark where view = 'changes'")
    assert edit(service, "delete from change")
    service.records.declare_none(who, "medication", "patient", AMA)

    after = contents(service)

    assert after["change"][:-1] == before["change"]
    assert list(service.views.engine.check()) == []


# a file that is not what it should be


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
