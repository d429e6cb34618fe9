"""Somebody without a name, their naming later, the label of a record, and what is told of a person besides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.identity import (
    ConfidentialityChanged,
    DemographicsUpdated,
    Identity,
    PatientIdentified,
    PatientRegistered,
)
from domain.patient import Patient
from tests.support.given import CORRECTING, TODAY, Happened, done, doubts, given, refused
from tests.support.office import AMA
from web.service import Service

ALIAS = {"text": "Unknown, found 7 March, 1", "use": "anonymous"}
FOUND: Happened = (
    PatientRegistered,
    {"mrn": "0000000195", "names": [ALIAS], "birth": {"value": "199X"}, "gender": "male", "found_at": "The bridge"},
)
KOFI = {"names": ["Kofi Adjei"], "birth": "1994"}
LUCIA: dict[str, Any] = {"names": ["Lucía"], "birth": "1984-03", "gender": "female"}


def found(*history: Happened) -> Patient:
    return given(*history, registered=FOUND)


def test_whoever_is_known_at_last_keeps_the_alias_behind_the_name() -> None:
    patient = found()

    decisions = patient.file.identity.identify(KOFI, "a passport", TODAY)

    assert done(patient, decisions) == [(PatientIdentified, {
        "changes": {
            "names.0.text": {"was": ALIAS["text"], "now": "Kofi Adjei"},
            "names.0.use": {"was": "anonymous"},
            "names.1": {"now": ALIAS},
            "birth.value": {"was": "199X", "now": "1994"},
        },
        "evidence": "a passport",
    })]  # fmt: skip
    assert patient.file.identity.details["names"] == [{"text": "Kofi Adjei"}, ALIAS]
    assert patient.file.identity.details["found_at"] == "The bridge"


@pytest.mark.parametrize("names", [None, [], [{"text": "Somebody", "use": "anonymous"}]])
def test_naming_somebody_takes_a_name(names: Any) -> None:
    with refused("names", "Write the name that is now known."):
        found().file.identity.identify({"names": names}, None, TODAY)


def test_whoever_has_a_name_is_not_named_again() -> None:
    with refused("names", "This patient is known by name: say what changed, or what was wrong."):
        given().file.identity.identify(KOFI, None, TODAY)


def test_an_unlikely_birth_is_asked_about_when_somebody_is_named() -> None:
    wanted = {**KOFI, "birth": "1880"}
    asked = doubts(lambda: found().file.identity.identify(wanted, None, TODAY))

    assert [code for code, _, _ in asked] == ["very-old"]
    assert found().file.identity.identify(wanted, None, TODAY, ("very-old",))


def test_a_label_changes_with_a_reason_and_the_same_one_records_nothing() -> None:
    patient = given()

    assert done(patient, patient.file.identity.label("R"), CORRECTING) == [
        (ConfidentialityChanged, {"was": "N", "now": "R"})
    ]
    assert patient.file.identity.label("R") == ()
    with refused("confidentiality", "Choose one of: N, R, V."):
        patient.file.identity.label("secret")


def test_a_label_does_not_change_beside_something_else() -> None:
    patient = given((ConfidentialityChanged, {"was": "N", "now": "R"}))

    with refused("confidentiality", "Change the label by itself, with a reason."):
        patient.file.identity.update({"confidentiality": "N"}, None, TODAY)
    assert done(patient, patient.file.identity.update({"occupation": "welder"}, None, TODAY)) == [
        (DemographicsUpdated, {"changes": {"occupation": {"now": "welder"}}})
    ]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"no_contact": True}, {"no_contact": True}),
        ({"no_contact": False}, {}),
        ({"no_contact": True, "contacts": [{"value": "1"}]}, {"contacts": [{"system": "phone", "value": "1"}]}),
        ({"interpreter_needed": False}, {"interpreter_needed": False}),
        ({"next_of_kin": [{"name": "Iván", "record": "00 000 001-95"}]},
         {"next_of_kin": [{"name": "Iván", "record": "0000000195"}]}),
        ({"confidentiality": "V", "pronouns": "they/them", "name_to_use": "Lu", "gender_identity": " "},
         {"confidentiality": "V", "pronouns": "they/them", "name_to_use": "Lu"}),
    ],
)  # fmt: skip
def test_what_is_told_of_a_person_is_kept_as_far_as_it_says_something(
    told: dict[str, Any], kept: dict[str, Any]
) -> None:
    fields = Identity.register("7", {**LUCIA, **told}, TODAY).fields

    assert {name: it for name, it in fields.items() if name not in ("mrn", *LUCIA)} == kept


def test_a_record_number_of_kin_has_its_check_digits() -> None:
    with refused("next_of_kin.0.record", "This is no record number: check its digits."):
        Identity.register("7", {**LUCIA, "next_of_kin": [{"name": "Iván", "record": "0000000196"}]}, TODAY)


def test_an_alias_is_given_once_and_a_repeated_request_gets_the_same(service: Service) -> None:
    told = {"birth": "199X", "gender": "unknown"}
    records = service.records

    first = records.register_unidentified(told, AMA._replace(request="one"))
    again = records.register_unidentified(told, AMA._replace(request="one"))
    others = [records.register_unidentified(told, AMA) for _ in range(3)]

    assert first.id == again.id
    assert [_alias(service, one.id) for one in (first, *others)] == [
        f"Unknown, found 7 March, {n}" for n in (1, 2, 3, 4)
    ]


def _alias(service: Service, id: str) -> str:
    with service.records.desk.open(UUID(id)) as file:
        return str(file.patient.file.identity.details["names"][0]["text"])
