"""Where the log stands, as each host knows it: who follows knows the same as who wrote, and refuses what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.refusal import Stale
from tests.support.clock import StandingClock
from tests.support.crowd import cheap
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import Writer, facts_of, keys_of, page_of, writer_of
from tests.trail.owner import owner
from trail.clock import written
from trail.errors import StoreError
from trail.head import JUMP, Head
from trail.keys import Keys

STREAMS = [UUID(int=n) for n in range(5, 9)]
MOVES = some.tuples(
    some.integers(0, 2),  # which host
    some.booleans(),  # whether it writes, or only follows
    some.lists(some.sampled_from(STREAMS), min_size=1, max_size=3),
    some.sampled_from([1, 1, 1, 60, 90]),  # how often it says so
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with keys_of(tmp_path_factory.mktemp("keys")) as made:
        yield made


def write(writer: Writer, head: Head, said: list[UUID]) -> None:
    """Through this host's head; whatever it knows of a stream is what there is."""
    versions, drafts = dict(head.versions), []
    for stream in said:
        draft = cheap(stream, versions.get(cheap(stream).sid, 0) + 1)
        versions[draft.sid] = draft.version
        drafts.append(draft)
    assert writer.recorder.append(page_of(head, drafts, writer.keys, writer.kid)) is None
    head.remember(versions)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=12)
@given(moves=some.lists(MOVES, max_size=8))
def test_heads_that_follow_are_the_one_that_wrote_and_the_one_that_is_read_anew(
    tmp_path_factory: pytest.TempPathFactory, keys: Keys, engine: str, moves: list[tuple[int, bool, list[UUID], int]]
) -> None:
    with database_of(engine) as database, writer_of(tmp_path_factory.mktemp("head"), database, keys) as writer:
        ask = writer.recorder.ask
        heads, size, versions = [Head.read(ask) for _ in range(3)], 0, dict[str, int]()

        for host, writes, said, often in moves:
            behind = size - heads[host].n
            assert heads[host].follow(ask) == behind
            if writes:
                write(writer, heads[host], said * often)
                size += len(said) * often
                for stream in said:
                    versions[cheap(stream).sid] = versions.get(cheap(stream).sid, 0) + often
            assert facts_of(heads[host]) == facts_of(Head.read(ask))
            assert heads[host].versions == versions

        for head in heads:
            head.follow(ask)
        assert [(facts_of(head), head.versions) for head in heads] == [(facts_of(Head.read(ask)), versions)] * 3


@pytest.fixture
def writer(tmp_path: Path, database: str | None, keys: Keys) -> Iterator[Writer]:
    """With five events."""
    with writer_of(tmp_path, database, keys) as made:
        made.write([cheap(one) for one in STREAMS] + [cheap(STREAMS[0], 2)])
        yield made


def test_who_follows_nothing_stays_as_it_is(writer: Writer) -> None:
    before = facts_of(writer.head), dict(writer.head.versions)

    assert writer.head.follow(writer.recorder.ask) == 0
    assert (facts_of(writer.head), writer.head.versions) == before


def test_a_copy_goes_its_own_way(writer: Writer) -> None:
    before = facts_of(writer.head)
    copy = writer.head.copy()

    page_of(copy, [cheap(STREAMS[1], 2)], writer.keys, writer.kid)

    assert copy.n == writer.head.n + 1
    assert facts_of(writer.head) == before


def test_a_stream_that_another_host_has_gone_on_with_is_stale_at_once(writer: Writer) -> None:
    other = Head.read(writer.recorder.ask)
    writer.write([cheap(STREAMS[2], 2)])
    other.follow(writer.recorder.ask)

    with pytest.raises(Stale) as caught:
        other.admits([cheap(STREAMS[2], 2)], {}, {})

    assert caught.value.stream == STREAMS[2]


def test_a_stream_of_which_nothing_is_known_is_let_in_and_asked_for(writer: Writer) -> None:
    ahead, expected = dict[str, int](), dict[str, int]()

    Head.read(writer.recorder.ask).admits([cheap(STREAMS[0], 3), cheap(STREAMS[0], 4)], ahead, expected)

    assert (ahead, expected) == ({cheap(STREAMS[0]).sid: 4}, {cheap(STREAMS[0]).sid: 2})


@pytest.mark.parametrize("versions", [(2, 2), (2, 4), (3,), (1,), (0,)])
def test_a_command_that_is_stale_in_itself_leaves_no_trace(writer: Writer, versions: tuple[int, ...]) -> None:
    ahead, expected = dict[str, int](), dict[str, int]()

    with pytest.raises(Stale):
        writer.head.admits([cheap(UUID(int=99)), *(cheap(STREAMS[1], one) for one in versions)], ahead, expected)

    assert (ahead, expected) == ({}, {})


# what cannot be


def test_a_log_that_has_become_shorter_is_refused(tmp_path: Path, database: str | None, writer: Writer) -> None:
    other = Head.read(writer.recorder.ask)
    writer.write([cheap(STREAMS[3], 2)])
    before = facts_of(writer.head)
    with owner(tmp_path, database=database) as run:
        run("delete from event where position > 5")
        run("update tree_head set n = ?, stack = ?", other.n, other.tree.encode())

    with pytest.raises(StoreError, match=r"has 5 events, and this host has seen 6: the database was put back"):
        writer.head.follow(writer.recorder.ask)

    assert facts_of(writer.head) == before


def test_a_log_whose_new_part_does_not_grow_on_what_was_seen_is_refused(
    tmp_path: Path, database: str | None, writer: Writer
) -> None:
    """Put back, and gone on with by somebody else."""
    other = Head.read(writer.recorder.ask)
    writer.write([cheap(STREAMS[3], 2)])
    with owner(tmp_path, database=database) as run:
        run("delete from event where position > 5")
        run("update tree_head set n = ?, stack = ?", other.n, other.tree.encode())
    again = page_of(other, [cheap(STREAMS[1], 2), cheap(STREAMS[2], 2)], writer.keys, writer.kid)
    assert writer.recorder.append(again) is None

    with pytest.raises(StoreError, match="tree does not fit its events"):
        writer.head.follow(writer.recorder.ask)


def test_an_event_that_is_missing_among_the_new_ones_is_refused(
    tmp_path: Path, database: str | None, writer: Writer
) -> None:
    other = Head.read(writer.recorder.ask)
    writer.write([cheap(STREAMS[3], 2), cheap(STREAMS[3], 3)])
    with owner(tmp_path, database=database) as run:
        run("delete from event where position = 6")

    with pytest.raises(StoreError, match="tree does not fit its events"):
        other.follow(writer.recorder.ask)


def test_a_log_that_was_put_back_is_refused_again_and_again(
    tmp_path: Path, database: str | None, writer: Writer
) -> None:
    """What was taken in before it was noticed does not make a head that fits."""
    other = Head.read(writer.recorder.ask)
    writer.write([cheap(STREAMS[3], 2), cheap(STREAMS[3], 3)])
    with owner(tmp_path, database=database) as run:
        run("delete from event where position = 6")
    for _ in range(3):
        with pytest.raises(StoreError):
            other.follow(writer.recorder.ask)


# the time


def test_who_follows_a_host_whose_clock_is_ahead_says_so_once(writer: Writer, clock: StandingClock) -> None:
    head, told = Head.read(writer.recorder.ask), []
    head.last = written(clock())

    for seconds in (-JUMP.total_seconds() - 1, 1, 0.5, 20, -30):
        clock.on(seconds=seconds)
        told.append(head.hear(written(clock())))
        head.last = max(head.last, written(clock()))

    assert told == [True, False, False, False, True]
