"""Samples: drawn by their seed alone, keyed by somebody else, once, in one form."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.fact import Decision
from domain.refusal import Refused
from domain.twice import canonical, keyed
from domain.verification import MOST, Place, Verification, VerificationClosed, VerificationDrawn, sample
from tests.support.given import CLERK, refused
from tests.support.office import AMA, RUTH, WHY, register
from web.service import Service

KOFI = AMA._replace(actor="u-00000002", name="Kofi Adjei")
PLACES = [Place(f"p{n}", ("measurements", "history")[n % 2], f"m{n}") for n in range(40)]
places = some.lists(some.builds(Place, *[some.sampled_from("abcdef")] * 3), unique=True, max_size=30)


# drawing


@given(some.text(max_size=9), some.integers(1, 40), places, some.randoms())
def test_a_seed_draws_the_same_entries_in_whatever_order_they_come(
    seed: str, size: int, eligible: list[Place], random: Random
) -> None:
    turned = random.sample(eligible, len(eligible))

    drawn = sample(seed, size, turned)

    assert drawn == sample(seed, size, eligible)
    assert len(drawn) == len(set(drawn)) == min(size, len(eligible))
    assert set(drawn) <= set(eligible)
    assert drawn == sample(seed, size + 5, eligible)[:size]


def test_every_entry_is_drawn_as_often_as_any_other() -> None:
    times = dict.fromkeys(PLACES, 0)
    for n in range(2000):
        for place in sample(f"seed {n}", 10, PLACES):
            times[place] += 1

    assert all(420 < many < 580 for many in times.values())  # 500 each; 4 standard deviations are 78


def test_a_sample_says_what_it_was_drawn_from() -> None:
    decision = Verification.draw(" spring ", 3, ["history"], 70, PLACES, "2026-01-01", None)

    drawn = sample("spring", 3, [place for place in PLACES if place.chapter == "history"])
    assert decision == Decision(VerificationDrawn, {
        "seed": "spring", "size": 3, "chapters": ["history"], "position": 70, "eligible": 20,
        "items": [place._asdict() for place in drawn], "since": "2026-01-01", "until": None,
    })  # fmt: skip


@pytest.mark.parametrize(("size", "chapters", "seed", "field"), [
    (0, ["history"], "a", "size"), (MOST + 1, ["history"], "a", "size"), (3, ["visits"], "a", "chapters"),
    (3, ["blood_group"], "a", "chapters"), (3, ["history"], " ", "seed"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused_at_its_field(size: int, chapters: list[str], seed: str, field: str) -> None:
    with pytest.raises(Refused) as no:
        Verification.draw(seed, size, chapters, 1, PLACES)

    assert no.value.field == field


# one form


@pytest.mark.parametrize(("chapter", "entry", "typed", "agrees"), [
    ("measurements", {"kind": "weight", "value": "72.0", "unit": "kg"}, {"value": "72"}, True),
    ("measurements", {"kind": "weight", "value": "72.0", "unit": "kg"}, {"value": "72000", "unit": "g"}, True),
    ("measurements", {"kind": "weight", "value": "72.5748", "unit": "kg"}, {"value": "160", "unit": "[lb_av]"}, True),
    ("measurements", {"kind": "weight", "value": "72.0", "unit": "kg"}, {"value": "27"}, False),
    ("measurements", {"kind": "temperature", "value": "37", "unit": "Cel"}, {"value": "98.6", "unit": "[degF]"}, True),
    ("history", {"what": {"text": "Née Núñez"}}, {"what": "nee  NUNEZ"}, True),
    ("history", {"what": {"text": "Asthma"}, "onset": "2019"}, {"what": "asthma", "onset": "2019"}, True),
    ("history", {"what": {"text": "Asthma"}, "onset": "2019"}, {"what": "asthma"}, False),
    ("blood_group", {"abo": "A", "rhd": "positive"}, {"abo": "A", "rhd": "positive"}, True),
    ("blood_group", {"abo": "A", "rhd": "positive"}, {"abo": "O", "rhd": "positive"}, False),
])  # fmt: skip
def test_who_means_the_same_says_the_same(chapter: str, entry: Any, typed: Any, agrees: bool) -> None:
    assert (canonical(chapter, entry) == keyed(chapter, entry.get("kind", ""), typed)) is agrees


@pytest.mark.parametrize(("chapter", "typed", "field"), [
    ("measurements", {"value": "heavy"}, "value"), ("measurements", {"value": "7", "unit": "cm"}, "unit"),
    ("measurements", {}, "value"), ("blood_group", {"abo": "C", "rhd": "positive"}, "abo"),
    ("blood_group", {"abo": "A"}, "rhd"), ("history", {"what": " "}, "what"),
    ("history", {"what": "Asthma", "onset": "soon"}, "onset"), ("visits", {}, "chapter"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(chapter: str, typed: Any, field: str) -> None:
    with pytest.raises(Refused) as no:
        keyed(chapter, "weight", typed)

    assert no.value.field == field


# keying


@pytest.fixture
def who(service: Service) -> UUID:
    id = register(service.records)
    service.records.measure(id, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    return id


def drawn(service: Service, who: UUID) -> UUID:
    place = Place(str(who), "measurements", "m1")
    return UUID(service.verifying.draw("spring", 5, ["measurements"], service.store.log.position, [place], RUTH).id)


def test_an_entry_is_held_against_what_stood_when_the_sample_was_drawn(service: Service, who: UUID) -> None:
    id = drawn(service, who)
    service.records.correct(who, "measurements", "m1", {"value": "71"}, WHY)

    receipt = service.verifying.key(id, 1, {"value": "72000", "unit": "g"}, KOFI)

    fact = service.store.journal.facts(receipt.position - 1, 1)[0][0]
    assert (fact.TOPIC, fact.payload()) == ("verification.keyed", {
        "verification": str(id), "number": 1, "holder": str(who), "chapter": "measurements", "entry": "m1",
        "was": {"value": "72 kg"}, "keyed": {"value": "72 kg"},
    })  # fmt: skip


def test_it_is_kept_under_the_key_of_the_patient(service: Service, who: UUID) -> None:
    receipt = service.verifying.key(drawn(service, who), 1, {"value": "70"}, KOFI)
    rows = {row.position: row for row in service.store.log.rows(0, 100)}
    weighed = next(fact.by.position for fact in service.store.journal.history(who))

    keys = [service.store.log.opened(rows[place])[0].key for place in (receipt.position, weighed)]

    assert keys[0] == keys[1]


def test_whoever_wrote_in_an_entry_does_not_key_it(service: Service, who: UUID) -> None:
    fixed = KOFI._replace(reason="typing-error")
    service.records.correct(who, "measurements", "m1", {"value": "71"}, fixed)
    id = drawn(service, who)

    for by in (AMA, KOFI):
        with refused("number", "You wrote in this entry yourself: somebody else has to key it."):
            service.verifying.key(id, 1, {"value": "71"}, by)


def test_an_entry_is_keyed_once(service: Service, who: UUID) -> None:
    id = drawn(service, who)
    service.verifying.key(id, 1, {"value": "72"}, KOFI)

    with refused("number", "This entry has been keyed already."):
        service.verifying.key(id, 1, {"value": "71"}, KOFI._replace(actor="u-00000003"))


def test_a_form_sent_twice_is_answered_twice_and_recorded_once(service: Service, who: UUID) -> None:
    id, by = drawn(service, who), KOFI._replace(request="once")

    first, second = (service.verifying.key(id, 1, {"value": "72"}, by) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("number", [0, 2, -1])
def test_only_entries_of_the_sample_can_be_keyed(service: Service, who: UUID, number: int) -> None:
    with refused("number", "There is no such entry in this sample."):
        service.verifying.key(drawn(service, who), number, {"value": "72"}, KOFI)


def test_a_sample_is_closed_once_something_was_keyed_and_then_for_good(service: Service, who: UUID) -> None:
    id = drawn(service, who)
    with refused("note", "Nothing has been keyed yet: there would be no result."):
        service.verifying.close(id, RUTH)
    service.verifying.key(id, 1, {"value": "72"}, KOFI)

    closed, again = service.verifying.close(id, RUTH, " All agrees. "), service.verifying.close(id, RUTH)

    assert closed
    assert not again
    with refused("number", "This sample is closed: nothing more is keyed."):
        service.verifying.key(id, 1, {"value": "72"}, KOFI)


def test_a_closed_sample_says_how_many_were_keyed() -> None:
    sampled = Verification.begin(UUID(int=1), Verification.draw("a", 2, ["history"], 1, PLACES), CLERK)

    assert sampled.close(2, " ") == (Decision(VerificationClosed, {"keyed": 2, "note": None}),)
