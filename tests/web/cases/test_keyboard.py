"""A case from the wrong value to its end, by a reviewer and a clerk with the keyboard alone, every page looked at."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from tests.support.listening import employ, listening
from tests.support.office import AMA, WHY, register
from tests.web.keyboard import Keys, begin
from tests.web.test_journey import PASSWORD
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    with Service.create(tmp_path_factory.mktemp("cases") / "store", "test.example/log") as service:
        employ(service, (("ama", "Ama Boateng", "clerk"), ("ruth", "Ruth Adeyemi", "reviewer")), PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


def mistaken(service: Service) -> tuple[UUID, int]:
    """Somebody whose weight was wrong and was corrected, and where in the log that was."""
    who = register(service.records, identifiers=[])
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-03-07")
    return who, service.records.correct(who, "measurements", "m1", {"value": "71"}, WHY).position


@pytest.mark.slow
@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 375)])
def test_a_case_is_worked_from_its_first_event_to_its_end_with_the_keyboard_alone(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    who, corrected = mistaken(service)
    ruth = begin(browser, address, script, width, "ruth")
    ruth.go(f"{address}/patients/{who}/trail")

    ruth.enter(f"#e{corrected} a[href^='/cases/']")
    ruth.write("#title", f"A weight of {width}")
    ruth.write("#question", "Who relied on the wrong weight?")
    told = ruth.enter("main button[type=submit]:not(.ct-first)")
    assert "corrected weight: was 72, now 71." in " ".join(told.split())
    case = ruth.page.url

    ruth.enter("#p1 a[href*='/ask']")
    _ask(ruth)
    _answer(begin(browser, address, script, width), address)
    _end(ruth, case)


def _ask(ruth: Keys) -> None:
    ruth.pick("#staff", "Ama")
    ruth.write("#question", "Were two digits changed?")
    assert "Waits for Ama Boateng" in ruth.enter("main button[type=submit]:not(.ct-first)")


def _answer(ama: Keys, address: str) -> None:
    ama.go(address)
    said = ama.enter(".ct-case__asked a")
    assert "Were two digits changed?" in said
    assert "A weight of" not in said
    ama.write("#text", "Yes, when I copied it.")
    assert "Answered." in ama.enter("main button[type=submit]:not(.ct-first)")
    assert ama.page.locator(".ct-case__asked").count() == 0


def _end(ruth: Keys, case: str) -> None:
    ruth.go(case)
    ruth.enter("a[href$='/people']")
    ruth.write("#people", "Dr Brandt")
    ruth.enter("main button[type=submit]:not(.ct-first)")
    ruth.enter("a[href$='/told']")
    ruth.choose("how")
    assert "In person" in ruth.enter("main button[type=submit]:not(.ct-first)")
    ruth.enter("a[href$='/finding']")
    ruth.choose("kind", "ArrowDown", "ArrowDown")
    ruth.write("#text", "Two digits.")
    ruth.enter("main button[type=submit]:not(.ct-first)")
    ruth.enter("a[href$='/close']")
    said = " ".join(ruth.enter("main button[type=submit]:not(.ct-first)").split())
    assert "Closed by Ruth Adeyemi" in said
    assert "In person" in said
    for path in ("/print", "/reopen"):
        ruth.page.goto(f"{case}{path}")
        ruth.look()
    ruth.go(f"{case.rpartition('/')[0]}?state=closed")
