"""Every screen of a clerk, empty, full, refused and in conflict, wide and on a phone: axe, the width, the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from domain.by import By
from tests.support.clock import StandingClock
from tests.support.furnished import People, furnished
from tests.support.listening import listening
from tests.support.office import RUTH, WHY
from tests.web import screens
from tests.web.test_access import MAY
from tests.web.test_clerk_browser import WIDTHS, fits
from tests.web.test_journey import PASSWORD
from web.app import create_app
from web.entering import commands, entry_commands, missing
from web.service import Service

pytestmark = pytest.mark.browser
CLERKS = {"clerk", "senior-clerk"}
FILES = {
    "clerk.find_json", "record.file_json", "register.register_csv", "charts.chart_csv", "charts.growth_csv",
    "prints.chart_pdf", "documents.content", "documents.preview", "review.trail_file", "review.compare_file",
    "releases.of_patient_file", "releases.file", "account.here", "account.again",
}  # fmt: skip
"""What is handed out to be kept or read by a program, or leads on."""
FEW = ("/", "/patients/{full}", "/patients/{full}/missing", "/patients/{bare}", "/worklist", "/patients/{full}/chart")
FILL = """told => {
  const form = document.querySelector("main form[method=post]:not(.ct-in, .ct-purpose)");
  for (const [name, value] of Object.entries(told)) {
    const fields = form.querySelectorAll(`[name="${name}"]`);
    for (const one of fields) if (one.type === "radio") one.checked = one.value === value; else one.value = value;
  }
  form.requestSubmit();
}"""
_turn = count(1)


@dataclass
class Office:
    address: str
    service: Service
    people: People | None

    def at(self, path: str) -> str:
        return self.address + path.format(**{} if self.people is None else self.people._asdict())


@contextmanager
def serving(folder: Path, full: bool) -> Iterator[Office]:
    """At work on the Saturday of `everything`."""
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(folder / "store", "test.example/log", clock) as service:
        people = furnished(service) if full else None
        service.personnel.add("ines", "Inês Falcão", "senior-clerk", service.system())
        service.accounts.set_password("ines", PASSWORD)
        if people and (ines := service.personnel.account("ines")):
            issued = service.issuing.issue("ines", "Lab link", ["read"], "2026-12-31", service.by(ines))
            people = people._replace(token=issued.entries[0])
            service.cases.ask("C-2026-0001", ines.staff, ines.name, "Did you see the weight?", RUTH, "p1")
        with listening(create_app(service)) as address:
            yield Office(address, service, people)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with serving(tmp_path_factory.mktemp("screens"), full=True) as made:
        yield made


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office on its first day."""
    with serving(tmp_path_factory.mktemp("nobody"), full=False) as made:
        yield made


