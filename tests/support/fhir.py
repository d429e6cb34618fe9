"""A patient and one resource of every kind that an import takes, and an import of what a test makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from web.importing import import_fhir
from web.importing.account import OUTCOMES
from web.service import Service

Resource = dict[str, Any]
ABOUT = {"subject": {"reference": "Patient/p1"}}
AT = {"effectiveDateTime": "2026-01-05T10:00:00Z"}
LOINC = "http://loinc.org"


def code(of: str, text: str = "Something") -> Resource:
    return {"coding": [{"system": LOINC, "code": of, "display": text}], "text": text}


PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "urn:oid:1.2", "value": "77", "type": {"coding": [{"code": "MR"}]}}],
    "name": [{"use": "official", "family": "Núñez", "given": ["Lucía"]}],
    "gender": "female",
    "birthDate": "1984-03",
    "telecom": [{"system": "phone", "value": "555"}],
    "address": [{"line": ["4 Mill Lane"], "city": "Hollins"}],
    "deceasedDateTime": "2026-02-01",
}
ALIVE = {name: value for name, value in PATIENT.items() if name != "deceasedDateTime"}
WEIGHT: Resource = {
    "resourceType": "Observation", "id": "weight", "status": "final", "code": code("29463-7"),
    "valueQuantity": {"value": 72.5, "unit": "kg", "code": "kg"}, **ABOUT, **AT,
}  # fmt: skip
PRESSURE: Resource = {
    "resourceType": "Observation", "id": "pressure", "status": "final", "code": code("85354-9"), **ABOUT, **AT,
    "component": [
        {"code": code("8480-6"), "valueQuantity": {"value": 120, "code": "mm[Hg]"}},
        {"code": code("8462-4"), "valueQuantity": {"value": 80, "code": "mm[Hg]"}},
    ],
}  # fmt: skip
SUGAR: Resource = {
    "resourceType": "Observation", "id": "sugar", "status": "final", "code": code("2339-0"),
    "valueQuantity": {"value": 5.4, "unit": "mmol/L"}, "interpretation": [{"coding": [{"code": "H"}]}],
    "referenceRange": [{"low": {"value": 3.9}, "high": {"value": 5.5}, "text": "fasting"}], **ABOUT, **AT,
}  # fmt: skip
GROUP: Resource = {
    "resourceType": "Observation", "id": "group", "status": "final", "code": code("883-9"),
    "valueCodeableConcept": {"text": "A"}, **ABOUT, **AT,
}  # fmt: skip
EVERY: list[Resource] = [
    PATIENT, WEIGHT, PRESSURE, SUGAR, GROUP,
    {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"},
     "period": {"start": "2026-01-05T09:00:00Z", "end": "2026-01-05T11:00:00Z"}, **ABOUT},
    {"resourceType": "Condition", "id": "c", "code": code("1"), "onsetDateTime": "2020", "note": [{"text": "Mild"}],
     "clinicalStatus": {"coding": [{"code": "active"}]}, "encounter": {"reference": "Encounter/e"}, **ABOUT},
    {"resourceType": "AllergyIntolerance", "id": "a", "code": code("2", "Nuts"), "criticality": "high",
     "reaction": [{"manifestation": [code("3", "Rash")]}], "patient": {"reference": "Patient/p1"}},
    {"resourceType": "Procedure", "id": "pr", "code": code("4"), "performedPeriod": {"start": "2021"}, **ABOUT},
    {"resourceType": "Immunization", "id": "i", "vaccineCode": code("140"), "occurrenceDateTime": "2021-10",
     "status": "completed", "patient": {"reference": "Patient/p1"}},
    {"resourceType": "MedicationRequest", "id": "m", "medicationCodeableConcept": code("5"), "status": "active",
     "authoredOn": "2022-01-01", "dosageInstruction": [{"text": "One a day"}], **ABOUT},
    {"resourceType": "FamilyMemberHistory", "id": "f", "relationship": code("MTH", "mother"),
     "condition": [{"code": code("6", "Stroke"), "onsetAge": {"value": 60, "unit": "a"}}],
     "patient": {"reference": "Patient/p1"}},
    {"resourceType": "DiagnosticReport", "id": "d", "status": "final", "code": code("7"), **ABOUT, **AT,
     "result": [{"reference": "Observation/sugar"}], "conclusion": "Well.",
     "presentedForm": [{"contentType": "text/plain", "data": "V2VsbC4="}]},
    {"resourceType": "ImagingStudy", "id": "im", "started": "2024-01-01", "description": "Chest",
     "series": [{"modality": {"code": "CR"}, "bodySite": {"display": "Chest"}}], **ABOUT},
    {"resourceType": "DocumentReference", "id": "doc", "date": "2024-01-01T00:00:00Z", "type": code("8", "Letter"),
     "content": [{"attachment": {"contentType": "application/pdf", "data": "JVBERi0xLjQK"}}], **ABOUT},
    {"resourceType": "DocumentReference", "id": "far", "content": [{"attachment": {"url": "Binary/b"}}], **ABOUT},
    {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "V2VsbC4="},
]  # fmt: skip


def bundle(*resources: Any) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()


def imported(service: Service, folder: Path, content: bytes, name: str = "a.json") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(content)
    return told(service, str(path))


def told(service: Service, *names: str) -> dict[str, Any]:
    account = import_fhir(service, names).as_json()
    assert account["seen"] == sum(account[outcome] for outcome in OUTCOMES)
    assert all(one["reason"] for one in account["findings"])
    return account


def file(folder: Path, content: bytes, name: str) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def chapters(service: Service, source: str = "Patient/p1") -> dict[str, Any]:
    who = service.records.known_as(source)
    assert who
    service.views.ready(60)
    found: dict[str, Any] = service.views.current.file(who)["chapters"]
    return found


def flagged(account: dict[str, Any]) -> list[tuple[str, str]]:
    """Which resources were flagged, and the first flag of each."""
    told = [one for one in account["findings"] if one["outcome"] == "flagged"]
    return [(one["place"].split()[-1], one["reason"].split(":")[0]) for one in told]
