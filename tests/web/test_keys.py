"""Keys: a page lists those that do something, and whoever wants none of them switches them off."""

from __future__ import annotations

import re

import pytest

from tests.web.clerk_desk import Desk, text
from web.pages.keys import GO
from web.service import Service

SCRIPT = "static/keys.js"


@pytest.fixture
def engine() -> str:
    """Nothing of this is stored."""
    return "sqlite"


def switch(desk: Desk, single: str) -> str:
    answer = desk.send("/keys", {"single": single})
    assert (answer.status_code, answer.location) == (303, "/keys")
    return desk.get("/keys")


def test_every_key_that_leads_somewhere_is_listed_and_stands_on_its_link(desk: Desk) -> None:
    page = desk.get("/keys")

    listed = re.findall(r"<kbd>g</kbd> then <kbd>(.)</kbd>", page)
    assert listed == re.findall(r'data-key="g (.)"', page) == ["s", "w", "v", "r"]
    assert "/ Find a patient ? This page v Check in" in text(page)


def test_no_two_places_have_the_same_key() -> None:
    assert len(set(GO.values())) == len(GO)


def test_whoever_may_not_write_is_told_of_no_key_for_it(service: Service) -> None:
    page = text(Desk(service, "admin").get("/keys"))

    assert "? This page g then s Start g then p Policies" in page
    assert "Check in" not in page
    assert "Find a patient" not in page


def test_single_keys_are_switched_off_at_this_browser_and_on_again(desk: Desk) -> None:
    before, off = desk.get("/keys"), switch(desk, "off")
    again = switch(desk, "on")

    assert SCRIPT in before
    assert 'aria-keyshortcuts="/"' in before
    assert "Single keys are off at this browser." in text(off)
    assert SCRIPT not in off
    assert "aria-keyshortcuts" not in off
    assert "<kbd aria-hidden" not in off
    assert 'value="on">Switch single keys on' in off
    assert SCRIPT in again
