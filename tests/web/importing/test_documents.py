"""Later versions, documents, and how one resource names another."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.support.fhir import ABOUT, ALIVE, PRESSURE, SUGAR, WEIGHT, bundle, chapters, code, flagged, imported
from web.service import Service

Resource = dict[str, Any]
PDF = b"%PDF-1.4\n..."


# later versions


def test_what_its_source_takes_back_is_skipped_at_first_and_retracted_later(service: Service, tmp_path: Path) -> None:
    problem = {"resourceType": "Condition", "id": "c", "code": code("1"), **ABOUT}
    wrong = {**problem, "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}

    first = imported(service, tmp_path, bundle(ALIVE, {**wrong, "id": "never"}, problem))
    second, third = (imported(service, tmp_path, bundle(wrong)) for _ in range(2))

    assert (first["skipped"], second["recorded"], second["events"]) == (1, 1, 1)
    assert (third["skipped"], third["events"]) == (1, 0)
    assert chapters(service)["history"]["h1"]["status"] == "entered-in-error"


def test_a_correction_of_what_is_on_file_is_held_for_a_person(service: Service, tmp_path: Path) -> None:
    right = {**SUGAR, "status": "corrected", "valueQuantity": {"value": 4.5, "unit": "mmol/L"}}

    imported(service, tmp_path, bundle(ALIVE, SUGAR))
    account = imported(service, tmp_path, bundle(right))

    assert account["held"] == 1
    assert account["findings"][0]["reason"] == "an earlier version is on file, and this one corrects it"
    assert imported(service, tmp_path, bundle(right))["events"] == 0


def test_a_correction_without_an_earlier_version_is_recorded_and_flagged(service: Service, tmp_path: Path) -> None:
    content = bundle(ALIVE, {**SUGAR, "status": "corrected"})
    first, again = (imported(service, tmp_path, content) for _ in range(2))
    assert flagged(first) == [("Observation/sugar", "corrected-at-the-source")]
    assert (again["skipped"], again["events"]) == (2, 0)


def test_a_report_that_was_called_off_is_cancelled(service: Service, tmp_path: Path) -> None:
    report = {"resourceType": "DiagnosticReport", "id": "d", "status": "cancelled", "code": code("1"), **ABOUT}
    imported(service, tmp_path, bundle(ALIVE, report))
    assert chapters(service)["reports"]["r1"]["status"] == "cancelled"


# documents


def document(id: str, **form: Any) -> Resource:
    told = {"content": [{"attachment": {"contentType": "application/pdf", **form}}], "type": code("1", "Letter")}
    return {"resourceType": "DocumentReference", "id": id, **told, **ABOUT}


def data(content: bytes) -> str:
    return b64encode(content).decode()


def test_the_bytes_of_a_document_come_from_where_it_says(service: Service, tmp_path: Path) -> None:
    binary = {"resourceType": "Binary", "id": "b", "data": data(PDF)}

    account = imported(service, tmp_path, bundle(binary, ALIVE, document("d", url="http://x/fhir/Binary/b")))

    kept = chapters(service)["attachments"]["a1"]
    who = service.records.known_as("Patient/p1")
    assert who
    assert account["recorded"] == 3
    assert service.store.attachments.get(kept["address"], who) == PDF


def test_the_same_bytes_are_kept_once(service: Service, tmp_path: Path) -> None:
    content = bundle(ALIVE, document("a", data=data(PDF)), document("b", data=data(PDF)))

    imported(service, tmp_path, content)
    imported(service, tmp_path, bundle(document("c", data=data(PDF))))

    kept = [path for path in (service.folder / "attachments").rglob("*") if path.is_file()]
    addresses = {item["address"] for item in chapters(service)["attachments"].values()}
    assert [path.name for path in kept] == [*addresses]
    assert len(chapters(service)["attachments"]) == 3


def test_a_document_that_is_not_what_it_says_is_refused(service: Service, tmp_path: Path) -> None:
    account = imported(service, tmp_path, bundle(ALIVE, document("d", data=data(b"only some text"))))
    assert account["refused"] == 1
    assert account["findings"][0]["reason"] == "content: it says application/pdf, but its 14 bytes are text/plain"
    assert not (service.folder / "attachments").exists() or not [*(service.folder / "attachments").rglob("*")]


def test_a_report_is_kept_without_a_form_that_is_not_what_it_says(service: Service, tmp_path: Path) -> None:
    forms = [{"contentType": "application/pdf", "data": data(one)} for one in (b"only some text", PDF)]
    forms.append({"contentType": "text/plain", "data": data(b"All is\r\nwell.")})
    report = {"resourceType": "DiagnosticReport", "id": "d", "code": code("1"), "presentedForm": forms, **ABOUT}

    account = imported(service, tmp_path, bundle(ALIVE, report))

    told = chapters(service)
    assert flagged(account) == [("DiagnosticReport/d", "attachment-refused")]
    assert told["reports"]["r1"]["sections"] == [{"text": "All is\nwell."}]
    assert [(one["mime"], one["entry"]) for one in told["attachments"].values()] == [("application/pdf", "r1")]


def test_a_document_that_did_not_come_along_is_held(service: Service, tmp_path: Path) -> None:
    account = imported(service, tmp_path, bundle(ALIVE, document("d", url="Binary/gone")))
    assert account["held"] == 1
    assert "did not come along; it is at Binary/gone" in account["findings"][0]["reason"]


# how one names another


@pytest.mark.parametrize("subject", [
    {"reference": "Patient?identifier=urn:oid:1.2|77"},
    {"identifier": {"system": "urn:oid:1.2", "value": "77"}},
    {"reference": "http://elsewhere.example/fhir/Patient/p1"},
    {"reference": "Patient/p1/_history/3"},
    {"reference": "urn:uuid:p1"},
], ids=["asked for", "by identifier", "absolute", "a version", "urn"])  # fmt: skip
def test_a_patient_is_found_however_a_resource_names_it(service: Service, tmp_path: Path, subject: Resource) -> None:
    together = imported(service, tmp_path, bundle({**WEIGHT, "subject": subject}, ALIVE))
    later = imported(service, tmp_path, bundle({**PRESSURE, "subject": subject}))
    assert (together["recorded"], later["recorded"]) == (2, 1)


def test_names_that_hold_in_one_bundle_only_are_followed(service: Service, tmp_path: Path) -> None:
    person, visit = {"reference": "urn:uuid:0a"}, {"reference": "urn:uuid:0b"}
    period = {"start": "2026-01-05T09:00:00Z"}
    encounter = {"resourceType": "Encounter", "id": "e7", "period": period, "subject": person}
    entries = [
        {"fullUrl": "urn:uuid:0c", "resource": {**WEIGHT, "subject": person, "encounter": visit}},
        {"fullUrl": "urn:uuid:0b", "resource": encounter},
        {"fullUrl": "urn:uuid:0a", "resource": ALIVE},
    ]

    account = imported(service, tmp_path, json.dumps({"resourceType": "Bundle", "entry": entries}).encode())

    assert account["recorded"] == 3
    assert chapters(service)["measurements"]["m1"]["visit"] == "v1"


def test_one_without_an_id_goes_by_its_full_url(service: Service, tmp_path: Path) -> None:
    person = {name: value for name, value in ALIVE.items() if name != "id"}
    entries = [{"fullUrl": "urn:uuid:p1", "resource": person}, {"resource": WEIGHT}]
    account = imported(service, tmp_path, json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    assert account["recorded"] == 2
