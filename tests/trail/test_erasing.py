"""Payloads leave the log only under an erasure, a destroyed key seals nothing, and what is missing is explained."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.refusal import Gone
from tests.support.crowd import at_once, cheap
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN
from trail.commitment import commit, joined, new_seed, serialised
from trail.doom import DONE, DOOMED, SPARED
from trail.entry import b64
from trail.errors import StoreError
from trail.mapper import Draft
from trail.opened import ERASED
from trail.payloads import opener
from trail.recorder import Erasure, Page, Refusal
from trail.store import Store
from trail.verify import PROVED, UNDECIDED, Verdict, verify
from web.keeping.proving import source

ADA, BEN = UUID(int=5), UUID(int=6)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with (
        database_of(request.param) as database,
        closing(Store.create(tmp_path / "s", ORIGIN, database=database)) as made,
    ):
        made.log.append([cheap(ADA), cheap(BEN), cheap(ADA, 2)])
        yield made


def erasure(keys: list[int], stream: UUID | None = None) -> Draft:
    """The entry alone, as `domain.disposition.RecordErased` would be."""
    seed, told = new_seed(), serialised({"keys": keys})
    commitment = b64(commit(seed, told))
    return cheap(stream or uuid4())._replace(type=ERASED, body=seed + joined(told), commitment=commitment)


def proof(store: Store, keys: bool = True) -> Verdict:
    return verify(source(store.folder), [], telling=partial(opener, store.folder) if keys else None)


def details(verdict: Verdict) -> list[str]:
    return [finding["detail"] for finding in verdict.findings]


def entered(store: Store, who: UUID = ADA) -> tuple[int, list[int]]:
    """Where the erasure stands, and whose payloads are to go."""
    kid = store.log.key_of(who)
    (position,) = store.log.append([erasure([kid])])
    return position, [entry.position for entry in store.log.under([kid], position)]


# out of the log


def test_payloads_go_under_an_erasure_and_all_others_stay(store: Store) -> None:
    position, payloads = entered(store)

    store.log.erase(Erasure(position, payloads, []))

    rows = store.log.rows(0, 100)
    assert payloads == [2, 4]
    assert [row.position for row in rows if row.payload is None] == payloads
    assert proof(store).verdict == PROVED
    assert proof(store).erasures == [{"position": position, "payloads": 2}]


def test_it_may_be_repeated(store: Store) -> None:
    position, payloads = entered(store)

    for _ in range(2):
        store.log.erase(Erasure(position, payloads, ["nobody asked this"]))

    assert proof(store).verdict == PROVED


def test_nothing_goes_under_an_entry_that_is_no_erasure(store: Store) -> None:
    with pytest.raises(StoreError, match="event 3 erases nothing"):
        store.log.erase(Erasure(3, [2], []))

    assert store.log.rows(1, 1)[0].payload is not None


def test_nothing_goes_that_came_after_the_erasure(store: Store) -> None:
    position, _ = entered(store)
    (later,) = store.log.append([cheap(uuid4())])

    store.log.erase(Erasure(position, [later], []))

    assert store.log.rows(later - 1, 1)[0].payload is not None


def test_the_answers_that_are_named_go_and_no_other(store: Store) -> None:
    for request in ("his", "hers"):
        store.log.append([cheap(uuid4())], request, lambda at, who=request: who.encode())
    position, _ = entered(store)

    store.log.erase(Erasure(position, [], [*store.log.answers(b"his")]))

    assert (store.log.response("his"), store.log.response("hers")) == (None, b"hers")


def test_the_guards_stand_again_afterwards(store: Store) -> None:
    store.log.append([cheap(uuid4())], "hers", lambda at: b"hers")
    position, payloads = entered(store)
    store.log.erase(Erasure(position, payloads, []))

    for statement in ("update event set payload = null where position = 3", "delete from command"):
        with pytest.raises(Exception, match=r"stays as it is|permission denied"):
            _run(store.log.recorder, statement)


def test_an_erasure_waits_for_the_command_that_is_being_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """They have one connection: nothing of either may come into the other's transaction."""
    position, payloads = entered(store)
    recorder, turns, began = store.log.recorder, list[str](), Event()

    def held_up(page: Page) -> Refusal | None:
        turns.append("the command begins")
        began.set()
        time.sleep(0.3)
        told = append(page)
        turns.append("the command is written")
        return told

    def noted(told: Erasure) -> None:
        turns.append("the erasure begins")
        erase(told)

    append, erase = recorder.append, recorder.erase
    monkeypatch.setattr(recorder, "append", held_up)
    monkeypatch.setattr(recorder, "erase", noted)
    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(store.log.append, [cheap(BEN, 2)])
        assert began.wait(20)
        store.log.erase(Erasure(position, payloads, []))

        assert written.result(20) == [position + 1]
    assert turns == ["the command begins", "the command is written", "the erasure begins"]
    assert proof(store).verdict == PROVED


