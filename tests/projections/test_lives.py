"""Lives kept in memory: always what the log says, whoever recorded it, and never more than was allowed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.fact import Envelope, Fact
from domain.refusal import NotFound
from projections import past
from projections.life import Life
from projections.lives import Lives
from tests.support.lives import lived, steps
from tests.support.office import AMA, everything, register
from tests.support.stores import created
from web.service import Service


class _Told(NamedTuple):
    by: Envelope


def weigh(service: Service, who: UUID, times: int = 1) -> None:
    for n in range(times):
        service.records.measure(who, [{"kind": "weight", "value": f"{70 + n % 2}", "unit": "kg"}], AMA, "2026-01-05")


@given(steps, some.data())
def test_a_life_that_grew_holds_every_file_there_ever_was(told: list[tuple[str, int]], data: some.DataObject) -> None:
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = lived(service, told)
        facts = list(service.store.journal.history(who))
        first = data.draw(some.integers(0, len(facts)))

        young = Life(who, facts[:first])
        life = young.grown(facts[first:])

        assert [life.file(n) for n in range(1, len(facts) + 1)] == [
            past.folded(who, facts[:n]) for n in range(1, len(facts) + 1)
        ]
        assert young.version == first
        assert [young.file(n) for n in range(1, first + 1)] == [life.file(n) for n in range(1, first + 1)]


@given(some.lists(some.integers(0, 3), min_size=1, max_size=12), some.integers(-1, 30))
def test_of_a_moment_a_life_knows_what_was_recorded_by_then(gaps: list[int], moment: int) -> None:
    begun = datetime(2026, 3, 1, tzinfo=UTC)
    times = [begun + timedelta(seconds=n) for n in accumulate(gaps)]
    facts = [_Told(AMA.envelope(at, "x" * 16, "0")) for at in times]
    life, asked = Life(uuid4()), begun + timedelta(seconds=moment)
    life.facts = cast(list[Fact], facts)

    assert life.version_by(asked) == sum(at <= asked for at in times)


def test_an_entry_tells_at_which_events_it_was_written(service: Service) -> None:
    life = service.lives.of(everything(service))
    wrote = {fact.originator_version for fact in life.facts if getattr(fact, "report", "") == "r1"}

    assert set(life.wrote("reports", "r1", 0)) == wrote
    assert life.wrote("reports", "r1", max(wrote)) == []
    assert life.wrote("reports", "r99", 0) == []


def test_a_life_that_is_looked_at_again_goes_on_with_what_is_new(service: Service) -> None:
    who = register(service.records)
    before = service.lives.of(who)

    weigh(service, who, 3)

    after = service.lives.of(who)
    assert (before.version, after.version) == (1, 4)
    assert after.facts[0] is before.facts[0]
    assert after.file() == past.file_at(service.store.journal, who)
    assert service.lives.of(who) is after


def test_what_another_host_recorded_is_seen(service: Service) -> None:
    who = register(service.records)
    other = Lives(service.store.journal)
    other.of(who)

    weigh(service, who)

    assert other.of(who).file() == service.lives.of(who).file()


def test_only_so_many_facts_are_kept_and_the_newest_life_always(service: Service) -> None:
    lives, people = Lives(service.store.journal, 12), [register(service.records, identifiers=[]) for _ in range(4)]
    for who in people:
        weigh(service, who, 4)

    found = [lives.of(who) for who in people]

    assert lives.of(people[-1]) is found[-1]
    assert lives.of(people[0]) is not found[0]
    weigh(service, people[0])
    assert (lives.of(people[0]).version, lives.of(people[0]) is lives.of(people[0])) == (6, True)
    assert Lives(service.store.journal, 1).of(people[0]).version == 6


def test_a_life_whose_newest_fact_is_another_one_is_read_anew(service: Service) -> None:
    who = register(service.records)
    weigh(service, who)
    life = service.lives.of(who)
    forged: Any = life.facts[-1]
    life.facts[-1] = replace(forged, taken_at="1999-01-01")

    assert service.lives.of(who).file() == past.file_at(service.store.journal, who)


def test_nobody_is_kept_of_whom_there_is_nothing(service: Service) -> None:
    with pytest.raises(NotFound):
        service.lives.of(uuid4())
    with pytest.raises(NotFound):
        Life(uuid4()).file()


def test_a_life_that_was_forgotten_is_read_again(service: Service) -> None:
    who = register(service.records)
    before = service.lives.of(who)

    service.lives.forget(who)

    assert service.lives.of(who) is not before


def test_a_life_that_is_forgotten_while_it_is_read_is_not_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a record is erased while a reviewer looks at it."""
    who, began, history = register(service.records), Event(), service.store.journal.history

    def slow(*told: Any, **more: Any) -> Iterator[Fact]:
        yield from history(*told, **more)
        began.set()
        time.sleep(0.3)

    monkeypatch.setattr(service.store.journal, "history", slow)
    reading = Thread(target=service.lives.of, args=(who,))
    reading.start()
    assert began.wait(20)
    service.lives.forget(who)
    reading.join(20)

    assert who not in service.lives._kept


def test_many_who_look_while_it_grows_see_whole_files(service: Service) -> None:
    who, seen, stop = register(service.records), list[int](), list[bool]()
    weigh(service, who, 20)

    def look() -> None:
        while not stop:
            life = service.lives.of(who)
            for version in (1, life.version // 2 + 1, life.version):
                seen.append(life.file(version)["version"] - version)

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        weigh(service, who, 20)
    finally:
        stop.append(True)
        for thread in threads:
            thread.join()

    assert set(seen) == {0}
