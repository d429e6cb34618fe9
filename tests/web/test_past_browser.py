"""The past in a browser: play, what stops it, the permalink by its key; and what stands there without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.given import NOON
from tests.support.listening import listening
from tests.support.office import everything
from tests.web.keyboard import LONG
from tests.web.test_journey import PASSWORD, Desk
from web.app import create_app
from web.service import Service

Room = tuple[str, UUID, int]
pytestmark = pytest.mark.browser
expect.set_options(timeout=LONG)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The address, a patient, and how many events there are."""
    folder: Path = tmp_path_factory.mktemp("past") / "store"
    with Service.create(folder, "test.example/log") as service:
        who = everything(service)
        service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
        service.accounts.set_password("ruth", PASSWORD)
        with listening(create_app(service)) as address:
            yield address, who, service.lives.of(who).version


def past(browser: Browser, room: Room, number: int, script: bool = True) -> tuple[Desk, Page]:
    desk = Desk(browser, room[0], script)
    page = desk.sign_in("ruth")
    page.goto(f"{room[0]}/patients/{room[1]}?event={number}")
    return desk, page


@pytest.mark.slow
def test_play_goes_on_until_a_key_and_says_so(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, 3)
    page.clock.install(time=NOON)
    page.clock.pause_at(NOON + timedelta(hours=1))  # from here on the clock of the page goes on when it is told
    page.reload()
    page.locator(".ct-play select").select_option("2000")
    page.get_by_role("button", name="Play").click()

    for number in (3, 4, 5):
        expect(page.locator(".ct-scrub__now")).to_contain_text(f"Event {number} of")
        expect(page.locator("#said")).to_have_text("Playing. Any key stops it.")
        if number < 5:
            page.clock.run_for(2000)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#said")).to_have_text("Stopped.")
    stopped = page.url
    page.clock.run_for(60_000)
    page.wait_for_timeout(1000)

    assert page.url == stopped
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_play_ends_at_the_newest_event(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, room[2] - 1)
    page.locator(".ct-play select").select_option("1000")
    page.get_by_role("button", name="Play").click()

    expect(page.locator("#said")).to_have_text("This is the newest event.")
    assert page.evaluate("sessionStorage.length") == 0


def test_whoever_wants_less_motion_is_not_offered_play(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, 3)
    page.emulate_media(reduced_motion="reduce")
    page.reload()

    expect(page.get_by_role("button", name="Play")).to_be_hidden()


def test_the_key_y_copies_the_link_to_this_moment(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, 3)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("y")

    expect(page.locator("#said")).to_have_text("Copied: the link to this moment.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url
    assert "?known=" in copied
    page.goto(copied)
    expect(page.locator(".ct-scrub__now")).to_contain_text("Event 3 of")


def test_where_nothing_can_be_copied_the_address_bar_holds_the_link(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, 3)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.keyboard.press("y")

    expect(page.locator("#said")).to_have_text("The link to this moment stands in the address bar.")
    assert "?known=" in page.url


def test_what_changed_between_two_stops_is_listed_and_glows(browser: Browser, room: Room) -> None:
    desk, page = past(browser, room, 3)
    slider = page.get_by_role("slider", name="Event of this record")
    slider.fill("14")
    page.wait_for_url("**event=14**")

    desk.look(page)
    assert page.get_by_role("heading", name="What changed since event 3").is_visible()
    assert page.locator(".ct-glow").count() > 2


def test_both_clocks_can_be_set_without_scripts(browser: Browser, room: Room) -> None:
    _, page = past(browser, room, 3, script=False)

    expect(page.locator(".ct-play")).to_be_hidden()
    page.get_by_role("textbox", name="True on").fill("2026-03-07")
    page.get_by_role("textbox", name="Known on").fill("")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="What was true on 7 Mar 2026")).to_be_visible()
    page.locator("a.ct-permalink").click()
    assert "true=2026-03-07" in page.url
