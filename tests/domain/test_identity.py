"""Who a patient is: registering, "it changed", "it was wrong", two clerks, identifiers."""

from __future__ import annotations

from typing import Any

import pytest

from domain.fact import Decision
from domain.identity import (
    DemographicsCorrected,
    DemographicsUpdated,
    IdentifierAdded,
    IdentifierRetired,
    Identity,
    PatientRegistered,
)
from domain.refusal import Conflict
from tests.support.given import (
    CLERK,
    CORRECTING,
    REGISTERED,
    TODAY,
    Happened,
    done,
    doubts,
    given,
    recorded,
    refused,
)
from tests.support.names import NAMES

LUCIA: dict[str, Any] = {"names": ["Lucía"], "birth": "1984-03", "gender": "female"}
PASSPORT = {"type": "PPN", "issuer": "XX", "value": "P-123"}
PASSPORT_ADDED: Happened = (IdentifierAdded, {"identifier": PASSPORT})


def read_at_the_door(**other: Any) -> dict[str, Any]:
    """The fields of a registration as they will be recorded."""
    decision = Identity.register("7", {**LUCIA, **other}, TODAY)
    assert decision.fact is PatientRegistered
    return decision.fields


# registering


def test_a_name_a_birth_and_a_gender_are_enough() -> None:
    decision = Identity.register("0000000195", LUCIA, TODAY)

    assert decision == Decision(
        PatientRegistered,
        {"mrn": "0000000195", "names": [{"text": "Lucía"}], "birth": {"value": "1984-03"}, "gender": "female"},
    )


def test_everything_that_is_told_is_recorded_whole() -> None:
    told = {
        "names": [{"text": "Lucía Núñez", "use": "official"}, {"text": "Lucía Ibáñez", "use": "maiden"}],
        "birth": {"value": "1984-03", "basis": "informant", "stated_age": "about 42"},
        "gender": "other",
        "sex_at_birth": "asked-unknown",
        "identifiers": [PASSPORT],
        "contacts": [{"system": "email", "value": "lucia@mail.example"}],
        "addresses": [{"text": "by the old well"}],
        "next_of_kin": [{"name": "Iván Núñez", "relationship": "brother", "is_guardian": False}],
        "language": "es",
        "marital_status": "single",
        "occupation": "welder",
        "note": "Hard of hearing.\nSpeak up.",
        "registration_source": "kin",
    }
    assert read_at_the_door(**told) == {"mrn": "7", **told}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_is_registered_as_it_is(name: str) -> None:
    assert read_at_the_door(names=[name])["names"] == [{"text": name}]


@pytest.mark.parametrize("birth", [{"unknown": "found without papers"}, "1984", "198X", "19XX", "2026-03-07"])
def test_a_birth_is_as_vague_as_it_is_known(birth: Any) -> None:
    assert read_at_the_door(birth=birth)["birth"] == (birth if isinstance(birth, dict) else {"value": birth})


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"names": []}, "names", "Write the name, in one field or in parts."),
        ({"names": None}, "names", "Write the name, in one field or in parts."),
        ({"names": "Ada"}, "names", "Write this as a list."),
        ({"names": [" "]}, "names.0.text", "Fill this in."),
        ({"names": ["Ada", {"text": "\u200b"}]}, "names.1.text", "Fill this in."),
        ({"birth": None}, "birth", "Write this as named fields."),
        ({"birth": {}}, "birth", "Give the date of birth as far as it is known, or say why it is not."),
        ({"birth": {"unknown": " "}}, "birth", "Give the date of birth as far as it is known, or say why it is not."),
        ({"birth": "about 30"}, "birth.value", "Write the date as 1980-03-02, 1980-03 or 1980."),
        ({"birth": "2026-03-08"}, "birth", "2026-03-08 is in the future."),
        ({"birth": "2026-04"}, "birth", "2026-04 is in the future."),
        ({"birth": "2027"}, "birth", "2027 is in the future."),
        ({"gender": None}, "gender", "Choose one of: female, male, other, unknown."),
        ({"gender": "f"}, "gender", "Choose one of: female, male, other, unknown."),
        ({"sex_at_birth": "female"}, "sex_at_birth", "Choose one of: F, M, X, asked-unknown, not-asked."),
        ({"registration_source": "web"}, "registration_source", "Choose one of: self, kin, police, transfer, import."),
        ({"identifiers": [{"type": "PPN"}]}, "identifiers.0.value", "Fill this in."),
        ({"contacts": [{"value": "1", "system": "pigeon"}]}, "contacts.0.system",
         "Choose one of: phone, email, fax, pager, url, sms, other."),
        ({"addresses": [{"city": "Hollins"}]}, "addresses.0.text", "Fill this in."),
        ({"next_of_kin": [{}]}, "next_of_kin.0.name", "Fill this in."),
        ({"mrn": "0000000195"}, "mrn", "There is no such field."),
        ({"surname": "Núñez"}, "surname", "There is no such field."),
        ({"language": 7}, "language", "Write this as text."),
    ],
)  # fmt: skip
def test_a_registration_is_refused_at_the_field_that_is_wrong(told: dict[str, Any], field: str, words: str) -> None:
    with refused(field, words):
        Identity.register("7", {**LUCIA, **told}, TODAY)


