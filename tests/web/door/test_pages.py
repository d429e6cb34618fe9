"""What a page may tell at the door and behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.clerk_desk import Desk
from tests.web.door.going_in import MRN, sign_in, token
from trail.errors import StoreError
from web.service import Service


@pytest.mark.parametrize("path", ["/", f"/patients/{MRN}", f"/patients/{MRN}/chart", "/patients?q=lucia", "/nowhere"])
def test_no_page_is_kept_anywhere(client: FlaskClient, path: str) -> None:
    sign_in(client)

    headers = client.get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "BREW"])
def test_a_method_that_a_page_does_not_know_is_refused(client: FlaskClient, method: str) -> None:
    sign_in(client)

    response = client.open(f"/patients/{MRN}", method=method, data={"csrf_token": token(client, "/patients/new")})

    assert response.status_code in (400, 405)


def test_head_answers_as_get_does_without_a_body(client: FlaskClient) -> None:
    sign_in(client)

    response = client.head(f"/patients/{MRN}")

    assert (response.status_code, response.data, response.headers["Cache-Control"]) == (200, b"", "no-store")


def test_a_body_that_is_too_large_is_refused_unread(client: FlaskClient) -> None:
    response = client.post("/", data={"name": "ama", "pw": "x" * (33 * 2**20)})

    assert response.status_code == 413


def test_health_needs_nobody_and_tells_nothing_of_anybody(client: FlaskClient, service: Service) -> None:
    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert ready.json == {
        "events": service.store.log.position, "behind": 0, "writable": True, "ready": True, "reasons": []
    }  # fmt: skip


def test_a_fault_of_ours_is_logged_by_its_number_without_a_word_of_what_was_asked(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/breaks/<name>")
    def breaks(name: str) -> str:
        raise KeyError(f"{name} Núñez of Mill Lane")

    response = client.get("/breaks/Lucia?q=secret")

    said = capsys.readouterr().err
    incident = re.search(r"The number of this fault is (\w{8})", response.text)
    assert response.status_code == 500
    assert incident
    assert incident[1] in said
    assert '"error": "KeyError"' in said
    assert Path(__file__).name in said
    for private in ("Lucia", "N\\u00fa", "Núñez", "Mill Lane", "secret"):
        assert private not in said


def test_credentials_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    Service.create(tmp_path / "store", "test.example/log").close()
    (tmp_path / "store/credentials.db").write_bytes(b"x" * 5000)

    with pytest.raises(StoreError, match=r"credentials\.db cannot be read: .*\. Restore it from the backup\."):
        Service.open(tmp_path / "store")


def test_what_is_recorded_says_in_which_session_and_never_the_key_to_it(service: Service) -> None:
    one, other = Desk(service), Desk(service, "senior-clerk")
    born = {"name": "Kofi Mensah", "born": "1990", "gender": "male"}

    one.send("/patients/new", born)
    one.send("/patients/new", {**born, "name": "Abena Mensah"})
    other.send("/patients/new", {**born, "name": "Esi Mensah"})

    facts, _ = service.store.journal.facts(0, 1000)
    sessions = [fact.by.session for fact in facts if fact.TOPIC == "patient.registered"]
    with one.client.session_transaction() as session:
        token = session["token"]
    assert sessions[0] == sessions[1] != sessions[2]
    assert sessions[0] == service.accounts.mark(token)
    assert token not in str(sessions)
