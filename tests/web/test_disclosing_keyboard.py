"""A part of a record asked for and handed over, and a change asked for and denied, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from tests.support.listening import employ, listening
from tests.support.office import AMA, register
from tests.web.keyboard import Keys, begin
from tests.web.test_erasing_keyboard import said
from tests.web.test_journey import PASSWORD
from web.app import create_app
from web.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = ".ct-form__end button"  # who is asked why they look has another above it
BOTH = pytest.mark.parametrize(("script", "width"), [(True, 1280), (True, 375), (False, 375)])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    with Service.create(tmp_path_factory.mktemp("disclosing") / "store", "test.example/log") as service:
        employ(service, (("ama", "Ama Boateng", "clerk"), ("ines", "Inês Duarte", "senior-clerk")), PASSWORD)
        with listening(create_app(service)) as address:
            yield address, service


def patient(service: Service) -> UUID:
    who = register(service.records, identifiers=[])
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-03-07")
    return who


@BOTH
def test_a_part_is_asked_for_and_handed_over_and_another_is_refused(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    ama, ines = (begin(browser, address, script, width, login) for login in ("ama", "ines"))
    ama.go(f"{address}/patients/{patient(service)}/releases")

    _written_down(ama, "District court of Hollins")
    ines.go(ama.page.url)
    ines.enter("a[href*='/disclose?']")
    ines.choose("how")
    ines.write("#at", "2026-03-07")
    assert "Handed over" in said(ines.enter(SEND))
    ama.enter("a[href$='/releases']")
    _written_down(ama, "A newspaper")
    ines.go(ama.page.url)
    ines.enter("a[href$='/refuse']")
    ines.pick("#ground", "Nothing")
    ines.write("#text", "They have no order.")
    assert "They have no order." in said(ines.enter(SEND))
    assert "District court of Hollins" in said(ines.enter("a[href$='/releases']"))


def _written_down(ama: Keys, who: str) -> None:
    """With nothing said first."""
    ama.enter("a[href$='/releases/new']")
    assert "Write who asks" in ama.enter(SEND)
    for field, text in (("requester", who), ("purpose", "A lawsuit"), ("asks", "All weights.")):
        ama.write(f"#{field}", text)
    ama.pick("#ground", "A court")
    ama.to("#part_measurements")
    ama.page.keyboard.press("Space")
    assert f"{who} asks for a part" in said(ama.enter(SEND))


@BOTH
def test_a_change_is_asked_for_put_off_denied_and_disagreed_with(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    who = patient(service)
    ama, ines = (begin(browser, address, script, width, login) for login in ("ama", "ines"))
    ama.go(f"{address}/patients/{who}/measurements/m1")

    ama.enter("a[href*='/amendments/new']")
    ama.write("#text", "I never weighed that.")
    assert "60 days left" in said(ama.enter(SEND))
    ines.go(f"{address}/requests")
    ines.enter("th a[href$='/amendments']")
    ines.enter("a[href$='/extend']")
    ines.write("#why", "The doctor is away.")
    assert "90 days left" in said(ines.enter(SEND))
    ines.go(f"{address}/requests")
    assert "I never weighed that." in said(ines.look())
    ines.go(f"{address}/patients/{who}/amendments")
    ines.enter("a[href$='/deny']")
    ines.pick("#ground", "It is acc")
    ines.write("#basis", "It was read from the scales.")
    assert "Denied" in said(ines.enter(SEND))
    ama.go(f"{address}/patients/{who}/amendments")
    ama.enter("a[href$='/disagree']")
    ama.write("#text", "The scales were broken.")
    assert "The patient disagrees: The scales were broken." in said(ama.enter(SEND))
