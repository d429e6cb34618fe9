"""Two clerks at one field, and the keys that lead on, with the keyboard alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from domain.by import By
from tests.support.office import AMA
from tests.web.keyboard import IN_FOCUS, begin, office
from web.service import Service

pytestmark = pytest.mark.browser
__all__ = ["office"]
TOMAS = By(actor="u-2", name="Tomás Ribeiro", role="clerk")


def person(service: Service, n: int) -> str:
    told: dict[str, Any] = {"names": [f"Ngozi Okafor {n}"], "birth": "1984", "gender": "female", "language": "en"}
    return service.records.register(told, AMA).id


@pytest.mark.parametrize(
    ("script", "width"), [*(pytest.param(True, one, marks=pytest.mark.slow) for one in (1280, 375)), (False, 375)]
)
def test_of_two_clerks_in_one_field_the_second_chooses_with_the_keyboard_alone(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    """Step 11: only a real clash asks."""
    address, service = office
    who = person(service, len(service.views.directory.recent()))
    keys = begin(browser, address, script, width)
    keys.page.goto(f"{address}/patients/{who}/edit")
    service.records.update(UUID(who), {"language": "fr", "occupation": "baker"}, TOMAS)

    keys.write("#language", "sw")
    keys.write("#marital_status", "married")
    clash = " ".join(keys.enter().split())
    assert "Choose what stands" in clash
    assert "Tomás Ribeiro" in clash
    assert keys.page.locator("#marital_status").input_value() == "married"
    keys.to("[name=settle-language]")
    keys.page.keyboard.press("ArrowDown")
    done = keys.enter()

    assert "Recorded." in done
    service.views.ready()
    kept = service.views.current.file(UUID(who))["chapters"]["demographics"]["demographics"]
    assert [kept[name] for name in ("language", "occupation", "marital_status")] == ["sw", "baker", "married"]


def test_single_keys_lead_on_unless_one_is_typing_or_has_switched_them_off(
    browser: Browser, office: tuple[str, Service]
) -> None:
    address, _ = office
    keys = begin(browser, address, script=True, width=1280)

    keys.write("#q", "")
    keys.page.keyboard.type("?gw/v")
    assert keys.page.locator("#q").input_value() == "?gw/v"
    keys.to("nav a[href='/worklist']")
    assert "Single keys" in keys.press("?")
    assert keys.press("g", "r").startswith("Register a patient")
    keys.page.goto(f"{address}/keys")
    assert "off at this browser" in keys.enter("button[name=single]")
    keys.page.keyboard.press("/")
    assert not keys.page.evaluate(IN_FOCUS, "#q")
    keys.enter("button[name=single]")
    keys.page.keyboard.press("/")
    assert keys.page.evaluate(IN_FOCUS, "#q")
