"""How views follow the log: whole pages or none, and once, whoever else follows or reads meanwhile."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import Connection

from domain.fact import Fact
from projections import bookmarks
from projections.bookmarks import Mark
from projections.engine import Engine
from projections.pages import PAGE, Pages, Positions
from projections.views import METADATA, Views
from tests.projections.engine.tally import Tally, written
from tests.projections.rows import contents
from tests.support.office import AMA, everything, register
from web.service import Service

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
    monkeypatch.setattr("projections.engine.time", SimpleNamespace(sleep=rests.append, monotonic=time.monotonic))
    service.views.engine.start()

    for n in range(40):
        service.records.add_history(who, {"kind": "note", "what": f"Note {n}"}, AMA)
        assert service.views.ready(20) == 0

    assert rests == []


def test_whoever_finds_done_what_it_set_out_to_do_has_nothing_to_wait_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it remembered of the bookmarks was old, and somebody else looked while it did."""
    pages, read = service.views.engine._pages, bookmarks.read

    def meanwhile(db: Connection) -> dict[str, Mark]:
        pages.look()
        return read(db)

    register(service.records)
    service.views.ready()
    pages.positions = dict.fromkeys(pages.views, 0)
    monkeypatch.setattr(bookmarks, "read", meanwhile)

    assert pages.turn(dict.fromkeys(pages.views, service.store.log.position))


def test_whoever_took_in_a_page_has_done_so_whatever_somebody_else_remembers_late(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody looked before the page was written, and is slow to remember what he saw."""
    pages, remember = service.views.engine._pages, Pages._remember
    before = pages.positions

    def overtaken(own: Pages, marks: Mapping[str, Mark]) -> Positions:
        now = remember(own, marks)
        own.positions = before
        return now

    register(service.records)
    monkeypatch.setattr(Pages, "_remember", overtaken)

    assert pages.turn(dict.fromkeys(pages.views, service.store.log.position))


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
