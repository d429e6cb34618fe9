"""What if, activity and verification in a browser, as a reviewer sees them: axe, the width, the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.office import AMA
from tests.web.keyboard import pick
from tests.web.test_clerk_browser import WIDTHS
from tests.web.test_every_screen import Looking, Office, serving
from tests.web.test_journey import PASSWORD

pytestmark = pytest.mark.browser
SCREENS = (
    "/patients/{full}/without", f"/patients/{{full}}/without?actor={AMA.actor}", "/patients/{bare}/without",
    "/audit/without", f"/audit/without?actor={AMA.actor}", "/audit/activity", "/audit/activity?from=2031-01-01",
    "/verification", "/verification/new", "/verification/{sample}?again=1", "/verification/{sample}/close",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with serving(tmp_path_factory.mktemp("room"), full=True) as made:
        made.service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", made.service.system())
        made.service.accounts.set_password("ruth", PASSWORD)
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_the_reviewers_pages_are_as_they_should_be(browser: Browser, office: Office, width: str) -> None:
    page = browser.new_context(viewport={"width": WIDTHS[width], "height": 812}).new_page()
    page.goto(office.address)
    page.get_by_label("Name", exact=True).fill("ruth")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    seen = Looking(page, office)
    page.on("console", seen.heard)
    for path in SCREENS:
        seen.go(path)

    seen.finish()


def test_without_scripts_and_by_the_keyboard_alone_a_person_is_left_out(browser: Browser, office: Office) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(office.address)
    page.get_by_label("Name", exact=True).fill("ruth")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(office.at("/patients/{full}/without"))
    page.get_by_label("Without everything by").focus()
    pick(page, "Ama")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("This is not the record.").wait_for()
