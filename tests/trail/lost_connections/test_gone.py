"""A database that stays away: everybody is told, and what is sent again later is recorded once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Repeated
from tests.support.clock import StandingClock
from tests.support.crowd import at_once, cheap
from tests.support.office import AMA, register
from tests.trail.logs import ORIGIN
from tests.trail.lost_connections.losing import WEIGHT, Database, answers, impatient, recorded, told, turned
from tests.trail.wire import Wire
from trail.errors import AnswerLost, StoreError
from trail.keys import BATCH, KEY
from trail.log import Log
from trail.store import Store


def _sent(log: Log, request: str, version: int = 1) -> list[int]:
    try:
        return log.append([cheap(UUID(int=5), version)], request, told)
    except Repeated as error:
        return [int(error.response)]


def test_an_append_to_a_database_that_is_gone_is_told_and_recorded_once_when_it_is_back(
    log: Log, database: Database
) -> None:
    with database.gone():
        for _ in range(2):
            with pytest.raises(StoreError, match=r"does not answer|cannot be reached"):
                _sent(log, "form-1")

    assert _sent(log, "form-1") == _sent(log, "form-1") == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


@pytest.mark.parametrize("lost", ["answers", "questions"])
def test_an_append_that_was_lost_on_its_way_there_or_back_is_doubtful_and_recorded_once_when_it_is_sent_again(
    line: tuple[Wire, Log], lost: str
) -> None:
    """Of which the database has all where the answer was lost, and nothing where the question was."""
    wire, log = line
    setattr(wire, lost, 0)
    wire.open = False

    with impatient(), pytest.raises(AnswerLost, match=r"it is not known whether this was recorded\. Send it again"):
        _sent(log, "form-1")
    wire.mend()

    assert _sent(log, "form-1") == [4]
    assert (log.position, answers(log)["form-1"]) == (4, b"4")
    assert log.append([cheap(UUID(int=5), 2)]) == [5]


def test_all_of_a_commit_are_told_that_the_database_is_gone(log: Log, database: Database) -> None:
    streams = [uuid4() for _ in range(4)]
    work = [partial(log.append, [cheap(one)], one.hex, told) for one in streams]

    with database.gone():
        got = at_once(work)

    assert [isinstance(one, StoreError) for one in got] == [True] * 4
    assert {one[0] for one in at_once(work) if isinstance(one, list)} == {3, 4, 5, 6}


def test_whoever_asks_while_the_database_is_gone_is_told_in_a_sentence(store: Store, database: Database) -> None:
    log = store.log
    questions: dict[str, Callable[[], object]] = {
        "rows": lambda: log.rows(0, 10),
        "position": lambda: log.position,
        "head": log.head,
        "version": lambda: log.last_version(UUID(int=5)),
        "key": lambda: store.keys.cipher(10**6),
        "new keys": lambda: [store.keys.new() for _ in range(BATCH)],
        "many rows": lambda: list(store.keys._tables.stream(KEY.select())),
        "news": store.journal.refresh,
        "behind others": lambda: turned(log),
    }

    with database.gone():
        got = dict(zip(questions, at_once(questions.values()), strict=True))

    assert {name: one for name, one in got.items() if not isinstance(one, StoreError)} == {}
    assert log.position == 2


def test_a_command_of_the_record_sent_again_after_the_database_was_gone_is_carried_out_once(
    store: Store, database: Database, clock: StandingClock
) -> None:
    records = Records(store.journal, store.keys.index_secret, clock)
    who = register(records)
    by, before = AMA._replace(request="form-1"), store.log.position

    def measure() -> Receipt:
        return records.measure(who, WEIGHT, by, "2026-03-01")

    with database.gone(), pytest.raises(StoreError):
        measure()

    assert measure() == measure()
    assert store.log.position == before + 1


def test_a_store_is_closed_though_its_database_is_gone(tmp_path: Path, database: Database) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database.url)
    with database.gone():
        store.close()

    with pytest.raises(StoreError, match="The log is closed"):
        store.log.append([cheap(uuid4())])
