"""Getting in, in a real browser: invited, with a second factor, away for too long; with scripts and without, axe."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.clock import StandingClock
from tests.support.listening import employ, listening
from tests.support.stores import created
from tests.web.test_clerk_browser import fits
from web.app import create_app
from web.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
logging.getLogger("werkzeug").setLevel(logging.ERROR)
PASSWORD, NEW = "mabe-tilo-suga-reno", "zinc kettle orbit fern"
WIDTHS = [(1280, True), (375, False), (375, True)]
NOON = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)


class Person:
    """Somebody at a browser of their own; every page is held to its width and, where scripts run, to axe."""

    def __init__(self, browser: Browser, address: str, width: int, script: bool) -> None:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        self.page: Page = context.new_page()
        self.address, self._script = address, script

    def at(self, path: str) -> str:
        self.page.goto(f"{self.address}{path}")
        return self.seen()

    def press(self, name: str) -> str:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile(name)).first.click()
        return self.seen()

    def fill(self, **typed: str) -> None:
        for field, text in typed.items():
            self.page.locator(f"#{field}").fill(text)

    def seen(self) -> str:
        if self._script:
            assert fits(self.page)
            found = Axe().run(self.page)["violations"]
            assert not found, (self.page.url, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found])
        return self.page.inner_text("main")

    def sign_in(self, name: str, password: str) -> str:
        self.at("/")
        self.fill(name=name, pw=password)
        return self.press("Sign in")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def office(tmp_path: Path, clock: StandingClock) -> Iterator[tuple[str, Service]]:
    with created(tmp_path / "store", "test.example/log", clock) as service:
        employ(service, [("sam", "Sam Ortiz", "admin"), ("ruth", "Ruth Adeyemi", "reviewer")], PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_somebody_is_invited_chooses_a_password_and_sets_up_a_second_factor(
    browser: Browser, office: tuple[str, Service], clock: StandingClock, width: int, script: bool
) -> None:
    address, service = office
    sam, ama = (Person(browser, address, width, script) for _ in range(2))
    sam.sign_in("sam", PASSWORD)
    sam.at("/office/add-account")
    sam.fill(name="Ama Boateng", login="ama")
    sam.page.locator("#role").select_option("clerk")
    told = sam.press("Add it")
    code = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", told)
    assert code

    ama.at("/welcome?name=ama")
    ama.fill(code=code[0], new="Password123!", repeat="Password123!")
    assert "tried first" in ama.press("Set it")
    ama.fill(new=NEW, repeat=NEW)
    assert "Your password is set" in ama.press("Set it")
    ama.sign_in("ama", NEW)
    assert "none: your password alone lets you in" in ama.at("/account")
    ama.at("/account/second-factor")
    secret = ama.page.inner_text(".ct-secret").replace(" ", "")
    ama.fill(code=pyotp.TOTP(secret).at(clock.at))
    codes = ama.press("Set it up")
    ama.press("Sign out")

    clock.on(seconds=60)
    assert "A code as well" in ama.sign_in("ama", NEW)
    ama.fill(code="000000")
    assert "not right" in ama.press("Sign in")
    ama.fill(code=pyotp.TOTP(secret).at(clock.at))
    ama.press("Sign in")
    assert "10 of 10 recovery codes are left" in ama.at("/account")
    ama.press("Sign out")
    ama.sign_in("ama", NEW)
    recovery = re.search(r"\w{4}-\w{4}-\w{4}", codes)
    assert recovery
    ama.fill(code=recovery[0])
    ama.press("Sign in")
    assert "9 of 10 recovery codes are left" in ama.at("/account")
    assert service.accounts.second.on("ama")


@pytest.mark.parametrize(("width", "script"), WIDTHS)
def test_an_administrator_looks_after_an_account_and_is_asked_again_before_what_is_grave(
    browser: Browser, office: tuple[str, Service], clock: StandingClock, width: int, script: bool
) -> None:
    address, service = office
    sam, ruth = (Person(browser, address, width, script) for _ in range(2))
    ruth.sign_in("ruth", PASSWORD)
    sam.sign_in("sam", PASSWORD)
    sam.at("/office/staff")
    assert "Signs in as ruth" in sam.at("/office/staff/ruth")

    clock.on(minutes=6)
    sam.at("/office/staff/ruth/role")
    sam.page.locator("#role").select_option("privacy-officer")
    sam.fill(ends="2026-03-20")
    assert "Your password once more" in sam.press("Record")
    sam.fill(proof="something else")
    assert "not your password" in sam.press("Go on")
    sam.fill(proof=PASSWORD)
    page = sam.press("Go on")
    assert "from 7 Mar 2026 to 20 Mar 2026 privacy officer" in page
    assert "Locked" in sam.press("Lock it")

    ruth.page.goto(f"{address}/account")
    assert "Sign in" in ruth.seen()
    assert "nobody could look after accounts" in (sam.at("/office/staff/sam"), sam.press("Lock it"))[1]
    account = service.personnel.account("sam")
    assert account
    assert not account.locked


def test_a_warning_comes_before_the_end_and_typing_keeps_the_session(
    browser: Browser, office: tuple[str, Service], clock: StandingClock
) -> None:
    address, service = office
    ruth = Person(browser, address, 1280, True)
    ruth.page.clock.install(time=NOON)
    ruth.sign_in("ruth", PASSWORD)
    ruth.at("/account/password")
    warning = ruth.page.locator("#leaving")
    assert warning.is_hidden()

    ruth.page.clock.fast_forward(timedelta(minutes=18, seconds=30).seconds * 1000)
    clock.on(minutes=18, seconds=30)
    warning.wait_for(state="visible")
    assert "signed out in 2 minutes" in warning.inner_text()
    ruth.seen()
    ruth.page.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="hidden")
    assert service.accounts.sessions.of("ruth")[0].seen == clock.at

    ruth.page.clock.fast_forward(timedelta(minutes=10).seconds * 1000)
    clock.on(minutes=10)
    with ruth.page.expect_response("**/account/here") as answer:
        ruth.fill(new="half a password")
    answer.value.finished()
    ruth.page.evaluate("fetch('/account/here').then(one => one.json())")  # by then the page has read it as well
    assert service.accounts.sessions.of("ruth")[0].seen == clock.at

    ruth.page.clock.fast_forward(timedelta(minutes=21).seconds * 1000)
    clock.on(minutes=21)
    warning.wait_for(state="visible")
    assert "You are signed out by now" in warning.inner_text()
    assert ruth.page.input_value("#new") == "half a password"
