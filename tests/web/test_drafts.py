"""What is typed into a form is not lost in a real browser: going away and back, a restart of the server in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from tests.support.stores import created
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser
PASSWORD = "a long password"
KEPT = ["--disable-back-forward-cache"]  # playwright's own default; people's browsers keep pages to go back to


@dataclass
class Office:
    """One store, served; it can be stopped and served again at the same address."""

    folder: Path
    port: int = 0
    service: Service | None = None
    server: BaseWSGIServer | None = None

    def begin(self) -> None:
        self.service = self.service or Service.open(self.folder)
        self.server = make_server("127.0.0.1", self.port, create_app(self.service), threaded=True)
        self.port = self.server.port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        assert self.server
        assert self.service
        self.server.shutdown()
        self.server.server_close()
        self.service.close()
        self.service = None

    def count(self) -> int:
        assert self.service
        self.service.views.ready()
        return self.service.views.directory.count()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = created(tmp_path / "store", "test.example/log")
    made.personnel.add("ama", "Ama Boateng", "clerk", made.system())
    made.accounts.set_password("ama", PASSWORD)
    office = Office(tmp_path / "store", service=made)
    office.begin()
    yield office
    office.end()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"], ignore_default_args=KEPT)
        yield opened
        opened.close()


def form(browser: Browser, office: Office, script: bool) -> Page:
    """A clerk, before a registration form, on a phone."""
    page = browser.new_context(
        java_script_enabled=script, viewport={"width": 375, "height": 812}, bypass_csp=True
    ).new_page()
    page.goto(f"http://127.0.0.1:{office.port}/")
    page.get_by_label("Name", exact=True).fill("ama")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"http://127.0.0.1:{office.port}/patients/new")
    return page


def fill(page: Page) -> None:
    """By the keyboard alone, from the first field."""
    page.locator("#name").focus()
    for key in ("ማርታ", "Tab", "about 30", "Tab", "Space"):
        page.keyboard.press(key) if key in ("Tab", "Space") else page.keyboard.insert_text(key)


def back(page: Page) -> None:
    page.go_back(wait_until="commit")  # a page that was kept does not load again
    page.wait_for_timeout(500)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_whoever_goes_away_and_back_finds_the_form_as_it_was(browser: Browser, office: Office, script: bool) -> None:
    page = form(browser, office, script)
    fill(page)

    page.get_by_role("link", name="Start", exact=True).click()
    page.wait_for_url("**/")
    back(page)

    assert page.locator("#name").input_value() == "ማርታ"
    assert page.locator("#born").input_value() == "about 30"
    page.keyboard.press("Tab")
    page.locator("#born").press("Enter")
    page.wait_for_url("**/patients/0*")
    assert office.count() == 1


def test_whoever_signs_out_leaves_nothing_to_go_back_to(browser: Browser, office: Office) -> None:
    page = form(browser, office, script=False)
    fill(page)
    page.get_by_role("link", name="Start", exact=True).click()
    page.wait_for_url("**/")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_timeout(500)

    for _ in range(3):
        back(page)
        assert "ማርታ" not in page.content()
        assert page.locator("#born").count() == 0


def test_a_restart_of_the_server_between_typing_and_saving_loses_nothing(browser: Browser, office: Office) -> None:
    page = form(browser, office, script=False)
    fill(page)

    office.end()
    office.begin()
    page.get_by_role("button", name="Register", exact=True).first.click()

    page.wait_for_url("**/patients/0*")
    assert "ማርታ" in page.locator("main").inner_text()


def test_a_registration_takes_a_name_an_age_a_gender_and_enter(browser: Browser, office: Office) -> None:
    page = form(browser, office, script=True)
    page.locator("#name").focus()
    page.keyboard.insert_text("Sukarno")
    page.keyboard.press("Enter")
    page.locator("#errors").wait_for()
    page.wait_for_load_state()
    assert Axe().run(page)["violations"] == []
    page.keyboard.press("Tab")
    assert page.locator("#name").input_value() == "Sukarno"

    fill(page)
    page.keyboard.press("Enter")

    page.wait_for_url("**/patients/0*")
    assert Axe().run(page)["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    ["/patients/new/unidentified", "/patients/{}/identify", "/patients/{}/death"],
)
def test_what_is_new_of_a_person_fits_a_phone_and_axe_finds_nothing(
    browser: Browser, office: Office, path: str
) -> None:
    page = form(browser, office, script=True)
    page.goto(f"http://127.0.0.1:{office.port}/patients/new/unidentified")
    page.locator("#born").fill("unknown: asleep")
    page.get_by_text("Unknown", exact=True).click()
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/0*")

    page.goto(f"http://127.0.0.1:{office.port}{path.format(page.url.rpartition('/')[2])}")
    assert Axe().run(page)["violations"] == []
    page.locator(".ct-form__end button").first.click()
    page.wait_for_load_state()
    assert Axe().run(page)["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
