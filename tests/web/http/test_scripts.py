"""A piece of HTML in every text that anybody may write: in a real browser it is shown, and is never one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.support.bundling import report
from tests.support.clock import StandingClock
from tests.support.fhir import bundle, file
from tests.support.furnished import People, furnished
from tests.support.listening import employ, listening
from tests.support.office import AMA, PRIYA, RUTH, register
from tests.support.poisoned import INJECTED, PAYLOAD, PoisonedService, resources
from tests.web import screens
from tests.web.http.routes import Doors
from tests.web.test_journey import PASSWORD
from trail.bundle import reader
from trail.tables import put
from web.access.credentials import METADATA, PASSKEY, ROOM
from web.access.provider import FILE
from web.app import create_app
from web.bundling.report import page as report_page
from web.importing import import_fhir
from web.service import Service

pytestmark = pytest.mark.browser
FOUND = quote(PAYLOAD)
OTHERS = (
    "/audit/log", f"/audit/log?q={FOUND}", "/audit/log/2", "/audit/access", "/audit/flags", "/audit/exports",
    "/audit/exports/new", "/cases", "/cases/C-2026-0001", "/cases/C-2026-0001/print", "/requests", "/searches",
    "/audit/verify", "/patients/{full}/trail", "/patients/{full}/access", "/patients/{full}/compare?from=20",
    "/patients/{full}/own-report", "/patients/{full}?known=40", "/patients/{full}/impact",
    "/patients/{full}/without", f"/patients?q={FOUND}", f"/?next={FOUND}", f"/nowhere/{FOUND}",
)  # fmt: skip
"""What a reviewer and a privacy officer see."""
WAYS = (
    "/account", "/account/ways", "/account/password", "/account/second-factor", "/account/delegate", "/tokens",
    "/tokens/new", "/office/tokens", "/tokens/{token}", "/tokens/{token}/revoke", "/office/roles", "/office/staff",
    "/office/add-account", "/office/staff/ruth", "/office/staff/ruth/role", "/office/staff/ruth/delegate",
    "/office/staff/ruth/validity", "/patients/{shut}", "/patients/{shut}/break-glass",
    "/patients/{shut}/confidentiality", "/patients/{shut}/glass/{glass}", "/worklist?whose=all", "/erasures",
    "/policies", "/api/docs", "/api/problems", f"/welcome?name={FOUND}",
)  # fmt: skip
"""Accounts, ways in, closed records, and what programs are told."""
FEW = (
    "/", "/patients?q=Wilhelmina", "/patients/{full}", "/patients/{full}/chart", "/patients/{full}/print",
    "/patients/{full}/label", "/patients/{full}/attachments", "/worklist", "/patients/{full}/life",
)  # fmt: skip


FORM = "main form[method=post]:not(.ct-in, .ct-purpose)"
FILLED = """(form, text) => {
  const fields = form.querySelectorAll("input[type=text], input:not([type]), textarea");
  for (const one of fields) one.value = text;
  form.submit();
}"""


@dataclass
class Office:
    address: str
    service: Service
    people: People
    shut: dict[str, str]

    def at(self, path: str) -> str:
        told = self.shut | {name: str(value) for name, value in self.people._asdict().items()}
        for name, value in told.items():
            path = path.replace(f"{{{name}}}", value)
        return self.address + path


def poison(service: Service, folder: Path) -> People:
    """By the commands, by an import and as a file."""
    people = furnished(PoisonedService(service))  # type: ignore[arg-type]
    import_fhir(service, [file(folder, bundle(*resources()), f"{PAYLOAD.replace('/', '')}.json")])
    content = f"<script>alert(1)</script>{PAYLOAD}".encode()
    told = {"address": service.store.attachments.put(content, people.full), "digest": "cd" * 32, "size": len(content)}
    about = {**told, "mime": "text/plain", "title": PAYLOAD, "filename": f"{PAYLOAD}.html", "author": PAYLOAD}
    service.records.attach(people.full, about, AMA)
    service.searching.save(PAYLOAD, "log", {"q": PAYLOAD}, RUTH, shared=True)
    return people


def signs_in(service: Service, login: str) -> str:
    """By a passkey and by a provider, and so does a program; the token's id."""
    account = service.personnel.account(login)
    assert account
    told = {"name": PAYLOAD, "issuer": "https://login.example", "client_id": "c", "client_secret": "s"}
    (service.folder / FILE).write_text("".join(f'{name} = """{value}"""\n' for name, value in told.items()))
    service.linking.link(login, told["issuer"], PAYLOAD, service.system())
    passkey = service.keyring.add(account, PAYLOAD, RUTH).entries[0]
    with service.store.tables(ROOM, METADATA).begin() as db:
        put(db, PASSKEY, [("c1", passkey, login, PAYLOAD, "k", 0, service.clock().isoformat(), None)])
    receipt, _ = service.tokens.issue(login, PAYLOAD, ["read"], "2026-06-30", service.system())
    return receipt.entries[0]


def shut(service: Service) -> dict[str, str]:
    """A record that is closed, and was opened in an emergency."""
    who = register(service.records, names=[f"Shut {PAYLOAD}"], identifiers=[], contacts=[])
    service.records.label(who, "V", PRIYA._replace(reason="other", because=PAYLOAD))
    glass = service.office.break_glass(who, "other", PAYLOAD, AMA, timedelta(hours=1)).entries[0]
    return {"shut": str(who), "glass": glass}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder, clock = tmp_path_factory.mktemp("poisoned"), StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with Service.create(folder / "store", "test.example/log", clock) as service:
        people = poison(service, folder)
        staff = [("ines", "senior-clerk"), ("ruth", "reviewer"), ("priya", "privacy-officer"), ("sam", "admin")]
        employ(service, [(login, f"{login} {PAYLOAD}", role) for login, role in staff], PASSWORD)
        service.personnel.delegate("ruth", "priya", "2026-03-07", "2026-03-31", service.system())
        people, closed = people._replace(token=signs_in(service, "ruth")), shut(service)
        with listening(create_app(service)) as address:
            yield Office(address, service, people, closed)


