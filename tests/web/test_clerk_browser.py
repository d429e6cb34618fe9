"""The clerk's pages in a real browser: wide and on a phone, with scripts and without, by keyboard alone, and axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from domain.by import By
from domain.chapter import EVERYTHING
from tests.support.listening import listening
from tests.support.office import everything
from tests.web.test_journey import PASSWORD, STAFF, Desk
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser
WIDTHS = {"wide": 1280, "phone": 375}
ENTRIES = ("visits/v1", "measurements/m1", "history/h2", "reports/r1", "attachments/a1", "demographics/demographics")
PATHS = (
    "", "?says=measurements.m1.value", "?says=demographics.birth", "?says=nothing.at.all", "/visits/all",
    "/measurements/all", "/history/all", "/reports/all", "/attachments", "/chart", "/edit", "/correct", "/visits",
    "/growth", "/life", "/print", "/label",
    "/measurements", "/blood-groups", "/history-entries", "/history/background", "/none-known",
    "/reports", "/reports?like=r1",
    "/reports/r1/amend", "/measurements/m1/correct", "/visits/v1/close",
    "/visits/v1/change", "/check-in", "/history/h1/retract",
    *(f"/{entry}" for entry in ENTRIES),
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[str, UUID]]:
    """A server with one patient to whom everything happened, and somebody who has just come in.

    In files alone: what is looked at here is how pages are drawn, each takes a browser its time, and the same pages
    come out of a database in test_journey and, without a browser, in all other tests.
    """
    with Service.create(tmp_path / "store", "test.example/log") as service:
        who = everything(service)
        for login, name, role in STAFF:
            if login != "ama":
                service.personnel.add(login, name, role, service.system())
        service.accounts.set_password("ama", PASSWORD)
        by = By(actor="s1", name="Ama Boateng", role="clerk")
        told = {"visit_class": "AMB", "start": f"{service.clock():%Y-%m-%dT%H:%M}Z", "reason": {"text": "Cough"}}
        service.records.open_visit(who, told, by, EVERYTHING)
        with listening(create_app(service)) as address:
            yield address, who


def fits(page: Page) -> bool:
    """Nothing stands out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_a_record_fits_and_axe_finds_nothing(
    browser: Browser, office: tuple[str, UUID], width: str
) -> None:
    address, who = office
    desk = Desk(browser, address, script=True)
    page = desk.sign_in("ama")
    page.set_viewport_size({"width": WIDTHS[width], "height": 812})

    for path in (
        "/",
        "/register",
        "/register?day=2026-03-07",
        "/patients",
        "/patients?q=zzz",
        "/patients/new",
        "/nope",
    ):
        desk.go(page, path)
        assert fits(page), path
    for path in PATHS:
        desk.go(page, f"/patients/{who}{path}")
        assert fits(page), path


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_refused_or_odd_fits_as_well(browser: Browser, office: tuple[str, UUID], width: str) -> None:
    address, who = office
    desk = Desk(browser, address, script=True)
    page = desk.sign_in("ama")
    page.set_viewport_size({"width": WIDTHS[width], "height": 812})

    desk.go(page, f"/patients/{who}/measurements")
    page.locator("#weight").fill("231")
    page.locator("#heart_rate").fill("180")
    desk.press(page, "Record")
    assert fits(page)
    page.locator("#height").fill("1.72")
    desk.press(page, "Record")
    assert fits(page)
    desk.press(page, "Use 1.72 m")
    assert page.locator("#height").input_value() == "1.72"
    assert page.locator("#height_unit").input_value() == "m"
    desk.go(page, f"/patients/{who}/reports")
    page.locator("#r7_what").fill("Glucose")
    desk.press(page, "More lines")
    desk.press(page, "Record")
    assert fits(page)
    desk.go(page, "/patients/new")
    desk.press(page, "Register")
    assert fits(page)


@pytest.mark.slow
def test_on_a_phone_the_way_out_is_in_sight_and_much_corrected_values_leave_room_for_the_rest(
    browser: Browser, office: tuple[str, UUID]
) -> None:
    address, who = office
    desk = Desk(browser, address, script=False)
    page = desk.sign_in("ama")
    page.set_viewport_size({"width": WIDTHS["phone"], "height": 812})
    for weight in ("71", "71.5", "73", "73.5"):
        desk.go(page, f"/patients/{who}/measurements/m1/correct")
        page.locator("#value").fill(weight)
        page.locator("#reason").select_option("typing-error")
        desk.press(page, "Record")

    desk.go(page, f"/patients/{who}")
    taken = page.locator("#measurements tr:has(del) .ct-c-taken").first.bounding_box()

    assert taken
    assert taken["width"] > 100
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_selector("[name=pw]")


def test_a_refused_form_is_focused_where_its_faults_are_told(browser: Browser, office: tuple[str, UUID]) -> None:
    desk = Desk(browser, office[0], script=False)
    page = desk.sign_in("ama")

    desk.go(page, "/patients/new")
    desk.press(page, "Register")

    assert page.locator(":focus").get_attribute("id") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#name$"))


def test_a_visit_is_opened_by_keyboard_alone_without_scripts(browser: Browser, office: tuple[str, UUID]) -> None:
    address, who = office
    desk = Desk(browser, address, script=False)
    page = desk.sign_in("ama")
    desk.go(page, f"/patients/{who}")

    page.locator(".ct-menu > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Open a visit"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/visits$"))
    page.locator("#complaint").focus()
    page.keyboard.type("Cough, three days")
    page.keyboard.press("Enter")
    page.locator("#confirm-1").focus()  # somebody is here already
    page.keyboard.press("Space")
    page.locator("#complaint").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/patients/{who}$"))

    assert "Cough, three days" in page.locator("#visits").inner_text()


def test_a_card_opens_and_closes_without_scripts_and_keeps_its_place(
    browser: Browser, office: tuple[str, UUID]
) -> None:
    address, who = office
    desk = Desk(browser, address, script=False)
    page = desk.sign_in("ama")
    desk.go(page, f"/patients/{who}")

    page.locator("#measurements .ct-val").first.click()
    card = page.locator("#says")

    card.wait_for()
    assert "Who says so?" in card.inner_text()
    assert page.evaluate("location.hash") == "#says"
    card.get_by_role("link", name="Close").click()
    page.wait_for_load_state()
    assert page.locator("#says").count() == 0
