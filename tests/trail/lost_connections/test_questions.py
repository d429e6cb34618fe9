"""Whoever asks, listens or waits for a lock after connections were lost is answered as if they had not been."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import psycopg
import pytest

from domain.records import Records
from tests.support.clock import StandingClock
from tests.support.crowd import at_once, cheap
from tests.support.office import AMA, register
from tests.trail.logs import ORIGIN
from tests.trail.lost_connections.losing import WEIGHT, Database, answers, harassed, in_time, told, turned
from trail import keys
from trail.keys import BATCH, KEY
from trail.log import Log
from trail.postgres import recorder, server
from trail.store import Store


def test_lost_readers_do_not_fail_the_next_question(store: Store, log: Log, database: Database) -> None:
    at_once([lambda: log.rows(0, 10)] * 5)
    for _ in range(3):
        assert database.kill() > 0

        assert [row.position for row in log.rows(0, 10)] == [1, 2]
        assert log.position == 2
        assert store.keys._tables.value(keys._LAST) == BATCH


def test_readers_that_are_lost_while_they_ask_do_not_fail(log: Log, database: Database) -> None:
    """Each is asked once more: so nothing is lost again before all who ask have been answered."""
    seen, enough = [list[list[int]]() for _ in range(3)], Event()

    def seldom() -> None:
        before = list(map(len, seen))
        database.kill()
        while not enough.is_set() and any(len(now) < was + 2 for now, was in zip(seen, before, strict=True)):
            time.sleep(0.005)

    def look(times: list[float], mine: list[list[int]]) -> None:
        try:
            while len(times) < 4 and not enough.is_set():
                mine.append([row.position for row in log.rows(0, 10)])
        finally:
            enough.set()

    with harassed(seldom) as times:
        got = at_once([partial(look, times, mine) for mine in seen])

    assert got == [None] * 3
    assert [one for mine in seen for one in mine if one != [1, 2]] == []


def test_tables_beside_the_log_are_written_after_connections_were_lost(store: Store, database: Database) -> None:
    """As when the server was started again at night, and a clerk begins in the morning."""
    at_once([lambda: store.log.rows(0, 10)] * 3)
    while store.keys.new() < BATCH:
        pass
    database.kill()

    made = [store.keys.new() for _ in range(5)]

    assert made == sorted(set(made))
    assert store.keys._tables.value(keys._LAST) == 2 * BATCH


def test_a_stream_of_rows_is_begun_after_connections_were_lost(store: Store, database: Database) -> None:
    at_once([lambda: store.log.rows(0, 10)] * 3)
    database.kill()

    assert len(list(store.keys._tables.stream(KEY.select()))) == BATCH


def test_a_command_after_the_night_is_recorded(store: Store, database: Database, clock: StandingClock) -> None:
    records = Records(store.journal, store.keys.index_secret, clock)
    who = register(records)
    while store.keys.new() < BATCH:
        pass
    database.kill()
    store.journal.forget(who)

    assert records.measure(who, WEIGHT, AMA, "2026-03-01")
    database.kill()
    assert register(records, identifiers=[], names=["Kofi Mensah"])


def test_who_listens_hears_again_after_the_connection_was_lost(log: Log, database: Database) -> None:
    log.recorder.wait(0)
    database.kill()
    began = time.monotonic()
    log.recorder.wait(0.05)
    log.recorder.wait(0)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.recorder.wait, 20)
        time.sleep(0.1)
        log.append([cheap(uuid4())])
        future.result(15)

    assert time.monotonic() - began < 10


def test_the_turn_of_a_host_that_died_is_free(log: Log, database: Database) -> None:
    with closing(psycopg.connect(database.url, autocommit=True)) as dead:
        dead.execute("select pg_advisory_lock(%s)", (recorder._TURNS["log"],))
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(turned, log)
            time.sleep(0.1)
            assert not future.done()
            database.kill(dead.info.backend_pid)
            assert in_time(future) == [3]


def test_a_lock_that_is_held_for_longer_than_one_waits_is_asked_for_again(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server._SETTINGS, "options", "-c search_path=log -c lock_timeout=50")
    with closing(Store.create(tmp_path / "store", ORIGIN, database=database.url)) as store:
        with ThreadPoolExecutor(1) as pool, database.held() as waiting:
            future = pool.submit(store.log.append, [cheap(uuid4())], "form-1", told)
            waiting()
            time.sleep(0.3)
        assert in_time(future) == [2]
        assert answers(store.log) == {"form-1": b"2"}
