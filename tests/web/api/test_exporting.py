"""An export is a job: asked for once, asked after, and taken home whole."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.web.api.program import V1, Program, problem
from web.service import Service

WANTED = {"profile": "envelope", "recipient": "The auditor", "purpose": "HCOMPL"}


@pytest.fixture
def auditor(service: Service) -> Program:
    register(service.records)
    return Program(service, "auditor")


def made(auditor: Program, answer: Any) -> dict[str, Any]:
    """The job once it is done."""
    auditor.client.application.extensions["exports"].wait(30)
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


def test_a_sign_in_that_is_old_asks_for_no_export_beside_the_page_that_asks_for_the_password(
    service: Service, clock: StandingClock
) -> None:
    client = Program(service, "auditor")
    token = service.accounts.begin(client.login)
    client.client.application.config["WTF_CSRF_ENABLED"] = False
    with client.client.session_transaction() as session:
        session["token"] = token
    register(service.records)

    def asked() -> Any:
        return client.client.post(f"{V1}/exports", json=WANTED, headers={"Idempotency-Key": uuid4().hex})

    fresh = asked()
    clock.on(minutes=6)
    before, old = service.store.log.position, asked()

    assert fresh.status_code == 202
    problem(old, "not-allowed")
    assert service.store.log.position == before
    service.accounts.sessions.prove(token)
    assert asked().status_code == 202
