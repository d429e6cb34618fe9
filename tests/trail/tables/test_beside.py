"""Tables grown beside those that are read take their place in one transaction, and hold nobody up."""

from __future__ import annotations

import time
from contextlib import nullcontext
from threading import Thread

import pytest
from sqlalchemy import func, select

from tests.trail.tables.things import ALL, FIRST, MARK, METADATA, SECOND, THING, THIRD, everything
from trail.tables import Tables, put


def test_tables_grown_beside_are_read_in_one_transaction_and_gone_afterwards(tables: Tables) -> None:
    with tables.beside("new") as room:
        with room.begin() as db:
            THING.create(db)
            put(db, THING, [("grown", "x", 1, None)])
        with tables.begin(beside=room) as db:
            tables.exchange(db, [THING])
            put(db, THING, [("grown", "y", 2, None)])

    assert everything(tables) == [("grown", "x", 1, None), ("grown", "y", 2, None)]
    with tables.beside("new") as room, room.begin() as db:
        THING.create(db)
        assert db.execute(select(func.count()).select_from(THING)).scalar() == 0


def test_only_one_at_a_time_grows_beside(tables: Tables) -> None:
    at_once, most, wrong = list[int](), list[int](), list[Exception]()

    def grow() -> None:
        try:
            with tables.beside("new") as room:
                at_once.append(1)
                most.append(len(at_once))
                with room.begin() as db:
                    THING.create(db)
                time.sleep(0.05)
                at_once.pop()
        except Exception as error:
            wrong.append(error)

    threads = [Thread(target=grow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (most, wrong) == ([1] * 4, [])


def test_what_failed_beside_leaves_room_for_the_next(tables: Tables) -> None:
    def stumble() -> None:
        with tables.beside("new") as room:
            with room.begin() as db:
                THING.create(db)
            raise RuntimeError("stumbled")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="stumbled"):
            stumble()


@pytest.mark.parametrize("fails", [False, True])
def test_who_reads_for_long_is_not_held_up_while_rows_are_exchanged(
    tables: Tables, other: Tables, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trail.postgres.tables._TRIES", 2)

    def exchange() -> None:
        with tables.beside("new") as room:
            with room.begin() as db:
                METADATA.create_all(db)
                put(db, THING, [("grown", "x", 1, None)])
            with tables.begin(beside=room) as db:
                tables.exchange(db, [THING, MARK])
                if fails:
                    raise RuntimeError("stumbled")

    with other.reading() as db:
        before = db.execute(ALL).all()
        with pytest.raises(RuntimeError, match="stumbled") if fails else nullcontext():
            exchange()
        assert db.execute(ALL).all() == before

    assert everything(other) == ([FIRST, SECOND, THIRD] if fails else [("grown", "x", 1, None)])
