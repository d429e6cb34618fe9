"""What becomes of each kind of resource: kept as it was told, flagged where it is odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.fhir import (
    ABOUT,
    ALIVE,
    AT,
    GROUP,
    PATIENT,
    PRESSURE,
    SUGAR,
    WEIGHT,
    bundle,
    chapters,
    code,
    flagged,
    imported,
)
from web.service import Service

Resource = dict[str, Any]


# the person


@pytest.mark.parametrize("name", [
    {"text": "张无忌"}, {"text": "Medhurst46"}, {"text": "O"}, {"text": "D'Arcy"}, {"text": "Ann\u200bika"},
    {"text": "Leia Organa", "use": "maiden", "family": "Organa", "given": ["Leia"]},
])  # fmt: skip
def test_a_name_is_kept_as_it_is_written(service: Service, tmp_path: Path, name: Resource) -> None:
    account = imported(service, tmp_path, bundle({"resourceType": "Patient", "id": "p1", "name": [name]}))

    (kept,) = chapters(service)["demographics"]["demographics"]["names"]
    assert account["recorded"] == 1
    assert kept == name


def test_one_without_name_birth_or_gender_is_recorded_as_unknown(service: Service, tmp_path: Path) -> None:
    imported(service, tmp_path, bundle({"resourceType": "Patient", "id": "p1"}))
    person = chapters(service)["demographics"]["demographics"]
    assert (person["names"], person["birth"], person["gender"]) == (
        [{"text": "Name not known"}], {"unknown": "not in the source"}, "unknown",
    )  # fmt: skip


def test_a_birth_with_a_time_of_day_keeps_the_day_and_what_was_written(service: Service, tmp_path: Path) -> None:
    imported(service, tmp_path, bundle({**ALIVE, "birthDate": "1980-03-02T00:00:00Z"}))
    birth = chapters(service)["demographics"]["demographics"]["birth"]
    assert birth == {"value": "1980-03-02", "original": "1980-03-02T00:00:00Z"}


@pytest.mark.parametrize(("change", "flag"), [
    ({"birthDate": "1800-01-01"}, "very-old"),
    ({"gender": "Female"}, "gender-not-understood"),
    ({"link": [{"type": "seealso"}]}, "linked"),
    ({"deceasedDateTime": "1900"}, "death-date-wrong"),
    ({"deceasedDateTime": "soon"}, "death-date-wrong"),
])  # fmt: skip
def test_what_is_odd_about_a_person_is_flagged(service: Service, tmp_path: Path, change: Resource, flag: str) -> None:
    assert flagged(imported(service, tmp_path, bundle({**ALIVE, **change}))) == [("Patient/p1", flag)]


def test_what_is_dated_before_birth_or_after_death_is_flagged(service: Service, tmp_path: Path) -> None:
    early = {**WEIGHT, "id": "early", "effectiveDateTime": "1970-01-01"}
    late = {**WEIGHT, "id": "late", "effectiveDateTime": "2026-02-02T00:00:01Z"}

    account = imported(service, tmp_path, bundle(late, PATIENT, early, WEIGHT))

    assert account["recorded"] == 2
    assert sorted(flagged(account)) == [("Observation/early", "before-birth"), ("Observation/late", "after-death")]


# observations


def test_an_impossible_value_is_kept_in_a_report_and_the_rest_of_the_act_is_measured(
    service: Service, tmp_path: Path
) -> None:
    heavy = {**WEIGHT, "id": "heavy", "valueQuantity": {"value": 7200, "code": "kg"}}

    account = imported(service, tmp_path, bundle(ALIVE, heavy, PRESSURE, WEIGHT))

    told = chapters(service)
    assert flagged(account) == [("Observation/heavy", "impossible-value")]
    assert sorted(item["kind"] for item in told["measurements"].values()) == ["diastolic", "systolic", "weight"]
    assert [line["value"] for line in told["reports"]["r1"]["results"]] == ["7200"]


def test_a_pressure_without_unit_is_kept_without_guessing(service: Service, tmp_path: Path) -> None:
    parts = [{"code": code(of), "valueQuantity": {"value": n}} for of, n in (("8480-6", 120), ("8462-4", 80))]

    account = imported(service, tmp_path, bundle(ALIVE, {**PRESSURE, "component": parts}))

    told = chapters(service)
    assert flagged(account) == [("Observation/pressure", "unit-missing")]
    assert told["measurements"] == {}
    assert [(line["value"], line.get("unit")) for line in told["reports"]["r1"]["results"]] == [
        ("120", None),
        ("80", None),
    ]


@pytest.mark.parametrize(("of", "value", "group"), [
    ("882-1", {"valueString": "A Pos"}, ("A", "positive")),
    ("882-1", {"valueCodeableConcept": {"text": "AB Rh(D) negative"}}, ("AB", "negative")),
    ("882-1", {"valueCodeableConcept": {"coding": [{"display": "O+"}]}}, ("O", "positive")),
    ("883-9", {"valueCodeableConcept": {"coding": [{"display": "Blood group A (finding)"}]}}, ("A", "unknown")),
    ("883-9", {"valueString": "b"}, ("B", "unknown")),
])  # fmt: skip
def test_a_blood_group_is_a_determination(
    service: Service, tmp_path: Path, of: str, value: Resource, group: tuple[str, str]
) -> None:
    told = {"resourceType": "Observation", "id": "g", "status": "final", "code": code(of), **value, **ABOUT, **AT}

    account = imported(service, tmp_path, bundle(ALIVE, told))

    found = chapters(service)["blood_group"]["b1"]
    assert account["recorded"] == 2
    assert (found["abo"], found["rhd"], found["basis"]) == (*group, "lab")


def test_group_and_factor_of_one_moment_are_one_determination(service: Service, tmp_path: Path) -> None:
    factor = {**GROUP, "id": "factor", "code": code("10331-7"), "valueCodeableConcept": {"text": "Rh positive"}}

    account = imported(service, tmp_path, bundle(ALIVE, GROUP, factor))

    told = chapters(service)["blood_group"]
    assert (account["recorded"], account["events"]) == (3, 6)  # registered, three identifiers, recorded and settled
    assert told["current"] == {"state": "single", "abo": "A", "rhd": "positive"}


@pytest.mark.parametrize("text", ["not determined", "Aa", "A or B", ""])
def test_a_blood_group_that_is_not_understood_is_a_line_of_a_report(
    service: Service, tmp_path: Path, text: str
) -> None:
    account = imported(service, tmp_path, bundle(ALIVE, {**GROUP, "valueCodeableConcept": {"text": text}}))
    assert flagged(account) == [("Observation/group", "blood-group-not-understood")]
    assert chapters(service)["blood_group"] == {}
    assert len(chapters(service)["reports"]["r1"]["results"]) == 1


def test_a_preliminary_result_is_preliminary(service: Service, tmp_path: Path) -> None:
    imported(service, tmp_path, bundle(ALIVE, {**SUGAR, "status": "preliminary"}))
    assert chapters(service)["reports"]["r1"]["status"] == "preliminary"


# history

NONE = {
    "resourceType": "AllergyIntolerance", "id": "none", "patient": ABOUT["subject"],
    "code": {"coding": [{"code": "409137002", "display": "No Known Drug Allergy (situation)"}], "text": "NKDA"},
}  # fmt: skip
NUTS = {"resourceType": "AllergyIntolerance", "id": "nuts", "code": code("1", "Nuts"), "patient": ABOUT["subject"]}


def test_that_there_is_no_allergy_is_a_declaration(service: Service, tmp_path: Path) -> None:
    account = imported(service, tmp_path, bundle(ALIVE, NONE))
    told = chapters(service)["history"]["h1"]
    assert account["recorded"] == 2
    assert (told["none_known"], told["kind"], told["note"]) == (True, "allergy", "NKDA")


def test_beside_an_allergy_it_is_a_note_and_flagged(service: Service, tmp_path: Path) -> None:
    account = imported(service, tmp_path, bundle(ALIVE, NONE, NUTS))
    told = chapters(service)["history"]
    assert flagged(account) == [("AllergyIntolerance/none", "none-known-beside-an-entry")]
    assert [(item["kind"], item["what"]["text"]) for item in told.values()] == [("allergy", "Nuts"), ("note", "NKDA")]


def test_a_time_told_in_words_goes_to_the_note(service: Service, tmp_path: Path) -> None:
    words = {"onsetString": "approximately November 2012", "abatementAge": {"value": 54, "unit": "years"}}
    imported(
        service, tmp_path, bundle(ALIVE, {"resourceType": "Condition", "id": "c", "code": code("1"), **words, **ABOUT})
    )
    note = chapters(service)["history"]["h1"]["note"]
    assert note == "When: approximately November 2012\nEnded: at the age of 54 years"


def test_what_was_not_done_says_so(service: Service, tmp_path: Path) -> None:
    done = {"resourceType": "Procedure", "id": "x", "status": "not-done", "code": code("1"), **ABOUT}
    assert flagged(imported(service, tmp_path, bundle(ALIVE, done))) == [("Procedure/x", "not-done")]
    assert chapters(service)["history"]["h1"]["detail"]["outcome"] == "not done, says the source"


def test_a_medicine_that_is_described_inside_is_named(service: Service, tmp_path: Path) -> None:
    inside = [{"resourceType": "Medication", "id": "m", "code": code("1", "Amoxicillin")}]
    told = {"medicationReference": {"reference": "#m"}, "contained": inside, "status": "active"}
    imported(service, tmp_path, bundle(ALIVE, {"resourceType": "MedicationStatement", "id": "s", **told, **ABOUT}))
    assert chapters(service)["history"]["h1"]["what"]["text"] == "Amoxicillin"


def test_a_report_of_what_has_a_chapter_of_its_own_says_where_it_stands(service: Service, tmp_path: Path) -> None:
    named = [{"reference": f"Observation/{one['id']}"} for one in (WEIGHT, GROUP, SUGAR)]
    report = {"resourceType": "DiagnosticReport", "id": "d", "code": code("1"), "result": named, **ABOUT, **AT}

    account = imported(service, tmp_path, bundle(ALIVE, report, WEIGHT, GROUP, SUGAR))

    told = chapters(service)["reports"]["r1"]
    assert (account["recorded"], len(told["results"])) == (5, 1)
    assert told["sections"][0]["text"] == "Observation/weight: measurement m1\nObservation/group: blood group b1"
