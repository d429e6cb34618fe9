"""An auditor's way through the change log to one event and its proof, with the keyboard alone, every page looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.listening import employ, listening
from tests.support.office import everything
from tests.web.keyboard import Keys, begin
from tests.web.test_journey import PASSWORD
from trail.sealed import checkpoint
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize(("script", "width"), [pytest.param(True, 1280, marks=pytest.mark.slow), (False, 375)])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Service.create(
        tmp_path_factory.mktemp("events") / "store", "test.example/log", StandingClock(NOON)
    ) as service:
        everything(service)
        checkpoint(service.store)
        employ(service, (("amal", "Amal Haddad", "auditor"), ("sam", "Sam Owusu", "admin")), PASSWORD)
        with listening(create_app(service)) as address:
            yield address


def opened(keys: Keys, summary: str) -> None:
    keys.to(summary)
    keys.page.keyboard.press("Enter")


@BOTH
def test_an_event_is_found_by_words_and_its_proof_taken_home(
    browser: Browser, office: str, script: bool, width: int
) -> None:
    amal = begin(browser, office, script, width, "amal")
    amal.go(f"{office}/audit/log")
    amal.write("#line", "actr:boateng kind:corrected")
    assert "There is no word actr:. Did you mean actor:?" in amal.enter()
    amal.write("#line", 'actor:boateng kind:corrected "two digits"')
    assert "Two digits changed places." in amal.enter()
    opened(amal, ".ct-byfield > summary")
    amal.look()

    assert "Ama Boateng" in amal.enter("td a[href^='/audit/log/']")
    for summary in (".ct-tree summary", "[aria-labelledby=h-stored] summary"):
        opened(amal, summary)
    assert "Computed just now" in amal.look()
    amal.to("a[href$='.tlog-proof']")
    with amal.page.expect_download() as taken:
        amal.page.keyboard.press("Enter")
    assert taken.value.path().read_text().startswith("c2sp.org/tlog-proof@v1\n")
    assert "Event " in amal.enter("a[rel=prev]")


@pytest.mark.slow
@BOTH
def test_an_account_is_given_its_last_day(browser: Browser, office: str, script: bool, width: int) -> None:
    sam = begin(browser, office, script, width, "sam")
    sam.enter("a[href='/office/staff']")
    sam.enter("a[href='/office/staff/amal']")
    sam.enter("a[href$='/validity']")
    sam.write("[name=ends]", "4 Dec 2020")
    assert "This day is over." in sam.enter("main button[type=submit]:not(.ct-first)")
    sam.write("[name=ends]", f"4 Dec {2099 if script else 2098}")
    assert "Ends on 4 Dec 20" in sam.enter("main button[type=submit]:not(.ct-first)")
