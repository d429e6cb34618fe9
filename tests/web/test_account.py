"""One's own account as a page, accounts on the administrator's pages, and what is asked for again."""

from __future__ import annotations

import html
import re
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.admission import IN_LOG_OF_READS
from domain.policies import PolicyAdopted
from domain.staff import StaffLocked, StaffRoleLent
from tests.support.clock import StandingClock
from tests.support.listening import employ
from tests.support.office import register
from tests.support.told import told
from tests.web.clerk_desk import text
from web.access.accounts import SecondFactorDue
from web.access.devices import named
from web.access.tries import FREE
from web.app import create_app
from web.service import Service

PASSWORD, NEW, WRONG = "mabe-tilo-suga-reno", "zinc kettle orbit fern", "something else"
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


class Browser:
    """Somebody with a browser of their own, without scripts."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def send(self, path: str, fields: dict[str, str], at: str = "") -> TestResponse:
        """The form on a page, filled in and sent; `at` where the page stands if not at its own address."""
        return self.again(path, self.client.get(at or path), fields)

    def again(self, path: str, page: TestResponse, fields: dict[str, str]) -> TestResponse:
        hidden = {name: html.unescape(value) for name, value in _HIDDEN.findall(page.text)}
        return self.client.post(path, data={**hidden, **fields}, headers={"User-Agent": FIREFOX})

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.send("/", {"name": name, "pw": password})

    def page(self, path: str) -> str:
        return text(self.client.get(path, follow_redirects=True).text)


@pytest.fixture
def app(service: Service) -> Flask:
    people = [("sam", "Sam Ortiz", "admin"), ("ruth", "Ruth Adeyemi", "reviewer"), ("ama", "Ama Boateng", "clerk")]
    employ(service, people, PASSWORD)
    return create_app(service)


@pytest.fixture
def sam(app: Flask) -> Browser:
    return signed_in(app, "sam")


def signed_in(app: Flask, login: str) -> Browser:
    browser = Browser(app)
    assert browser.sign_in(login).status_code == 303
    return browser


def reads(service: Service) -> list[tuple[str, dict[str, Any]]]:
    """What the log of reads has of people who came and went."""
    facts, _ = service.store.access.journal.facts(0, 1000)
    return [(fact.TOPIC, fact.payload()) for fact in facts if isinstance(fact, IN_LOG_OF_READS)]


def secret_of(browser: Browser) -> pyotp.TOTP:
    page = browser.client.get("/account/second-factor").text
    found = re.search(r'ct-secret">([^<]*)<', page)
    assert found
    return pyotp.TOTP(found[1].replace(" ", ""))


def set_up(browser: Browser, clock: StandingClock) -> tuple[pyotp.TOTP, list[str]]:
    totp = secret_of(browser)
    page = browser.send("/account/second-factor", {"code": totp.at(clock.at)}).text
    clock.on(minutes=1)
    return totp, re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", page)


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


# the second factor


def test_signing_in_takes_a_code_as_well_once_it_is_set_up(app: Flask, service: Service, clock: StandingClock) -> None:
    totp, codes = set_up(signed_in(app, "ama"), clock)
    ama = Browser(app)

    half = ama.sign_in("ama")
    outside = ama.client.get("/account").status_code
    wrong = ama.again("/code", half, {"code": "000000"})
    right = ama.again("/code", wrong, {"code": totp.at(clock.at)})

    assert "A code as well" in half.text
    assert (outside, wrong.status_code, right.status_code, right.location) == (302, 401, 303, "/")
    assert len(set(codes)) == 10
    assert reads(service)[-1] == ("staff.signed-in", {"how": "code", "failed": 1})
    assert "set up; 10 of 10 recovery codes are left" in ama.page("/account")


def test_what_was_typed_before_the_session_ended_comes_through_both_steps(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    ama = signed_in(app, "ama")
    totp, _ = set_up(ama, clock)
    form = ama.client.get("/patients/new")
    clock.on(minutes=30)

    door = ama.again("/patients/new", form, {"name": "Kofi Mensah", "born": "1990"})
    half = ama.again("/", door, {"name": "ama", "pw": PASSWORD})
    through = ama.again("/code", half, {"code": totp.at(clock.at)})

    assert "Kofi Mensah" in through.text
    assert "Go on where you were" in through.text


def test_a_recovery_code_is_told_as_used(app: Flask, service: Service, clock: StandingClock) -> None:
    _, codes = set_up(signed_in(app, "ama"), clock)
    ama = Browser(app)

    ama.again("/code", ama.sign_in("ama"), {"code": codes[3]})

    last = [(kind.TOPIC, fields) for kind, fields in told(service)][-1]
    assert last == ("staff.recovery-code-used", {"left": 9})
    assert not set(codes) & set(str(told(service)).split("'"))


def test_a_role_that_gives_a_second_factor_opens_nothing_before_it(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    service.rulebook.adopt("sign-in", {"second_factor": ["clerk"]}, service.system(), "The head")
    ama = signed_in(app, "ama")

    sent = [ama.client.get(path).location for path in ("/", "/patients/new", "/account")]
    page = ama.page("/patients")
    set_up(ama, clock)

    assert sent == ["/account/second-factor"] * 3
    assert "Your role needs one: nothing else opens before." in page
    assert ama.client.get("/patients/new").status_code == 200
    assert signed_in(app, "ruth").client.get("/").status_code == 200


def test_removing_it_takes_the_password(app: Flask, service: Service, clock: StandingClock) -> None:
    ama = signed_in(app, "ama")
    set_up(ama, clock)
    clock.on(minutes=6)

    asked = ama.send("/account/second-factor/remove", {}, "/account")
    wrong = ama.again("/account/second-factor/remove", asked, {"proof": WRONG})
    still = service.accounts.second.on("ama")
    ama.again("/account/second-factor/remove", wrong, {"proof": PASSWORD})

    assert "Your password once more" in asked.text
    assert (asked.status_code, wrong.status_code, still) == (422, 422, True)
    assert not service.accounts.second.on("ama")
    assert service.accounts.second.left("ama") == 0


# one's own sessions and password


def test_sessions_are_listed_by_device_and_ended_one_by_one_or_all_others(app: Flask, service: Service) -> None:
    here, there, third = (signed_in(app, "ama") for _ in range(3))
    mark = next(one.mark for one in service.accounts.sessions.of("ama") if one.mark in there.client.get("/account").text
                and f'/sessions/{one.mark}/end' not in there.client.get("/account").text)  # fmt: skip

    assert here.page("/account").count("since 7 Mar 2026") == 3
    here.send(f"/account/sessions/{mark}/end", {}, "/account")
    assert [one.client.get("/account").status_code for one in (here, there, third)] == [200, 302, 200]
    here.send("/account/sessions/end-others", {}, "/account")
    assert [one.client.get("/account").status_code for one in (here, there, third)] == [200, 302, 302]
    assert [how for _, how in reads(service)][-2:] == [{"how": "revoked"}] * 2


def test_nobody_ends_the_session_of_somebody_else(app: Flask, service: Service) -> None:
    ruth, ama = signed_in(app, "ruth"), signed_in(app, "ama")
    (mark,) = [one.mark for one in service.accounts.sessions.of("ruth")]

    ama.send(f"/account/sessions/{mark}/end", {}, "/account")

    assert ruth.client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"old": WRONG, "new": NEW, "repeat": NEW}, "old"),
        ({"old": PASSWORD, "new": NEW, "repeat": "another"}, "repeat"),
        ({"old": PASSWORD, "new": "Password123!", "repeat": "Password123!"}, "new"),
        ({"old": PASSWORD, "new": "boateng zinc fern", "repeat": "boateng zinc fern"}, "new"),
        ({"old": PASSWORD, "new": "short", "repeat": "short"}, "new"),
    ],
)
def test_a_password_that_is_not_changed_says_why_at_its_field_and_shows_none_again(
    app: Flask, service: Service, fields: dict[str, str], field: str
) -> None:
    ama = signed_in(app, "ama")

    answer = ama.send("/account/password", fields)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert not [typed for typed in fields.values() if f'value="{typed}"' in answer.text]
    assert service.accounts.check("ama", PASSWORD)


def test_a_new_password_signs_out_everywhere_else(app: Flask, service: Service) -> None:
    ama, there = signed_in(app, "ama"), signed_in(app, "ama")

    answer = ama.send("/account/password", {"old": PASSWORD, "new": NEW, "repeat": NEW})

    assert answer.status_code == 303
    assert (ama.client.get("/account").status_code, there.client.get("/account").status_code) == (200, 302)
    assert service.accounts.check("ama", NEW)
    assert [(kind.TOPIC, fields) for kind, fields in told(service)][-1] == ("staff.password-changed", {"how": "own"})


def test_here_says_how_long_a_session_has_and_keeps_it(app: Flask, clock: StandingClock) -> None:
    ama = signed_in(app, "ama")

    for _ in range(3):
        clock.on(minutes=15)
        left = ama.client.get("/account/here").json

    assert left == {"idle": 20 * 60, "lasting": 10 * 3600 - 45 * 60}


def test_how_long_sessions_last_is_a_policy(app: Flask, service: Service, clock: StandingClock) -> None:
    service.rulebook.adopt("sign-in", {"idle_minutes": 5, "session_hours": 1}, service.system(), "The head")
    ama, ruth = signed_in(app, "ama"), signed_in(app, "ruth")

    seen = []
    for _ in range(16):
        clock.on(minutes=4)
        seen.append(ama.client.get("/account").status_code)
        if len(seen) == 2:
            assert ruth.client.get("/account").status_code == 302

    assert seen == [200] * 15 + [302]
    assert [how["how"] for topic, how in reads(service) if topic == "staff.signed-out"] == ["idle", "over"]


# acting for each other


def test_somebody_acts_for_another_in_their_role_and_it_stands_in_what_is_recorded(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    ruth, ama = signed_in(app, "ruth"), signed_in(app, "ama")
    assert ama.client.get("/audit/log").status_code == 403
    ruth.send("/account/delegate", {"to": "ama", "begins": "", "ends": "2026-03-09"})

    ama.send("/account/act", {"for": "ruth"}, "/account")
    assert ama.client.get("/audit/log").status_code == 200
    assert "You act for Ruth Adeyemi , as compliance reviewer." in text(f"<main{ama.client.get('/account').text}")
    who = register(service.records)
    ama.send(f"/patients/{who}/review", {"findings": ""})
    by = service.store.journal.at([service.store.log.position])[0].by
    accounts = {login: service.personnel.account(login) for login in ("ama", "ruth")}
    assert (by.name, by.role) == ("Ama Boateng", "reviewer")
    assert by.on_behalf_of == (accounts["ruth"] and accounts["ruth"].staff)

    ama.send("/account/act", {"for": ""}, "/account")
    assert ama.client.get("/audit/log").status_code == 403
    ama.send("/account/act", {"for": "ruth"}, "/account")
    ruth_page = ruth.client.get("/account").text
    end = re.search(r'action="(/account/delegations/[^"]+)"', ruth_page)
    assert end
    ruth.send(end[1], {}, "/account")
    assert ama.client.get("/audit/log").status_code == 403


def test_nobody_acts_for_whom_they_were_not_asked_to(app: Flask) -> None:
    ama = signed_in(app, "ama")

    assert ama.send("/account/act", {"for": "ruth"}, "/account").status_code == 403


# the administrator


def test_an_account_is_added_with_a_code_that_stands_in_no_log(sam: Browser, app: Flask, service: Service) -> None:
    fields = {"name": "Kofi Mensah", "login": "kofi", "role": "clerk", "ends": "2026-03-20"}
    page = sam.send("/office/add-account", fields).text
    found = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", text(page))
    assert found
    kofi = Browser(app)

    early = kofi.sign_in("kofi", found[0])
    chosen = kofi.send("/welcome", {"name": "kofi", "code": found[0], "new": NEW, "repeat": NEW})
    again = kofi.send("/welcome", {"name": "kofi", "code": found[0], "new": PASSWORD, "repeat": PASSWORD})

    assert (early.status_code, chosen.status_code, again.status_code) == (401, 303, 401)
    assert kofi.sign_in("kofi", NEW).status_code == 303
    topics = [kind.TOPIC for kind, _ in told(service, 5)]
    assert topics == ["staff.validity-changed", "staff.invited", "staff.password-changed"]
    assert found[0] not in str(told(service))


def test_an_account_is_locked_from_its_page_and_its_sessions_end_for_good(
    sam: Browser, app: Flask, service: Service
) -> None:
    ama = signed_in(app, "ama")

    sam.send("/office/staff/ama/lock", {}, "/office/staff/ama")
    out = ama.client.get("/account").status_code
    sam.send("/office/staff/ama/unlock", {}, "/office/staff/ama")

    assert (out, ama.client.get("/account").status_code) == (302, 302)
    assert [kind for kind, _ in told(service)][-2:-1] == [StaffLocked]
    assert reads(service)[-1][1]["how"] == "locked"
    assert ama.sign_in("ama").status_code == 303


def test_the_last_administrator_is_told_so_and_stays(sam: Browser, service: Service) -> None:
    sam.send("/office/staff/sam/lock", {}, "/office/staff/sam")

    assert "Then nobody could look after accounts any more." in text(f"<main{sam.client.get('/office/staff').text}")
    assert sam.client.get("/office/staff").status_code == 200


def test_a_password_is_reset_by_others_alone(sam: Browser, app: Flask, service: Service) -> None:
    ama = signed_in(app, "ama")

    page = sam.send("/office/staff/ama/reset", {}, "/office/staff/ama")
    own = sam.send("/office/staff/sam/reset", {}, "/office/staff/sam")

    assert "A code for Ama Boateng" in text(page.text)
    assert own.status_code == 403
    assert ama.client.get("/account").status_code == 302
    assert ama.sign_in("ama").status_code == 401
    assert "Waits for a password" in sam.page("/office/staff")


# what is asked for again


def test_a_grave_act_asks_for_the_password_again_and_then_does_what_was_typed(
    sam: Browser, service: Service, clock: StandingClock
) -> None:
    clock.on(minutes=5, seconds=1)
    path, fields = "/office/staff/ama/role", {"role": "verifier", "begins": "", "ends": "20 Mar 2026"}

    asked = sam.send(path, fields)
    before = told(service)
    wrong = sam.again(path, asked, {"proof": WRONG})
    done = sam.again(path, wrong, {"proof": PASSWORD})

    assert (asked.status_code, wrong.status_code, done.status_code) == (422, 422, 303)
    assert WRONG not in wrong.text
    now = {"role": "verifier", "from": "2026-03-07", "until": "2026-03-20"}
    assert told(service)[len(before) :] == [(StaffRoleLent, {"now": now})]
    assert sam.send("/office/staff/ruth/role", fields).status_code == 303  # within five minutes


@pytest.mark.parametrize(
    ("path", "at", "fields"),
    [
        ("/tokens/new", "", {"name": "Lab link", "until": "30 Jun 2026", "read": "yes"}),
        ("/passkeys", "/account/ways", {"name": "The blue key", "answer": "{}"}),
        ("/provider/link", "/account/ways", {}),
    ],
)
def test_another_way_in_asks_for_the_password_again(
    app: Flask, service: Service, clock: StandingClock, path: str, at: str, fields: dict[str, str]
) -> None:
    ama = signed_in(app, "ama")
    clock.on(minutes=5, seconds=1)
    before = service.store.log.position

    asked = ama.send(path, fields, at)
    wrong = ama.again(path, asked, {"proof": WRONG})
    done = ama.again(path, wrong, {"proof": PASSWORD})

    assert (asked.status_code, wrong.status_code) == (422, 422)
    assert all('name="proof"' in page.text for page in (asked, wrong))
    assert 'name="proof"' not in done.text
    assert len(told(service, before)) == (path == "/tokens/new"), "the others answer to what was asked of a browser"


@pytest.mark.parametrize(
    ("act", "fields", "asks"),
    [
        ("unlock", {}, True),
        ("remove-second-factor", {}, True),
        ("validity", {"ends": "20 Mar 2026"}, True),
        ("lock", {}, False),
        ("end-sessions", {}, False),
    ],
)
def test_what_lets_an_account_in_asks_for_the_password_again_and_what_keeps_it_out_does_not(
    sam: Browser, service: Service, clock: StandingClock, act: str, fields: dict[str, str], asks: bool
) -> None:
    clock.on(minutes=5, seconds=1)
    before = service.store.log.position

    answer = sam.send(f"/office/staff/ama/{act}", fields, "/office/staff/ama")

    assert (answer.status_code, 'name="proof"' in answer.text) == ((422, True) if asks else (303, False))
    assert bool(told(service, before)) == (act == "lock")


def test_a_code_for_a_new_password_leaves_the_second_factor(app: Flask, service: Service, clock: StandingClock) -> None:
    set_up(signed_in(app, "ama"), clock)
    code, _ = service.accounts.choosing.invite("ama", service.system())

    assert service.accounts.choose_password("ama", code, NEW)

    with pytest.raises(SecondFactorDue):
        service.accounts.enter("ama", NEW)


def test_a_policy_is_adopted_after_that_and_tried_without(sam: Browser, service: Service, clock: StandingClock) -> None:
    clock.on(minutes=6)
    fields = {"text": '{"idle_minutes": 15}', "approved_by": "The head", "note": "Two\nlines"}

    tried = sam.send("/policies/sign-in", {**fields, "then": "try"})
    asked = sam.send("/policies/sign-in", fields)
    done = sam.again("/policies/sign-in", asked, {"proof": PASSWORD})

    assert (tried.status_code, asked.status_code, done.status_code) == (200, 422, 303)
    kind, adopted = told(service)[-1]
    assert kind is PolicyAdopted
    assert (adopted["text"], adopted["note"]) == ({"idle_minutes": 15}, "Two\nlines")


@pytest.mark.parametrize(("profile", "asks"), [("full", True), ("envelope", False)])
def test_an_export_that_tells_of_people_asks_and_one_of_entries_alone_does_not(
    app: Flask, service: Service, clock: StandingClock, profile: str, asks: bool
) -> None:
    ruth = signed_in(app, "ruth")
    register(service.records)
    clock.on(minutes=6)

    answer = ruth.send("/audit/exports/new", {"profile": profile, "recipient": "The auditor", "purpose": "HCOMPL"})

    assert ("Your password once more" in answer.text) is asks


def test_guesses_at_the_question_are_counted_as_those_at_the_door(sam: Browser, clock: StandingClock) -> None:
    clock.on(minutes=6)
    page = sam.send("/office/staff/ama/role", {"role": "verifier"})

    codes = [sam.again("/office/staff/ama/role", page, {"proof": WRONG}).status_code for _ in range(FREE["name"] + 1)]

    assert codes == [422] * FREE["name"] + [429]


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_a_question_leads_on_to_pages_of_ours_alone(app: Flask, clock: StandingClock, onward: str) -> None:
    ama = signed_in(app, "ama")
    clock.on(minutes=6)
    page = ama.client.get("/account/second-factor")

    answer = ama.again("/account/again", page, {"proof": PASSWORD, "next": onward})

    assert (answer.status_code, answer.location) == (303, "/")
    assert 'value="/account/second-factor"' in page.text


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


def test_whoever_guesses_elsewhere_keeps_nobody_from_saying_their_password_again(
    app: Flask, sam: Browser, clock: StandingClock
) -> None:
    clock.on(minutes=6)
    elsewhere = Browser(app)
    for _ in range(FREE["name"] + 1):
        last = elsewhere.sign_in("sam", WRONG)
    page = sam.send("/office/staff/ama/role", {"role": "verifier"})

    done = sam.again("/office/staff/ama/role", page, {"proof": PASSWORD})

    assert (last.status_code, done.status_code) == (429, 303)
