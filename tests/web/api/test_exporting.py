"""An export is a job: asked for once, asked after, and taken home whole."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from tests.support.office import register
from tests.web.api.program import V1, Program, problem
from tests.web.api.test_errors import signed_in
from web.access import sessions
from web.service import Service

WANTED = {"profile": "envelope", "recipient": "The auditor", "purpose": "HCOMPL"}


@pytest.fixture
def auditor(service: Service) -> Program:
    register(service.records)
    return Program(service, "auditor")


def made(auditor: Program, answer: Any) -> dict[str, Any]:
    """The job once it is done."""
    auditor.client.application.extensions["exports"].wait(60)
    told: dict[str, Any] = auditor.client.get(answer.headers["Location"], headers=auditor.headers).get_json()
    return told


def test_an_export_is_asked_for_and_taken_home(auditor: Program) -> None:
    asked = auditor.post("/exports", WANTED)

    job = asked.get_json()
    assert (asked.status_code, asked.headers["Location"]) == (202, f"{V1}/exports/{job['id']}")
    done = made(auditor, asked)
    assert (done["state"], done["file"]) == ("ready", f"{V1}/exports/{job['id']}/file")
    assert done["told"]["recipient"] == "The auditor"
    bundle = auditor.client.get(done["file"], headers=auditor.headers)
    assert (bundle.status_code, bundle.mimetype) == (200, "application/zip")
    assert "verify.py" in {name.rpartition("/")[2] for name in ZipFile(BytesIO(bundle.data)).namelist()}


def test_the_same_command_again_is_the_same_job_and_makes_nothing_anew(auditor: Program) -> None:
    first = auditor.post("/exports", WANTED, key="export")
    made(auditor, first)
    before = auditor.service.store.log.position

    again = auditor.post("/exports", WANTED, key="export")

    assert (again.status_code, again.headers["Location"]) == (202, first.headers["Location"])
    assert again.get_json()["state"] == "ready"
    assert auditor.service.store.log.position == before


def test_what_cannot_be_exported_is_named(auditor: Program) -> None:
    body = {"recipient": "The auditor", "purpose": "HCOMPL", "profile": "minimum", "patient": "7", "since": "soon"}

    told = problem(auditor.post("/exports", body), "invalid")

    assert {"/patient", "/since"} <= {one["pointer"] for one in told["errors"]}


def test_a_bundle_that_is_not_made_yet_is_not_ready(auditor: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditor.client.application.extensions["exports"], "start", lambda *_: None)
    job = auditor.post("/exports", WANTED).get_json()

    problem(auditor.get(f"/exports/{job['id']}/file"), "not-ready")
    problem(auditor.get(f"/exports/{uuid4()}"), "not-found")


def test_a_file_that_leaves_is_a_read_of_whoever_is_in_it(auditor: Program) -> None:
    done = made(auditor, auditor.post("/exports", WANTED))

    auditor.client.get(done["file"], headers=auditor.headers)

    auditor.service.reads.ready()
    last = next(iter(auditor.service.reads.accesses.rows({}, newest=True)))
    assert (last["section"], last["medium"], bool(last["whole"])) == ("export", "api", True)


def test_its_file_is_taken_from_the_server_and_made_again_octet_for_octet(auditor: Program) -> None:
    done = made(auditor, auditor.post("/exports", WANTED))
    address = f"/exports/{done['id']}"
    first = auditor.client.get(done["file"], headers=auditor.headers).data
    before = auditor.service.store.log.position

    away = auditor.post(f"{address}/removals", {}, key="away")
    again = auditor.post(f"{address}/removals", {}, key="away")
    problem(auditor.get(f"{address}/file"), "not-ready")
    resumed = auditor.post(f"{address}/resumptions", {})
    auditor.client.application.extensions["exports"].wait(60)

    assert [(one.status_code, one.get_json()["state"]) for one in (away, again)] == [(200, "away")] * 2
    assert resumed.status_code == 202
    assert auditor.client.get(done["file"], headers=auditor.headers).data == first
    assert auditor.service.store.log.position == before


def test_what_is_not_needed_any_more_is_given_up_with_a_reason(
    auditor: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditor.client.application.extensions["exports"], "start", lambda *_: None)
    job = auditor.post("/exports", WANTED).get_json()

    silent = problem(auditor.post(f"/exports/{job['id']}/give-ups", {}), "invalid")
    given = auditor.post(f"/exports/{job['id']}/give-ups", {"why": "The auditor is ill."})

    assert [one["pointer"] for one in silent["errors"]] == ["/why"]
    assert (given.status_code, given.get_json()["state"]) == (200, "given-up")
    for act in ("give-ups", "resumptions", "removals"):
        problem(auditor.post(f"/exports/{uuid4()}/{act}", {"why": "-"} if act == "give-ups" else {}), "not-found")


def test_what_is_made_already_is_not_given_up(auditor: Program) -> None:
    done = made(auditor, auditor.post("/exports", WANTED))

    told = problem(auditor.post(f"/exports/{done['id']}/give-ups", {"why": "The auditor is ill."}), "invalid")

    assert told["detail"] == "It is made. Remove its file instead."


def test_with_a_cookie_an_export_of_records_takes_the_password_once_more_and_one_of_envelopes_does_not(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(service, "auditor")
    token = client.get("/account").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    monkeypatch.setattr(sessions, "FRESH", timedelta(seconds=-1))

    def post(key: str, profile: str) -> Any:
        headers = {"Idempotency-Key": key, "X-CSRFToken": token}
        return client.post(f"{V1}/exports", json={**WANTED, "profile": profile}, headers=headers)

    problem(post("one", "full"), "not-proved")
    assert post("two", "envelope").status_code == 202


@pytest.mark.parametrize(("profile", "status"), [("full", 403), ("envelope", 200)])
def test_with_a_cookie_the_file_of_such_an_export_takes_it_as_well(
    service: Service, auditor: Program, monkeypatch: pytest.MonkeyPatch, profile: str, status: int
) -> None:
    done = made(auditor, auditor.post("/exports", {**WANTED, "profile": profile}))
    client = signed_in(service, "auditor")
    monkeypatch.setattr(sessions, "FRESH", timedelta(seconds=-1))

    assert client.get(done["file"]).status_code == status
    assert auditor.client.get(done["file"], headers=auditor.headers).status_code == 200
