"""What a grave act asks for again, and what needs no asking."""

from __future__ import annotations

import pytest
from flask import Flask

from domain.policies import PolicyAdopted
from domain.staff import StaffRoleLent
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.told import told
from tests.web.account.browser import NEW, PASSWORD, WRONG, Browser, set_up, signed_in
from tests.web.bundling.pages.asking import reads
from web.access.accounts import SecondFactorDue
from web.access.tries import FREE
from web.service import Service


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


@pytest.mark.parametrize(("profile", "asks"), [("full", True), ("envelope", False)])
def test_what_is_made_is_taken_home_with_the_password_as_it_was_asked_for(
    app: Flask, service: Service, clock: StandingClock, profile: str, asks: bool
) -> None:
    """Whoever sits down at the desk meanwhile finds a file that is ready, and cannot take it."""
    ruth = signed_in(app, "ruth")
    register(service.records)
    wanted = {"profile": profile, "recipient": "The auditor", "purpose": "HCOMPL"}
    at = ruth.send(f"/audit/exports/new?profile={profile}", wanted).location
    app.extensions["exports"].wait(60)
    clock.on(minutes=6)

    page = ruth.client.get(f"{at}.zip")

    assert (page.status_code, page.mimetype) == ((422, "text/html") if asks else (200, "application/zip"))
    taken = [one["address"] for one in reads(service) if one["section"] == "export" and one["whole"]]
    assert taken == ([] if asks else [f"{at}.zip"])
    if asks:
        again = ruth.again("/account/again", page, {"proof": PASSWORD, "next": at})
        assert (again.status_code, again.location) == (303, at)
        assert ruth.client.get(f"{at}.zip").data.startswith(b"PK")


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
