"""Somebody at a keyboard and nothing else, before a browser; and the office at which they work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.support.listening import listening
from tests.web.test_clerk_browser import fits
from tests.web.test_journey import PASSWORD, Desk
from web.app import create_app
from web.service import Service

MOST = 150  # presses of the Tab key from anywhere to anywhere on a page
LONG = 60_000  # milliseconds that a page may take on a machine that does other things as well
IN_FOCUS = "wanted => document.activeElement.matches(wanted) && document.activeElement.getClientRects().length > 0"
CHOSEN = "begins => document.activeElement.selectedOptions[0].text.trim().startsWith(begins)"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    """One server for all walks; each has a patient of its own."""
    with Service.create(tmp_path_factory.mktemp("journey") / "store", "test.example/log") as service:
        for login, name in (("ama", "Ama Boateng"), ("tomas", "Tomás Ribeiro")):
            service.personnel.add(login, name, "clerk", service.system())
            service.accounts.set_password(login, PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


@dataclass
class Keys:
    """Somebody at a keyboard and nothing else; every page that comes is looked at."""

    desk: Desk
    page: Page

    def to(self, wanted: str) -> None:
        """On with the Tab key until this is in focus."""
        for _ in range(MOST):
            if self.page.evaluate(IN_FOCUS, wanted):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"no Tab leads to {wanted} on {self.page.url}")

    def write(self, field: str, text: str) -> None:
        """What stood there is gone: Ctrl+A, as people do it."""
        self.to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, *keys: str) -> None:
        """A choice: the first of them, or where the arrow keys lead from there."""
        self.to(f"[name={name}]")
        for key in keys or ("Space",):
            self.page.keyboard.press(key)

    def pick(self, field: str, begins: str) -> None:
        """In a list that is dropped down, the first that begins so."""
        self.to(field)
        pick(self.page, begins)

    def enter(self, wanted: str = "") -> str:
        """Press what is in focus, and read the page that comes."""
        if wanted:
            self.to(wanted)
        with self.page.expect_navigation(timeout=LONG):
            self.page.keyboard.press("Enter")
        return self.look()

    def look(self) -> str:
        self.desk.look(self.page)
        assert fits(self.page), self.page.url
        return self.page.locator("main").inner_text()

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def add(self, form: str) -> None:
        """From a record to one of its forms, by its menu."""
        self.to(".ct-menu > summary")
        self.page.keyboard.press("Enter")
        self.enter(f".ct-menu a[href$='/{form}']")

    def press(self, *keys: str) -> str:
        """Single keys, of which the last leads to another page."""
        with self.page.expect_navigation(timeout=LONG):
            self.page.keyboard.type("".join(keys))  # at once: the second waits a second and a half for the first
        return self.look()


def pick(page: Page, begins: str) -> None:
    """In the list that is in focus, with the arrow keys: letters would have to follow each other within a second."""
    page.keyboard.press("Home")
    for _ in range(page.locator(":focus option").count()):
        if page.evaluate(CHOSEN, begins):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"nothing in the list begins with {begins} on {page.url}")


def begin(browser: Browser, address: str, script: bool, width: int, login: str = "ama") -> Keys:
    desk = Desk(browser, address, script)
    page = desk.sign_in(login)
    page.set_viewport_size({"width": width, "height": 812})
    return Keys(desk, page)
