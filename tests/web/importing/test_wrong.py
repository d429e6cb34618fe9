"""Resources that are wrong, or nobody's: refused or held alone, with their place and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.fhir import ABOUT, AT, PATIENT, SUGAR, WEIGHT, bundle, code, imported
from web.importing.account import HELD
from web.service import Service

Resource = dict[str, Any]


@pytest.mark.parametrize(("change", "why"), [
    ({"birthDate": "2026-02-30"}, "There is no such day"),
    ({"birthDate": "tomorrow"}, "Write the date as"),
    ({"birthDate": "Aug 15, 1942"}, "Write the date as"),
    ({"birthDate": "2050"}, "in the future"),
    ({"birthDate": 19800101}, "birthDate: text is due here, and this is a number"),
    ({"name": "Lucía"}, "name: a list is due here, and this is text"),
    ({"name": [{"text": "x" * 10_000_000}]}, "Shorten this to 200 characters; it has 10,000,000"),
    ({"name": [{"text": "Ann\u202eeve"}]}, "U+202E, at place 4"),
    ({"name": [{"text": "Ann\x07"}]}, "U+0007, at place 4"),
    ({"name": [{"text": "\u200b"}]}, "Fill this in"),
    ({"id": None}, "it has no id"),
    ({"id": "a b"}, "it has no id, or one that is none"),
    ({"id": 7}, "it has no id, or one that is none"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_a_patient_that_cannot_be_is_refused_with_all_that_belongs_to_it(
    service: Service, tmp_path: Path, change: Resource, why: str
) -> None:
    before = service.store.log.position

    account = imported(service, tmp_path, bundle({**PATIENT, **change}, "nothing"))

    assert account["refused"] == 2
    assert any(why in one["reason"] and one["place"].startswith("entry 0") for one in account["findings"])
    assert service.store.log.position == before


def test_of_a_refused_patient_the_other_resources_say_so(service: Service, tmp_path: Path) -> None:
    account = imported(service, tmp_path, bundle({**PATIENT, "birthDate": "never"}, WEIGHT))
    assert account["findings"][1]["reason"] == "its patient was refused (entry 0 Patient/p1)"


@pytest.mark.parametrize(("change", "why"), [
    ({"effectiveDateTime": "2026-13-01"}, "There is no such day"),
    ({"effectiveDateTime": 5}, "effectiveDateTime: text is due here"),
    ({"code": code("1", "x\u202e")}, "U+202E"),
    ({"code": "29463-7"}, "code: an object is due here"),
    ({"note": [{"text": "y" * 10_000_000}], "valueQuantity": None}, "Shorten this to 20,000 characters"),
    ({"valueQuantity": {"value": 10**60, "code": "kg"}}, "Write a number"),
], ids=lambda value: str(value)[:40])  # fmt: skip
def test_a_wrong_observation_is_refused_alone(service: Service, tmp_path: Path, change: Resource, why: str) -> None:
    account = imported(service, tmp_path, bundle(PATIENT, {**SUGAR, **change}, WEIGHT))

    (finding,) = account["findings"]
    assert (account["recorded"], account["refused"]) == (2, 1)
    assert finding["place"] == "entry 1 Observation/sugar"
    assert why in finding["reason"]


def test_one_wrong_result_does_not_take_its_report_down(service: Service, tmp_path: Path) -> None:
    bad = {**SUGAR, "id": "bad", "valueQuantity": {"value": 1, "unit": "u\u202e"}}
    results = [{"reference": f"Observation/{name}"} for name in ("bad", "sugar")]
    report = {"resourceType": "DiagnosticReport", "id": "d", "code": code("7"), "result": results, **ABOUT, **AT}

    account = imported(service, tmp_path, bundle(PATIENT, report, bad, SUGAR))

    assert (account["recorded"], account["refused"]) == (3, 1)
    assert account["findings"][0]["place"] == "entry 2 Observation/bad"


def test_of_two_with_one_id_the_first_is_recorded_and_the_other_refused(service: Service, tmp_path: Path) -> None:
    other = {**WEIGHT, "valueQuantity": {"value": 99, "code": "kg"}}

    account = imported(service, tmp_path, bundle(PATIENT, WEIGHT, other, WEIGHT))

    assert (account["recorded"], account["refused"], account["skipped"]) == (2, 1, 1)
    assert "another Observation/weight came before it, at" in account["findings"][0]["reason"]


@pytest.mark.parametrize(("about", "why"), [
    ({}, "it names no patient"),
    ({"subject": {"reference": "Patient/gone"}}, "no patient Patient/gone on file"),
    ({"subject": {"reference": "#baby"}}, "described only inside it (#baby)"),
    ({"subject": {"reference": "Patient?identifier=urn:oid:9|1"}}, "or more than one, is Patient?identifier=urn:o"),
    ({"subject": {"display": "Max Jones"}}, "it names no patient"),
    ({"subject": {"reference": "x\u202e"}}, "no patient x\\u202e on file"),
])  # fmt: skip
def test_what_belongs_to_nobody_here_is_held_whole(service: Service, tmp_path: Path, about: Resource, why: str) -> None:
    resource = {name: value for name, value in SUGAR.items() if name != "subject"} | about
    resource["valueQuantity"] = {"value": 5.25, "unit": "mmol/L"}

    account = imported(service, tmp_path, bundle(resource))

    assert (account["held"], account["findings"][0]["outcome"]) == (1, HELD)
    assert why in account["findings"][0]["reason"]
    (fact,), _ = service.store.journal.facts(service.store.log.position - 1, 1)
    assert json.loads(fact.content) == resource  # type: ignore[attr-defined]
