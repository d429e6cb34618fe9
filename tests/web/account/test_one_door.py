"""A passkey and a provider let in by the same door as a password, and what is grave about them asks for it again."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.clock import StandingClock
from tests.support.told import told
from tests.web.account.browser import PASSWORD, Browser, reads, secret_of, set_up, signed_in
from trail.tables import put
from web.access.accounts import SecondFactorDue
from web.access.credentials import ALONE, PASSKEY
from web.access.in_force import Locked, NotInForce, PasskeyDue
from web.access.passkeys import Kept
from web.service import Service

FIREFOX = "Firefox on Linux"


def hold_passkey(service: Service, login: str) -> str:
    """As one that was added, whose key answers nothing here."""
    account = service.personnel.account(login)
    assert account
    passkey = service.keyring.add(account, "The blue key", service.by(account)).entries[0]
    with service.accounts.second._tables.begin(ALONE) as db:
        row = Kept(f"credential of {login}", passkey, login, "The blue key", "none", 0, service.clock().isoformat())
        put(db, PASSKEY, [row])
    return passkey


def let_in(service: Service, login: str, how: str = "passkey", both: bool = True) -> str:
    account = service.personnel.account(login)
    assert account
    return service.accounts.let_in(account, how, FIREFOX, both)[1]


def give_second_factor(service: Service, role: str) -> None:
    service.rulebook.adopt("sign-in", {"second_factor": [role]}, service.system(), "The head")


@pytest.mark.parametrize(("how", "both"), [("passkey", True), ("provider", False), ("provider", True)])
def test_whoever_comes_in_otherwise_has_a_session_like_any_and_the_log_of_reads_says_how(
    app: Flask, service: Service, how: str, both: bool
) -> None:
    token = let_in(service, "ama", how, both)

    (session,) = service.accounts.sessions.of("ama")
    (noted,) = [fact for fact in service.store.access.journal.facts(0, 100)[0] if fact.TOPIC == "staff.signed-in"]
    account = service.personnel.account("ama")
    assert account
    assert reads(service) == [("staff.signed-in", {"how": how, "failed": 0})]
    assert (session.device, session.mark) == (FIREFOX, service.accounts.mark(token))
    assert (noted.by.actor, noted.by.session) == (account.staff, session.mark)
    assert service.accounts.sessions.proved(token)


def test_who_is_locked_or_not_in_force_comes_in_by_no_way_and_nothing_is_noted(app: Flask, service: Service) -> None:
    service.personnel.lock("ruth", service.system())
    service.personnel.limit("ama", "2026-03-08", None, service.system())

    for login, no in (("ruth", Locked), ("ama", NotInForce)):
        with pytest.raises(no):
            let_in(service, login)

    assert reads(service) == []
    assert service.accounts.sessions.of("ruth") == service.accounts.sessions.of("ama") == []


def test_what_was_one_factor_is_followed_by_a_code_where_that_is_set_up(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    totp, _ = set_up(signed_in(app, "ama"), clock)

    with pytest.raises(SecondFactorDue) as due:
        let_in(service, "ama", "provider", both=False)
    entered = service.accounts.enter_with_code(due.value.half, totp.at(clock.at))
    again = let_in(service, "ama", "provider", both=True)

    assert entered
    assert again
    assert [told["how"] for topic, told in reads(service)[-2:]] == ["code", "provider"]


def test_a_role_that_gives_a_second_factor_is_content_with_a_passkey(app: Flask, service: Service) -> None:
    ama = signed_in(app, "ama")
    give_second_factor(service, "clerk")
    none_yet = ama.client.get("/patients").location
    hold_passkey(service, "ama")

    assert none_yet == "/account/second-factor"
    assert ama.client.get("/patients").status_code == 200


def test_whoever_is_to_give_a_second_factor_may_add_a_passkey_first(app: Flask, service: Service) -> None:
    ama = signed_in(app, "ama")
    give_second_factor(service, "clerk")

    assert "A passkey is one as well." in ama.page("/patients")
    assert ama.client.get("/account/ways").status_code == 200
    assert ama.client.get("/tokens").location == "/account/second-factor"


def test_whose_second_factor_is_a_passkey_does_not_come_in_with_a_password_alone(app: Flask, service: Service) -> None:
    """Nor would the next one who knows it: setting up a factor of their own would be all that it takes."""
    passkey = hold_passkey(service, "ama")
    give_second_factor(service, "clerk")

    ama = Browser(app)
    answer = ama.sign_in("ama")
    with pytest.raises(PasskeyDue):
        let_in(service, "ama", "provider", both=False)

    assert answer.status_code == 403
    assert "Your role takes more than that: use your passkey." in answer.text
    assert service.accounts.sessions.of("ama") == []
    assert let_in(service, "ama")
    service.passkeys.remove(passkey, service.system())
    assert ama.sign_in("ama").status_code == 303


def test_a_password_that_is_right_and_not_enough_is_no_try_that_failed(app: Flask, service: Service) -> None:
    hold_passkey(service, "ama")
    give_second_factor(service, "clerk")

    assert {Browser(app).sign_in("ama").status_code for _ in range(20)} == {403}


def test_where_no_role_gives_one_a_passkey_keeps_nobody_from_their_password(app: Flask, service: Service) -> None:
    hold_passkey(service, "ama")

    assert Browser(app).sign_in("ama").status_code == 303


def test_an_authenticator_goes_on_to_be_asked_for_beside_a_passkey(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    set_up(signed_in(app, "ama"), clock)
    hold_passkey(service, "ama")
    give_second_factor(service, "clerk")

    assert "The code that your authenticator shows" in Browser(app).sign_in("ama").text


def test_an_administrator_takes_away_the_passkeys_of_whoever_lost_them_and_not_their_own(
    app: Flask, service: Service, sam: Browser
) -> None:
    for login in ("ama", "sam"):
        hold_passkey(service, login)

    sam.send("/office/staff/ama/remove-passkeys", {}, "/office/staff/ama")
    sam.send("/office/staff/sam/remove-passkeys", {}, "/office/staff/sam")

    assert [len(service.passkeys.of(login)) for login in ("ama", "sam")] == [0, 1]
    assert [kind.TOPIC for kind, _ in told(service)].count("passkey.removed") == 1
    assert "Your own passkeys are removed on the page of your account." in sam.page("/office/staff/sam")


# what is grave


GRAVE = [
    "/passkeys", "/passkeys/p-00000001/remove", "/provider/link",
    "/provider/unlink/7b9c1c52-5b0a-4b53-9d0f-2f6f5c1f7a10", "/tokens/new",
]  # fmt: skip


@pytest.mark.parametrize("path", GRAVE)
def test_what_lets_somebody_in_is_changed_after_the_password_was_given_once_more(
    app: Flask, service: Service, clock: StandingClock, path: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    ruth = signed_in(app, "ruth")
    clock.on(minutes=6)
    before = service.store.log.position

    asked = ruth.client.post(path, data={"name": "The blue key", "answer": "{}"})
    done = ruth.again(path, asked, {"proof": PASSWORD})

    assert asked.status_code == 422
    assert "Your password once more" in asked.text
    assert 'name="answer" value="{}"' in asked.text
    assert "Your password once more" not in done.text
    assert service.store.log.position == before


def test_all_ways_in_are_found_on_the_page_of_ones_account(app: Flask) -> None:
    ruth = signed_in(app, "ruth")
    page = ruth.client.get("/account").text

    assert all(f'href="{path}"' in page for path in ("/account/ways", "/tokens", "/account/password"))
    assert page.count("/account/ways") == 1
    assert 'href="/account"' in ruth.client.get("/account/ways").text
    assert secret_of(ruth).secret
