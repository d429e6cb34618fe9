"""Several hosts whose views are in one PostgreSQL database: any of them goes on wherever another one stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import Connection

from domain.fact import Fact
from projections.engine import Engine
from projections.views import METADATA, Views
from tests.projections.engine.tally import TALLY, Tally, engine_of, written
from tests.projections.rows import contents, edit, every_table, other_host, rows
from tests.support.clock import StandingClock
from tests.support.office import AMA, everything, register
from tests.support.postgres import cluster
from tests.support.stores import database_of
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables
from trail.tables import put
from web.service import Service

T = TypeVar("T")


@pytest.fixture
def engine() -> str:
    """Only here are there several hosts."""
    return "postgresql"


@pytest.fixture
def other(service: Service, tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with other_host(service, tmp_path / "other", clock) as host:
        yield host


def note(service: Service, who: UUID, n: int) -> None:
    service.records.add_history(who, {"kind": "problem", "what": f"Problem {n}"}, AMA)


def test_two_hosts_that_follow_at_once_take_in_everything_once(service: Service, other: Service) -> None:
    who = written(service, 700)
    tallies = [Tally(), Tally()]
    engines = [engine_of(service, tallies[0]), engine_of(other, tallies[1])]
    done, wrong = Event(), list[Exception]()

    def follow(engine: Engine, views: Views) -> None:
        try:
            while not done.is_set():
                engine.catch_up()
                views.ready()
        except Exception as error:
            wrong.append(error)

    threads = [Thread(target=follow, args=told) for told in zip(engines, (service.views, other.views), strict=True)]
    for thread in threads:
        thread.start()
    for n in range(40):
        note((service, other)[n % 2], who, n)
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert [engine.catch_up(60) for engine in engines] == [0, 0]
    assert [tally.told()["history.entry-added"] for tally in tallies] == [740, 740]
    assert contents(other) == contents(service)
    assert list(other.views.engine.check()) == []


def test_each_host_sees_at_once_what_another_has_recorded(service: Service, other: Service) -> None:
    who = register(service.records)

    for n in range(6):
        writes, reads = (service, other) if n % 2 else (other, service)
        note(writes, who, n)
        assert reads.views.ready() == 0
        assert f"Problem {n}" in str(reads.views.current.file(who))


def test_a_host_takes_in_nothing_again_that_another_has_taken_in(service: Service, other: Service) -> None:
    written(service, 700)
    first, second = Tally(), Tally()
    with closing(engine_of(service, first)) as one, closing(engine_of(other, second)) as two:
        one.catch_up(60)

        assert two.catch_up(60) == 0
        assert two.position == service.store.log.position
        assert second.pages == []


class Halting(Tally):
    """Never gets beyond the middle of its third page."""

    pipe: Pipe

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        if len(self.pages) == 2:
            put(db, TALLY, [("halted", 1)])
            self.pipe.send("in the middle")
            time.sleep(3600)
        super().apply(facts, db)


def halt(folder: Path, pipe: Pipe) -> None:
    with Service.open(folder) as service:
        tally = Halting()
        tally.pipe = pipe
        engine_of(service, tally).catch_up(3600)


def test_where_a_host_is_killed_in_the_middle_of_a_page_another_goes_on(service: Service) -> None:
    written(service, 1700)
    context = get_context("spawn")
    here, there = context.Pipe()
    host = context.Process(target=halt, args=(service.folder, there))
    host.start()
    assert here.poll(60)
    tally = Tally()
    engine = engine_of(service, tally)
    waited = engine.catch_up(0.2)
    host.kill()
    host.join()

    assert engine.catch_up(60) == 0

    assert waited == service.store.log.position - 1000
    assert tally.told() == {"patient.registered": 1, "identifier.assigned": 2, "history.entry-added": 1700}
    assert sum(tally.pages) == service.store.log.position - 1000
    engine.close()


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """What it answers, and after how many seconds."""
    begun = time.monotonic()
    return act(), time.monotonic() - begun


def test_a_reader_waits_for_another_host_only_so_long(service: Service, other: Service) -> None:
    who = register(service.records)
    other.views.ready()
    with service.views.current.tables.begin(["changes"]):
        note(service, who, 1)
        waits = [timed(partial(other.views.ready, 0.4)) for _ in range(3)]

    assert [behind for behind, _ in waits] == [1] * 3
    assert 0.3 < min(waited for _, waited in waits) < 2  # one of them may be held up by something else
    assert other.views.ready() == 0


@contextmanager
def views_at(url: str, service: Service) -> Iterator[Views]:
    """Views in a database, of a log in files: whatever happens to the database is met by the views alone."""
    server = Server(url)
    views = Views(SchemaTables(server, "views", METADATA, lasting=False), service.store.journal)
    try:
        yield views
    finally:
        views.close()
        server.close()


@pytest.fixture
def filed(tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with Service.create(tmp_path / "filed", "test.example/log", clock) as made:
        yield made


def test_hosts_that_start_at_once_make_the_tables_once(filed: Service) -> None:
    everything(filed)
    barrier, found, wrong = Barrier(4), list[int](), list[Exception]()

    def start(url: str) -> None:
        try:
            barrier.wait()
            with views_at(url, filed) as views:
                found.append(views.ready(60))
        except Exception as error:
            wrong.append(error)

    with database_of("postgresql") as url:
        threads = [Thread(target=start, args=(url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (found, wrong) == ([0] * 4, [])
        with views_at(url, filed) as views:
            assert rows(views.current.tables, every_table(filed)) == contents(filed)


def test_views_go_on_when_connections_are_lost_again_and_again(filed: Service) -> None:
    """At any moment, but each time only once a reader has got through since: whoever is slow does not wait in vain."""
    who, done, behind = register(filed.records), Event(), list[int]()

    def cut(database: str) -> None:
        ask = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'caretrail' and datname = "
        through = -1
        while not done.wait(0.1):
            if len(behind) > through:
                through = len(behind)
                cluster().run(f"{ask}'{database}'")

    with database_of("postgresql") as url, views_at(url, filed) as views:
        thread = Thread(target=cut, args=(url.split("@/")[1].split("?")[0],))
        thread.start()
        for n in range(40):
            note(filed, who, n)
            behind.append(views.ready(20))
        done.set()
        thread.join()

        assert behind == [0] * 40
        assert views.current.file(who) == file_of(filed, who)
        assert list(views.engine.check()) == []


def file_of(service: Service, who: UUID) -> dict[str, object]:
    service.views.ready()
    return service.views.current.file(who)


def test_only_one_host_at_a_time_regrows_or_checks(service: Service, other: Service) -> None:
    everything(service)
    before = contents(service)
    wrong = list[object]()

    def rebuild(host: Service) -> None:
        try:
            for _ in range(3):
                host.views.engine.rebuild()
                wrong.extend(host.views.engine.check())
        except Exception as error:
            wrong.append(error)

    threads = [Thread(target=rebuild, args=(host,)) for host in (service, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert contents(other) == before


def test_what_a_fallen_host_left_beside_is_cleared_away(service: Service) -> None:
    who = everything(service)
    service.views.ready()
    with service.views.current.tables.begin() as db:
        db.exec_driver_sql("create table views_beside.entry (left_behind integer)")

    service.views.engine.rebuild()

    assert list(service.views.engine.check()) == []
    assert service.views.current.file(who)
    with service.views.current.tables.begin() as db:
        left = db.exec_driver_sql("select count(*) from pg_tables where schemaname = 'views_beside'").scalar()
    assert left == 0


def test_views_on_which_something_of_somebody_elses_hangs_are_rebuilt_as_well(service: Service) -> None:
    who = everything(service)
    before = contents(service)
    assert edit(service, "update person set name = 'Somebody Else'")
    with service.views.current.tables.begin() as db:
        db.exec_driver_sql("create view views.report as select mrn, name from views.person")

    service.views.engine.rebuild()

    with service.views.current.tables.begin() as db:
        found = db.exec_driver_sql("select count(*) from views.report where name = 'Lucía Núñez'").scalar()
        db.exec_driver_sql("drop view views.report")
    assert found == 1
    assert contents(service) == before
    assert service.views.directory.person(who)["name"] == "Lucía Núñez"
