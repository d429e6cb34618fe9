"""An auditor's way from the change log to a bundle at home, with the keyboard alone, every page looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.listening import listening
from tests.support.made import Held, at_step, verdict
from tests.support.office import RUTH, everything
from tests.web.keyboard import LONG, Keys, begin
from tests.web.test_journey import PASSWORD
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser
SEND = "main button[type=submit]:not(.ct-first)"
BOTH = pytest.mark.parametrize(("script", "width"), [pytest.param(True, 1280, marks=pytest.mark.slow), (False, 375)])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    """In which whoever asks for an export waits until it is made, on however slow a machine."""
    with (
        pytest.MonkeyPatch.context() as patch,
        Service.create(
            tmp_path_factory.mktemp("bundles") / "store", "test.example/log", StandingClock(NOON)
        ) as service,
    ):
        patch.setattr("web.pages.exports._PATIENCE", LONG / 1000)
        everything(service)
        service.personnel.add("amal", "Amal Haddad", "auditor", service.system())
        service.accounts.set_password("amal", PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


def told(text: str) -> str:
    return " ".join(text.split())


@BOTH
def test_the_log_is_taken_home_with_the_keyboard_alone(
    browser: Browser, office: tuple[str, Service], tmp_path: Path, script: bool, width: int
) -> None:
    address, service = office
    amal = begin(browser, address, script, width, "amal")
    amal.go(f"{address}/audit/log?type=visit.opened")

    assert "events fit" in told(amal.enter("a[href^='/audit/exports/new']"))
    _asked(amal)
    bundle = _taken_home(amal)

    assert verdict(bundle, service, tmp_path)["verdict"] == "proved"
    assert "The file was taken away" in amal.enter(".ct-sheet__foot--do button")
    assert "The export is ready" in amal.enter(".ct-proof .ct-acts button")
    assert "Harbour Review Board" in amal.enter("a[href$='/audit/exports']")


def _asked(amal: Keys) -> None:
    """With a fault first; nothing that was typed is lost."""
    amal.write("#since", "soon")
    amal.write("#recipient", "Harbour Review Board")
    assert "is no time" in amal.enter("button[value=count]")
    amal.write("#since", "2020")
    assert "events fit" in told(amal.enter("button[value=count]"))
    assert amal.page.locator("#recipient").input_value() == "Harbour Review Board"
    amal.pick("#purpose", "A review")
    assert "The export is ready" in amal.enter(".ct-form__end button")


def _taken_home(amal: Keys) -> bytes:
    amal.to(".ct-proof a[download]")
    with amal.page.expect_download() as begun:
        amal.page.keyboard.press("Enter")
    return Path(begun.value.path()).read_bytes()


@pytest.mark.slow
@BOTH
def test_one_that_was_broken_off_goes_on_and_another_is_given_up(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    first, second = (service.exporting.request("full", {}, 1, "HCOMPL", f"Board {n}", RUTH).id for n in range(2))
    amal = begin(browser, address, script, width, "amal")

    amal.go(f"{address}/audit/exports/{first}")
    assert "The export is ready" in amal.enter(".ct-proof .ct-acts button")
    amal.go(f"{address}/audit/exports/{second}")
    amal.enter(".ct-proof a[href$='/give-up']")
    amal.write("#why", "It was the wrong year.")
    assert "It was the wrong year." in amal.enter(SEND)
    assert "Given up" in amal.enter("a[href$='/audit/exports']")


@pytest.mark.slow
@BOTH
def test_its_page_looks_again_by_itself_until_it_is_made(
    browser: Browser, office: tuple[str, Service], monkeypatch: pytest.MonkeyPatch, script: bool, width: int
) -> None:
    address, service = office
    hold = Held()
    at_step(monkeypatch, 1, hold)
    monkeypatch.setattr("web.pages.exports._PATIENCE", 0.0)
    id = service.exporting.request("full", {}, 1, "HCOMPL", "The court", RUTH).id
    amal = begin(browser, address, script, width, "amal")
    amal.page.goto(f"{address}/audit/exports/{id}")
    amal.to(".ct-proof .ct-acts button")
    amal.page.keyboard.press("Enter")
    hold.begun.wait(60)
    _looked_at_standing_still(amal, f"{address}/audit/exports/{id}")

    amal.page.goto(f"{address}/audit/exports/{id}")
    made = amal.page.locator("progress").count()
    hold.go.set()

    amal.page.get_by_text("The export is ready").wait_for(timeout=LONG)
    assert made == 1


def _looked_at_standing_still(amal: Keys, address: str) -> None:
    """The page while it is made, which would go on under the eyes of whoever looks."""

    def still(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={k: v for k, v in answer.headers.items() if k != "refresh"})

    amal.page.route(address, still)
    amal.page.goto(address)
    assert "is being made" in amal.look()
    amal.page.unroute(address)
