"""Coming and going: what the logs tell of it, what an answer gives away, and how a browser is known again."""

from __future__ import annotations

import re

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.support.clock import StandingClock
from tests.support.told import told
from tests.web.account.browser import FIREFOX, PASSWORD, WRONG, Browser, reads, set_up, signed_in
from web.access.devices import named
from web.access.tries import FREE
from web.service import Service

# coming and going


def test_the_log_of_reads_tells_who_came_who_went_and_who_had_to_wait_and_nothing_that_was_typed(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    for name in ("ama", "nobody at all"):
        for _ in range(FREE["name"]):
            Browser(app).sign_in(name, "typed as a password")
    clock.on(minutes=2)
    ama = signed_in(app, "ama")
    ama.send("/sign-out", {}, "/account")
    ama = signed_in(app, "ama")
    clock.on(minutes=21)
    ama.page("/account")

    staff = {login: account.staff for login in ("ama",) if (account := service.personnel.account(login))}
    paused = {"about": "name", "tries": FREE["name"]}
    assert reads(service) == [
        ("staff.sign-in-paused", {**paused, "whose": staff["ama"]}),
        ("staff.sign-in-paused", paused),
        ("staff.signed-in", {"how": "password", "failed": FREE["name"]}),
        ("staff.signed-out", {"how": "own"}),
        ("staff.signed-in", {"how": "password", "failed": 0}),
        ("staff.signed-out", {"how": "idle"}),
    ]
    assert told(service, 4) == []
    facts, _ = service.store.access.journal.facts(0, 1000)
    assert "typed as" not in str(facts)
    assert "nobody at all" not in str(facts)


def test_the_answer_is_the_same_for_nobody_and_with_a_second_factor_before_the_password_is_right(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    set_up(signed_in(app, "ama"), clock)

    answers = [Browser(app).sign_in(name, WRONG) for name in ("ama", "ruth", "nobody")]

    same = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert ({answer.status_code for answer in answers}, len(same)) == ({401}, 1)


def test_a_guess_costs_one_hash_for_nobody_and_with_a_second_factor_as_for_anybody(
    app: Flask, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(signed_in(app, "ama"), clock)
    verify, hashes = PasswordHasher.verify, list[str]()

    def counted(hasher: PasswordHasher, stored: str, password: str) -> bool:
        hashes.append(password)
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in ("ama", "ruth", "nobody"):
        Browser(app).sign_in(name, f"{WRONG} for {name}")

    assert hashes == [f"{WRONG} for {name}" for name in ("ama", "ruth", "nobody")]


# what is asked for again


def test_a_device_is_told_by_what_it_says_of_itself() -> None:
    assert named(FIREFOX) == "Firefox on Linux"
    assert (
        named("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")
        == "Safari on an iPhone"
    )
    assert named("curl/8.5") == "Something that does not say what it is"


def test_a_browser_is_known_again_by_a_cookie_that_names_nobody(app: Flask) -> None:
    ama = Browser(app)

    first, second = ama.sign_in("ama"), ama.sign_in("ama")

    (cookie,) = [one for one in first.headers.getlist("Set-Cookie") if one.startswith("caretrail-known-")]
    assert "ama" not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not [one for one in second.headers.getlist("Set-Cookie") if one.startswith("caretrail-known-")]


def test_over_tls_this_host_alone_may_set_that_cookie(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client, told = app.test_client(), {"name": "ama", "pw": PASSWORD}

    first, second = (client.post("/", data=told, base_url="https://localhost") for _ in range(2))

    (cookie,) = [one for one in first.headers.getlist("Set-Cookie") if "known" in one]
    assert cookie.startswith("__Host-caretrail-known-")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert not [one for one in second.headers.getlist("Set-Cookie") if "known" in one]
