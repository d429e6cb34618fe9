"""The planted wrong blood group: found, whose it was, who saw it, and what the third of them saw; in a real browser."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.support.listening import listening
from web.app import create_app
from web.demo.fill import fill, first_day
from web.demo.office import DemoClock
from web.demo.planted import LEAST, WRONG
from web.service import Service

pytestmark = pytest.mark.browser
logging.getLogger("werkzeug").setLevel(logging.ERROR)
PASSWORD = "a long password"
UNTIL = datetime(2026, 11, 28, 12, tzinfo=UTC)
MOST = 10


class Reviewer:
    """Somebody at a browser who counts what she does: each field filled in, each link or button used."""

    def __init__(self, page: Page, script: bool) -> None:
        self.page, self.done, self._script = page, 0, script

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.done += 1

    def follows(self, link: Locator) -> None:
        """By the keyboard alone: it has the focus, and Enter is pressed."""
        link.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.done += 1
        if self._script:
            found = Axe().run(self.page)["violations"]
            assert not found, (self.page.url, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    clock = DemoClock(first_day(UNTIL))
    with Service.create(tmp_path_factory.mktemp("planted") / "store", "demo.example/log", clock) as service:
        fill(service, clock, UNTIL, LEAST, 1, lambda done: None)
        clock.forward(UNTIL)
        service.accounts.set_password("ruth", PASSWORD)
        yield service


@pytest.fixture(scope="module")
def address(store: Service) -> Iterator[str]:
    with listening(create_app(store)) as address:
        yield address


@pytest.mark.parametrize("script", [pytest.param(True, marks=pytest.mark.slow, id="scripts"), False])
def test_a_wrong_blood_group_is_traced_to_what_the_third_reader_saw_in_under_ten_actions(
    store: Service, address: str, browser: Browser, script: bool
) -> None:
    page = browser.new_page(java_script_enabled=script, viewport={"width": 1280, "height": 900})
    page.goto(address)
    ruth = Reviewer(page, script)

    ruth.types("Name", "ruth")
    ruth.types("Password", PASSWORD)
    ruth.follows(page.get_by_role("main").get_by_role("button", name="Sign in"))
    ruth.follows(page.get_by_role("link", name="Change log"))
    ruth.follows(page.locator("a", has=page.get_by_text("Blood group", exact=True)).first)
    ruth.follows(page.locator("a", has=page.get_by_text("Corrected", exact=True)).first)
    ruth.follows(page.locator(".ct-log tbody a[href^='/audit/log/']").first)
    ruth.follows(page.get_by_role("link", name="Who saw it while it was wrong"))

    told = page.locator("main").inner_text()
    names = {login: account.name for login in _logins() if (account := store.personnel.account(login))}
    heads = page.locator(".ct-seers h3").all_inner_texts()
    third = names[WRONG["seen_by"][2]]
    assert f"Written by {names[WRONG['entered_by']]}" in told
    assert f"by {names[WRONG['corrected_by']]}" in told
    assert [one.startswith(names[login]) for one, login in zip(heads, WRONG["seen_by"], strict=True)] == [True] * 6

    ruth.follows(page.locator(".ct-seers > li").nth(2).get_by_role("link", name="What they saw").first)

    assert f"This is what {third} saw" in page.locator(".ct-band").inner_text()
    assert "A+" in page.locator(".ct-facts__bg").inner_text()
    assert ruth.done < MOST
    page.close()


def _logins() -> list[str]:
    return [WRONG["entered_by"], WRONG["corrected_by"], *WRONG["seen_by"]]  # type: ignore[list-item]


def test_what_was_seen_can_be_read_and_not_sent(address: str, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.goto(address)
    ruth = Reviewer(page, True)
    ruth.types("Name", "ruth")
    ruth.types("Password", PASSWORD)
    ruth.follows(page.get_by_role("main").get_by_role("button", name="Sign in"))
    page.goto(f"{address}/audit/access?section=form&medium=form")

    ruth.follows(page.get_by_role("link", name="What they saw").first)

    buttons = page.locator("button, input:not([type=hidden]), select, textarea")
    assert buttons.count() > 0
    assert all(buttons.nth(n).is_disabled() for n in range(buttons.count()))
    assert page.evaluate("document.documentElement.scrollWidth <= 375")
    page.close()
