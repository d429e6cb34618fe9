"""Transactions: one that fails leaves nothing, readers do not wait, and who writes alone is waited for in time."""

from __future__ import annotations

import sqlite3
import time
from threading import Event, Thread

import psycopg
import pytest
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from tests.trail.tables.things import ALL, FIRST, KINDS, MARK, SECOND, THING, THIRD, everything
from trail.errors import StoreError
from trail.tables import Occupied, Statement, Tables, known, put, run, sending


def test_a_transaction_that_fails_leaves_nothing(tables: Tables) -> None:
    def stumble() -> None:
        with tables.begin() as db:
            put(db, THING, [("c", "new", 1, None)])
            raise RuntimeError("stumbled")

    def offend() -> None:
        with tables.begin() as db:
            put(db, THING, [("c", "new", 1, None)])
            db.execute(insert(MARK), {"name": None})

    with pytest.raises(RuntimeError, match="stumbled"):
        stumble()
    with pytest.raises(IntegrityError):
        offend()

    assert everything(tables) == [FIRST, SECOND, THIRD]
    with tables.begin() as db:
        put(db, THING, [("c", "new", 1, None)])
    assert len(everything(tables)) == 4


def test_nobody_sees_what_is_not_committed_and_readers_do_not_wait(tables: Tables, other: Tables) -> None:
    with tables.begin(alone="work") as db:
        put(db, THING, [("c", "new", 1, None)])
        assert everything(tables) == everything(other) == [FIRST, SECOND, THIRD]

    assert len(everything(other)) == 4


def test_who_works_alone_is_waited_for(tables: Tables, other: Tables) -> None:
    inside, order = Event(), list[str]()

    def work() -> None:
        with other.begin(alone=["a", "work"]):
            inside.set()
            time.sleep(0.3)
            order.append("first")

    thread = Thread(target=work)
    thread.start()
    inside.wait(10)
    with tables.begin(alone="work", seconds=10):
        order.append("second")
    thread.join()

    assert order == ["first", "second"]


@pytest.mark.parametrize("same", [True, False])
def test_waiting_ends_in_time(tables: Tables, other: Tables, same: bool) -> None:
    """For a thread of this process, and for another process or host."""
    inside, done = Event(), Event()

    def work() -> None:
        with (tables if same else other).begin(alone="work"):
            inside.set()
            done.wait(60)

    thread = Thread(target=work)
    thread.start()
    inside.wait(10)
    begun = time.monotonic()
    with pytest.raises(Occupied), tables.begin(alone=["work"], seconds=0.3):
        pytest.fail("was let in")
    waited = time.monotonic() - begun
    done.set()
    thread.join()

    assert 0.2 < waited < 8  # and not as long as is waited where nobody says how long
    assert issubclass(Occupied, StoreError)
    with tables.begin(alone=["work"], seconds=0.3) as db:
        put(db, MARK, [("in",)])


def test_what_is_read_together_is_of_one_moment(tables: Tables, other: Tables) -> None:
    with tables.reading() as db:
        before = db.execute(ALL).all()
        with other.begin() as writing:
            put(writing, THING, [("c", "new", 1, None)])
        assert db.execute(ALL).all() == before

    assert len(everything(tables)) == len(before) + 1


def test_what_is_sent_is_there_at_the_end_and_is_asked_for_meanwhile(tables: Tables) -> None:
    with tables.begin() as db, sending(db):
        put(db, THING, [("c", "new", 1, None)])
        assert known(db, THING, [("c", "new"), ("c", "none")]) == {("c", "new"): ("c", "new", 1, None)}
        put(db, THING, [("c", "new", 2, None)])
        assert run(db, KINDS, {"kind": "c", "most": 5}) == [("new", 2)]
        run(db, Statement(delete(THING).where(THING.c.kind == "a")))
        put(db, MARK, [("m",)])

    assert everything(tables) == [THIRD, ("c", "new", 2, None)]


def test_what_was_sent_and_fails_leaves_nothing(tables: Tables) -> None:
    def offend() -> None:
        with tables.begin() as db, sending(db):
            put(db, THING, [("c", "new", 1, None)])
            put(db, MARK, [(None,)])
            put(db, THING, [("c", "newer", 1, None)])

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        offend()

    assert everything(tables) == [FIRST, SECOND, THIRD]
    with tables.begin() as db:
        put(db, MARK, [("m",)])
