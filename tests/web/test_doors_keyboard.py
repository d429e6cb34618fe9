"""The doors by keyboard alone: a record closed, opened in an emergency and looked into; a token; a role; a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from playwright.sync_api import Browser

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.listening import employ, listening
from tests.support.office import register
from tests.web.keyboard import Keys, begin
from tests.web.test_erasing_keyboard import said
from tests.web.test_journey import PASSWORD
from web.app import create_app
from web.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = ".ct-form__end button"
BOTH = pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 375)])
PEOPLE = (
    ("ama", "Ama Boateng", "clerk"), ("tomas", "Tomás Ribeiro", "clerk"), ("priya", "Priya Nair", "privacy-officer"),
    ("sam", "Sam Owusu", "admin"),
)  # fmt: skip
Office = tuple[str, Service]


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Service.create(tmp_path_factory.mktemp("doors") / "store", "test.example/log", StandingClock(NOON)) as service:
        employ(service, PEOPLE, PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


def closed_by(priya: Keys, address: str, who: UUID) -> None:
    priya.go(f"{address}/patients/{who}")
    priya.enter("a[href$='/confidentiality']")
    priya.choose("confidentiality", "Space", "ArrowRight")
    priya.enter(SEND)
    assert priya.page.locator(".nhsuk-error-summary").count() == 1
    priya.pick("[name=reason]", "Another")
    priya.write("[name=because]", "She works in this house.")
    priya.enter(SEND)


@BOTH
def test_a_record_is_closed_opened_in_an_emergency_and_looked_into(
    browser: Browser, office: Office, script: bool, width: int
) -> None:
    address, service = office
    who = register(service.records, names=["Efua Quaye"], identifiers=[])
    ama, priya = (begin(browser, address, script, width, login) for login in ("ama", "priya"))

    closed_by(priya, address, who)
    ama.go(f"{address}/patients/{who}")
    refused = said(ama.page.locator("main").inner_text())
    ama.enter("a[href$='/break-glass']")
    nothing = said(ama.enter(SEND))
    ama.pick("#emergency", "Somebody")
    ama.write("#why", "She lies unconscious in the waiting room.")
    ama.enter(SEND)
    band = said(ama.page.locator(".ct-band--glass").inner_text())

    assert "This record is closed" in refused
    assert "Quaye" not in refused + nothing
    assert "Opened in an emergency, until" in band
    priya.go(f"{address}/worklist")
    priya.enter("a[href*='/glass/']")
    assert "Ama Boateng opened this record" in said(priya.page.locator("main").inner_text())
    priya.write("#finding", "It was right: she was brought in by ambulance.")
    assert "Looked into." in said(priya.enter(SEND))
    assert priya.page.locator("a[href*='/glass/']").count() == 0
    ama.go(f"{address}/patients/{who}")
    assert "This record is closed" in said(ama.page.locator("main").inner_text())


@BOTH
def test_a_token_is_issued_and_ended(browser: Browser, office: Office, script: bool, width: int) -> None:
    address, _ = office
    ama = begin(browser, address, script, width)
    ama.go(f"{address}/account")

    ama.enter("a[href='/tokens']")
    ama.enter("a[href='/tokens/new']")
    ama.write("#name", "Laboratory link")
    ama.write("#until", f"{(NOON + timedelta(days=30)).date()}")
    ama.to("input[type=checkbox]")
    ama.page.keyboard.press("Space")
    ama.enter(SEND)
    ama.go(f"{address}/tokens")
    listed = said(ama.enter("a[href^='/tokens/t-']"))
    ama.enter("a[href$='/revoke']")
    ended = said(ama.enter(SEND))

    assert "Laboratory link" in listed
    assert "Revoked. Whoever has it is out." in ended


@BOTH
def test_a_role_is_lent(browser: Browser, office: Office, script: bool, width: int) -> None:
    address, service = office
    sam = begin(browser, address, script, width, "sam")

    sam.go(f"{address}/office/staff/tomas")
    sam.enter("a[href$='/role']")
    sam.pick("#role", "Compliance")
    sam.write("#ends", "2099-01-31")
    assert "Recorded." in sam.enter(SEND), sam.page.locator("main").inner_text()

    account = service.personnel.account("tomas")
    assert account
    assert account.lent
    assert (account.lent["role"], account.lent["until"]) == ("reviewer", "2099-01-31")


@BOTH
def test_signing_in_takes_two_steps_once_that_is_set_up_and_codes_are_renewed(
    browser: Browser, office: Office, script: bool, width: int
) -> None:
    address, _ = office
    ama = begin(browser, address, script, width)
    ama.go(f"{address}/account/second-factor")
    secret = ama.page.locator(".ct-secret").inner_text().replace(" ", "")

    assert "not the code" in said(_code(ama, "000000"))
    first = _codes(_code(ama, pyotp.TOTP(secret).at(NOON)))
    ama.go(f"{address}/account")
    second = _codes(ama.enter("form[action$='/recovery-codes'] button"))
    ama.enter(".ct-who__out")
    ama.write("#name", "ama")
    ama.write("#pw", PASSWORD)
    ama.enter("button[type=submit]")
    refused = said(_code(ama, first[0]))
    _code(ama, second[0])

    assert (len(first), len(second)) == (10, 10)
    assert "not" in refused
    assert ama.page.locator(".ct-who__me").inner_text() == "Ama Boateng"


def _code(ama: Keys, code: str) -> str:
    ama.write("#code", code)
    return ama.enter("main button[type=submit]")


def _codes(page: str) -> list[str]:
    return re.findall(r"\b\w{4}-\w{4}-\w{4}\b", page)
