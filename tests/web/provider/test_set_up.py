"""How a provider is set up, what the doctor says of it, and one that changes its keys or does not answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.openid import OpenId
from tests.web.clerk_desk import text
from tests.web.command import caretrail
from tests.web.provider.going import Wrong, answered, sign_in
from web.access import oidc
from web.access.provider import FILE, Provider, ProviderError, read
from web.app import create_app
from web.service import Service

# the provider


def test_keys_that_were_changed_are_asked_for_anew(
    client: FlaskClient, there: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "_LEAST", oidc._LEAST * 0)
    assert sign_in(client).status_code == 303
    with client.session_transaction() as session:
        session.clear()
    there.new_key()

    assert sign_in(client).status_code == 303


def test_what_it_says_of_itself_is_asked_for_once(client: FlaskClient, there: OpenId) -> None:
    there.asked.clear()
    for _ in range(3):
        sign_in(client)
        with client.session_transaction() as session:
            session.clear()

    assert (there.asked["/.well-known/openid-configuration"], there.asked["/jwks"], there.asked["/token"]) == (1, 1, 3)


@pytest.mark.parametrize(
    ("address", "status"), [("/.well-known/openid-configuration", 502), ("/jwks", 401), ("/token", 401)]
)
def test_a_provider_that_does_not_answer_is_told_as_such(
    client: FlaskClient, there: OpenId, address: str, status: int
) -> None:
    there.fails = {address}

    answer = client.get("/provider")
    if answer.status_code == 302:
        answer = client.get(answered(str(answer.location)))

    assert answer.status_code == status
    assert "Harbour Hospital does not answer" in text(answer.text)


def test_a_provider_that_is_another_is_not_spoken_with(client: FlaskClient, there: OpenId) -> None:
    there.about["issuer"] = "https://evil.example"

    answer = client.get("/provider")

    assert answer.status_code == 502
    assert "calls itself something else than it is called here" in text(answer.text)


# what is set up

SET = {"name": "Harbour", "issuer": "https://login.example", "client_id": "caretrail", "client_secret": "s"}


def lines(told: dict[str, str]) -> str:
    return "".join(f'{name} = "{value}"\n' for name, value in told.items())


def test_it_is_set_up_in_a_file_or_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s\n")
    (tmp_path / FILE).write_text(lines({**SET, "client_secret": "another"}))

    found = read(tmp_path, {"CARETRAIL_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    alone = read(tmp_path / "none", {f"CARETRAIL_OIDC_{name.upper()}": value for name, value in SET.items()})

    assert found == alone == Provider(**SET)
    assert read(tmp_path / "none", {}) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lines({**SET, "issuer": "http://login.example"}), "is not an https address"),
        (lines({**SET, "issuer": "login.example"}), "is not an https address"),
        (lines({**SET, "secret": "s"}), "secret is not a setting"),
        (lines({"name": "Harbour"}), "issuer is missing"),
        ("name = 7\n", "name is no text"),
        ("name = ", "cannot be read"),
        (lines({**SET, "client_secret_file": "/nowhere/at/all"}), "client_secret_file: /nowhere/at/all cannot be read"),
    ],
)
def test_what_cannot_be_is_named_before_anybody_is_let_in(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / FILE).write_text(content)

    with pytest.raises(ProviderError, match=words):
        read(tmp_path, {})


def test_where_none_is_set_up_nothing_leads_there(service: Service) -> None:
    (service.folder / FILE).unlink()
    client = create_app(service).test_client()

    assert "Sign in with" not in client.get("/").text
    assert client.get("/provider").status_code == 404


# the doctor


def _checked(service: Service) -> dict[str, str]:
    checks = json.loads(caretrail(service.folder, "doctor", "--json").stdout)["checks"]
    return next(one for one in checks if one["name"] == "provider")


def test_the_doctor_says_that_the_provider_answers(service: Service, there: OpenId) -> None:
    told = _checked(service)

    assert (told["state"], told["detail"]) == ("ok", f"Harbour Hospital answers at {there.address}")


@pytest.mark.parametrize(("wrong", "says"), [
    (lambda there: there.fails.add("/.well-known/openid-configuration"), "does not answer"),
    (lambda there: there.fails.add("/jwks"), "does not answer"),
    (lambda there: there.about.update(issuer="https://elsewhere.example"), "calls itself something else"),
])  # fmt: skip
def test_the_doctor_says_what_is_wrong_with_it(service: Service, there: OpenId, wrong: Wrong, says: str) -> None:
    wrong(there)

    told = _checked(service)

    assert told["state"] == "warn"
    assert says in told["detail"]
    assert there.address in told["fix"]


def test_the_doctor_names_a_setting_that_cannot_be(service: Service) -> None:
    (service.folder / FILE).write_text('name = "Harbour Hospital"\n')

    told = _checked(service)

    assert told["state"] == "fail"
    assert "issuer is missing" in told["detail"]
