"""An append whose connection is lost before, during or after it is recorded once, and nobody notices."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.support.crowd import cheap, in_one_commit
from tests.support.stores import as_owner
from tests.trail.lost_connections.losing import Database, answers, in_time, recorded, told, writer_of
from tests.trail.wire import Wire
from trail.log import Log
from trail.store import Store


def test_a_connection_that_was_lost_before_an_append_is_not_noticed(log: Log, database: Database) -> None:
    for n in range(3):
        assert database.kill(writer_of(log)) == 1

        assert log.append([cheap(UUID(int=5), n + 1)], f"form-{n}", told) == [3 + n]

    assert len(recorded(log)) == len(answers(log)) == 3


def test_a_connection_that_is_lost_while_an_append_waits_is_not_noticed(log: Log, database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.held() as waiting:
        future = pool.submit(log.append, [cheap(UUID(int=5))], "form-1", told)
        killed = waiting()
        assert database.kill(killed) == 1
        assert waiting() != killed  # it was asked again

    assert in_time(future) == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


def test_connections_that_are_lost_again_and_again_are_not_noticed(log: Log, database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.held() as waiting:
        future = pool.submit(log.append, [cheap(UUID(int=5))], "form-1", told)
        for _ in range(4):
            database.kill(waiting())

    assert in_time(future) == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


def test_a_commit_of_many_whose_connection_is_lost_is_recorded_once(log: Log, database: Database) -> None:
    streams = [uuid4() for _ in range(6)]
    database.kill(writer_of(log))

    got = in_one_commit(log, [partial(log.append, [cheap(one)], one.hex, told) for one in streams])

    assert got == [[4 + n] for n in range(6)]
    assert [log.last_version(one) for one in streams] == [1] * 6
    assert log.position == 9


@pytest.mark.parametrize("heard", [0, 1, 5, 40, 70])
def test_an_append_whose_answer_was_lost_is_found_and_not_made_again(line: tuple[Wire, Log], heard: int) -> None:
    wire, log = line
    wire.answers = heard
    Thread(target=_mended, args=(wire,)).start()

    assert log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)], "form-1", told) == [4, 5]

    assert log.position == 5
    assert answers(log)["form-1"] == b"4"
    assert log.append([cheap(UUID(int=5), 3)]) == [6]


def _mended(wire: Wire) -> None:
    while wire.answers is not None and wire.answers > 0:
        time.sleep(0.01)
    time.sleep(0.1)
    wire.mend()


@pytest.mark.parametrize("sent", [0, 1, 100, 1500])
def test_an_append_that_never_came_through_is_made_again(line: tuple[Wire, Log], sent: int) -> None:
    wire, log = line
    wire.questions = sent
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.append, [cheap(UUID(int=5), body=b'"%s"' % (b"x" * 5000))], "form-1", told)
        time.sleep(0.1)
        wire.mend()

    assert in_time(future) == [4]
    assert (log.position, answers(log)["form-1"]) == (4, b"4")


def test_an_append_that_was_lost_while_others_went_on_is_recorded_behind_them(
    line: tuple[Wire, Log], database: Database, tmp_path: Path
) -> None:
    """Another host took the place that the lost one would have had."""
    wire, log = line
    (tmp_path / "other").mkdir()
    for name in ("config.toml", "master.key"):
        text = (tmp_path / "store" / name).read_text()
        (tmp_path / "other" / name).write_text(text)
    other = Store.open(tmp_path / "other")
    log.append([cheap(UUID(int=5))])
    wire.questions = 0
    with closing(other), ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.append, [cheap(UUID(int=5), 2)], "form-1", told)
        time.sleep(0.1)
        with closing(psycopg.connect(as_owner(database.url))) as db:
            assert db.execute("select n from log.tree_head").fetchone() == (4,)
        wire.mend()
        others = other.log.append([cheap(UUID(int=6))])
        mine = in_time(future)

    assert sorted([*others, *mine]) == [5, 6]
    assert (log.position, answers(log)["form-1"]) == (6, told(mine))
