"""Between facts and rows: all that a fact says is stored and comes back, and nothing that could not be is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.fact import Envelope, Fact, registry
from domain.identity import PatientRegistered
from domain.patient import Patient
from tests.support.clock import StandingClock
from tests.support.given import CLERK, NOON, REGISTERED
from tests.support.golden import EVENTS
from tests.support.stores import ENGINES, database_of
from tests.trail.logs import ORIGIN
from trail.entry import decode
from trail.journal import Journal
from trail.mapper import Mapper, NotPlain, UnknownType, check_plain, draft
from trail.rows import unsealed
from trail.store import Store

KINDS = {f"{topic}/{version}": kind for (topic, version), kind in registry().items()}
WORD = some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
WORDS = some.lists(WORD, max_size=3).map(tuple)
ENVELOPES = some.builds(
    Envelope, actor=WORD, name=some.just("") | WORD, role=WORD,
    channel=some.sampled_from(["form", "api", "import", "cli", "job"]), session=some.none() | WORD,
    operator=some.none() | WORD, effective=some.none() | WORD, reason=some.none() | WORD,
    because=some.none() | WORD, source=WORDS, flags=WORDS, request=some.none() | WORD,
    on_behalf_of=some.none() | WORD,
    at=some.datetimes(datetime(2026, 1, 1), datetime(2046, 1, 1), timezones=some.just(UTC)),
    tx=WORD, policy=some.sampled_from(["0", "1", "2027-01"]), position=some.just(0),
)  # fmt: skip


@pytest.fixture(scope="module")
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture(scope="module", params=ENGINES)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, clock: StandingClock
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("facts") / "store"
    with database_of(request.param) as database, closing(Store.create(folder, ORIGIN, clock, database)) as made:
        yield made


def _fields(name: str) -> dict[str, Any]:
    """What a golden event of this type says."""
    golden = orjson.loads((EVENTS / f"{name.replace('/', '.')}.json").read_bytes())
    fields: dict[str, Any] = orjson.loads(golden["payload"])
    del fields["meta"]
    return fields


# there and back


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(max_examples=8)
@given(by=ENVELOPES)
def test_every_fact_comes_back_as_it_was(store: Store, clock: StandingClock, name: str, by: Envelope) -> None:
    clock.at = max(by.at, clock.at)
    stream, by = uuid4(), by._replace(at=clock.at)
    fact = KINDS[name](stream, 1, by.at, by, **_fields(name))

    [position] = store.log.append([draft(fact)])
    [row] = store.log.stream(stream)
    found = Mapper().fact(*unsealed(row, store.keys, ORIGIN))

    assert type(found) is type(fact)
    assert vars(found) == vars(fact) | {"by": by._replace(position=position)}
    assert found.payload() == fact.payload()
    assert decode(row.entry) == store.log.opened(row)[0]


JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | WORD | some.just(""),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORD, inner, max_size=3), max_leaves=8,
)  # fmt: skip


@given(some.dictionaries(WORD, JSON, max_size=4))
def test_whatever_is_plain_is_stored_and_comes_back(store: Store, said: dict[str, Any]) -> None:
    fact = registered(birth=said)

    store.log.append([draft(fact)])

    [found] = Journal(store.log).history(fact.originator_id)
    assert isinstance(found, PatientRegistered)
    assert (found.birth, [*found.birth]) == (said, sorted(said))


def registered(**fields: Any) -> Fact:
    kind, told = REGISTERED
    return kind(originator_id=uuid4(), originator_version=1, timestamp=NOON, by=CLERK, **{**told, **fields})


def test_one_fact_drafted_twice_is_promised_under_two_seeds(store: Store) -> None:
    fact = registered()

    one, two = draft(fact), draft(fact)

    assert one.body[32:] == two.body[32:]
    assert one.body[:32] != two.body[:32]
    assert one.commitment != two.commitment


def test_facts_of_a_patient_who_shares_anothers_key_are_sealed_under_it(store: Store) -> None:
    one, two = registered(), registered()

    store.log.append([draft(one), draft(two, shares_key_of=one.originator_id)])

    entries = [store.log.opened(row)[0] for row in store.log.rows(store.log.position - 2, 2)]
    assert entries[0].key == entries[1].key == store.log.key_of(two.originator_id)


# what is not plain


class Loud(str):
    """Text, and more than text."""


class Word(StrEnum):
    HELLO = "hello"


class Answer(int):
    """A number, and more than a number."""


@pytest.mark.parametrize(("value", "kind"), [
    (1.5, "float"), (float("nan"), "float"), (Decimal("1.5"), "Decimal"), (date(2026, 3, 7), "date"),
    (NOON, "datetime"), (timedelta(1), "timedelta"),
    ((1, 2), "tuple"), ({1, 2}, "set"), (frozenset(), "frozenset"), (b"octets", "bytes"),
    (UUID(int=1), "UUID"), (Loud("x"), "Loud"), (Word.HELLO, "Word"), (Answer(4), "Answer"), (object(), "object"),
])  # fmt: skip
def test_what_is_not_plain_is_told_with_its_place(value: object, kind: str) -> None:
    for said, place in (
        (value, "x"), ({"a": value}, "x.a"), ([0, value], "x.1"), ({"a": [{"b": value}], "z": 1.5}, "x.a.0.b"),
    ):  # fmt: skip
        with pytest.raises(NotPlain) as caught:
            check_plain(said, "x")
        assert str(caught.value) == f"{place} is a {kind}"


@pytest.mark.parametrize("name", [1, None, True, b"a", (1,), Loud("a"), Word.HELLO])
def test_a_name_that_is_no_text_is_told_with_its_place(name: object) -> None:
    for said, place in (({name: 1}, "x"), ({"a": [{"b": 1, name: 1}]}, "x.a.0")):
        with pytest.raises(NotPlain) as caught:
            check_plain(said, "x")
        assert str(caught.value) == f"{place} has a name that is no text"


def test_a_fact_that_is_not_plain_is_not_drafted(store: Store) -> None:
    before = store.log.position

    with pytest.raises(NotPlain, match=r"^patient\.registered/1\.names\.0\.born is a date$"):
        Journal(store.log).save(_new(names=[{"text": "Ada", "born": date(2026, 3, 7)}]))

    assert store.log.position == before


def _new(**fields: Any) -> Patient:
    patient = Patient.__new__(Patient)
    patient.__base_init__(uuid4(), 1, NOON)
    patient.pending_events.append(registered(**fields))
    return patient


# what is not known


@pytest.mark.parametrize("type_", ["patient.registered/2", "patient.registered", "patient.vanished/1", "log.opened/1"])
def test_a_type_that_is_not_known_is_told_and_never_guessed(type_: str) -> None:
    golden = orjson.loads((EVENTS / "patient.registered.1.json").read_bytes())
    entry = decode(golden["entry"].encode())._replace(type=type_)

    with pytest.raises(UnknownType, match=f"event {entry.position} is a {type_}, which this version does not know"):
        Mapper().fact(entry, golden["payload"].encode())
