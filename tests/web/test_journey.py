"""One day in a real browser: a clerk, a reviewer and an auditor, with JavaScript and without, and axe on every page."""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.listening import employ, listening
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser
logging.getLogger("werkzeug").setLevel(logging.ERROR)
PASSWORD = "a long password"
STAFF = (
    ("ama", "Ama Boateng", "clerk"),
    ("ruth", "Ruth Adeyemi", "reviewer"),
    ("amal", "Amal Haddad", "auditor"),
)


@pytest.fixture
def address(tmp_path: Path, database: str | None) -> Iterator[str]:
    with Service.create(tmp_path / "store", "test.example/log", database=database) as service:
        employ(service, STAFF, PASSWORD)
        with listening(create_app(service)) as address:
            yield address


@dataclass
class Desk:
    """Somebody at a browser; every page that is looked at goes through axe where scripts may run."""

    browser: Browser
    address: str
    script: bool
    seen: list[str] = field(default_factory=list)

    def sign_in(self, name: str) -> Page:
        context = self.browser.new_context(java_script_enabled=self.script, bypass_csp=True, accept_downloads=True)
        page = context.new_page()
        page.goto(self.address)
        self.look(page)
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        self.look(page)
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(self.address + path)
        self.look(page)

    def press(self, page: Page, name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        self.look(page)

    def look(self, page: Page) -> None:
        """One heading of the first rank, and nothing that axe minds."""
        page.wait_for_load_state()
        page.locator("h1").first.wait_for(state="attached")
        self.seen.append(page.url)
        assert page.locator("h1").count() == 1, page.url
        if self.script:
            found = Axe().run(page)["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], page.url


@pytest.mark.parametrize(
    ("engine", "script"),
    [
        pytest.param("sqlite", True, marks=pytest.mark.slow),
        ("sqlite", False),
        pytest.param("postgresql", True, marks=pytest.mark.slow),
    ],
    ids=["with JavaScript", "without", "with JavaScript, from a database"],
)
def test_a_correction_from_the_clerks_form_to_the_auditors_file(browser: Browser, address: str, script: bool) -> None:
    desk = Desk(browser, address, script)
    record, before = _clerk(desk)
    _reviewer(desk, record, before)
    _auditor(desk, record)


def _clerk(desk: Desk) -> tuple[str, int]:
    """Registers, measures, corrects a weight with a reason, adds to the history."""
    page = desk.sign_in("ama")
    desk.go(page, "/patients/new")
    desk.press(page, "Register")
    assert "needs putting right" in page.locator(".nhsuk-error-summary").inner_text()
    page.get_by_label("Name, as told").fill("Zoë Ólafsdóttir")
    page.get_by_label("Birth date").fill("1984-03")
    page.get_by_label("Female").first.check()
    desk.press(page, "Register")
    record = re.sub(r"^https?://[^/]+", "", page.url)
    desk.go(page, f"{record}/measurements")
    page.locator("#taken_at").fill("2026-03-01T10:00Z")
    page.locator("#weight").fill("620")
    desk.press(page, "Record")
    assert "Confirm what is unusual" in page.content()
    assert page.locator("#weight").input_value() == "620"
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Reason", exact=True).select_option("checked-again")
    desk.press(page, "Record")
    desk.look(page)
    before = int(re.search(r"([\d,]+) events in the log", page.content())[1].replace(",", ""))  # type: ignore[index]
    page.locator("#measurements").get_by_role("link", name=re.compile("^Correct")).first.click()
    desk.look(page)
    page.locator("#value").fill("62")
    desk.press(page, "Record")
    assert "Say why" in page.locator(".nhsuk-error-summary").inner_text()
    page.get_by_label("Reason", exact=True).select_option("typing-error")
    desk.press(page, "Record")
    assert "62 kg" in page.locator("#measurements").inner_text()
    desk.go(page, f"{record}/history-entries")
    page.get_by_label("Problem", exact=True).check()
    page.locator("#what").fill("Asthma")
    desk.press(page, "Record")
    assert "Asthma" in page.locator("#history").inner_text()
    for path in ("/chart", "/visits", "/blood-groups", "/none-known", "/reports", "/edit", "/correct"):
        desk.go(page, record + path)
    desk.go(page, "/patients?q=olafs")
    assert "Zoë Ólafsdóttir" in page.content()
    desk.go(page, "/patients?q=nobody")
    page.goto(f"{desk.address}/audit/log")
    assert "Not for your role" in page.content()
    return record, before


def _reviewer(desk: Desk, record: str, before: int) -> None:
    """Sees the file as it was before the correction."""
    page = desk.sign_in("ruth")
    desk.go(page, f"{record}/trail")
    assert "Typing error" in page.content()
    desk.go(page, f"{record}?known={before}")
    assert "620 kg" in page.locator("main").inner_text()
    assert page.locator(".ct-ghost", has_text="Asthma").count() == 1  # not known yet
    assert page.locator(".ct-val", has_text="Asthma").count() == 0
    desk.go(page, f"{record}/compare?from={before}&to={before + 1}")
    text = page.locator("main").inner_text()
    assert "620" in text
    assert "62" in text
    desk.go(page, f"{record}/blame/measurements/m1/value")
    desk.go(page, record)


def _auditor(desk: Desk, record: str) -> None:
    """Downloads the change log, and finds the correction in it."""
    page = desk.sign_in("amal")
    desk.go(page, "/audit/log")
    page.goto(f"{desk.address}/audit/verify?run=yes")
    page.get_by_text("Proved up to event").first.wait_for(timeout=120_000)  # until then it looks again by itself
    desk.look(page)
    desk.go(page, "/audit/log")
    with page.expect_download() as download:
        page.locator("a[href*='log.csv']").first.click()
    with Path(str(download.value.path())).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert ("measurements.m1.value", "620", "62", "typing-error") in {
        (row["field"], row["was"], row["now"], row["reason"]) for row in rows
    }