def test_a_child_is_registered_on_the_day_of_its_birth() -> None:
    assert read_at_the_door(birth=TODAY.isoformat())["birth"] == {"value": "2026-03-07"}


@pytest.mark.parametrize(
    ("birth", "doubtful"),
    [
        ("1896-03-07", False),  # 130 years ago to the day
        ("1896-03-06", True),
        ("1896-03", False),  # may be the 31st
        ("1896-02", True),
        ("1896", False),
        ("1895", True),
        ("189X", False),
        ("188X", True),
        ("18XX", False),
        ("17XX", True),
        ("1800-01-01", True),
    ],
)
def test_a_birth_more_than_130_years_ago_is_doubted_to_the_day(birth: str, doubtful: bool) -> None:
    told = {**LUCIA, "birth": birth}
    words = f"Born {birth}: more than 130 years ago. Is there a document that says so?"

    if doubtful:
        assert doubts(lambda: Identity.register("7", told, TODAY)) == [("very-old", "birth", words)]
    else:
        Identity.register("7", told, TODAY)

    assert Identity.register("7", told, TODAY, confirmed=("very-old",)).fields["birth"] == {"value": birth}


def test_a_document_answers_the_doubt_about_a_very_old_birth() -> None:
    birth = {"value": "1890", "basis": "document"}

    assert read_at_the_door(birth=birth)["birth"] == birth


def test_confirming_another_doubt_does_not_confirm_this_one() -> None:
    told = {**LUCIA, "birth": "1800"}

    assert doubts(lambda: Identity.register("7", told, TODAY, confirmed=("duplicate",)))[0][0] == "very-old"


# it changed, it was wrong


def test_what_changed_is_an_update_with_both_values() -> None:
    patient = given()

    decisions = patient.file.identity.update({"gender": "other", "language": "es"}, None, TODAY)

    changes = {"gender": {"was": "female", "now": "other"}, "language": {"now": "es"}}
    assert done(patient, decisions) == [(DemographicsUpdated, {"changes": changes})]


@pytest.mark.parametrize("birth", ["1984-07-03", "1985", "197X", {"unknown": "no papers"}])
def test_another_birth_is_a_correction_and_never_an_update(birth: Any) -> None:
    identity = given().file.identity

    with refused("birth", "A birth date does not change. If this one was wrong, say so: it is a correction."):
        identity.update({"birth": birth}, None, TODAY)
    assert identity.correct_details({"birth": birth}, None, TODAY)


@pytest.mark.parametrize("birth", ["1984-03", "1984", {"value": "1984-03-07", "basis": "document"}])
def test_a_birth_told_in_other_words_may_be_an_update(birth: Any) -> None:
    assert given().file.identity.update({"birth": birth}, None, TODAY)


def test_what_was_wrong_is_a_correction_with_both_values() -> None:
    patient = given()

    decisions = patient.file.identity.correct_details({"birth": "1984-07-03"}, None, TODAY)

    changes = {"birth.value": {"was": "1984-03-07", "now": "1984-07-03"}}
    assert done(patient, decisions, CORRECTING) == [(DemographicsCorrected, {"changes": changes})]


def test_an_update_leaves_no_correction_behind_and_a_correction_keeps_what_stood_there() -> None:
    patient = given(
        (DemographicsUpdated, {"changes": {"gender": {"was": "female", "now": "other"}}}),
        (DemographicsCorrected, {"changes": {"names.0.text": {"was": "Ada", "now": "Adah"}}}),
    )

    details = patient.file.identity.details

    assert (details["gender"], details["names"]) == ("other", [{"text": "Adah"}])
    assert [one["changes"] for one in details["corrections"]] == [{"names.0.text": {"was": "Ada", "now": "Adah"}}]
    assert details["corrections"][0]["by"]["position"] == 3


def test_a_list_is_given_whole_and_told_by_what_differs() -> None:
    patient = given()

    decisions = patient.file.identity.update({"names": ["Ada", "Countess"]}, None, TODAY)

    assert done(patient, decisions) == [(DemographicsUpdated, {"changes": {"names.1": {"now": {"text": "Countess"}}}})]


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_field_that_is_blanked_is_taken_away(blank: str | None) -> None:
    patient = given((DemographicsUpdated, {"changes": {"language": {"now": "es"}}}))

    decisions = patient.file.identity.update({"language": blank}, None, TODAY)

    assert done(patient, decisions) == [(DemographicsUpdated, {"changes": {"language": {"was": "es"}}})]
    assert "language" not in patient.file.identity.details


