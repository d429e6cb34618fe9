"""Signing in with an OpenID provider: whoever it says one is, for this sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from domain.admission import SignedIn
from tests.support.listening import employ, listening
from tests.support.openid import OpenId, provided
from tests.support.stores import created
from tests.web.clerk_desk import text
from tests.web.provider.going import PASSWORD, RUTH, SUBJECT, asked, claiming, configure, in_as, sign_in
from trail.clock import utc_now
from web.app import create_app
from web.service import Service

STEP = timedelta(seconds=30)
"""Of an authenticator: a code is taken a step too early or too late, and none that is older than the last."""

# signing in


def test_whoever_is_linked_comes_in_and_goes_where_they_wanted(client: FlaskClient, service: Service) -> None:
    assert "Sign in with Harbour Hospital" in client.get("/").text

    answer = sign_in(client, "/provider?next=/patients%3Fq%3Dlucia")

    assert (answer.status_code, answer.location) == (303, "/patients?q=lucia")
    assert in_as(client, service) == RUTH


def test_who_came_in_so_stands_in_the_log_of_reads_and_among_their_sessions(
    client: FlaskClient, service: Service
) -> None:
    sign_in(client)

    (noted,), _ = service.store.access.journal.facts(0, 10)
    (session,) = service.accounts.sessions.of(RUTH)
    assert (type(noted), noted.payload()) == (SignedIn, {"how": "provider", "failed": 0})
    assert session.device == "Something that does not say what it is"


def test_who_comes_in_has_a_session_that_there_was_not_before(client: FlaskClient, service: Service) -> None:
    client.get("/")
    with client.session_transaction() as session:
        session["planted"], before = "by somebody else", service.accounts.begin(RUTH)
    sign_in(client)

    with client.session_transaction() as session:
        now = dict(session)
    facts, _ = service.store.access.journal.facts(0, 100)
    assert now["token"] != before
    assert "planted" not in now
    assert [fact.payload() for fact in facts if fact.TOPIC == "staff.signed-in"] == [{"how": "provider", "failed": 0}]


@pytest.mark.parametrize(
    ("claims", "enough"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "no-mfa"}, False),
        ({"amr": ["pwd", "otp", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"acr": "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}, True),
    ],
)
def test_a_code_is_asked_for_unless_the_provider_says_that_it_had_two_factors(
    client: FlaskClient, service: Service, there: OpenId, claims: dict[str, object], enough: bool
) -> None:
    totp = pyotp.TOTP(service.accounts.second.secret(RUTH))
    assert service.accounts.second.confirm(RUTH, totp.at(utc_now()))
    client.application.config["WTF_CSRF_ENABLED"] = False
    claiming(there, **claims)

    answer = sign_in(client, "/provider?next=/account")
    alone = in_as(client, service)
    if not enough:
        answer = client.post("/code", data={"code": totp.at(utc_now() + STEP), "next": "/account"})

    assert alone == (RUTH if enough else "")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert in_as(client, service) == RUTH


def test_what_is_asked_for_is_a_code_with_proof_that_it_was_asked_for_here(client: FlaskClient) -> None:
    first, second = (parse_qs(urlsplit(asked(client)).query) for _ in range(2))

    assert (first["response_type"], first["scope"], first["code_challenge_method"]) == (
        ["code"], ["openid profile"], ["S256"],
    )  # fmt: skip
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert all(len(first[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_whom_nobody_has_linked_is_told_what_to_do(client: FlaskClient, service: Service) -> None:
    answer = sign_in(client, who="eve")

    assert answer.status_code == 403
    assert "Harbour Hospital knows you, and no account here is linked with you there." in text(answer.text)
    assert "eve" in text(answer.text)
    assert in_as(client, service) == ""


def test_a_name_or_address_that_is_the_same_links_nobody(client: FlaskClient, service: Service, there: OpenId) -> None:
    there.claims = lambda told: {**told, "sub": "other", "email": "ruth@harbour.example", "preferred_username": RUTH}

    assert sign_in(client).status_code == 403
    assert in_as(client, service) == ""


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda service: service.personnel.lock(RUTH, service.system()), "Your account is locked."),
        (lambda service: service.personnel.limit(RUTH, "2099-01-01", None, service.system()), "This account begins on"),
    ],
)
def test_an_account_that_is_not_in_force_stays_out(
    client: FlaskClient, service: Service, harm: Callable[[Service], object], words: str
) -> None:
    harm(service)

    answer = sign_in(client)

    assert answer.status_code == 403
    assert words in text(answer.text)
    assert in_as(client, service) == ""


def test_whoever_is_no_longer_linked_stays_out(client: FlaskClient, service: Service, there: OpenId) -> None:
    service.linking.unlink(RUTH, there.address, SUBJECT, service.system())

    assert sign_in(client).status_code == 403


def test_whoever_changes_their_mind_there_is_told_so(client: FlaskClient) -> None:
    answer = sign_in(client, who="nobody")

    assert answer.status_code == 401
    assert "Harbour Hospital did not sign you in (access_denied)." in text(answer.text)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_another_site(client: FlaskClient, onward: str) -> None:
    assert sign_in(client, f"/provider?next={onward}").location == "/"


# in a browser


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_one_signs_in_with_the_provider_in_a_browser(tmp_path: Path, browser: Browser, scripts: bool) -> None:
    with created(tmp_path / "store", "test.example/log") as service:
        employ(service, [(RUTH, "Ruth Adeyemi", "reviewer")], PASSWORD)
        app = create_app(service)
        with listening(app) as at, provided(f"{at}/provider/back") as there:
            configure(service, there)
            app.extensions["oidc"] = create_app(service).extensions["oidc"]
            service.linking.link(RUTH, there.address, SUBJECT, service.system())
            page = browser.new_context(java_script_enabled=scripts).new_page()
            page.goto(f"{at}/audit/log")
            page.click("text=Sign in with Harbour Hospital")
            page.fill("#who", RUTH)
            page.click("button")
            page.wait_for_url(f"{at}/audit/log")

            assert "Ruth Adeyemi" in page.inner_text(".ct-who")
            page.context.close()
