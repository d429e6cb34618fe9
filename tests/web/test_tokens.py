"""A program at the door: let in with a token that is good, at the API alone, and never on somebody's cookie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, jsonify
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.clock import StandingClock
from tests.support.office import AMA, register
from trail.store import Store
from web.access import bearer
from web.access.credentials import API_TOKEN
from web.app import create_app
from web.service import Service

Harm = Callable[[Service], object]
UNTIL = "2026-06-30"


@pytest.fixture(autouse=True)
def ama(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "senior-clerk", service.system())


@pytest.fixture
def text(service: Service) -> str:
    return issued(service)


def issued(service: Service, *scopes: str, login: str = "ama", until: str = UNTIL) -> str:
    _, text = service.tokens.issue(login, "Lab link", scopes or ("read", "record"), until, service.system())
    assert text
    return text


def id_of(text: str) -> str:
    return f"t-{text.split('_')[1]}"


def end(service: Service) -> None:
    (row,) = service.store.tables("credentials", API_TOKEN.metadata).all(select(API_TOKEN.c.token))
    service.tokens.revoke(row[0], service.system())


# the text


def test_its_text_is_told_once_and_only_a_hash_of_it_is_kept(service: Service) -> None:
    _, first = service.tokens.issue("ama", "Lab link", ["read"], UNTIL, service.system(request="one"))
    _, again = service.tokens.issue("ama", "Lab link", ["read"], UNTIL, service.system(request="one"))

    assert first
    assert again is None
    prefix, id, secret = first.split("_", 2)
    assert (prefix, len(id), len(secret)) == ("caretrail", 8, 43)
    stored = b"".join(file.read_bytes() for file in service.folder.rglob("*") if file.is_file())
    events = json.dumps([fact.payload() for fact in service.store.journal.facts(0, 1000)[0]])
    assert secret.encode() not in stored
    assert secret not in events
    assert service.tokens.holder(first)


def test_whoever_shows_it_is_its_holder(service: Service, text: str) -> None:
    holder = service.tokens.holder(text)

    assert holder
    assert (holder.account.login, holder.scopes, holder.token) == ("ama", {"read", "record"}, id_of(text))


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace(text.split("_")[1], "00000000"),
        lambda text: text.upper(),
        lambda text: text + "=",
        lambda text: "",
        lambda text: "caretrail_" + "x" * 9000,
        lambda text: text + "\0",
        lambda text: text.replace("_", "_\N{ARABIC-INDIC DIGIT ONE}", 1),
    ],
)
def test_any_other_text_is_nobodys(service: Service, text: str, harm: Callable[[str], str]) -> None:
    assert service.tokens.holder(harm(text)) is None


@pytest.mark.parametrize(
    "harm",
    [
        end,
        lambda service: service.personnel.lock("ama", service.system()),
        lambda service: service.personnel.limit("ama", "2026-03-08", None, service.system()),
    ],
)
def test_it_is_over_at_once_when_it_is_revoked_or_its_account_is_not_in_force(
    service: Service, text: str, harm: Harm
) -> None:
    assert service.tokens.holder(text)

    harm(service)

    assert service.tokens.holder(text) is None


def test_what_is_only_being_judged_about_an_account_is_not_remembered(service: Service, text: str) -> None:
    ama = service.personnel.account("ama")
    assert ama
    ama.record(ama.change_role("auditor"), service.system().envelope(service.clock(), "t" * 16, "0"))
    service.tokens.holder(text)

    service.store.journal.forget(ama.id)  # it was refused

    holder = service.tokens.holder(text)
    assert holder
    assert holder.account.role == "senior-clerk"


def test_nothing_is_asked_about_a_token_again_while_nothing_is_said_of_accounts(
    service: Service, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, judged, token = register(service.records), list[str](), service.issuing.token
    first = service.tokens.holder(text)
    monkeypatch.setattr(service.issuing, "token", lambda id: judged.append(id) or token(id))  # type: ignore[func-returns-value]

    service.records.measure(who, [{"kind": "weight", "value": "70", "unit": "kg"}], AMA, "2026-02-01")
    again = service.tokens.holder(text)

    assert first
    assert again
    assert first.token == again.token == id_of(text)
    assert judged == ([] if service.store.log.recorder.alone else [id_of(text)])


def test_it_is_over_when_its_last_day_is(service: Service, text: str, clock: StandingClock) -> None:
    clock.at = clock.at.replace(month=6, day=30, hour=23, minute=59)
    assert service.tokens.holder(text)

    clock.on(minutes=1)

    assert service.tokens.holder(text) is None


def test_another_role_takes_from_it_what_that_role_may_not_do(service: Service, text: str) -> None:
    service.personnel.change_role("ama", "auditor", service.system())
    as_auditor = service.tokens.holder(text)
    service.personnel.change_role("ama", "admin", service.system())
    as_admin = service.tokens.holder(text)

    assert as_auditor
    assert as_admin
    assert (as_auditor.scopes, as_admin.scopes) == ({"read"}, set())


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_what_one_host_ends_is_over_on_the_other(
    service: Service, text: str, tmp_path: Path, clock: StandingClock
) -> None:
    shutil.copytree(service.folder, tmp_path / "two")
    with Service.open(tmp_path / "two", clock) as other:
        assert other.tokens.holder(text)
        made = issued(other)

        end_both = [id_of(text), id_of(made)]
        assert service.tokens.holder(made)
        for token, host in zip(end_both, (service, other), strict=True):
            host.tokens.revoke(token, host.system())

        assert [host.tokens.holder(one) for host in (service, other) for one in (text, made)] == [None] * 4


# its last use


def test_its_last_use_is_kept_to_the_minute_and_is_no_event(service: Service, text: str, clock: StandingClock) -> None:
    before, first = service.store.log.position, clock().isoformat()
    assert service.tokens.used() == {}

    service.tokens.holder(text)
    clock.on(seconds=50)
    service.tokens.holder(text)
    within = service.tokens.used()
    clock.on(seconds=50)
    service.tokens.holder(text)

    assert within == {id_of(text): first}
    assert service.tokens.used() == {id_of(text): clock().isoformat()}
    assert service.store.log.position == before


def test_a_try_that_failed_is_no_use(service: Service, text: str) -> None:
    service.tokens.holder(text[:-1])
    end(service)
    service.tokens.holder(text)

    assert service.tokens.used() == {}


# at the door


@pytest.fixture
def app(service: Service) -> Flask:
    """With an address of the API that says who asks."""
    app = create_app(service)

    def asking() -> Any:
        who = g.account.login if g.account else None
        scopes = {scope: bearer.may(scope) for scope in ("read", "record", "export", "log")}
        return jsonify(who=who, session=g.session, channel=g.get("channel"), **scopes)

    app.add_url_rule("/api/asking", "asking", asking, methods=["GET", "POST"])
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def shown(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_says_who_asks_and_needs_no_other_token_to_send_something(
    client: FlaskClient, text: str, method: str
) -> None:
    answer = client.open("/api/asking", method=method, headers=shown(text))

    assert answer.json == {
        "who": "ama", "session": id_of(text), "channel": "api", "read": True, "record": True, "export": False,
        "log": False,
    }  # fmt: skip
    assert "Set-Cookie" not in answer.headers


def test_whoever_signed_in_is_bound_by_their_role_and_still_needs_the_token_of_the_form(
    client: FlaskClient, service: Service
) -> None:
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("ama")

    asked, sent = client.get("/api/asking"), client.post("/api/asking")

    assert asked.json
    assert (asked.json["who"], asked.json["channel"], asked.json["log"]) == ("ama", None, True)
    assert sent.status_code == 403


@pytest.mark.parametrize("header", ["Bearer", "bearer ", "Bearer nobody", "BEARER  {wrong}", "Bearer {wrong}, {good}"])
def test_a_token_that_is_wrong_is_told_so_even_to_somebody_who_is_signed_in(
    client: FlaskClient, service: Service, text: str, header: str
) -> None:
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("ama")

    answer = client.get("/api/asking", headers={"Authorization": header.format(wrong=text[:-1], good=text)})

    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="caretrail", error="invalid_token"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert client.get("/api/asking").json


def test_a_token_that_is_over_opens_nothing_from_then_on(client: FlaskClient, text: str, clock: StandingClock) -> None:
    clock.at = clock.at.replace(month=6, day=30, hour=23, minute=59)
    last = client.get("/api/v1/patients?q=nobody", headers=shown(text))
    clock.on(minutes=1)

    over = client.get("/api/v1/patients?q=nobody", headers=shown(text))

    assert (last.status_code, over.status_code) == (200, 401)
    assert 'error="invalid_token"' in over.headers["WWW-Authenticate"]
    assert over.mimetype == "application/problem+json"


@pytest.mark.parametrize("address", ["/", "/patients", "/office/staff", "/sign-out", "/api", "/apix/asking"])
def test_a_token_opens_nothing_but_the_api(client: FlaskClient, text: str, address: str) -> None:
    answer = client.open(address, method="POST" if address == "/sign-out" else "GET", headers=shown(text))

    assert answer.status_code == 403
    assert answer.json
    assert answer.json["detail"] == "Tokens open addresses under /api/ alone."
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_cookie_beside_a_token_says_nothing(client: FlaskClient, service: Service, text: str) -> None:
    service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
    with client.session_transaction() as session:
        session["token"], session["purpose"] = service.accounts.begin("ruth"), "TREAT"

    answer = client.get("/api/asking", headers=shown(text))

    assert answer.json
    assert (answer.json["who"], answer.json["session"]) == ("ama", id_of(text))
    with client.session_transaction() as after:
        assert after["purpose"] == "TREAT"


def test_whether_the_program_is_alive_is_told_to_a_wrong_token_as_to_anybody(client: FlaskClient) -> None:
    assert client.get("/healthz", headers=shown("x")).status_code == 200


# what was done with it


def test_what_is_recorded_with_a_token_carries_its_id(service: Service, text: str) -> None:
    holder = service.tokens.holder(text)
    assert holder
    by = service.by(holder.account, session=holder.token, channel="api")
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], by, "2026-01-05")
    service.views.ready()

    found = list(service.views.changes.rows({"session": id_of(text)}))

    assert [(one["type"], one["channel"], one["actor"]["id"]) for one in found] == [
        ("measurements.recorded", "api", holder.account.staff)
    ]


def test_tokens_are_kept_by_a_store_that_had_none_before(tmp_path: Path, clock: StandingClock) -> None:
    with closing(Store.create(tmp_path / "old", "test.example/log", clock)) as store:
        tables = store.tables("credentials", API_TOKEN.metadata)
        with tables.begin() as db:
            API_TOKEN.drop(db)

    with Service.open(tmp_path / "old", clock) as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        assert service.tokens.holder(issued(service, "read"))


def test_a_token_has_the_role_that_is_lent_to_its_holder_and_not_their_own_beside_it(
    service: Service, text: str, clock: StandingClock
) -> None:
    day = clock.at.date().isoformat()
    service.personnel.lend_role("ama", "admin", day, day, service.system())

    lent = service.tokens.holder(text)
    clock.on(days=1)
    after = service.tokens.holder(text)

    assert lent
    assert after
    assert (lent.account.role, lent.scopes) == ("admin", frozenset())
    assert (after.account.role, after.scopes) == ("senior-clerk", {"read", "record"})
