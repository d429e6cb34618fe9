"""A second factor: set up, asked for, renewed and removed."""

from __future__ import annotations

import re

from flask import Flask

from tests.support.clock import StandingClock
from tests.support.told import told
from tests.web.account.browser import PASSWORD, WRONG, Browser, reads, set_up, signed_in
from web.access import credentials
from web.service import Service


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


def test_recovery_codes_are_renewed_with_the_password_and_the_authenticator_stays(
    app: Flask, service: Service, clock: StandingClock
) -> None:
    ama = signed_in(app, "ama")
    totp, before = set_up(ama, clock)
    clock.on(minutes=6)

    asked = ama.send("/account/second-factor/recovery-codes", {}, "/account")
    wrong = ama.again("/account/second-factor/recovery-codes", asked, {"proof": WRONG})
    page = ama.again("/account/second-factor/recovery-codes", wrong, {"proof": PASSWORD})

    now = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.text)
    assert (asked.status_code, wrong.status_code, page.status_code) == (422, 422, 200)
    assert before[0] not in asked.text + wrong.text
    assert "let nobody in any more" in page.text
    assert (len(now), service.accounts.second.left("ama")) == (10, 10)
    assert not set(now) & set(before)
    assert [_lets_in(service, "ama", code) for code in (before[0], now[0], totp.at(clock.at))] == [
        None, "recovery-code", "code",
    ]  # fmt: skip
    last = [(kind.TOPIC, fields) for kind, fields in told(service)][-1]
    assert last == ("staff.recovery-codes-renewed", {"codes": 10})
    assert not set(now) & set(str(told(service)).split("'"))


def _lets_in(service: Service, login: str, code: str) -> str | None:
    with service.store.tables(credentials.ROOM, credentials.METADATA).begin(credentials.ALONE) as db:
        return service.accounts.second.take(db, login, code)


def test_where_nothing_is_set_up_there_are_no_codes_to_renew(app: Flask, service: Service) -> None:
    ama = signed_in(app, "ama")
    before = service.store.log.position

    answer = ama.send("/account/second-factor/recovery-codes", {}, "/account")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert service.store.log.position == before
