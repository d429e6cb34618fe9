"""Inside the append: time that never goes back, and a tree and tiles that are the same however the events came."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from trail import schema
from trail.append import Head, append
from trail.keys import Keys
from trail.log import Log
from trail.tiles import WIDTH

ORIGIN = "test.example/log"
STREAM = UUID(int=5)
TILES = "select level, n, bytes from tree_tile order by level, n"
LEAVES = "select leaf from event order by position"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    made = Keys.create(tmp_path_factory.mktemp("keys"), ORIGIN)
    yield made
    made.close()


@pytest.fixture
def log(tmp_path: Path, keys: Keys, clock: StandingClock) -> Iterator[Log]:
    made = Log.create(tmp_path / "trail.db", keys, ORIGIN, clock)
    yield made
    made.close()


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
    """The disk takes nothing of the first command: what it would have said of the clock is not lost with it."""
    clock.on(minutes=-10)

    def broken(_: list[int]) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log.append([cheap(STREAM)], "form-1", broken)
    log.append([cheap(STREAM)])

    assert [row.type for row in log.rows(1, 10)] == ["log.clock-anomaly/1", "test.said/1"]


# the tree


class Bench:
    """A log in memory: what `append` needs, and no disk."""

    def __init__(self, keys: Keys) -> None:
        self.keys, self.kid = keys, keys.new()
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.executescript(schema.TABLES)
        self.head = Head.read(self.db)

    def grow(self, size: int) -> None:
        """By one commit, to this many events."""
        drafts = [cheap(STREAM, version) for version in range(self.head.n + 1, size + 1)]
        head = self.head.copy()
        append(self.db, head, drafts, [self.kid] * len(drafts), self.keys, ORIGIN, self.keys._clock)
        head.write(self.db)
        self.head = head

    def leaves(self) -> list[bytes]:
        return [row[0] for row in self.db.execute(LEAVES)]


def facts_of(head: Head) -> tuple[object, ...]:
    return head.n, head.tree.stack, head.tiles.n, head.tiles._open, head.last


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


@given(some.lists(some.one_of(some.integers(1, 5), some.integers(250, 262)), min_size=1, max_size=5))
def test_a_head_that_is_read_anew_is_the_living_one(keys: Keys, steps: list[int]) -> None:
    bench = Bench(keys)

    for step in steps:
        bench.grow(bench.head.n + step)
        assert facts_of(Head.read(bench.db)) == facts_of(bench.head)

    assert bench.db.execute(TILES).fetchall() == slow_tiles(bench.leaves())


def test_heads_and_tiles_hold_where_a_tile_of_tiles_is_full(keys: Keys) -> None:
    bench, square, chance = Bench(keys), WIDTH * WIDTH, Random(20261124)

    around = {square + n * WIDTH + more for n in (-1, 0, 1) for more in (-1, 0, 1)}
    for size in sorted({*around, *chance.sample(range(1, square + 2 * WIDTH), 25)}):
        bench.grow(size)
        assert facts_of(Head.read(bench.db)) == facts_of(bench.head), size

    tiles = bench.db.execute(TILES).fetchall()
    assert tiles == slow_tiles(bench.leaves())
    assert tiles[-1][:2] == (1, 0)


def test_a_log_that_is_opened_again_goes_on_as_if_it_had_not_been_closed(tmp_path: Path, keys: Keys) -> None:
    path = tmp_path / "trail.db"
    Log.create(path, keys, ORIGIN).close()
    chance, n = Random(7), 0

    while n < 3 * WIDTH:
        log = Log(path, keys, ORIGIN, keys._clock)
        more = chance.randint(1, 200)
        log.append([cheap(STREAM, n + version) for version in range(1, more + 1)])
        n, head = n + more, log.head()
        log.close()

    db = sqlite3.connect(path)
    leaves = [row[0] for row in db.execute(LEAVES)]
    assert db.execute(TILES).fetchall() == slow_tiles(leaves)
    assert head[0] == len(leaves) == n + 1
    db.close()
