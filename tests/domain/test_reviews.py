"""What an office decides about a record: given what happened, when somebody decides, then this is recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as some

from domain.completeness.rules import RULES
from domain.emergencies import GlassBroken, GlassReviewed
from domain.fact import Fact, Plain
from domain.refusal import Refused
from domain.reviews import (
    DENIALS,
    AmendmentDecided,
    AmendmentDenied,
    AmendmentExtended,
    AmendmentRequested,
    DeficiencyAssigned,
    DeficiencyDisputed,
    DeficiencyWaived,
    DisagreementFiled,
    ReviewCompleted,
    Reviews,
    place,
)
from tests.support.given import CLERK, CORRECTING, NOON, Happened, done, given, refused

WHERE = {"rule": "DQ09", "about": "history.allergy"}
ASSIGNED: Happened = (DeficiencyAssigned, {**WHERE, "owner": "u-1", "owner_name": "Mira"})
REQUESTED: Happened = (AmendmentRequested, {"request": "q1", "about": "record", "text": "The street is wrong."})
BROKEN: Happened = (GlassBroken, {"glass": "q1", "why": "Unconscious, nobody else here."})


def test_who_sees_to_it_is_recorded_with_the_name_of_then() -> None:
    patient = given()

    decided = patient.file.reviews.assign("DQ09", "history.allergy", "u-1", "Mira")

    assert done(patient, decided) == [ASSIGNED]


def test_to_give_it_to_the_same_again_records_nothing() -> None:
    assert given(ASSIGNED).file.reviews.assign("DQ09", "history.allergy", "u-1", "Mira") == ()


@pytest.mark.parametrize("until", [None, "2026-06-30"])
def test_a_waiver_needs_a_reason(until: str | None) -> None:
    patient = given()
    decided = patient.file.reviews.waive("DQ09", "history.allergy", until)

    with refused("reason", "Say why the record is being changed."):
        patient.record(decided, CLERK)

    told = {"until": until} if until else {}
    assert done(patient, decided, CORRECTING) == [(DeficiencyWaived, {**WHERE, **told})]


@pytest.mark.parametrize("until", ["2026-06", "2026", "199X"])
def test_a_waiver_ends_on_a_day(until: str) -> None:
    with refused("until", "Name a day, or leave this empty: then it is waived for good."):
        given().file.reviews.waive("DQ09", "history.allergy", until)


def test_a_dispute_says_something() -> None:
    reviews = given().file.reviews

    with refused("text", "Fill this in."):
        reviews.dispute("DQ09", "history.allergy", " ")
    assert reviews.dispute("DQ09", "history.allergy", "It is in the letter.") == (
        (DeficiencyDisputed, {**WHERE, "text": "It is in the letter."}),
    )


def test_a_review_is_of_the_record_as_it_stood_at_a_place_in_the_log() -> None:
    patient = given()

    decided = patient.file.reviews.review("record", 41, "All of it reads well.")

    assert done(patient, decided) == [
        (ReviewCompleted, {"review": "q1", "scope": "record", "seen": 41, "findings": "All of it reads well."})
    ]


def test_a_request_is_decided_once() -> None:
    patient = given(REQUESTED)

    decided = patient.file.reviews.decide_amendment("q1", "denied", "The bill says otherwise.", "He disagrees.")

    assert done(patient, decided) == [(AmendmentDecided, {
        "request": "q1", "outcome": "denied", "basis": "The bill says otherwise.", "statement": "He disagrees.",
    })]  # fmt: skip
    with refused("entry", "This request was decided already."):
        patient.file.reviews.decide_amendment("q1", "accepted", "A bill was shown.")


@pytest.mark.parametrize("ground", sorted(DENIALS))
def test_a_request_is_denied_for_one_of_four_reasons_and_in_words(ground: str) -> None:
    patient = given(REQUESTED)

    denied = patient.file.reviews.deny_amendment("q1", ground, " The bill says otherwise. ")

    told = {"request": "q1", "ground": ground, "basis": "The bill says otherwise."}
    assert done(patient, denied) == [(AmendmentDenied, told)]
    item = patient.file.reviews.items["q1"]
    assert (item["status"], item["ground"], item["decided"]["by"]) == ("denied", ground, CLERK.name)


@pytest.mark.parametrize(("ground", "basis", "field"), [
    ("because", "No.", "ground"), ("right", " ", "basis"), (None, "No.", "ground"),
])  # fmt: skip
def test_no_request_is_denied_without_a_reason_of_the_law(ground: Any, basis: str, field: str) -> None:
    with pytest.raises(Refused) as no:
        given(REQUESTED).file.reviews.deny_amendment("q1", ground, basis)

    assert no.value.field == field


def test_the_time_to_decide_is_extended_once_and_only_while_it_runs() -> None:
    patient = given(REQUESTED)

    longer = patient.file.reviews.extend_amendment("q1", "The doctor is away.")

    assert done(patient, longer) == [(AmendmentExtended, {"request": "q1", "why": "The doctor is away."})]
    with refused("why", "The time was extended already: that can be done once."):
        patient.file.reviews.extend_amendment("q1", "Again.")
    patient.record(patient.file.reviews.decide_amendment("q1", "accepted", "A bill was shown."), CLERK)
    with refused("entry", "This request was decided already."):
        patient.file.reviews.extend_amendment("q1", "Again.")


def test_the_patient_disagrees_with_a_denial_as_often_as_they_like_and_with_nothing_else() -> None:
    patient = given(REQUESTED)
    with refused("entry", "Only a request that was denied is disagreed with."):
        patient.file.reviews.disagree("q1", "I do not agree.")
    patient.record(patient.file.reviews.deny_amendment("q1", "right", "It stands."), CLERK)

    for said in ("I do not agree.", "I still do not."):
        disagreed = patient.file.reviews.disagree("q1", said)
        assert done(patient, disagreed)[-1:] == [(DisagreementFiled, {"request": "q1", "text": said})]

    said_so = [one["text"] for one in patient.file.reviews.items["q1"]["disagreed"]]
    assert said_so == ["I do not agree.", "I still do not."]
    with refused("entry", "This request was decided already."):
        patient.file.reviews.deny_amendment("q1", "right", "Again.")


def test_an_emergency_is_told_in_some_words_and_looked_into_once() -> None:
    with refused("why", "Say why in at least 15 characters."):
        given().file.reviews.break_glass("care", "An emergency.", NOON)
    patient = given(BROKEN)

    decided = patient.file.reviews.review_glass("q1", "It was one.", ("u-3",))

    assert done(patient, decided) == [(GlassReviewed, {"glass": "q1", "finding": "It was one."})]
    with refused("entry", "This was looked at already."):
        patient.file.reviews.review_glass("q1", "It was one.", ("u-3",))


@pytest.mark.parametrize(("happened", "decide"), [
    (BROKEN, lambda reviews: reviews.decide_amendment("q1", "accepted", "A bill was shown.")),
    (REQUESTED, lambda reviews: reviews.review_glass("q1", "It was one.", ("u-3",))),
    (ASSIGNED, lambda reviews: reviews.review_glass("DQ09~history~allergy", "It was one.", ("u-3",))),
    (REQUESTED, lambda reviews: reviews.review_glass("q2", "It was one.", ("u-3",))),
])  # fmt: skip
def test_each_decision_is_about_its_own_kind(happened: Happened, decide: Any) -> None:
    with refused("entry", "There is no such entry in this file."):
        decide(given(happened).file.reviews)


@pytest.mark.parametrize("command", [
    lambda reviews: reviews.retract("q1"), lambda reviews: reviews.correct("q1", {"text": "Another."}),
])  # fmt: skip
def test_what_was_decided_stays(command: Any) -> None:
    with pytest.raises(Refused):
        command(given(REQUESTED).file.reviews)


# the fold

rules, abouts = some.sampled_from(sorted(RULES)), some.sampled_from(["record", "visits.v1", "visits.v1.weight"])
about = some.fixed_dictionaries({"rule": rules, "about": abouts})
decisions = some.lists(
    some.one_of(
        about.map(lambda told: (DeficiencyAssigned, {**told, "owner": "clerk", "owner_name": "Clerks"})),
        about.map(lambda told: (DeficiencyWaived, {**told, "until": "2026-06-30"})),
        about.map(lambda told: (DeficiencyWaived, told)),
        about.map(lambda told: (DeficiencyDisputed, {**told, "text": "No."})),
    ),
    max_size=12,
)


def folded(happened: list[Happened]) -> Reviews:
    reviews = Reviews()
    for n, (kind, fields) in enumerate(happened, 1):
        fact: Fact = kind(originator_id=UUID(int=1), originator_version=n, timestamp=NOON, by=CORRECTING, **fields)
        reviews.fold(fact)
    return reviews


@supposing(decisions)
def test_of_each_kind_of_decision_the_last_one_stands(happened: list[Happened]) -> None:
    expected: dict[str, Plain] = {}
    for kind, fields in happened:
        one = expected.setdefault(place(fields["rule"], fields["about"]), {})
        match kind.__name__:
            case "DeficiencyAssigned":
                one["owner"] = fields["owner"]
            case "DeficiencyWaived":
                one["until"] = fields.get("until")
            case _:
                one["disputed"] = fields["text"]

    items = folded(happened).items

    assert items.keys() == expected.keys()
    for key, item in items.items():
        found = {"owner": item["owner"]} if "owner" in item else {}
        found |= {"until": item["waived"]["until"]} if "waived" in item else {}
        found |= {"disputed": item["disputed"]["text"]} if "disputed" in item else {}
        assert found == expected[key]


@supposing(decisions, some.integers(1, 5))
def test_numbers_are_not_given_twice(happened: list[Happened], more: int) -> None:
    reviews = folded(happened)
    for _ in range(more):
        ((kind, fields),) = reviews.review("record", 7)
        assert fields["review"] not in reviews.items
        reviews.fold(kind(originator_id=UUID(int=1), originator_version=99, timestamp=NOON, by=CLERK, **fields))

    assert len(reviews.items) == len({place(fields["rule"], fields["about"]) for _, fields in happened}) + more
