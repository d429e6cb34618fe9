"""FHIR import: every resource accounted for, once, and whatever is wrong with it is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from trail.verify import verify
from web.importing import import_fhir
from web.importing.account import OUTCOMES
from web.keeping.proving import source
from web.service import Service

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Núñez", "given": ["Lucía"]}],
    "gender": "female",
    "birthDate": "1984-03",
}
ABOUT = {"subject": {"reference": "Patient/p1"}}


def weight(id: str, value: float = 72.5, **more: Any) -> dict[str, Any]:
    quantity = {"value": value, "unit": "kg", "code": "kg"}
    code = {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]}
    about = {"code": code, "effectiveDateTime": "2026-01-05T10:00:00Z", "valueQuantity": quantity, **ABOUT}
    return {"resourceType": "Observation", "id": id, **about, **more}


def bundle(*resources: Any) -> str:
    return json.dumps(
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": one} for one in resources]}
    )


def imported(service: Service, folder: Path, content: str | bytes, name: str = "a.json") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told = import_fhir(service, [str(path)]).as_json()
    assert told["seen"] == sum(told[outcome] for outcome in OUTCOMES)
    return told


def test_a_bundle_becomes_a_record_and_a_second_run_records_nothing(service: Service, tmp_path: Path) -> None:
    content = bundle(PATIENT, weight("o1"), {"resourceType": "Claim", "id": "c1"})
    first, again = (imported(service, tmp_path, content) for _ in range(2))
    assert (first["patients"], first["recorded"], first["skipped"]) == (1, 2, 1)
    assert (again["events"], again["recorded"], again["skipped"]) == (0, 0, 3)
    who = service.records.known_as("Patient/p1")
    assert who
    service.views.ready()
    assert service.views.current.file(who)["chapters"]["measurements"]["m1"]["value"] == "72.5"


def test_a_number_keeps_its_digits(service: Service, tmp_path: Path) -> None:
    imported(service, tmp_path, bundle(PATIENT, weight("o1")).replace("72.5", "72.50"))
    who = service.records.known_as("Patient/p1")
    assert who
    service.views.ready()
    assert service.views.current.file(who)["chapters"]["measurements"]["m1"]["value"] == "72.50"


def test_a_value_that_no_person_has_is_kept_in_a_report_and_flagged(service: Service, tmp_path: Path) -> None:
    told = imported(service, tmp_path, bundle(PATIENT, weight("o1", 7200)))
    assert told["flagged"] == 1
    assert told["findings"][0]["reason"].startswith("impossible-value: ")


def test_what_belongs_to_nobody_is_held_once(service: Service, tmp_path: Path) -> None:
    for _ in range(2):
        assert imported(service, tmp_path, bundle(weight("o1")))["held"] == 1
    service.views.ready()
    assert service.views.held.count() == 1


def test_ndjson_of_several_files_is_read_in_the_order_in_which_it_makes_sense(service: Service, tmp_path: Path) -> None:
    (tmp_path / "Observation.ndjson").write_text(json.dumps(weight("o1")) + "\n")
    (tmp_path / "Patient.ndjson.gz").write_bytes(gzip.compress(json.dumps(PATIENT).encode()))
    told = import_fhir(service, [str(tmp_path)]).as_json()
    assert (told["recorded"], told["held"]) == (2, 0)


def test_a_dry_run_says_the_same_and_records_nothing(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(bundle(PATIENT, weight("o1")))
    before = service.store.log.position
    told = import_fhir(service, [str(path)], dry_run=True).as_json()
    assert (told["recorded"], told["events"], service.store.log.position) == (2, 0, before)


@pytest.mark.parametrize(("name", "patients"), [("synthea-fhir-r4", 30), ("fhir-r4-examples", None)])
def test_real_looking_lives_are_accounted_for(service: Service, shared: Path, name: str, patients: int | None) -> None:
    first, again = (import_fhir(service, [str(shared / name)]).as_json() for _ in range(2))
    for told in (first, again):
        assert told["seen"] == sum(told[outcome] for outcome in OUTCOMES)
        assert all(one["reason"] for one in told["findings"])
    assert again["events"] == 0
    assert patients in (None, first["patients"])
    service.views.ready(60)
    assert list(service.views.engine.check()) == []
    assert verify(source(service.folder), []).verdict == "proved"


@pytest.mark.slow
def test_a_large_export_is_accounted_for(service: Service, shared: Path) -> None:
    test_real_looking_lives_are_accounted_for(service, shared, "synthea-scale-ndjson", 385)
