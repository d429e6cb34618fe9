"""Passkeys, in a browser with an authenticator of its own: added, used, taken away, and never used for another."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from domain.passkeys import PasskeyAdded, PasskeyRemoved
from tests.support.listening import employ, listening
from tests.support.told import told
from tests.web.clerk_desk import Desk
from web.access import passkeys
from web.app import create_app
from web.service import Service

PASSWORD = "kuve-sila-nora-dipo"
RUTH, PRIYA = "ruth", "priya"
browsing = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """One that listens at a name: a passkey is never for a number."""
    with Service.create(tmp_path_factory.mktemp("keys") / "store", "test.example/log") as service:
        employ(service, [(RUTH, "Ruth Adeyemi", "reviewer"), (PRIYA, "Priya Nair", "privacy-officer")], PASSWORD)
        with listening(create_app(service)) as at:
            yield service, at.replace("127.0.0.1", "localhost")


class Person:
    """In front of a browser that has an authenticator."""

    def __init__(self, browser: Browser, at: str, verified: bool = True) -> None:
        self.page: Page = browser.new_context().new_page()
        self.at, self.cdp = at, self.page.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        self.authenticator = self.plug_in("internal", verified)

    def sign_in(self, login: str) -> None:
        self.page.goto(self.at)
        self.page.fill("[name=name]", login)
        self.page.fill("[name=pw]", PASSWORD)
        self.page.press("[name=pw]", "Enter")
        self.page.wait_for_selector(".ct-who")

    def sign_out(self) -> None:
        self.page.click("text=Sign out")
        self.page.wait_for_selector("#passkey")

    def add(self, name: str) -> None:
        self.page.goto(f"{self.at}/account/ways")
        self.page.fill("#name", name)
        self.page.click("text=Add a passkey")

    def use(self, onward: str = "/") -> None:
        self.page.goto(f"{self.at}{onward}")
        self.page.click("text=Use a passkey")

    def credentials(self) -> list[dict[str, Any]]:
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        kept: list[dict[str, Any]] = found["credentials"]
        return kept

    def leave(self) -> None:
        self.page.context.close()

    def plug_in(self, transport: str, verified: bool = True) -> str:
        """An authenticator; with `usb` another than the machine's own."""
        told = {
            "protocol": "ctap2", "transport": transport, "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": verified, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made: str = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": told})["authenticatorId"]
        return made


@pytest.fixture
def ruth(browser: Browser, office: tuple[Service, str]) -> Iterator[Person]:
    """Signed in, and without any passkey of another test."""
    service, at = office
    for one in service.passkeys.of(RUTH):
        service.passkeys.remove(one.passkey, service.system())
    person = Person(browser, at)
    person.sign_in(RUTH)
    yield person
    person.leave()


@browsing
def test_a_passkey_is_added_and_signs_its_holder_in(office: tuple[Service, str], ruth: Person) -> None:
    service, at = office
    before = service.store.log.position

    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")
    ruth.sign_out()
    ruth.use("/audit/log")
    ruth.page.wait_for_url(f"{at}/audit/log")

    (kept,) = service.passkeys.of(RUTH)
    ((kind, fields),) = told(service, before)
    assert "Ruth Adeyemi" in ruth.page.inner_text(".ct-who")
    assert (kind, fields["name"], fields["login"], fields["passkey"]) == (
        PasskeyAdded,
        "The blue key",
        RUTH,
        kept.passkey,
    )
    signed_in = [
        one.payload() for one in service.store.access.journal.facts(0, 1000)[0] if one.TOPIC == "staff.signed-in"
    ]
    assert signed_in[-2:] == [{"how": "password", "failed": 0}, {"how": "passkey", "failed": 0}]
    assert kept.used
    assert kept.uses == ruth.credentials()[0]["signCount"] > 0


@browsing
def test_nothing_that_signs_somebody_in_stands_in_an_event(office: tuple[Service, str], ruth: Person) -> None:
    service, _ = office

    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")

    (kept,) = service.passkeys.of(RUTH)
    events = json.dumps([fact.payload() for fact in service.store.journal.facts(0, 1000)[0]])
    assert kept.credential not in events
    assert kept.public_key not in events


@browsing
def test_several_are_kept_by_their_names_and_one_that_is_removed_opens_nothing(
    office: tuple[Service, str], ruth: Person
) -> None:
    service, _ = office
    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")
    ruth.cdp.send("WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": ruth.authenticator, "enabled": False})
    ruth.plug_in("usb")
    ruth.add("My phone")
    ruth.page.wait_for_selector("text=Added.")
    names = [one.name for one in service.passkeys.of(RUTH)]
    before = service.store.log.position

    ruth.page.click("text=Remove My phone")
    ruth.page.wait_for_selector("text=Removed.")
    ruth.sign_out()
    ruth.use()
    ruth.page.wait_for_selector("text=This passkey belongs to no account here.")

    assert names == ["The blue key", "My phone"]
    assert [one.name for one in service.passkeys.of(RUTH)] == ["The blue key"]
    assert [kind for kind, _ in told(service, before)] == [PasskeyRemoved]


