"""Inside the append: time that never goes back, and a tree and tiles that are the same however the events came."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN, TILES, Writer, facts_of, keys_of, log_of, writer_of
from trail.head import Head
from trail.keys import Keys
from trail.log import Log
from trail.store import Store
from trail.tiles import WIDTH

STREAM = UUID(int=5)


@pytest.fixture
def log(tmp_path: Path, database: str | None, clock: StandingClock) -> Iterator[Log]:
    with log_of(tmp_path, database, clock) as made:
        yield made


# the clock


@pytest.mark.parametrize(("steps", "mentioned"), [
    ([-1.0], 0),
    ([-2.0], 0),
    ([-2.000001], 1),
    ([-1.0, -1.0, -1.0], 1),
    ([-600.0, 1.0, 1.0, 1.0], 1),
    ([-600.0, -2.0, 1.0], 1),
    ([-600.0, -600.0], 2),
    ([-600.0, 601.0, -3.0], 2),
    ([5.0, 0.0, 5.0], 0),
])  # fmt: skip
def test_a_clock_that_steps_back_is_mentioned_once_for_each_jump(
    log: Log, clock: StandingClock, steps: list[float], mentioned: int
) -> None:
    log.append([cheap(STREAM)])

    for version, seconds in enumerate(steps, start=2):
        clock.on(seconds=seconds)
        log.append([cheap(STREAM, version)])

    types = [row.type for row in log.rows(0, 100)]
    assert types.count("log.clock-anomaly/1") == mentioned
    assert len(types) == 2 + len(steps) + mentioned


def test_the_time_before_is_kept_until_the_clock_has_caught_up(log: Log, clock: StandingClock) -> None:
    log.append([cheap(STREAM)])

    for version, seconds in enumerate((-1, -9, 5, 7), start=2):
        clock.on(seconds=seconds)
        log.append([cheap(STREAM, version)])

    told = [(row.type, log.opened(row)[0].at[14:23]) for row in log.rows(2, 100)]
    said, jump, was = "test.said/1", "log.clock-anomaly/1", "30:00.000"
    assert told == [(said, was), (jump, was), (said, was), (said, was), (said, "30:02.000")]


def test_a_jump_tells_both_times_in_the_logs_own_stream(log: Log, clock: StandingClock) -> None:
    clock.on(minutes=-10)
    log.append([cheap(STREAM)])

    entry, payload = log.opened(log.rows(1, 1)[0])
    assert (entry.position, entry.version, entry.kind, entry.actor) == (2, 2, "clock-anomaly", "system")
    assert orjson.loads(payload) == {"was": "2026-03-07T09:30:00.000000Z", "now": "2026-03-07T09:20:00.000000Z"}
    assert log.last_version(STREAM) == 1


def test_a_jump_that_was_not_kept_is_mentioned_with_the_next_command(log: Log, clock: StandingClock) -> None:
    """Nothing of the first command is kept: what it would have said of the clock is not lost with it."""
    clock.on(minutes=-10)

    def broken(_: list[int]) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log.append([cheap(STREAM)], "form-1", broken)
    log.append([cheap(STREAM)])

    assert [row.type for row in log.rows(1, 10)] == ["log.clock-anomaly/1", "test.said/1"]


# the tree


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with keys_of(tmp_path_factory.mktemp("keys")) as made:
        yield made


def grow(writer: Writer, size: int) -> None:
    """By one commit, to this many events."""
    writer.write([cheap(STREAM, version) for version in range(writer.head.n + 1, size + 1)])


def slow_tiles(leaves: list[bytes]) -> list[tuple[int, int, bytes]]:
    """Every full tile, by C2SP tlog-tiles as it is written there."""
    found, level, row = [], 0, leaves
    while len(row) >= WIDTH:
        whole = [row[at : at + WIDTH] for at in range(0, len(row) - WIDTH + 1, WIDTH)]
        found += [(level, n, b"".join(tile)) for n, tile in enumerate(whole)]
        level, row = level + 1, [top(tile) for tile in whole]
    return found


def top(row: list[bytes]) -> bytes:
    while len(row) > 1:
        pairs = list(pairwise(row))[::2]
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return row[0]


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=15)
@given(steps=some.lists(some.one_of(some.integers(1, 5), some.integers(250, 262)), min_size=1, max_size=5))
def test_a_head_that_is_read_anew_is_the_living_one(
    tmp_path_factory: pytest.TempPathFactory, keys: Keys, engine: str, steps: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("grown")
    with database_of(engine) as database, writer_of(folder, database, keys) as writer:
        for step in steps:
            grow(writer, writer.head.n + step)
            assert facts_of(Head.read(writer.recorder.ask)) == facts_of(writer.head)

        assert writer.recorder.ask(TILES) == slow_tiles(writer.leaves())


def test_heads_and_tiles_hold_where_a_tile_of_tiles_is_full(tmp_path: Path, database: str | None, keys: Keys) -> None:
    square, chance = WIDTH * WIDTH, Random(20261124)
    around = {square + n * WIDTH + more for n in (-1, 0, 1) for more in (-1, 0, 1)}
    sizes = sorted({*around, *chance.sample(range(1, square + 2 * WIDTH), 25)})

    with writer_of(tmp_path, database, keys) as writer:
        for size in sizes:
            grow(writer, size)
            assert facts_of(Head.read(writer.recorder.ask)) == facts_of(writer.head), size
        tiles, leaves = writer.recorder.ask(TILES), writer.leaves()

    assert tiles == slow_tiles(leaves)
    assert tiles[-1][:2] == (1, 0)


def test_a_log_that_is_opened_again_goes_on_as_if_it_had_not_been_closed(tmp_path: Path, database: str | None) -> None:
    Store.create(tmp_path / "store", ORIGIN, database=database).close()
    chance, n = Random(7), 0

    while n < 3 * WIDTH:
        store = Store.open(tmp_path / "store")
        more = chance.randint(1, 200)
        store.log.append([cheap(STREAM, n + version) for version in range(1, more + 1)])
        n, head = n + more, store.log.head()
        store.close()

    store = Store.open(tmp_path / "store", readonly=True)
    leaves = store.log.leaves(n + 1)
    assert store.log.recorder.ask(TILES) == slow_tiles(leaves)
    assert head[0] == len(leaves) == n + 1
    store.close()