def test_commands_and_erasures_at_once_are_all_carried_out(store: Store) -> None:
    position, payloads = entered(store)

    def clerk() -> list[int]:
        own = uuid4()
        return [store.log.append([cheap(own, version)])[0] for version in range(1, 21)]

    def erases() -> list[int]:
        store.log.erase(Erasure(position, payloads, []))
        return payloads

    got = at_once([*[clerk] * 3, *[erases] * 3])

    assert [len(one) for one in got if isinstance(one, list)] == [20] * 3 + [2] * 3
    assert proof(store).verdict == PROVED


def _run(recorder: Any, statement: str) -> None:
    """As the host itself might."""
    (recorder._db if recorder.alone else recorder._connected()).execute(statement)


# the keys


def test_a_destroyed_key_is_gone_for_good_and_its_number_is_not_given_again(store: Store) -> None:
    kid, keys = store.log.key_of(ADA), store.keys
    keys.doom.say(kid, str(ADA), DOOMED)

    keys.destroy(kid, str(ADA))

    with pytest.raises(Gone):
        keys.cipher(kid)
    assert kid not in {keys.new() for _ in range(600)}


def test_nothing_is_sealed_under_a_key_that_is_doomed(store: Store) -> None:
    store.keys.doom.say(store.log.key_of(ADA), str(ADA), DOOMED)

    with pytest.raises(Gone):
        store.log.append([cheap(ADA, 3)])
    assert store.log.append([cheap(BEN, 2)])


def test_a_key_that_is_spared_seals_again(store: Store) -> None:
    for word in (DOOMED, SPARED):
        store.keys.doom.say(store.log.key_of(ADA), str(ADA), word)

    assert store.log.append([cheap(ADA, 3)])
    assert store.keys.doom.unfinished() == []


def test_whoever_looked_before_a_key_was_destroyed_does_not_bring_it_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He is slow to remember what he saw, while somebody else destroys it."""
    kid, doom = store.log.key_of(ADA), store.keys.doom
    rows, began = doom._rows, Event()
    looking = Thread(target=doom.look)

    def slow() -> Sequence[Any]:
        found = rows()
        if current_thread() is looking:
            began.set()
            time.sleep(0.3)
        return found

    monkeypatch.setattr(doom, "_rows", slow)
    looking.start()
    assert began.wait(20)
    doom.say(kid, str(ADA), DOOMED)
    looking.join(20)

    assert kid in doom.sealed


def test_a_key_that_somebody_else_forgets_right_then_is_forgotten(store: Store) -> None:
    """As where two clerks of a host learn at once of an erasure at another one."""

    class Forgotten(dict[int, Any]):
        def keys(self) -> Any:
            found = {*super().keys()}
            self.clear()
            return found

    kid, keys = store.log.key_of(ADA), store.keys
    keys.doom.say(kid, str(ADA), DOOMED)
    keys.doom.destroy(kid, str(ADA))
    keys._open = Forgotten({kid: None})

    keys.forget()

    with pytest.raises(Gone):
        keys.cipher(kid)


def test_a_stream_goes_on_under_the_key_of_whom_it_is_about_now(store: Store) -> None:
    shared = uuid4()
    store.log.append([cheap(shared)._replace(shares_key_of=ADA)])

    store.log.append([cheap(shared, 2)._replace(shares_key_of=BEN)])

    first, second = store.log.stream(shared)
    assert store.log.opened(first)[0].key == store.log.key_of(ADA)
    assert store.log.opened(second)[0].key == store.log.key_of(BEN)


@given(words=some.lists(some.sampled_from([DOOMED, SPARED, DONE]), max_size=6))
def test_of_a_key_what_was_said_last_counts(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    with closing(Store.create(tmp_path_factory.mktemp("doom") / "s", ORIGIN)) as store:
        for word in words:
            store.keys.doom.say(1, str(ADA), word)

        last = words[-1] if words else SPARED
        assert (1 in store.keys.doom.sealed) == (last != SPARED)
        assert bool(store.keys.doom.unfinished()) == (last == DOOMED)
        assert (ADA in store.keys.doom.holders) == (last == DONE)


# the proof


def test_a_key_that_no_erasure_names_explains_nothing(store: Store) -> None:
    position, payloads = entered(store, BEN)

    store.log.erase(Erasure(position, [*payloads, 2], []))

    assert details(proof(store)) == ["event 2: its payload is missing, and no erasure says why"]


def test_an_event_that_was_recorded_under_an_erased_key_is_found(store: Store) -> None:
    position, payloads = entered(store)
    store.log.erase(Erasure(position, payloads, []))

    (late,) = store.log.append([cheap(ADA, 3)])

    assert details(proof(store)) == [f"event {late} was recorded under a key that event {position} erased"]


def test_an_erasure_that_is_not_finished_is_told_and_breaks_nothing(store: Store) -> None:
    position, _ = entered(store)

    verdict = proof(store)

    assert verdict.verdict == PROVED
    assert any(f"The erasure of event {position} was broken off: 2 payloads" in told for told in verdict.not_proved)


def test_without_the_keys_it_cannot_be_said_whether_something_is_missing(store: Store) -> None:
    position, payloads = entered(store)
    store.log.erase(Erasure(position, payloads, []))

    verdict = proof(store, keys=False)

    assert (verdict.verdict, verdict.findings) == (UNDECIDED, [])
    assert any("takes the keys to say" in told for told in verdict.not_proved)
