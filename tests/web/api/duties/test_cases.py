"""Programs work on cases: opened, asked about, found and closed, each change over the version that was seen."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from tests.web.api.duties.answers import facts, pointers
from tests.web.api.program import V1, Program, problem
from web.service import Service


def test_a_case_is_opened_worked_on_and_closed_with_what_was_found(service: Service, app: Flask, who: UUID) -> None:
    ruth, ama = Program(service, "reviewer", app), Program(service, "clerk", app)
    asked = service.personnel.account(ama.login)
    assert asked
    told = {"title": "A weight", "question": "Who saw it?", "patient": str(who), "log": "record", "position": 2}

    opened = ruth.post("/cases", told)
    number = opened.get_json()["entries"][0]
    for act, body in [
        ("pins", {"log": "record", "position": 1, "note": "Where it began"}),
        ("questions", {"staff": asked.staff, "question": "What stood on the scale?", "pin": "p1"}),
        ("people", {"people": "Dr Otieno"}),
        ("tellings", {"people": "Dr Otieno", "how": "in-person", "at": "2026-01-05"}),
        ("findings", {"kind": "not-substantiated", "text": "She was on duty."}),
        ("unpinnings", {"pin": "p2", "why": "It is about somebody else."}),
        ("closures", {"waived": "She has left."}),
        ("reopenings", {"why": "She wrote."}),
    ]:  # fmt: skip
        seen = ruth.get(f"/cases/{number}").headers["ETag"]
        answer = ruth.post(f"/cases/{number}/{act}", body, if_match=seen)
        assert answer.status_code == 201, (act, answer.text)

    assert opened.headers["Location"] == f"{V1}/cases/{number}"
    assert [topic for topic, _ in facts(service, opened.get_json()["id"])] == [
        "case.opened", "case.pinned", "case.pinned", "case.asked", "case.people-listed", "case.people-told",
        "case.finding-recorded", "case.unpinned", "case.closed", "case.reopened",
    ]  # fmt: skip
    file = ruth.get(f"/cases/{number}").get_json()
    assert (file["case"]["mrn"], file["version"]) == ("0000000195", 10)
    assert [(one["number"], one["state"]) for one in ruth.get("/cases?state=open").get_json()] == [(number, "open")]
    assert ruth.get("/cases?state=closed").get_json() == []


def test_what_changes_a_case_says_which_version_it_has_seen(service: Service, app: Flask) -> None:
    ruth = Program(service, "reviewer", app)
    number = ruth.post("/cases", {"title": "A weight", "question": "Who?"}).get_json()["entries"][0]
    ruth.post(f"/cases/{number}/findings", {"kind": "not-substantiated", "text": "All is well."})

    problem(ruth.post(f"/cases/{number}/closures", {}), "version-required")
    late = problem(ruth.post(f"/cases/{number}/closures", {}, if_match='"1"'), "stale")

    assert late["version"] == 2
    assert ruth.get(f"/cases/{number}").get_json()["case"]["status"] == "open"


def test_what_there_is_not_is_not_found_or_told_at_its_field(service: Service, app: Flask) -> None:
    ruth, admin = Program(service, "reviewer", app), Program(service, "admin", app)
    number = ruth.post("/cases", {"title": "A weight", "question": "Who?"}).get_json()["entries"][0]

    for path in ("/cases/C-1999-0001", f"/samples/{UUID(int=1)}"):
        problem(ruth.get(path), "not-found")
    problem(ruth.post("/cases/C-1999-0001/findings", {"kind": "training", "text": "-"}), "not-found")
    aside = {"why": "She was asked.", "expect": {"views": 1, "events": 1}}
    problem(ruth.post("/flags/self.u-1/set-asides", aside), "not-found")
    for path in ("/accounts/nobody/locks", "/tokens/t-00000000/revocations"):
        problem(admin.post(path, {}), "not-found")
    problem(admin.get("/policies/nothing"), "not-found")
    assert pointers(ruth.post("/cases", {"title": "A", "question": "?", "log": "record"})) == ["/position"]
    assert pointers(ruth.post(f"/cases/{number}/pins", {"log": "record", "position": 10**6})) == ["/position"]
    assert pointers(ruth.post(f"/cases/{number}/questions", {"staff": "u-1", "question": "?"})) == ["/staff"]
    assert pointers(ruth.post(f"/cases/{number}/unpinnings", {"pin": "p9", "why": "-"}, if_match="*")) == ["/pin"]
