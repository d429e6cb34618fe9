"""Commands of programs run the forms of the pages: the same facts, the same refusals, told as programs read them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from tests.support.office import everything
from tests.web.api.program import V1, Program, problem
from web.api.offers import OFFERS
from web.app import create_app
from web.service import Service

ADA = {"name": "Ada Young", "born": "1990-02-28", "gender": "female"}


def told(service: Service, who: UUID, after: int = 1) -> list[tuple[str, dict[str, Any]]]:
    """Facts of a record after its first ones."""
    return [(fact.TOPIC, fact.payload()) for fact in list(service.store.journal.history(who))[after:]]


def tag(program: Program, who: UUID) -> str:
    return program.get(f"/patients/{who}").headers["ETag"]


def test_somebody_is_registered_and_found_at_the_address_that_is_told(program: Program) -> None:
    answer = program.post("/patients", {**ADA, "weight": "61", "weight_unit": "kg"})

    done = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{V1}/patients/{done['mrn']}")
    assert answer.headers["ETag"] == f'"{done["version"]}"'
    assert done["position"] == program.service.store.log.position
    file = program.client.get(answer.headers["Location"], headers=program.headers).get_json()
    assert file["demographics"]["names"][0]["text"] == "Ada Young"
    assert [one["value"] for one in file["measurements"]] == ["61"]


def test_what_is_wrong_is_told_field_by_field_and_nothing_is_recorded(program: Program) -> None:
    before = program.service.store.log.position

    answer = program.post("/patients", {"name": " ", "born": "1990-02-28", "gender": "x", "shoe": "42"})

    found = problem(answer, "invalid")["errors"]
    assert found == [
        {"in": "body", "pointer": "/name", "detail": "Write the name as it was told; one word will do."},
        {"in": "body", "pointer": "/gender", "detail": "Choose one of those that are listed."},
        {"in": "body", "pointer": "/shoe", "detail": "There is no such field."},
    ]
    assert program.service.store.log.position == before


def test_a_rule_of_the_record_is_told_at_the_field_that_was_sent(program: Program, who: UUID) -> None:
    answer = program.post(f"/patients/{who}/measurements", {"weight": "heavy", "taken_at": "2026-01-05"})

    (fault,) = problem(answer, "invalid")["errors"]
    assert (fault["in"], fault["pointer"]) == ("body", "/weight")


def test_what_looks_odd_is_recorded_once_it_is_confirmed_with_a_reason(program: Program, who: UUID) -> None:
    body = {"height": "272", "height_unit": "cm", "taken_at": "2026-01-05"}
    odd = problem(program.post(f"/patients/{who}/measurements", body), "doubtful")
    (doubt,) = odd["doubts"]

    sure = {**body, "confirm": [doubt["code"]], "reason": "checked-again"}
    answer = program.post(f"/patients/{who}/measurements", sure)

    assert doubt["pointer"] == "/height"
    assert answer.status_code == 201
    assert answer.get_json()["entries"] == ["m1"]
    ((topic, fact),) = told(program.service, who)
    assert (topic, fact["items"][0]["value"]) == ("measurements.recorded", "272")


def test_a_duplicate_is_asked_about_before_it_is_registered(program: Program, who: UUID) -> None:
    again = {"name": "Lucía Núñez", "born": "1984-03", "gender": "female"}

    (doubt,) = problem(program.post("/patients", again), "doubtful")["doubts"]
    answer = program.post("/patients", {**again, "confirm": [doubt["code"]], "because": "Her cousin of the same name."})

    assert doubt["pointer"] == "/name"
    assert answer.status_code == 201


def test_only_what_is_sent_changes_and_null_empties(program: Program, who: UUID) -> None:
    body = {"changes": {"language": None, "occupation": "Baker"}}

    answer = program.post(f"/patients/{who}/updates", body, if_match=tag(program, who))

    assert answer.status_code == 201
    details = program.get(f"/patients/{who}").get_json()["demographics"]
    assert "language" not in details
    assert (details["occupation"], details["contacts"]) == ("Baker", [{"system": "phone", "value": "+999 555 1234"}])


def test_a_correction_of_the_person_says_why(program: Program, who: UUID) -> None:
    body = {"changes": {"occupation": "Baker"}}

    refused = program.post(f"/patients/{who}/corrections", body, if_match=tag(program, who))
    answer = program.post(
        f"/patients/{who}/corrections", {**body, "reason": "typing-error"}, if_match=tag(program, who)
    )

    assert [one["pointer"] for one in problem(refused, "invalid")["errors"]] == ["/reason"]
    assert answer.status_code == 201


def test_an_entry_is_corrected_struck_noted_and_reaffirmed_by_its_name(program: Program, who: UUID) -> None:
    program.post(f"/patients/{who}/measurements", {"weight": "172", "weight_unit": "kg", "taken_at": "2026-01-05"})
    entry, why = {"entry": "measurements.m1"}, {"reason": "typing-error"}

    steps = [
        ("corrections", {**entry, **why, "changes": {"value": "72"}, "expect": {"value": "172"}}),
        ("addenda", {**entry, "text": "Read again from the paper."}),
        ("reaffirmations", entry),
        ("retractions", {**entry, **why}),
    ]
    for path, body in steps:
        assert program.post(f"/patients/{who}/{path}", body, if_match=tag(program, who)).status_code == 201, path

    assert [topic for topic, _ in told(program.service, who)] == [
        "measurements.recorded", "entry.corrected", "entry.addendum-added", "entry.reaffirmed", "entry.retracted",
    ]  # fmt: skip


@pytest.mark.parametrize("entry", ["measurements.m9", "nothing.m1", "visits.v1"])
def test_an_entry_that_is_not_there_is_said_so(program: Program, who: UUID, entry: str) -> None:
    body = {"entry": entry, "reason": "typing-error"}

    answer = program.post(f"/patients/{who}/retractions", body, if_match=tag(program, who))

    assert [one["pointer"] for one in problem(answer, "invalid")["errors"]] == ["/entry"]


@pytest.mark.parametrize("command", [("status-changes", {"now": "resolved"}), ("corrections", {"changes": {}})])
def test_that_there_is_none_has_no_status_and_is_not_corrected(program: Program, who: UUID, command: Any) -> None:
    path, body = command
    program.post(f"/patients/{who}/none-known", {"kind": "allergy", "asked_of": "The patient"})
    sent = {"entry": "history.h1", "reason": "typing-error", **body}

    answer = program.post(f"/patients/{who}/{path}", sent, if_match=tag(program, who))

    assert [one["pointer"] for one in problem(answer, "invalid")["errors"]] == ["/entry"]


def test_a_visit_is_opened_changed_closed_and_opened_again(program: Program, who: UUID) -> None:
    today = f"{program.service.clock():%Y-%m-%d}"
    start = {"start": f"{today} 00:00", "visit_class": "AMB", "complaint": "Cough"}
    (visit,) = program.post(f"/patients/{who}/visits", start).get_json()["entries"]
    entry = {"entry": f"visits.{visit}"}

    steps = [
        ("visit-changes", {**entry, "changes": {"seen_by": "Dr Otieno"}, "expect": {"seen_by": None}}),
        ("visit-closures", {**entry, "end": f"{today} 00:01", "disposition": "home"}),
        ("visit-reopenings", {**entry, "reason": "typing-error"}),
    ]
    for path, body in steps:
        answer = program.post(f"/patients/{who}/{path}", body, if_match=tag(program, who))
        assert answer.status_code == 201, answer.text

    topics = [topic for topic, _ in told(program.service, who)]
    assert topics == ["visit.opened", "visit.updated", "visit.closed", "visit.reopened"]


def test_a_report_has_its_lines_and_a_fault_is_told_at_its_cell(program: Program, who: UUID) -> None:
    slip = {"kind": "laboratory", "what": "Glucose, fasting", "status": "final", "collected_at": "2026-01-05"}
    line = {"what": "Glucose", "value": "5.4", "unit": "mmol/L", "low": "3.9", "high": "5.5"}

    wrong = program.post(f"/patients/{who}/reports", {**slip, "results": [line, {**line, "value": "x" * 501}]})
    answer = program.post(f"/patients/{who}/reports", {**slip, "results": [line]})

    assert [one["pointer"] for one in problem(wrong, "invalid")["errors"]] == ["/results/1/value"]
    assert answer.status_code == 201, answer.text
    (report,) = program.get(f"/patients/{who}").get_json()["reports"]
    assert [(one["value"], one["unit"]) for one in report["results"]] == [("5.4", "mmol/L")]


def test_a_report_is_amended_where_nobody_changed_it_meanwhile(program: Program, who: UUID) -> None:
    line = {"what": "Glucose", "value": "54", "unit": "mmol/L"}
    slip = {"kind": "laboratory", "what": "Glucose", "status": "final", "collected_at": "2026-01-05", "results": [line]}
    program.post(f"/patients/{who}/reports", {**slip, "confirm": ["critical"]})
    (report,) = program.get(f"/patients/{who}").get_json()["reports"]
    body = {
        "entry": f"reports.{report['id']}", "amendment": "corrected", "unseen": "yes", "reason": "result-revised",
        "results": [{**line, "value": "5.4"}],
    }  # fmt: skip

    problem(program.post(f"/patients/{who}/report-amendments", body), "version-required")
    answer = program.post(f"/patients/{who}/report-amendments", body, if_match=tag(program, who))

    assert answer.status_code == 201, answer.text
    (report,) = program.get(f"/patients/{who}").get_json()["reports"]
    assert [one["value"] for one in report["results"]] == ["5.4"]


def test_a_document_comes_in_as_base64_and_goes_out_as_it_came(program: Program, who: UUID) -> None:
    body = {"title": "A letter", "filename": "letter.txt", "content": b64encode("Grüße".encode()).decode()}

    answer = program.post(f"/patients/{who}/attachments", body)

    assert answer.status_code == 201, answer.text
    back = program.client.get(answer.headers["Location"], headers=program.headers)
    assert back.data == "Grüße".encode()
    bad = program.post(f"/patients/{who}/attachments", {**body, "content": "no base64!"})
    assert [one["pointer"] for one in problem(bad, "invalid")["errors"]] == ["/content"]


def test_a_document_for_another_version_of_the_file_is_not_taken(program: Program, who: UUID) -> None:
    body = {"title": "A letter", "filename": "letter.txt", "content": "R3LDvMOfZQ=="}
    seen = tag(program, who)
    program.post(f"/patients/{who}/check-ins", {})

    problem(program.post(f"/patients/{who}/attachments", body, if_match=seen), "stale")
    assert program.get(f"/patients/{who}").get_json()["attachments"] == []
    assert program.post(f"/patients/{who}/attachments", body, if_match=tag(program, who)).status_code == 201


def test_the_event_says_who_by_what_token_and_through_which_channel(program: Program, who: UUID) -> None:
    program.post(f"/patients/{who}/check-ins", {})

    fact = list(program.service.store.journal.history(who))[-1]
    assert (fact.by.name, fact.by.channel, fact.by.session) == ("Ama Boateng", "api", program.token)


def test_what_is_no_different_records_nothing(program: Program, who: UUID) -> None:
    before = program.service.store.log.position

    answer = program.post(f"/patients/{who}/updates", {"changes": {"language": "es"}}, if_match=tag(program, who))

    assert (answer.status_code, answer.get_json()["position"]) == (200, 0)
    assert program.service.store.log.position == before


def test_somebody_elses_entry_is_moved_once_the_right_patient_is_confirmed(program: Program, who: UUID) -> None:
    other = program.post("/patients", ADA).get_json()["mrn"]
    program.post(f"/patients/{who}/measurements", {"weight": "61", "taken_at": "2026-01-05"})
    body = {"entry": "measurements.m1", "to": other, "reason": "wrong-patient"}

    (doubt,) = problem(program.post(f"/patients/{who}/moves", body, if_match=tag(program, who)), "doubtful")["doubts"]
    sure = {**body, "confirm": [doubt["code"]]}
    assert program.post(f"/patients/{who}/moves", sure, if_match=tag(program, who)).status_code == 201

    assert len(program.get(f"/patients/{other}").get_json()["measurements"]) == 1


def test_two_people_are_told_apart_in_both_records(program: Program, who: UUID) -> None:
    other = program.post("/patients", ADA).get_json()["mrn"]

    body = {"other": other, "note": "They came in together."}
    answer = program.post(f"/patients/{who}/not-duplicates", body)
    nobody = program.post(f"/patients/{who}/not-duplicates", {**body, "other": "0000009999"})

    assert answer.status_code == 201, answer.text
    assert [one["pointer"] for one in problem(nobody, "invalid")["errors"]] == ["/other"]


def test_what_is_missing_is_waived_by_its_key(program: Program) -> None:
    id = program.post("/patients", ADA).get_json()["id"]
    key = next(one["key"] for one in program.get("/worklist?whose=all").get_json() if one["patient"] == id)

    answer = program.post(f"/patients/{id}/waivers", {"missing": key, "reason": "late-information"})

    assert answer.status_code == 201, answer.text
    assert key in [one["key"] for one in program.get("/worklist?whose=all&waived=true").get_json()]


def test_what_a_patient_asks_for_is_written_down_and_decided(program: Program, who: UUID) -> None:
    program.post(f"/patients/{who}/amendment-requests", {"about": "record", "text": "I never smoked."})
    denied = {"request": "q1", "ground": "right", "basis": "The letter of 2019 says so."}

    answer = program.post(f"/patients/{who}/amendment-denials", denied)
    again = program.post(f"/patients/{who}/amendment-denials", denied)

    assert answer.status_code == 201, answer.text
    assert [one["pointer"] for one in problem(again, "invalid")["errors"]] == ["/request"]
    said = program.post(f"/patients/{who}/disagreements", {"request": "q1", "text": "It is wrong."})
    assert said.status_code == 201, said.text


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    service = Service.create(tmp_path_factory.mktemp("offers") / "store", "test.example/log")
    everything(service)
    return create_app(service)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda one: one.path)
def test_every_command_refuses_nonsense_with_the_place_and_records_nothing(app: Flask, offer: Any) -> None:
    service: Service = app.extensions["caretrail"]
    service.views.ready()
    program = Program(service, sorted(offer.may.roles - {"admin"})[0], app)
    number, before = "0000000195", service.store.log.position

    answer = program.post(f"/patients/{number}/{offer.path}", {"nonsense": "x"}, if_match="*")

    found = problem(answer, "invalid")["errors"]
    assert {"in": "body", "pointer": "/nonsense", "detail": "There is no such field."} in found
    assert service.store.log.position == before


def test_a_scope_that_a_token_does_not_have_opens_nothing(service: Service, who: UUID) -> None:
    reader = Program(service, "senior-clerk", scopes=["read"])

    assert reader.get(f"/patients/{who}").status_code == 200
    answer = reader.post(f"/patients/{who}/check-ins", {})
    problem(answer, "not-allowed")
    assert 'error="insufficient_scope", scope="record"' in answer.headers["WWW-Authenticate"]


def test_an_auditor_writes_nothing(service: Service, who: UUID) -> None:
    auditor = Program(service, "auditor")

    problem(auditor.post("/patients", ADA), "not-allowed")
    problem(auditor.post(f"/patients/{who}/check-ins", {}), "not-allowed")


def test_an_invalid_event_of_an_undoing_names_it(program: Program, who: UUID) -> None:
    position = program.post(f"/patients/{who}/check-ins", {}).get_json()["position"]

    assert program.post(f"/patients/{who}/undoings", {"event": position}).status_code == 201
    assert program.post(f"/patients/{who}/undoings", {"event": 1}).status_code == 422
