"""What comes from a provider and cannot be trusted lets nobody in."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.openid import CLIENT, Claims, OpenId
from tests.web.clerk_desk import text
from tests.web.provider.going import SUBJECT, Wrong, answered, asked, claiming, in_as, sign_in
from web.app import create_app
from web.service import Service

HOSTILE: dict[str, Wrong] = {
    "for another sign-in": lambda there: claiming(there, nonce="another"),
    "without a nonce": lambda there: claiming(there, nonce=None),
    "of another issuer": lambda there: claiming(there, iss="https://evil.example"),
    "for another client": lambda there: claiming(there, aud="another"),
    "for several clients, and nobody says for whom": lambda there: claiming(there, aud=[CLIENT, "another"]),
    "for another one of several": lambda there: claiming(there, aud=[CLIENT, "another"], azp="another"),
    "over": lambda there: claiming(there, exp=int(time.time()) - 200),
    "of the future": lambda there: claiming(there, iat=int(time.time()) + 500),
    "not valid yet": lambda there: claiming(there, nbf=int(time.time()) + 500),
    "without an end": lambda there: claiming(there, exp=None),
    "about nobody": lambda there: claiming(there, sub=None),
    "about an empty name": lambda there: claiming(there, sub=""),
    "about a list": lambda there: claiming(there, sub=[SUBJECT]),
    "about a name too long": lambda there: claiming(there, sub="x" * 256),
    "signed with nothing": lambda there: _sign(there, there.unsigned),
    "signed with what everybody knows": lambda there: _sign(there, there.signed_with_the_secret),
    "signed by another": lambda there: _sign(there, there.signed_by_another),
    "no token": lambda there: _sign(there, lambda claims: "not.a.token"),
    "nothing at all": lambda there: _sign(there, lambda claims: ""),
}


def _sign(there: OpenId, how: Callable[[Claims], str]) -> None:
    there.sign = how


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_trusted_lets_nobody_in(client: FlaskClient, service: Service, there: OpenId, what: str) -> None:
    there.algorithms = ["RS256", "HS256", "none"]
    HOSTILE[what](there)

    answer = sign_in(client)

    assert answer.status_code == 401
    assert "That did not work" in text(answer.text)
    assert in_as(client, service) == ""


def test_a_token_that_was_good_once_is_not_good_for_another_sign_in(
    client: FlaskClient, service: Service, there: OpenId
) -> None:
    there.tokens.clear()
    sign_in(client)
    client.get("/")
    with client.session_transaction() as session:
        session.clear()
    there.sign = there.again

    assert sign_in(client).status_code == 401
    assert in_as(client, service) == ""


def test_a_clock_that_is_a_little_off_is_no_reason_to_stay_out(client: FlaskClient, there: OpenId) -> None:
    claiming(there, iat=int(time.time()) + 60, exp=int(time.time()) - 60)

    assert sign_in(client).status_code == 303


def test_the_same_answer_twice_lets_nobody_in_twice(client: FlaskClient, service: Service) -> None:
    address = asked(client)
    with client.session_transaction() as session:
        cookie = session["oidc"]
    back = answered(address)
    client.get(back)
    with client.session_transaction() as session:
        session.clear()
        session["oidc"] = cookie

    again = client.get(back)

    assert again.status_code == 400
    assert "Begin again." in text(again.text)
    assert in_as(client, service) == ""


def test_a_code_that_was_taken_once_is_not_taken_back(client: FlaskClient, service: Service, there: OpenId) -> None:
    """By another sign-in, whose state somebody put beside it."""
    first = parse_qs(urlsplit(answered(asked(client))).query)["code"][0]
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]

    answer = client.get(f"/provider/back?code={first}&state={state}")

    assert answer.status_code == 401
    assert in_as(client, service) == ""


def test_an_answer_to_somebody_else_lets_nobody_in(client: FlaskClient, service: Service) -> None:
    theirs = answered(asked(client))
    with create_app(service).test_client() as other:
        asked(other)
        swapped = other.get(theirs)
        bare = create_app(service).test_client().get(theirs)

        assert (swapped.status_code, bare.status_code) == (401, 400)
        assert "This answer belongs to another sign-in." in text(swapped.text)
        assert in_as(other, service) == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("&iss=https://evil.example", "This answer comes from another provider."),
        ("&error=<script>alert(1)</script>", "did not sign you in (no reason that is known)"),
        ("&error=login_required&error_description=Call+0900", "did not sign you in (login_required)"),
    ],
)
def test_what_comes_back_with_the_browser_is_not_believed(client: FlaskClient, more: str, words: str) -> None:
    back = answered(asked(client))

    answer = client.get(back + more)

    assert answer.status_code == 401
    assert words in text(answer.text)
    assert "<script>alert" not in answer.text
    assert "0900" not in answer.text


def test_without_a_code_nobody_comes_in(client: FlaskClient) -> None:
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]

    assert client.get(f"/provider/back?state={state}").status_code == 401