@dataclass
class Watched:
    """A page that is watched: what ran, what the policy stopped, and what stood there that is not ours."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    shown: int = 0

    def __post_init__(self) -> None:
        self.page.on("dialog", self._ran)
        self.page.on("console", lambda said: self._heard(said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))

    def look(self, address: str) -> None:
        self.page.goto(address)
        there = self.page.locator(INJECTED).count()
        self.wrong += [f"{address}: {there} of what is not ours"] if there else []
        self.shown += "onerror=" in self.page.inner_text("body")

    def _ran(self, dialog: Any) -> None:
        self.wrong.append(f"{self.page.url}: a script ran")
        dialog.dismiss()

    def _heard(self, text: str) -> None:
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.wrong.append(f"{self.page.url}: {text}")


def signed_in(browser: Browser, office: Office, login: str) -> Watched:
    page = browser.new_context().new_page()
    page.goto(office.address)
    page.get_by_label("Name", exact=True).fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return Watched(page)


def test_on_the_pages_that_show_most_it_is_a_text(browser: Browser, office: Office) -> None:
    seen = signed_in(browser, office, "ines")
    for path in FEW:
        seen.look(office.at(path))

    assert seen.wrong == []
    assert seen.shown >= len(FEW) - 1, "it is there to be seen"


@pytest.mark.slow
def test_on_every_page_of_a_clerk_it_is_a_text(browser: Browser, office: Office) -> None:
    seen = signed_in(browser, office, "ines")
    for path in screens.FULL:
        seen.look(office.at(path))

    assert seen.wrong == []
    assert seen.shown > len(screens.FULL) / 2


@pytest.mark.slow
@pytest.mark.parametrize("login", ["ruth", "priya", "sam"])
def test_on_the_pages_of_those_who_look_back_it_is_a_text(browser: Browser, office: Office, login: str) -> None:
    seen = signed_in(browser, office, login)
    for path in OTHERS:
        seen.look(office.at(path))

    assert seen.wrong == []
    assert seen.shown > 3


@pytest.mark.slow
@pytest.mark.parametrize(("login", "least"), [("ruth", 6), ("priya", 8), ("sam", 8)])
def test_on_the_pages_of_accounts_ways_in_and_closed_records_it_is_a_text(
    browser: Browser, office: Office, login: str, least: int
) -> None:
    seen = signed_in(browser, office, login)
    for path in WAYS:
        seen.look(office.at(path))

    assert seen.wrong == []
    assert seen.shown >= least, "the names of accounts, tokens, passkeys and the provider, and the reasons"


@pytest.mark.slow
def test_in_a_form_that_comes_back_and_in_one_that_is_carried_over_a_sign_in_it_is_a_text(
    browser: Browser, office: Office
) -> None:
    seen = signed_in(browser, office, "ines")
    sent = 0
    for path in screens.REFUSED:
        seen.page.goto(office.at(path))
        if seen.page.locator(FORM).count():  # what was taken as it was typed may have ended what the form is for
            sent += 1
            with seen.page.expect_navigation():
                seen.page.locator(FORM).first.evaluate(FILLED, PAYLOAD)
        assert seen.page.locator(INJECTED).count() == 0, path

    assert sent > len(screens.REFUSED) * 2 / 3
    assert seen.wrong == []


def test_in_the_report_of_a_bundle_and_in_the_page_that_checks_one_it_is_a_text(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_text(report_page(*report(office.service, most=60)), encoding="utf-8")
    (tmp_path / "verify.html").write_bytes(reader.page())
    bad = tmp_path / f"{PAYLOAD.replace('/', '')}.zip"
    bad.write_bytes(PAYLOAD.encode() * 10)
    seen = Watched(browser.new_context().new_page())

    seen.look((tmp_path / "report.html").as_uri())
    told = seen.shown
    seen.page.goto((tmp_path / "verify.html").as_uri())
    seen.page.set_input_files("input[type=file]", bad)
    seen.page.wait_for_timeout(500)

    assert told == 1
    assert seen.page.locator(INJECTED).count() == 0
    assert seen.wrong == []


class Elements(HTMLParser):
    """What a browser would make of a page, without one."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        odd = [name for name, value in attrs if name.startswith("on") or (name == "src" and value == "x")]
        self.strange += [f"{tag} {name}" for name in odd]


def test_on_no_address_of_any_role_is_it_anything_but_a_text(tmp_path: Path) -> None:
    clock, shown = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), 0
    with Service.create(tmp_path / "store", "test.example/log", clock) as service:
        doors = Doors(PoisonedService(service))  # type: ignore[arg-type]
        for route in doors.routes("GET", "POST"):
            query = {"q": PAYLOAD, "next": PAYLOAD, "what": PAYLOAD, "name": PAYLOAD, "reason": PAYLOAD}
            answer = doors.ask(route, query_string=query, data=query if route.method == "POST" else None)
            if answer.mimetype == "text/html":
                read = Elements()
                read.feed(answer.text)
                shown += "onerror=" in answer.text
                assert read.strange == [], route

    assert shown > 60