@dataclass
class Looking:
    """Somebody signed in who looks at pages, and all that was wrong with them."""

    page: Page
    office: Office
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.office.at(path))
        self.look(path)

    def look(self, path: str) -> None:
        self.page.wait_for_load_state()
        found = Axe().run(self.page)["violations"]
        self.wrong += [f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        self.wrong += [f"{path}: {n} headings" for n in [self.page.locator("h1").count()] if n != 1]
        self.wrong += [] if fits(self.page) else [f"{path}: stands out at the side"]

    def send(self, path: str, told: object, sign: str) -> None:
        """The form that is open, filled in; the page that comes has to show this."""
        with self.page.expect_navigation():
            self.page.evaluate(FILL, told)
        self.wrong += [] if self.page.locator(sign).count() else [f"{path}: no {sign}"]
        self.look(f"{path} sent")

    def finish(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)

    def heard(self, said: ConsoleMessage) -> None:
        """A page that says no is itself a failed load to Chromium; whatever else fails is a fault."""
        if said.type == "error" and said.location["url"] != self.page.url:
            self.wrong.append(f"{self.page.url}: {said.text} {said.location['url']}")


def looking(browser: Browser, office: Office, width: str) -> Looking:
    page = browser.new_context(viewport={"width": WIDTHS[width], "height": 812}).new_page()
    page.goto(office.address)
    page.get_by_label("Name", exact=True).fill("ines")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    found = Looking(page, office)
    page.on("console", found.heard)
    page.on("pageerror", lambda error: found.wrong.append(f"{page.url}: {error}"))
    return found


@pytest.fixture(params=WIDTHS)
def seen(request: pytest.FixtureRequest, browser: Browser, office: Office) -> Looking:
    """A senior clerk at a screen, and at a phone."""
    return looking(browser, office, request.param)


def test_every_address_that_a_clerk_can_open_is_among_the_screens(office: Office) -> None:
    app, people = create_app(office.service), office.people
    assert people
    adapter = app.url_map.bind("localhost")
    every = {*screens.FULL, *screens.BARE, *screens.REFUSED, *screens.OFFICE}
    matched = [adapter.match(path.partition("?")[0].format(**people._asdict())) for path in every]

    pages = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    gets = {rule.endpoint for rule in pages if "GET" in (rule.methods or ())}
    clerks = {name for name in gets if MAY.get(name, set()) & CLERKS}
    assert clerks - FILES == {name for name, _ in matched} - {"door.start"}
    named = {(name, told.get("name")) for name, told in matched}
    assert {("clerk.command", name) for name in commands.ON_FILE} <= named
    assert {("office.decide", name) for name in missing.DECISIONS} <= named


def test_every_command_on_an_entry_is_among_the_screens(office: Office) -> None:
    assert office.people
    office.service.views.ready()
    chapters = office.service.views.current.file(office.people.full)["chapters"]
    offered = {
        (chapter, address.rpartition("/")[2])
        for chapter, entries in chapters.items()
        for item in entries.values()
        for address, *_ in entry_commands.acts("", chapter, item)
        if address.count("/") > 3 and "?" not in address
    }

    tried = {(path.split("/")[3], path.split("/")[5]) for path in screens.FULL if path.count("/") == 5}
    assert offered
    assert offered - tried == set()


def test_some_screens_are_as_they_should_be(browser: Browser, office: Office) -> None:
    """A few of them, each time; all of them in the tests that are slow."""
    seen = looking(browser, office, "wide")
    for path in FEW:
        seen.go(path)
    _refused(seen, "/patients/new")
    _clash(seen, "edit")

    seen.finish()


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_of_an_office_is_as_it_should_be_on_its_first_day(
    browser: Browser, nobody: Office, width: str
) -> None:
    first = looking(browser, nobody, width)
    for path in screens.OFFICE:
        first.go(path)

    first.finish()


@pytest.mark.slow
def test_every_screen_is_as_it_should_be_where_there_is_nothing(seen: Looking) -> None:
    for path in screens.BARE[len(screens.OFFICE) :]:
        seen.go(path)

    seen.finish()


@pytest.mark.slow
def test_every_screen_is_as_it_should_be_where_there_is_much(seen: Looking) -> None:
    for path in screens.FULL:
        seen.go(path)

    seen.finish()


@pytest.mark.slow
def test_what_is_told_of_the_api_is_as_it_should_be(seen: Looking) -> None:
    for path in screens.PROGRAMS:
        seen.go(path)

    seen.finish()


@pytest.mark.slow
def test_every_screen_is_as_it_should_be_where_something_is_wrong(seen: Looking) -> None:
    for path in screens.ASTRAY:
        seen.go(path)
    for path in screens.REFUSED:
        _refused(seen, path)
    _locked_out(seen)

    seen.finish()


@pytest.mark.slow
def test_every_screen_is_as_it_should_be_where_two_clerks_wrote(seen: Looking) -> None:
    for form in screens.CLASHES:
        _clash(seen, form)

    seen.finish()


def _refused(seen: Looking, path: str) -> None:
    seen.page.goto(seen.office.at(path))
    seen.send(path, dict(screens.REFUSED[path]), ".nhsuk-error-summary, .nhsuk-error-message")


def _clash(seen: Looking, form: str) -> None:
    told, other = screens.CLASHES[form]
    assert seen.office.people
    who = seen.office.people.full
    path = f"/patients/{who}/{form}"
    seen.page.goto(seen.office.at(path))
    other(seen.office.service.records, who, By(**{**WHY._asdict(), "actor": "u-2", "name": "Tomás"}), str(next(_turn)))
    seen.send(path, dict(told), ".ct-table--clash")


def _locked_out(seen: Looking) -> None:
    """A wrong password."""
    seen.page.get_by_role("button", name="Sign out").click()
    seen.page.locator("[name=pw]").fill("not it")
    seen.page.locator("#name").fill("ines")
    seen.page.get_by_role("button", name="Sign in").click()
    seen.page.locator(".nhsuk-error-summary").wait_for()
    seen.look("/ refused")
