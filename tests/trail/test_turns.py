"""Group commit: whoever comes first commits for all who wait, and a clerk's trouble is that clerk's alone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.refusal import Repeated, Stale
from tests.support.crowd import at_once, cheap, in_one_commit
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN, log_of, verified
from trail.errors import StoreError
from trail.log import Log
from trail.sqlite.recorder import FileRecorder
from trail.store import Store
from trail.tree import root_of
from trail.turns import MOST, Command, Turns


@pytest.fixture(scope="module", params=ENGINES)
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """A log that is added to by one test after the other, and proved after all of them."""
    folder = tmp_path_factory.mktemp("log")
    with database_of(request.param) as database:
        with log_of(folder, database) as made:
            yield made
        assert verified(folder, database).findings == []


@pytest.fixture(scope="module")
def file_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("file")
    with log_of(folder, None) as made:
        yield made
    assert verified(folder, None).findings == []


def told(positions: list[int]) -> bytes:
    return b"%d" % positions[0]


# one commit for many

STREAMS = [UUID(int=7), UUID(int=8), UUID(int=9)]
ASKED = some.tuples(some.sampled_from(STREAMS), some.integers(1, 4), some.integers(1, 3), some.booleans())
"""Stream, first version, number of events, and whether it comes as a request: one that is repeated says the same."""


@given(some.lists(some.lists(ASKED, min_size=1, max_size=6), min_size=1, max_size=3))
@example([[(STREAMS[0], 1, 1, False), (STREAMS[0], 3, 1, False), (STREAMS[0], 2, 1, False)]])  # 3 is not after 2 yet
def test_in_one_commit_all_get_what_they_would_have_got_one_after_the_other(
    log: Log, commits: list[list[tuple[UUID, int, int, bool]]]
) -> None:
    streams, own, before = {one: uuid4() for one in STREAMS}, uuid4().hex, log.position
    versions, kept, expected, found = dict.fromkeys(STREAMS, 0), dict[str, int](), list[object](), list[object]()

    for commit in commits:
        work = list[Callable[[], list[int]]]()
        for stream, version, many, named in commit:
            drafts = [cheap(streams[stream], version + n) for n in range(many)]
            request = f"{own} {stream} {version} {many}" if named else None
            work.append(partial(log.append, drafts, request, told))
            if request and request in kept:
                expected.append((Repeated, kept[request]))
            elif version != versions[stream] + 1:
                expected.append(Stale)
            else:
                kept |= {request: len(expected)} if request else {}
                versions[stream] += many
                expected.append(many)
        found += in_one_commit(log, work)

    assert [_kind(one, found) for one in found] == expected
    assert {one: log.last_version(streams[one]) for one in STREAMS} == versions
    positions = [position for one in found if isinstance(one, list) for position in one]
    assert len({*positions}) == len(positions) == sum(versions.values())
    assert log.position == before + len(commits) + len(positions)  # each began with one of another stream


def _kind(got: object, found: list[object]) -> object:
    """How many were kept, and together; or which command it repeats; or how it failed."""
    if isinstance(got, Repeated):
        firsts = [told(one) if isinstance(one, list) else None for one in found]
        return Repeated, firsts.index(got.response)
    if isinstance(got, list):
        return len(got) if got == list(range(got[0], got[0] + len(got))) else got
    return type(got)


def test_many_threads_leave_a_dense_order_and_every_one_finds_its_own(log: Log) -> None:
    before, shared = log.position, uuid4()

    def clerk() -> list[tuple[int, UUID, int]]:
        own, kept = uuid4(), list[tuple[int, UUID, int]]()
        for version in range(1, 16):
            kept.append((log.append([cheap(own, version)])[0], own, version))
            kept += contended()
        return kept

    def contended() -> list[tuple[int, UUID, int]]:
        while True:
            version = log.last_version(shared) + 1
            try:
                return [(log.append([cheap(shared, version)])[0], shared, version)]
            except Stale:
                continue

    everything = at_once([clerk] * 8)

    kept = sorted(row for rows in everything if isinstance(rows, list) for row in rows)
    rows = [(row.position, row.stream, row.version) for row in log.rows(before, 1000)]
    assert rows == [(position, cheap(stream).sid, version) for position, stream, version in kept]
    assert [row[0] for row in rows] == list(range(before + 1, before + 8 * 30 + 1))
    assert log.head() == (before + 240, root_of(log.leaves(before + 240)))


def test_a_request_that_came_before_the_store_was_closed_is_known_when_it_is_opened_again(
    tmp_path: Path, database: str | None
) -> None:
    store, stream = Store.create(tmp_path / "store", ORIGIN, database=database), uuid4()
    first = store.log.append([cheap(stream)], "form-1", told)
    store.close()

    store = Store.open(tmp_path / "store")
    with pytest.raises(Repeated) as caught:
        store.log.append([cheap(stream, 2)], "form-1", told)

    assert (caught.value.response, store.log.last_version(stream)) == (told(first), 1)
    store.close()


# what fails in a commit


@contextmanager
def full(log: Log) -> Iterator[None]:
    """The file may grow by twenty pages, and no further."""
    assert isinstance(log.recorder, FileRecorder)
    assert log.recorder._db
    pages = log.recorder._db.execute("pragma page_count").fetchone()[0]
    log.recorder._db.execute(f"pragma max_page_count = {pages + 20}")
    yield
    log.recorder._db.execute("pragma max_page_count = 1073741823")


def test_a_full_disk_inside_a_commit_keeps_nothing_of_it_and_the_next_command_works(file_log: Log) -> None:
    before, streams = file_log.head(), [uuid4() for _ in range(3)]
    sizes = [b"{}", b'"%s"' % (b"x" * 500_000), b"{}"]
    work = [
        partial(file_log.append, [cheap(stream, body=body)], stream.hex, told)
        for stream, body in zip(streams, sizes, strict=True)
    ]

    with full(file_log):
        got = in_one_commit(file_log, work)

    assert [type(one) for one in got] == [StoreError] * 3
    assert {str(one) for one in got} == {
        "Nothing was recorded: database or disk is full. Is the disk full, or failing?"
    }
    assert (file_log.position, [file_log.last_version(one) for one in streams]) == (before[0] + 1, [0, 0, 0])
    assert [file_log.response(one.hex) for one in streams] == [None] * 3
    assert [one() for one in work] == [[before[0] + 2], [before[0] + 3], [before[0] + 4]]


def test_an_error_in_one_commands_answer_is_its_own(log: Log) -> None:
    before, streams = log.position, [uuid4() for _ in range(4)]

    def broken(_: list[int]) -> bytes:
        raise ZeroDivisionError

    answers = zip(streams, [told, told, broken, told], strict=True)
    got = in_one_commit(log, [partial(log.append, [cheap(one)], one.hex, answer) for one, answer in answers])

    assert [one if isinstance(one, list) else type(one) for one in got] == [
        [before + 2], [before + 3], ZeroDivisionError, [before + 4]
    ]  # fmt: skip
    assert [log.last_version(one) for one in streams] == [1, 1, 0, 1]
    assert [log.response(one.hex) for one in streams] == [told([before + n]) for n in (2, 3)] + [
        None,
        told([before + 4]),
    ]
    assert log.append([cheap(streams[2])]) == [before + 5]


def test_a_key_that_was_given_to_a_stream_of_which_nothing_was_kept_is_not_its_key(log: Log) -> None:
    """An identifier that was claimed for one patient in vain, and then for another, goes when that other is erased."""
    one, other, shared = uuid4(), uuid4(), uuid4()
    log.append([cheap(one), cheap(other)])

    def broken(_: list[int]) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log.append([cheap(shared)._replace(shares_key_of=one)], uuid4().hex, broken)
    log.append([cheap(shared)._replace(shares_key_of=other)])

    assert log.opened(log.stream(shared)[0])[0].key == log.key_of(shared) == log.key_of(other) != log.key_of(one)


def test_a_conflict_keeps_its_name_where_the_disk_fails_as_well(file_log: Log) -> None:
    known = uuid4()
    file_log.append([cheap(known)])

    with full(file_log):
        got = in_one_commit(file_log, [
            partial(file_log.append, [cheap(known)]), partial(file_log.append, [cheap(uuid4(), body=b"x" * 500_000)])
        ])  # fmt: skip

    assert [type(one) for one in got] == [Stale, StoreError]


def test_what_is_not_on_disk_yet_is_told_to_nobody(log: Log) -> None:
    before, seen = log.head(), list[tuple[int, tuple[int, bytes]]]()

    def looks(positions: list[int]) -> bytes:
        seen.append((log.position, log.head()))
        return told(positions)

    log.append([cheap(uuid4())], uuid4().hex, looks)

    assert seen == [(before[0], before)]
    assert log.position == before[0] + 1


def test_half_a_command_is_no_command(log: Log) -> None:
    fresh, known = uuid4(), uuid4()
    log.append([cheap(known)])
    before = log.head()

    with pytest.raises(Stale):
        log.append([cheap(fresh), cheap(known)])

    assert (log.head(), log.last_version(fresh)) == (before, 0)


# closing


def test_who_waits_while_the_log_is_closed_is_kept_or_told(tmp_path: Path, database: str | None) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database)
    log, closing = store.log, Thread(target=store.close, daemon=True)

    def closes(positions: list[int]) -> bytes:
        closing.start()
        return told(positions)

    work = [partial(log.append, [cheap(uuid4())], uuid4().hex, closes)]
    got = in_one_commit(log, work + [partial(log.append, [cheap(uuid4())]) for _ in range(20)])
    closing.join(20)
    late = at_once([partial(log.append, [cheap(uuid4())])] * 5)

    kept = [one for one in got if isinstance(one, list)]
    assert {str(one) for one in (*got, *late) if one not in kept} == {"The log is closed."}
    assert {type(one) for one in late} == {StoreError}
    assert verified(store.folder, database).size == 2 + len(kept)


# turns by themselves


def test_no_commit_has_more_commands_than_the_most() -> None:
    sizes, began, go_on = list[int](), Event(), Event()

    def commit(batch: list[Command]) -> None:
        sizes.append(len(batch))
        began.set()
        assert go_on.wait(20)
        for command in batch:
            command.positions = [len(sizes)]

    turns = Turns(commit)
    commands = [Command([]) for _ in range(2 * MOST + 10)]
    threads = [Thread(target=turns.take, args=(one,), daemon=True) for one in commands]
    threads[0].start()
    assert began.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(turns._queue) < len(threads) - 1:
        time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert sizes == [1, MOST, MOST, 9]
    assert all(one.positions for one in commands)


@pytest.mark.parametrize("error", [sqlite3.OperationalError, KeyboardInterrupt])
def test_a_leader_that_dies_wakes_all_and_hands_on(error: type[BaseException]) -> None:
    batches, began, go_on, died = list[list[Command]](), Event(), Event(), list[BaseException]()

    def commit(batch: list[Command]) -> None:
        batches.append(batch)
        if len(batches) == 1:
            began.set()
            assert go_on.wait(20)
            raise error
        for command in batch:
            command.positions = [1]

    def take(command: Command) -> None:
        try:
            turns.take(command)
        except error as told:
            died.append(told)

    turns = Turns(commit)
    commands = [Command([]) for _ in range(5)]
    threads = [Thread(target=take, args=(one,), daemon=True) for one in commands]
    threads[0].start()
    assert began.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(turns._queue) < 4:
        time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join(20)
    turns.take(after := Command([]))

    assert [type(one) for one in died] == [error]
    assert [one.positions for one in (*commands, after)] == [None, [1], [1], [1], [1], [1]]
    assert [len(batch) for batch in batches] == [1, 4, 1]
