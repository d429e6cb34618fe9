"""A record whose time is over, erased by two people with the keyboard alone; and one that is refused and held."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Route

from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.listening import employ, listening
from tests.support.made import Held
from tests.web.keyboard import LONG, Keys, begin
from tests.web.test_journey import PASSWORD
from tests.web.test_retention import number, seen_last
from web.app import create_app
from web.keeping import erasing
from web.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEND = "main button[type=submit]:not(.ct-first)"
LIST = "/erasures/retention"
BOTH = pytest.mark.parametrize(("script", "width"), [(True, 1280), (True, 375), (False, 375)])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Service]]:
    with Service.create(
        tmp_path_factory.mktemp("erasing") / "store", "test.example/log", StandingClock(NOON)
    ) as service:
        employ(
            service,
            (
                ("priya", "Priya Nair", "privacy-officer"),
                ("sam", "Sam Owusu", "admin"),
                ("ama", "Ama Boateng", "clerk"),
            ),
            PASSWORD,
        )
        with listening(create_app(service)) as address:
            yield address, service


def said(text: str) -> str:
    return " ".join(text.split())


@BOTH
def test_a_record_whose_time_is_over_is_erased_by_two_people(
    browser: Browser, office: tuple[str, Service], monkeypatch: pytest.MonkeyPatch, script: bool, width: int
) -> None:
    address, service = office
    who = seen_last(service, "2004-02-29", "Quirinius Vandermolen")
    own = number(service, who)
    priya, sam = (begin(browser, address, script, width, login) for login in ("priya", "sam"))

    _asked(priya, address, own)
    hold = _standing_still(monkeypatch)
    _approved(sam, address, own, who)
    _under_way(sam, f"{address}/patients/{who}/erasure", hold)

    assert "This record was erased" in sam.look()
    assert "Its time of retention has ended" in sam.enter("a[href$='/certificate']")
    assert "Erased" in sam.enter(".pr-bar a") + sam.enter("main a[href='/erasures']")
    ama = begin(browser, address, script, width, "ama")
    ama.go(f"{address}/patients/{who}")
    assert "This record was erased" in said(ama.look())
    assert "Vandermolen" not in ama.page.content()


def _asked(priya: Keys, address: str, own: str) -> None:
    priya.go(f"{address}/erasures")
    assert "Quirinius Vandermolen" in priya.enter(f"main a[href='{LIST}']")
    priya.enter(f"a[href$='{own}/erasure/ask']")
    assert priya.page.locator("#ground").input_value() == "retention-ended"
    assert "1 Mar 2014" in priya.page.locator("#note").input_value()
    assert "Somebody else has to approve" in said(priya.enter(SEND)).replace("somebody", "Somebody")


def _approved(sam: Keys, address: str, own: str, who: UUID) -> None:
    """With a wrong number first."""
    sam.go(f"{address}/erasures")
    assert "Its time of retention has ended" in said(sam.enter(f"a[href$='{who}/erasure']"))
    assert "Nothing brings it back" in sam.enter("a[href$='/approve']")
    sam.write("#number", own[::-1])
    assert "This is not the number" in sam.enter(SEND)
    sam.write("#number", own)
    sam.to(SEND)
    with sam.page.expect_navigation(timeout=LONG):
        sam.page.keyboard.press("Enter")


def _standing_still(monkeypatch: pytest.MonkeyPatch) -> Held:
    """The erasure, before the views are grown anew."""
    hold, regrow = Held(), erasing._regrow

    def held(*told: object) -> None:
        hold(UUID(int=0))
        regrow(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "_regrow", held)
    return hold


def _under_way(sam: Keys, address: str, hold: Held) -> None:
    """Looked at while it stands still; then its page goes on by itself."""

    def still(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={k: v for k, v in answer.headers.items() if k != "refresh"})

    hold.begun.wait(60)
    sam.page.route(address, still)
    sam.page.goto(address)
    assert "It is being carried out" in sam.look()
    sam.page.unroute(address)
    sam.page.goto(address)
    hold.go.set()
    sam.page.get_by_text("This record was erased").first.wait_for(timeout=LONG)
    sam.page.wait_for_load_state()


@BOTH
def test_one_is_refused_and_held_and_the_hold_is_lifted(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    who = seen_last(service, "2024-01-01", "Bea Ott")
    priya, sam = (begin(browser, address, script, width, login) for login in ("priya", "sam"))
    priya.go(f"{address}/patients/{who}/erasure")

    priya.enter("a[href$='/erasure/ask']")
    priya.pick("#ground", "Its time of")
    assert "It is kept until" in priya.enter(SEND).replace("it is", "It is")
    priya.pick("#ground", "The patient obj")
    priya.enter(SEND)
    sam.go(f"{address}/patients/{who}/erasure")
    sam.enter("a[href$='/erasure/refuse']")
    sam.pick("#basis", "Its time")
    sam.write("#note", "Eight years are left.")
    assert "Erasure refused" in sam.enter(SEND)

    sam.enter("a[href$='/erasure/hold']")
    sam.write("#matter", "Ott against the ferry")
    held = said(sam.enter(SEND))
    assert "Kept by a hold" in held
    assert "Ask for its erasure" not in held
    sam.enter("a[href*='/holds/']")
    sam.write("#why", "It was settled.")
    assert "No hold keeps this record" in said(sam.enter(SEND))


@BOTH
def test_the_list_says_what_keeps_a_record_all_the_same(
    browser: Browser, office: tuple[str, Service], script: bool, width: int
) -> None:
    address, service = office
    who = seen_last(service, "2003-01-01", "Dee Fox")
    service.erasing.hold(who, "Fox against the harbour company of the northern islands", service.system())
    priya = begin(browser, address, script, width, "priya")

    priya.go(f"{address}{LIST}")

    assert "Hold: Fox against the harbour" in said(priya.look())
    priya.enter(f"a[href='/patients/{number(service, who)}/erasure']")
    assert "its time is over" in said(priya.look())