@browsing
def test_a_count_that_went_back_is_a_copy_and_lets_nobody_in(office: tuple[Service, str], ruth: Person) -> None:
    service, _ = office
    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")
    (copy,) = ruth.credentials()
    ruth.sign_out()
    ruth.use()
    ruth.page.wait_for_selector(".ct-who")
    ruth.sign_out()
    (kept,) = service.passkeys.of(RUTH)

    ruth.cdp.send(
        "WebAuthn.removeCredential", {"authenticatorId": ruth.authenticator, "credentialId": copy["credentialId"]}
    )
    ruth.cdp.send(
        "WebAuthn.addCredential", {"authenticatorId": ruth.authenticator, "credential": {**copy, "signCount": 0}}
    )
    ruth.use()

    ruth.page.wait_for_selector("text=What this passkey answered cannot be trusted.")
    assert service.passkeys.of(RUTH) == [kept]


@browsing
def test_a_locked_account_stays_out(office: tuple[Service, str], ruth: Person) -> None:
    service, _ = office
    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")
    ruth.sign_out()
    service.personnel.lock(RUTH, service.system())

    ruth.use()

    ruth.page.wait_for_selector("text=Your account is locked.")
    service.personnel.unlock(RUTH, service.system())


@browsing
def test_whoever_does_not_show_who_they_are_adds_nothing(office: tuple[Service, str], browser: Browser) -> None:
    service, at = office
    person = Person(browser, at, verified=False)
    person.sign_in(PRIYA)

    person.add("A borrowed key")

    person.page.wait_for_selector("text=No passkey was used. You can try again.")
    assert service.passkeys.of(PRIYA) == []
    person.leave()


@browsing
def test_an_answer_that_was_given_once_is_not_taken_twice(office: tuple[Service, str], ruth: Person) -> None:
    """As somebody would send it who has listened, with the cookie as well."""
    _, at = office
    ruth.add("The blue key")
    ruth.page.wait_for_selector("text=Added.")
    ruth.sign_out()
    sent, cookies = list[str](), list[Any]()

    def listens(route: Route) -> None:
        sent.append(route.request.post_data or "")
        cookies.append(ruth.page.context.cookies())
        route.continue_()

    ruth.page.route("**/passkeys/enter", listens)
    ruth.use()
    ruth.page.wait_for_selector(".ct-who")

    ruth.page.context.clear_cookies()
    ruth.page.context.add_cookies(cookies[0])
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": at, "Sec-Fetch-Site": "same-origin"}
    again = ruth.page.context.request.post(f"{at}/passkeys/enter", data=sent[0], headers=headers)

    assert again.status == 401
    assert "was answered already" in again.text()


@browsing
def test_without_scripts_the_password_is_the_way(office: tuple[Service, str], browser: Browser) -> None:
    _, at = office
    page = browser.new_context(java_script_enabled=False).new_page()

    page.goto(at)

    assert not page.is_visible("#passkey")
    assert page.is_visible("[name=pw]")
    page.context.close()


# what a browser would not send


@pytest.fixture
def desk(service: Service) -> Desk:
    made = Desk(service, "reviewer")
    made.app.config["WTF_CSRF_ENABLED"] = False
    return made


def made_up(**other: Any) -> str:
    one = urlsafe_b64encode(b"x" * 32).decode().rstrip("=")
    response = {"clientDataJSON": one, "authenticatorData": one, "signature": one, "userHandle": one}
    return json.dumps({"id": one, "rawId": one, "type": "public-key", "response": response, **other})


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "7", "null", "[" * 100_000, made_up(), made_up(id="\0"), made_up(id=7), made_up(response=[])],
)
def test_what_is_no_answer_lets_nobody_in_and_adds_nothing(desk: Desk, service: Service, answer: str) -> None:
    desk.client.post("/passkeys/offer")
    added = desk.client.post("/passkeys", data={"name": "A key", "answer": answer})
    desk.client.post("/sign-out")
    desk.client.post("/passkeys/ask")
    entered = desk.client.post("/passkeys/enter", data={"answer": answer})

    assert (added.status_code, entered.status_code) == (422, 401)
    assert service.passkeys.of("reviewer") == []
    desk.get("/account/ways", 302)


def test_an_answer_to_nothing_is_none(desk: Desk) -> None:
    assert desk.client.post("/passkeys", data={"name": "A key", "answer": made_up()}).status_code == 422
    assert desk.client.post("/passkeys/enter", data={"answer": made_up()}).status_code == 401


def test_what_is_asked_is_never_asked_twice_and_says_what_is_needed(desk: Desk) -> None:
    offers = [json.loads(desk.client.post("/passkeys/offer").data) for _ in range(2)]
    asked = json.loads(desk.client.post("/passkeys/ask").data)

    assert len({one["challenge"] for one in (*offers, asked)}) == 3
    assert offers[0]["authenticatorSelection"]["userVerification"] == "required"
    assert offers[0]["authenticatorSelection"]["residentKey"] == "required"
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []
    assert (offers[0]["rp"]["id"], asked["rpId"]) == ("localhost", "localhost")


def test_one_takes_away_ones_own_alone(desk: Desk, service: Service) -> None:
    service.personnel.add("kofi", "Kofi Mensah", "clerk", service.system())
    account = service.personnel.account("kofi")
    assert account
    passkey = service.keyring.add(account, "The blue key", service.by(account)).entries[0]

    assert desk.client.post(f"/passkeys/{passkey}/remove").status_code == 404


def test_a_server_without_the_library_shows_no_way_to_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "find_spec", lambda name: None)

    assert desk.client.post("/passkeys/offer").status_code == 404
    assert "This server cannot take passkeys" in desk.get("/account/ways")
    desk.client.post("/sign-out")
    assert "passkey" not in desk.get("/")
