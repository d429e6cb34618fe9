"""What the log asks of an engine, held against both: a page is written as a whole, or not at all and told why."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.refusal import Repeated, Stale
from tests.support.crowd import at_once, cheap, in_one_commit
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN, ROWS, TILES, Writer, keys_of, page_of, writer_of
from trail.errors import StoreError
from trail.keys import Keys
from trail.mapper import Draft
from trail.recorder import Page, Recorder, Refusal
from trail.sqlite.recorder import FileRecorder
from trail.store import Store
from trail.tiles import WIDTH

EVERYTHING = (ROWS, TILES, "select n, stack from tree_head", "select request, response from command order by request")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    with keys_of(tmp_path_factory.mktemp("keys")) as made:
        yield made


def test_what_a_process_that_died_left_in_the_write_ahead_log_is_in_the_file_once_it_is_opened(
    tmp_path: Path, keys: Keys
) -> None:
    """Else what is written behind it could be lost with it, where the disk never had it."""
    with writer_of(tmp_path, None, keys) as writer:
        writer.write([cheap(uuid4())])
        dead = tmp_path / "dead"
        dead.mkdir()
        for path in tmp_path.glob("trail.db*"):
            shutil.copy(path, dead)
    pending = (dead / "trail.db-wal").stat().st_size

    opened = FileRecorder(dead / "trail.db")
    shutil.copy(dead / "trail.db", tmp_path / "alone.db")
    opened.close(1)

    assert pending
    assert FileRecorder(tmp_path / "alone.db", readonly=True).ask("select n from tree_head") == [(1,)]


@pytest.fixture(scope="module", params=ENGINES)
def writer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Writer]:
    """A log that is added to by one test after the other."""
    folder = tmp_path_factory.mktemp("recorder")
    with database_of(request.param) as database, writer_of(folder, database, keys) as made:
        made.write([cheap(UUID(int=1))])
        yield made


def page(writer: Writer, *drafts: Draft, answers: dict[str, bytes] | None = None) -> Page:
    """These events as the next ones."""
    return page_of(writer.head.copy(), list(drafts), writer.keys, writer.kid, answers)


def stored(recorder: Recorder) -> list[Any]:
    return [[tuple(row) for row in recorder.ask(question)] for question in EVERYTHING]


# what is written


def test_pages_follow_each_other_without_a_gap_and_are_there_to_the_last_octet(writer: Writer) -> None:
    before, stream = writer.head.n, uuid4()
    pages = []

    for size in (1, 3, 2):
        drafts = [cheap(stream, writer.head.n - before + 1 + n, b"%d" % n) for n in range(size)]
        pages.append(page_of(writer.head, drafts, writer.keys, writer.kid))
        assert writer.recorder.append(pages[-1]) is None

    rows = [tuple(row) for row in writer.recorder.ask(ROWS)][before:]
    assert rows == [row for one in pages for row in one.rows]
    assert [row[0] for row in rows] == list(range(before + 1, before + 7))
    assert writer.recorder.ask("select n, stack from tree_head") == [(before + 6, pages[-1].stack)]


def test_tiles_and_answers_are_written_with_the_page(writer: Writer) -> None:
    known, stream = len(writer.recorder.ask(TILES)), uuid4()
    answers = {uuid4().hex: b"", "ä ☃ " + uuid4().hex: bytes(range(256))}
    filling = [cheap(stream, n + 1) for n in range(WIDTH - writer.head.n % WIDTH)]
    filled = page_of(writer.head, filling, writer.keys, writer.kid, answers)

    assert writer.recorder.append(filled) is None

    tiles = [tuple(row) for row in writer.recorder.ask(TILES)]
    assert (len(filled.tiles), len(tiles)) == (1, known + 1)
    assert tiles[-1] == filled.tiles[0]
    found = {row[0]: row[1] for row in writer.recorder.ask("select request, response from command")}
    assert {request: found[request] for request in answers} == answers


def test_an_erased_payload_and_an_empty_one_are_two(writer: Writer) -> None:
    whole = page_of(writer.head, [cheap(uuid4()), cheap(uuid4())], writer.keys, writer.kid)
    rows = [(*whole.rows[0][:6], None), (*whole.rows[1][:6], b"")]

    assert writer.recorder.append(whole._replace(rows=rows)) is None

    found = writer.recorder.ask("select payload from event where position > ? order by position", whole.at)
    assert [row[0] for row in found] == [None, b""]


def test_an_answer_without_an_event_is_kept(writer: Writer) -> None:
    request = uuid4().hex

    assert writer.recorder.append(page(writer, answers={request: b"nothing was to be changed"})) is None

    found = writer.recorder.ask("select response from command where request = ?", request)
    assert found == [(b"nothing was to be changed",)]
    assert writer.recorder.ask("select n from tree_head") == [(writer.head.n,)]


# what is refused


@pytest.mark.parametrize("away", [-1, 1, 1000])
def test_a_page_for_another_place_is_told_that_the_log_moved_and_nothing_is_written(writer: Writer, away: int) -> None:
    known, before = cheap(UUID(int=1)), stored(writer.recorder)
    wrong = page(writer, known, cheap(uuid4()), answers={uuid4().hex: b"x"})

    told = writer.recorder.append(wrong._replace(at=writer.head.n + away))

    assert told == Refusal(True)
    assert stored(writer.recorder) == before


def test_a_page_made_before_another_was_written_is_told_that_the_log_moved(writer: Writer) -> None:
    late = page(writer, cheap(uuid4()), answers={uuid4().hex: b"x"})
    writer.write([cheap(uuid4())])
    before = stored(writer.recorder)

    assert writer.recorder.append(late) == Refusal(True)
    assert stored(writer.recorder) == before


@pytest.mark.parametrize("version", [1, 2, 4, 9])
def test_a_stream_that_is_not_where_it_was_expected_is_named_and_nothing_is_written(
    writer: Writer, version: int
) -> None:
    gone_on, other, request = uuid4(), uuid4(), uuid4().hex
    writer.write([cheap(gone_on), cheap(gone_on, 2)])
    before = stored(writer.recorder)

    told = writer.recorder.append(page(writer, cheap(other), cheap(gone_on, version), answers={request: b"x"}))

    assert told == Refusal(False, frozenset({cheap(gone_on).sid}))
    assert stored(writer.recorder) == before
    assert writer.recorder.append(page(writer, cheap(other), cheap(gone_on, 3))) is None
    writer.head = type(writer.head).read(writer.recorder.ask)


def test_a_stream_that_is_not_there_is_stale_for_whoever_expects_one(writer: Writer) -> None:
    before, stream = stored(writer.recorder), uuid4()

    told = writer.recorder.append(page(writer, cheap(stream, 2)))

    assert told == Refusal(False, frozenset({cheap(stream).sid}))
    assert stored(writer.recorder) == before


def test_a_request_that_was_answered_is_named_and_nothing_is_written(writer: Writer) -> None:
    known, fresh = uuid4().hex, uuid4().hex
    assert writer.recorder.append(page(writer, answers={known: b"first"})) is None
    before = stored(writer.recorder)

    told = writer.recorder.append(page(writer, cheap(uuid4()), answers={known: b"second", fresh: b"x"}))

    assert told == Refusal(False, frozenset(), frozenset({known}))
    assert stored(writer.recorder) == before


def test_all_that_is_stale_and_all_that_is_repeated_is_named_at_once(writer: Writer) -> None:
    stale, repeated = [uuid4() for _ in range(3)], [uuid4().hex for _ in range(3)]
    writer.write([cheap(one) for one in stale])
    assert writer.recorder.append(page(writer, answers=dict.fromkeys(repeated, b"x"))) is None

    drafts = [cheap(one) for one in (*stale, uuid4())]
    told = writer.recorder.append(page(writer, *drafts, answers=dict.fromkeys([*repeated, uuid4().hex], b"y")))

    assert told == Refusal(False, frozenset(cheap(one).sid for one in stale), frozenset(repeated))


def test_what_the_tables_will_not_have_is_an_error_and_the_next_page_is_written(writer: Writer) -> None:
    """A version that is there already, though nobody asked whether it is."""
    known = uuid4()
    writer.write([cheap(known)])
    before, twice = stored(writer.recorder), page(writer, cheap(uuid4()), cheap(known), answers={uuid4().hex: b"x"})

    with pytest.raises(StoreError, match=r"^Nothing was recorded: "):
        writer.recorder.append(twice._replace(expected={}))

    assert stored(writer.recorder) == before
    writer.write([cheap(known, 2)])


# beside what is written


def test_questions_of_many_threads_are_answered_while_pages_are_written(writer: Writer) -> None:
    before = writer.head.n

    def look() -> list[tuple[int, int]]:
        ask = "select count(*), coalesce(max(position), 0) from event where position > ?"
        return [tuple(writer.recorder.ask(ask, before)[0]) for _ in range(40)]

    def write() -> list[tuple[int, int]]:
        for _ in range(20):
            writer.write([cheap(uuid4()), cheap(uuid4())])
        return []

    seen = at_once([write, *[look] * 6])

    told = [one for each in seen if isinstance(each, list) for one in each]
    assert len(told) == 240
    assert all(count == (last - before if last else 0) and count % 2 == 0 for count, last in told)


def test_who_waits_is_woken_by_an_append_and_otherwise_when_the_time_is_over(writer: Writer) -> None:
    writer.recorder.wait(0)
    began = time.monotonic()
    writer.recorder.wait(0.05)
    over = time.monotonic()

    later = Timer(0.05, lambda: writer.write([cheap(uuid4())]))
    later.start()
    writer.recorder.wait(20)
    woken = time.monotonic()
    later.join(20)  # who is woken may be quicker than who wrote

    assert over - began >= 0.05
    assert woken - over < 15


def test_who_has_the_turn_can_write(writer: Writer) -> None:
    with writer.recorder.turn():
        writer.write([cheap(uuid4())])
    with writer.recorder.turn():
        writer.write([cheap(uuid4())])


# through a log that has seen nothing of what is there


def told(positions: list[int]) -> bytes:
    return b"%d" % positions[0]


@pytest.fixture
def opened(tmp_path: Path, database: str | None) -> Iterator[Store]:
    """A store that was closed since its stream 7 and its request `form-1` were recorded."""
    store = Store.create(tmp_path / "store", ORIGIN, database=database)
    store.log.append([cheap(UUID(int=7)), cheap(UUID(int=7), 2)], "form-1", told)
    store.close()
    with closing(Store.open(tmp_path / "store")) as again:
        yield again


def _kind(got: object) -> object:
    if isinstance(got, Repeated):
        return Repeated, got.response
    return type(got) if isinstance(got, Exception) else got


def test_in_one_commit_a_conflict_is_told_to_its_own_command_and_the_others_are_recorded(opened: Store) -> None:
    log, known, streams = opened.log, UUID(int=7), [uuid4() for _ in range(4)]
    work = [
        ([cheap(streams[0])], None),
        ([cheap(known, 2)], None),
        ([cheap(streams[1]), cheap(streams[1], 2)], "form-2"),
        ([cheap(streams[2])], "form-1"),
        ([cheap(streams[3]), cheap(known, 1)], "form-3"),
        ([cheap(streams[3])], "form-4"),
    ]

    got = in_one_commit(log, [partial(log.append, drafts, request, told) for drafts, request in work])

    assert [_kind(one) for one in got] == [[5], Stale, [6, 7], (Repeated, b"2"), Stale, [8]]
    assert [row.position for row in log.rows(0, 100)] == list(range(1, 9))
    assert [log.last_version(one) for one in (known, *streams)] == [2, 1, 2, 0, 1]
    assert [log.response(f"form-{n}") for n in (1, 2, 3, 4)] == [b"2", b"6", None, b"8"]
    assert log.append([cheap(known, 3)]) == [9]


@pytest.mark.parametrize("same_stream", [True, False])
def test_one_request_that_comes_many_times_at_once_is_recorded_once(opened: Store, same_stream: bool) -> None:
    log, before, shared = opened.log, opened.log.position, uuid4()

    got = at_once([
        partial(log.append, [cheap(shared if same_stream else uuid4())], "form-2", told) for _ in range(12)
    ])  # fmt: skip

    assert [one for one in got if isinstance(one, list)] == [[before + 1]]
    assert {_kind(one) for one in got if isinstance(one, Exception)} == {(Repeated, b"%d" % (before + 1))}
    assert log.position == before + 1
    assert log.response("form-2") == b"%d" % (before + 1)


def test_one_request_twice_in_one_commit_is_recorded_once(opened: Store) -> None:
    log, before = opened.log, opened.log.position

    got = in_one_commit(log, [partial(log.append, [cheap(uuid4())], "form-2", told) for _ in range(3)])

    assert [_kind(one) for one in got] == [[before + 2], (Repeated, told([before + 2])), (Repeated, told([before + 2]))]
    assert log.position == before + 2