@pytest.mark.parametrize(
    "wanted", [{}, {"gender": "female"}, {"names": [" Ada "]}, {"birth": "1984-03-07", "note": ""}]
)
def test_no_difference_records_nothing(wanted: dict[str, Any]) -> None:
    patient = given()

    assert patient.file.identity.update(wanted, None, TODAY) == ()
    assert patient.file.identity.correct_details(wanted, None, TODAY) == ()


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"names": []}, "names", "Write the name, in one field or in parts."),
        ({"gender": ""}, "gender", "Choose one of: female, male, other, unknown."),
        ({"birth": "2030"}, "birth", "2030 is in the future."),
        ({"birth": ""}, "birth", "Give the date of birth as far as it is known, or say why it is not."),
        ({"mrn": "1"}, "mrn", "There is no such field."),
        ({"deceased": {"is": True}}, "deceased", "There is no such field."),
        ({"recorded": {}}, "recorded", "There is no such field."),
    ],
)
def test_a_change_is_judged_like_a_registration(wanted: dict[str, Any], field: str, words: str) -> None:
    patient = given()

    for command in (patient.file.identity.update, patient.file.identity.correct_details):
        with refused(field, words):
            command(wanted, None, TODAY)

    assert recorded(patient) == []


def test_a_very_old_birth_needs_its_document_in_a_correction_too() -> None:
    patient = given()
    identity = patient.file.identity

    assert doubts(lambda: identity.correct_details({"birth": "1890"}, None, TODAY))[0][:2] == ("very-old", "birth")

    decisions = identity.correct_details({"birth": {"value": "1890", "basis": "document"}}, None, TODAY)
    assert [decision.fact for decision in decisions] == [DemographicsCorrected]


def test_an_old_doubt_that_was_recorded_does_not_stand_in_the_way_of_another_change() -> None:
    patient = given(registered=(PatientRegistered, {**REGISTERED[1], "birth": {"value": "1800"}}))

    decisions = patient.file.identity.update({"language": "es"}, None, TODAY)

    assert [decision.fields["changes"] for decision in decisions] == [{"language": {"now": "es"}}]


# two clerks at once


def test_two_clerks_who_change_different_fields_both_succeed() -> None:
    patient = given()
    identity = patient.file.identity

    patient.record(identity.update({"gender": "other"}, {"gender": "female"}, TODAY), CLERK)
    patient.record(identity.update({"language": "es"}, {"language": None}, TODAY), CLERK)

    assert recorded(patient) == [
        (DemographicsUpdated, {"changes": {"gender": {"was": "female", "now": "other"}}}),
        (DemographicsUpdated, {"changes": {"language": {"now": "es"}}}),
    ]


def test_of_two_clerks_who_change_one_field_the_second_is_shown_both_values() -> None:
    patient = given()
    identity = patient.file.identity
    patient.record(identity.update({"gender": "other"}, {"gender": "female"}, TODAY), CLERK)

    with pytest.raises(Conflict) as caught:
        identity.update({"gender": "male"}, {"gender": "female"}, TODAY)

    conflict = caught.value
    assert (conflict.field, conflict.expected, conflict.found) == ("gender", "female", "other")
    assert conflict.reason == "Someone else changed this while you were writing."


def test_what_a_clerk_saw_may_be_deep_inside() -> None:
    patient = given()

    with pytest.raises(Conflict) as caught:
        patient.file.identity.correct_details({"names": ["Adah"]}, {"names.0.text": "Eve"}, TODAY)

    assert (caught.value.field, caught.value.expected, caught.value.found) == ("names.0.text", "Eve", "Ada")


# identifiers


def test_an_identifier_is_added() -> None:
    patient = given()

    decisions = patient.file.identity.add_identifier({"type": "PPN", "issuer": "XX", "value": " P-123 "})

    assert done(patient, decisions) == [(IdentifierAdded, {"identifier": PASSPORT})]
    assert patient.file.identity.details["identifiers"] == [PASSPORT]


def test_an_identifier_that_is_there_is_not_added_again() -> None:
    patient = given(PASSPORT_ADDED)

    assert patient.file.identity.add_identifier(PASSPORT) == ()


def test_an_identifier_is_retired_and_stays_readable() -> None:
    patient = given(PASSPORT_ADDED)

    decisions = patient.file.identity.retire_identifier(0)

    assert done(patient, decisions, CORRECTING) == [(IdentifierRetired, {"place": 0, "identifier": PASSPORT})]
    assert patient.file.identity.details["identifiers"] == [{**PASSPORT, "retired": True}]


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_only_an_identifier_that_is_there_is_retired(place: int) -> None:
    patient = given(PASSPORT_ADDED)

    with refused("identifier", "There is no such identifier in use."):
        patient.file.identity.retire_identifier(place)


def test_an_identifier_is_retired_once() -> None:
    patient = given(PASSPORT_ADDED, (IdentifierRetired, {"place": 0, "identifier": PASSPORT}))

    with refused("identifier", "There is no such identifier in use."):
        patient.file.identity.retire_identifier(0)
