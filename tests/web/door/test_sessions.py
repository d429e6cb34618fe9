"""Tries and sessions: how many, how long, and what ends them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.web.door.going_in import MRN, PASSWORD, WRONG, cookie, sign_in, token
from web.access.accounts import SESSION, Accounts
from web.access.credentials import METADATA
from web.access.tries import FREE
from web.app import create_app
from web.service import Service

# tries


def test_after_five_wrong_tries_even_the_right_one_waits_a_minute(client: FlaskClient, clock: StandingClock) -> None:
    tried = [sign_in(client, password=WRONG).status_code for _ in range(5)]
    refused = sign_in(client)
    clock.on(seconds=61)
    later = sign_in(client)

    assert tried == [401] * 5
    assert (refused.status_code, later.status_code) == (429, 303)
    assert "Too many tries" in refused.text


def test_a_name_that_nobody_has_is_counted_like_any_other(client: FlaskClient) -> None:
    assert [sign_in(client, "nobody", WRONG).status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_right_password_forgives_the_wrong_ones(client: FlaskClient) -> None:
    for _ in range(3):
        codes = [*(sign_in(client, password=WRONG).status_code for _ in range(4)), sign_in(client).status_code]
        assert codes == [401] * 4 + [303]


def test_tries_are_remembered_over_a_restart(client: FlaskClient, service: Service, clock: StandingClock) -> None:
    for _ in range(5):
        sign_in(client, password=WRONG)

    again = Accounts(service.store.tables("credentials", METADATA), service.personnel, clock)

    with pytest.raises(Refused, match="Too many tries"):
        again.check("ama", PASSWORD)


def test_an_address_that_tries_many_names_waits_while_others_come_in(client: FlaskClient, clock: StandingClock) -> None:
    tried = [sign_in(client, f"name{n}", WRONG).status_code for n in range(FREE["address"])]
    here = sign_in(client).status_code
    elsewhere = client.post(
        "/",
        data={"name": "ama", "pw": PASSWORD, "csrf_token": token(client)},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )
    clock.on(minutes=11)
    later = sign_in(client, "ruth").status_code

    assert set(tried) == {401}
    assert (here, elsewhere.status_code, later) == (429, 303, 303)


def test_an_office_behind_one_address_may_sign_in_as_often_as_it_likes(client: FlaskClient) -> None:
    assert {sign_in(client).status_code for _ in range(FREE["address"] + 5)} == {303}


# sessions


def test_a_session_known_before_signing_in_is_worth_nothing_afterwards(app: Flask) -> None:
    """A cookie that somebody else planted does not become a signed-in one."""
    attacker, victim = app.test_client(), app.test_client()
    planted = cookie(attacker.get("/")).split(";")[0].split("=", 1)[1]
    victim.set_cookie("caretrail", planted)

    sign_in(victim)

    assert victim.get(f"/patients/{MRN}").status_code == 200
    assert attacker.get(f"/patients/{MRN}").status_code == 302


def test_signing_out_is_a_post_and_a_copy_of_the_cookie_ends_with_it(app: Flask, client: FlaskClient) -> None:
    kept = cookie(sign_in(client)).split(";")[0].split("=", 1)[1]
    thief = app.test_client()
    thief.set_cookie("caretrail", kept)

    by_link = client.get("/sign-out")
    without_token = client.post("/sign-out")
    still = thief.get(f"/patients/{MRN}").status_code
    out = client.post("/sign-out", data={"csrf_token": token(client, "/patients/new")})

    assert (by_link.status_code, still) == (405, 200)
    assert without_token.status_code in (303, 400)
    assert out.status_code == 303
    assert thief.get(f"/patients/{MRN}").status_code == 302


def test_a_session_ends_after_a_working_day(client: FlaskClient, service: Service, clock: StandingClock) -> None:
    token = service.accounts.begin("ama")

    for _ in range(40):
        clock.at += SESSION / 40
        within = service.accounts.holder(token)
    clock.at += timedelta(seconds=1)

    assert within
    assert service.accounts.holder(token) is None


def test_the_cookie_is_for_this_server_alone_and_secure_over_tls(app: Flask) -> None:
    plain = cookie(app.test_client().get("/"))
    safe = cookie(app.test_client().get("/", base_url="https://clinic.example"))

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain.split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(safe.split("; "))
    assert (plain.partition("=")[0], safe.partition("=")[0]) == ("caretrail", "__Host-caretrail")
    assert "Domain" not in plain + safe


def test_a_browser_whose_clock_is_wrong_keeps_the_cookie_as_long_as_any_other(client: FlaskClient) -> None:
    """Where both are told, the age goes before the date (RFC 6265, 5.3)."""
    told = dict(part.split("=", 1) for part in cookie(sign_in(client)).split("; ")[1:] if "=" in part)

    until = (parsedate_to_datetime(told["Expires"]) - datetime.now(UTC)).total_seconds()
    assert int(told["Max-Age"]) == pytest.approx(until, abs=60)
    assert until > 3600


def test_behind_a_proxy_the_address_and_tls_are_those_of_the_browser(service: Service) -> None:
    told = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}

    trusted = create_app(service, proxies=1).test_client().get("/", headers=told)
    not_trusted = create_app(service).test_client().get("/", headers=told)

    assert "Secure" in cookie(trusted)
    assert "Strict-Transport-Security" in trusted.headers
    assert "Secure" not in cookie(not_trusted)


@pytest.mark.parametrize(
    ("onward", "goes"),
    [
        (f"/patients/{MRN}?known=3", f"/patients/{MRN}?known=3"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/patients\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_signing_in_goes_on_to_pages_of_ours_alone(client: FlaskClient, onward: str, goes: str) -> None:
    assert sign_in(client, next=onward).headers["Location"] == goes


def test_whoever_was_sent_to_the_door_comes_back_to_the_page_with_all_that_it_asks(client: FlaskClient) -> None:
    sent = client.get("/patients?q=a%26b").headers["Location"]
    form = re.search(r'name="next" value="([^"]*)"', client.get(sent).text)
    assert form

    back = sign_in(client, next=form[1].replace("&amp;", "&")).headers["Location"]

    assert back == "/patients?q=a%26b"


def test_no_address_is_made_from_the_host_that_a_request_names(client: FlaskClient) -> None:
    response = client.get(f"/patients/{MRN}", headers={"Host": "elsewhere.example"})

    assert "elsewhere.example" not in response.headers["Location"]
    assert "elsewhere.example" not in client.get("/", headers={"Host": "elsewhere.example"}).text
