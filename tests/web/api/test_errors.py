"""Every error of the API is of the catalogue and resolves; pages keep their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.pages import looking
from tests.web.api.program import Program, problem
from trail.errors import StoreError
from trail.sealing import SealBroken
from web.api.limits import Limit, Limits
from web.api.problems import ADDRESS, KINDS, OF_STATUS
from web.service import Service


def test_each_kind_has_a_page_that_its_type_leads_to(program: Program) -> None:
    listed = program.client.get("/api/problems").text

    for name, kind in KINDS.items():
        page = program.client.get(f"{ADDRESS}{name}")
        assert page.status_code == 200
        assert kind.title in page.text
        assert f'href="{ADDRESS}{name}"' in listed
    assert program.client.get(f"{ADDRESS}nothing").status_code == 404
    assert set(OF_STATUS.values()) <= KINDS.keys()


@pytest.mark.parametrize(
    ("method", "path", "headers", "name"),
    [
        ("GET", "/api/v1/nothing", {}, "not-found"),
        ("PUT", "/api/v1/patients", {}, "method-not-allowed"),
        ("GET", "/api/v1/patients", {"Accept": "text/html"}, "not-acceptable"),
        ("POST", "/api/v1/patients", {"Content-Type": "text/plain"}, "not-json"),
        ("POST", "/api/v1/patients", {"Content-Type": "application/json"}, "malformed"),
    ],
)  # fmt: skip
def test_what_http_says_is_said_as_a_problem(
    program: Program, method: str, path: str, headers: dict[str, str], name: str
) -> None:
    answer = program.client.open(path, method=method, data=b"{", headers={**program.headers, **headers})

    problem(answer, name)


def test_a_method_that_an_address_does_not_take_is_told_those_that_it_does(program: Program) -> None:
    answer = program.client.delete("/api/v1/patients", headers=program.headers)

    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_nobody_is_told_how_to_sign_in_and_not_led_to_the_door(service: Service) -> None:
    answer = looking(service, "").get("/api/v1/patients")

    problem(answer, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="caretrail"'


def test_too_much_at_once_is_told_as_such(program: Program) -> None:
    headers = {**program.headers, "Content-Type": "application/json", "Idempotency-Key": "much"}

    answer = program.client.post("/api/v1/patients", data=b" " * (33 * 2**20), headers=headers)

    problem(answer, "too-large")


def test_a_page_keeps_its_own_errors(service: Service) -> None:
    client = looking(service, "clerk")

    for path, status in (
        ("/nothing", 404),
        ("/patients/0000009999", 404),
        ("/audit/log", 403),
        ("/api/problems/x", 404),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")


@pytest.mark.parametrize(
    ("error", "name", "status"),
    [(StoreError("away"), "unavailable", 503), (SealBroken("altered"), "altered", 500), (KeyError("x"), "fault", 500)],
)
def test_a_fault_of_ours_has_a_number_and_tells_nothing(
    program: Program, who: UUID, monkeypatch: pytest.MonkeyPatch, capfd: Any, error: Exception, name: str, status: int
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(program.service.views.current, "written", broken)
    answer = program.get(f"/patients/{who}", x_request_id="my-own-number")

    told = problem(answer, name)
    assert (answer.status_code, told["instance"]) == (status, "my-own-number")
    assert "my-own-number" in capfd.readouterr().err
    assert ("Retry-After" in answer.headers) == (status == 503)


# who calls


def signed_in(service: Service, role: str = "clerk") -> Any:
    """A browser with a cookie, whose page's token is asked for."""
    program = Program(service, role)
    with program.client.session_transaction() as session:
        session["token"] = service.accounts.begin(program.login)
    return program.client


def test_the_cookie_of_a_browser_reads_and_writes_with_the_pages_token_alone(service: Service, who: UUID) -> None:
    client, key = signed_in(service), {"Idempotency-Key": "one"}
    path = f"/api/v1/patients/{who}"
    page = client.get("/patients").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    assert client.get(path).status_code == 200
    problem(client.post(f"{path}/check-ins", json={}, headers=key), "csrf")
    assert client.post(f"{path}/check-ins", json={}, headers={**key, "X-CSRFToken": token}).status_code == 201


def test_whoever_calls_too_often_waits_as_long_as_is_said(program: Program) -> None:
    now = [0.0]
    program.client.application.extensions["limits"] = Limits(lambda: now[0], Limit(each_second=0.5, at_once=3))

    answers = [program.get("/terms?q=fever") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    problem(answers[-1], "too-many")
    assert answers[-1].headers["Retry-After"] == "2"
    now[0] += 2
    assert program.get("/terms?q=fever").status_code == 200


def test_one_token_is_not_held_up_by_another(program: Program) -> None:
    limits = Limits(lambda: 0.0, Limit(each_second=1, at_once=2))

    waits = [limits.wait(who) for who in ("a", "a", "a", "b", "b", "b")]

    assert waits == [0, 0, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("sent", "taken"), [("abc-123.X_9", True), ("short", False), ("x" * 65, False), ("two words", False)]
)
def test_the_number_of_a_request_comes_back_where_it_is_plain(program: Program, sent: str, taken: bool) -> None:
    answer = program.get("/terms?q=fever", x_request_id=sent)

    assert (answer.headers["X-Request-ID"] == sent) == taken
