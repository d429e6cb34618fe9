"""Signing in with an OpenID provider: whoever it says one is, and nobody whom it did not say, for this sign-in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from domain.admission import SignedIn
from domain.links import LinkOpened, StaffLinked, StaffUnlinked
from tests.support.listening import employ, listening
from tests.support.openid import CLIENT, SECRET, Claims, OpenId, provided
from tests.support.stores import created
from tests.support.told import told
from tests.web.clerk_desk import text
from tests.web.command import caretrail
from trail.clock import utc_now
from web.access import oidc
from web.access.provider import FILE, Provider, ProviderError, read
from web.app import create_app
from web.service import Service

PASSWORD = "kuve-sila-nora-dipo"
BACK = "http://localhost/provider/back"
RUTH, SUBJECT = "ruth", "ruth-at-the-hospital"
Wrong = Callable[[OpenId], object]


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenId]:
    with provided(BACK) as made:
        yield made


@pytest.fixture
def there(openid: OpenId) -> OpenId:
    """The same, telling the truth again."""
    openid.claims, openid.sign, openid.answers = (lambda told: told), openid.signed, (lambda told: told)
    openid.fails, openid.algorithms = set(), ["RS256"]
    openid.about["issuer"] = openid.address
    return openid


@pytest.fixture
def service(tmp_path: Path, database: str | None, there: OpenId) -> Iterator[Service]:
    """Of today: what the provider signs is."""
    with created(tmp_path / "store", "test.example/log", utc_now, database) as made:
        configure(made, there)
        employ(made, [(RUTH, "Ruth Adeyemi", "reviewer")], PASSWORD)
        made.linking.link(RUTH, there.address, SUBJECT, made.system())
        yield made


def configure(service: Service, there: OpenId) -> None:
    told = {"name": "Harbour Hospital", "issuer": there.address, "client_id": CLIENT, "client_secret": SECRET}
    (service.folder / FILE).write_text("".join(f'{name} = "{value}"\n' for name, value in told.items()))


@pytest.fixture
def client(service: Service) -> Iterator[FlaskClient]:
    with create_app(service).test_client() as client:
        yield client


def asked(client: FlaskClient, path: str = "/provider") -> str:
    """The provider's address, to which the browser is sent."""
    answer = client.get(path)
    assert answer.status_code == 302, text(answer.text)
    return str(answer.location)


def answered(address: str, who: str = RUTH) -> str:
    """Whoever signs in there comes back to this path."""
    answer = requests.post(address, data={"who": who}, allow_redirects=False, timeout=10)
    return answer.headers["Location"].removeprefix("http://localhost")


def sign_in(client: FlaskClient, path: str = "/provider", who: str = RUTH) -> TestResponse:
    return client.get(answered(asked(client, path), who))


def in_as(client: FlaskClient, service: Service) -> str:
    with client.session_transaction() as session:
        account = service.accounts.holder(session.get("token", ""))
    return account.login if account else ""


# signing in


def test_whoever_is_linked_comes_in_and_goes_where_they_wanted(client: FlaskClient, service: Service) -> None:
    assert "Sign in with Harbour Hospital" in client.get("/").text

    answer = sign_in(client, "/provider?next=/patients%3Fq%3Dlucia")

    assert (answer.status_code, answer.location) == (303, "/patients?q=lucia")
    assert in_as(client, service) == RUTH


def test_who_came_in_so_stands_in_the_log_of_reads_and_among_their_sessions(
    client: FlaskClient, service: Service
) -> None:
    sign_in(client)

    (noted,), _ = service.store.access.journal.facts(0, 10)
    (session,) = service.accounts.sessions.of(RUTH)
    assert (type(noted), noted.payload()) == (SignedIn, {"how": "provider", "failed": 0})
    assert session.device == "Something that does not say what it is"


def test_who_comes_in_has_a_session_that_there_was_not_before(client: FlaskClient, service: Service) -> None:
    client.get("/")
    with client.session_transaction() as session:
        session["planted"], before = "by somebody else", service.accounts.begin(RUTH)
    sign_in(client)

    with client.session_transaction() as session:
        now = dict(session)
    facts, _ = service.store.access.journal.facts(0, 100)
    assert now["token"] != before
    assert "planted" not in now
    assert [fact.payload() for fact in facts if fact.TOPIC == "staff.signed-in"] == [{"how": "provider", "failed": 0}]


@pytest.mark.parametrize(
    ("claims", "enough"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "no-mfa"}, False),
        ({"amr": ["pwd", "otp", "mfa"]}, True),
        ({"acr": "mfa"}, True),
        ({"acr": "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}, True),
    ],
)
def test_a_code_is_asked_for_unless_the_provider_says_that_it_had_two_factors(
    client: FlaskClient, service: Service, there: OpenId, claims: dict[str, object], enough: bool
) -> None:
    totp = pyotp.TOTP(service.accounts.second.secret(RUTH))
    assert service.accounts.second.confirm(RUTH, totp.at(utc_now() - timedelta(seconds=30)))
    client.application.config["WTF_CSRF_ENABLED"] = False
    _claims(there, **claims)

    answer = sign_in(client, "/provider?next=/account")
    alone = in_as(client, service)
    if not enough:
        answer = client.post("/code", data={"code": totp.at(utc_now()), "next": "/account"})

    assert alone == (RUTH if enough else "")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert in_as(client, service) == RUTH


def test_what_is_asked_for_is_a_code_with_proof_that_it_was_asked_for_here(client: FlaskClient) -> None:
    first, second = (parse_qs(urlsplit(asked(client)).query) for _ in range(2))

    assert (first["response_type"], first["scope"], first["code_challenge_method"]) == (
        ["code"], ["openid profile"], ["S256"],
    )  # fmt: skip
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    assert all(len(first[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


def test_whom_nobody_has_linked_is_told_what_to_do(client: FlaskClient, service: Service) -> None:
    answer = sign_in(client, who="eve")

    assert answer.status_code == 403
    assert "Harbour Hospital knows you, and no account here is linked with you there." in text(answer.text)
    assert "eve" in text(answer.text)
    assert in_as(client, service) == ""


def test_a_name_or_address_that_is_the_same_links_nobody(client: FlaskClient, service: Service, there: OpenId) -> None:
    there.claims = lambda told: {**told, "sub": "other", "email": "ruth@harbour.example", "preferred_username": RUTH}

    assert sign_in(client).status_code == 403
    assert in_as(client, service) == ""


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda service: service.personnel.lock(RUTH, service.system()), "Your account is locked."),
        (lambda service: service.personnel.limit(RUTH, "2099-01-01", None, service.system()), "This account begins on"),
    ],
)
def test_an_account_that_is_not_in_force_stays_out(
    client: FlaskClient, service: Service, harm: Callable[[Service], object], words: str
) -> None:
    harm(service)

    answer = sign_in(client)

    assert answer.status_code == 403
    assert words in text(answer.text)
    assert in_as(client, service) == ""


def test_whoever_is_no_longer_linked_stays_out(client: FlaskClient, service: Service, there: OpenId) -> None:
    service.linking.unlink(RUTH, there.address, SUBJECT, service.system())

    assert sign_in(client).status_code == 403


def test_whoever_changes_their_mind_there_is_told_so(client: FlaskClient) -> None:
    answer = sign_in(client, who="nobody")

    assert answer.status_code == 401
    assert "Harbour Hospital did not sign you in (access_denied)." in text(answer.text)


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_on_to_another_site(client: FlaskClient, onward: str) -> None:
    assert sign_in(client, f"/provider?next={onward}").location == "/"


# what is hostile, or wrong


HOSTILE: dict[str, Wrong] = {
    "for another sign-in": lambda there: _claims(there, nonce="another"),
    "without a nonce": lambda there: _claims(there, nonce=None),
    "of another issuer": lambda there: _claims(there, iss="https://evil.example"),
    "for another client": lambda there: _claims(there, aud="another"),
    "for several clients, and nobody says for whom": lambda there: _claims(there, aud=[CLIENT, "another"]),
    "for another one of several": lambda there: _claims(there, aud=[CLIENT, "another"], azp="another"),
    "over": lambda there: _claims(there, exp=int(time.time()) - 200),
    "of the future": lambda there: _claims(there, iat=int(time.time()) + 500),
    "not valid yet": lambda there: _claims(there, nbf=int(time.time()) + 500),
    "without an end": lambda there: _claims(there, exp=None),
    "about nobody": lambda there: _claims(there, sub=None),
    "about an empty name": lambda there: _claims(there, sub=""),
    "about a list": lambda there: _claims(there, sub=[SUBJECT]),
    "about a name too long": lambda there: _claims(there, sub="x" * 256),
    "signed with nothing": lambda there: _sign(there, there.unsigned),
    "signed with what everybody knows": lambda there: _sign(there, there.signed_with_the_secret),
    "signed by another": lambda there: _sign(there, there.signed_by_another),
    "no token": lambda there: _sign(there, lambda claims: "not.a.token"),
    "nothing at all": lambda there: _sign(there, lambda claims: ""),
}


def _claims(there: OpenId, **other: object) -> None:
    def changed(told: Claims) -> Claims:
        return {name: value for name, value in {**told, **other}.items() if value is not None}

    there.claims = changed


def _sign(there: OpenId, how: Callable[[Claims], str]) -> None:
    there.sign = how


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_trusted_lets_nobody_in(client: FlaskClient, service: Service, there: OpenId, what: str) -> None:
    there.algorithms = ["RS256", "HS256", "none"]
    HOSTILE[what](there)

    answer = sign_in(client)

    assert answer.status_code == 401
    assert "That did not work" in text(answer.text)
    assert in_as(client, service) == ""


def test_a_token_that_was_good_once_is_not_good_for_another_sign_in(
    client: FlaskClient, service: Service, there: OpenId
) -> None:
    there.tokens.clear()
    sign_in(client)
    client.get("/")
    with client.session_transaction() as session:
        session.clear()
    there.sign = there.again

    assert sign_in(client).status_code == 401
    assert in_as(client, service) == ""


def test_a_clock_that_is_a_little_off_is_no_reason_to_stay_out(client: FlaskClient, there: OpenId) -> None:
    _claims(there, iat=int(time.time()) + 60, exp=int(time.time()) - 60)

    assert sign_in(client).status_code == 303


def test_the_same_answer_twice_lets_nobody_in_twice(client: FlaskClient, service: Service) -> None:
    address = asked(client)
    with client.session_transaction() as session:
        cookie = session["oidc"]
    back = answered(address)
    client.get(back)
    with client.session_transaction() as session:
        session.clear()
        session["oidc"] = cookie

    again = client.get(back)

    assert again.status_code == 400
    assert "Begin again." in text(again.text)
    assert in_as(client, service) == ""


def test_a_code_that_was_taken_once_is_not_taken_back(client: FlaskClient, service: Service, there: OpenId) -> None:
    """By another sign-in, whose state somebody put beside it."""
    first = parse_qs(urlsplit(answered(asked(client))).query)["code"][0]
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]

    answer = client.get(f"/provider/back?code={first}&state={state}")

    assert answer.status_code == 401
    assert in_as(client, service) == ""


def test_an_answer_to_somebody_else_lets_nobody_in(client: FlaskClient, service: Service) -> None:
    theirs = answered(asked(client))
    with create_app(service).test_client() as other:
        asked(other)
        swapped = other.get(theirs)
        bare = create_app(service).test_client().get(theirs)

        assert (swapped.status_code, bare.status_code) == (401, 400)
        assert "This answer belongs to another sign-in." in text(swapped.text)
        assert in_as(other, service) == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("&iss=https://evil.example", "This answer comes from another provider."),
        ("&error=<script>alert(1)</script>", "did not sign you in (no reason that is known)"),
        ("&error=login_required&error_description=Call+0900", "did not sign you in (login_required)"),
    ],
)
def test_what_comes_back_with_the_browser_is_not_believed(client: FlaskClient, more: str, words: str) -> None:
    back = answered(asked(client))

    answer = client.get(back + more)

    assert answer.status_code == 401
    assert words in text(answer.text)
    assert "<script>alert" not in answer.text
    assert "0900" not in answer.text


def test_without_a_code_nobody_comes_in(client: FlaskClient) -> None:
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]

    assert client.get(f"/provider/back?state={state}").status_code == 401


# the provider


def test_keys_that_were_changed_are_asked_for_anew(
    client: FlaskClient, there: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "_LEAST", oidc._LEAST * 0)
    assert sign_in(client).status_code == 303
    with client.session_transaction() as session:
        session.clear()
    there.new_key()

    assert sign_in(client).status_code == 303


def test_what_it_says_of_itself_is_asked_for_once(client: FlaskClient, there: OpenId) -> None:
    there.asked.clear()
    for _ in range(3):
        sign_in(client)
        with client.session_transaction() as session:
            session.clear()

    assert (there.asked["/.well-known/openid-configuration"], there.asked["/jwks"], there.asked["/token"]) == (1, 1, 3)


@pytest.mark.parametrize(
    ("address", "status"), [("/.well-known/openid-configuration", 502), ("/jwks", 401), ("/token", 401)]
)
def test_a_provider_that_does_not_answer_is_told_as_such(
    client: FlaskClient, there: OpenId, address: str, status: int
) -> None:
    there.fails = {address}

    answer = client.get("/provider")
    if answer.status_code == 302:
        answer = client.get(answered(str(answer.location)))

    assert answer.status_code == status
    assert "Harbour Hospital does not answer" in text(answer.text)


def test_a_provider_that_is_another_is_not_spoken_with(client: FlaskClient, there: OpenId) -> None:
    there.about["issuer"] = "https://evil.example"

    answer = client.get("/provider")

    assert answer.status_code == 502
    assert "calls itself something else than it is called here" in text(answer.text)


# linking


def test_whoever_has_signed_in_links_themselves_and_unlinks(service: Service, there: OpenId) -> None:
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    client = create_app(service).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    before = service.store.log.position

    shown = sign_in(client, "/provider?link=1", "eve")
    none_yet = told(service, before)
    done = client.post("/provider/link")
    stream = service.store.journal.at([service.store.log.position])[0].stream
    listed = text(client.get("/account/ways").text)
    client.post(f"/provider/unlink/{stream}")

    staff = service.personnel.account("eve").staff  # type: ignore[union-attr]
    assert "Is this you at Harbour Hospital?" in text(shown.text)
    assert none_yet == []
    assert (done.status_code, done.location) == (303, "/account/ways")
    assert "eve at http" in listed
    assert told(service, before) == [
        (LinkOpened, {"issuer": there.address, "subject": "eve"}),
        (StaffLinked, {"staff": staff, "login": "eve"}),
        (StaffUnlinked, {"staff": staff, "login": "eve"}),
    ]


def test_nobody_is_two_accounts(service: Service) -> None:
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    client = create_app(service).test_client()
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    sign_in(client, "/provider?link=1", RUTH)

    answer = client.post("/provider/link")

    assert answer.status_code == 409
    assert "This sign-in belongs to another account here." in text(answer.text)


def test_nobody_is_linked_by_another_site_or_by_another_hand(client: FlaskClient, service: Service) -> None:
    """The page that is shown is sent by whoever sees it: without its token, or by somebody else, it links nobody."""
    employ(service, [("eve", "Eve Okafor", "clerk")], PASSWORD)
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin("eve")
    sign_in(client, "/provider?link=1", "eve")
    before = service.store.log.position
    by_another_site = client.post("/provider/link")
    client.application.config["WTF_CSRF_ENABLED"] = False
    with client.session_transaction() as session:
        session["token"] = service.accounts.begin(RUTH)
    by_another_hand = client.post("/provider/link")

    assert (by_another_site.status_code, by_another_hand.status_code) == (400, 400)
    assert service.store.log.position == before


def test_to_link_one_has_to_be_signed_in(client: FlaskClient) -> None:
    assert client.get("/provider?link=1").location.startswith("/?next=")


# what is set up


SET = {"name": "Harbour", "issuer": "https://login.example", "client_id": "caretrail", "client_secret": "s"}


def lines(told: dict[str, str]) -> str:
    return "".join(f'{name} = "{value}"\n' for name, value in told.items())


def test_it_is_set_up_in_a_file_or_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s\n")
    (tmp_path / FILE).write_text(lines({**SET, "client_secret": "another"}))

    found = read(tmp_path, {"CARETRAIL_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    alone = read(tmp_path / "none", {f"CARETRAIL_OIDC_{name.upper()}": value for name, value in SET.items()})

    assert found == alone == Provider(**SET)
    assert read(tmp_path / "none", {}) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lines({**SET, "issuer": "http://login.example"}), "is not an https address"),
        (lines({**SET, "issuer": "login.example"}), "is not an https address"),
        (lines({**SET, "secret": "s"}), "secret is not a setting"),
        (lines({"name": "Harbour"}), "issuer is missing"),
        ("name = 7\n", "name is no text"),
        ("name = ", "cannot be read"),
        (lines({**SET, "client_secret_file": "/nowhere/at/all"}), "client_secret_file: /nowhere/at/all cannot be read"),
    ],
)
def test_what_cannot_be_is_named_before_anybody_is_let_in(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / FILE).write_text(content)

    with pytest.raises(ProviderError, match=words):
        read(tmp_path, {})


def test_where_none_is_set_up_nothing_leads_there(service: Service) -> None:
    (service.folder / FILE).unlink()
    client = create_app(service).test_client()

    assert "Sign in with" not in client.get("/").text
    assert client.get("/provider").status_code == 404


# in a browser


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_one_signs_in_with_the_provider_in_a_browser(tmp_path: Path, browser: Browser, scripts: bool) -> None:
    with created(tmp_path / "store", "test.example/log") as service:
        employ(service, [(RUTH, "Ruth Adeyemi", "reviewer")], PASSWORD)
        app = create_app(service)
        with listening(app) as at, provided(f"{at}/provider/back") as there:
            configure(service, there)
            app.extensions["oidc"] = create_app(service).extensions["oidc"]
            service.linking.link(RUTH, there.address, SUBJECT, service.system())
            page = browser.new_context(java_script_enabled=scripts).new_page()
            page.goto(f"{at}/audit/log")
            page.click("text=Sign in with Harbour Hospital")
            page.fill("#who", RUTH)
            page.click("button")
            page.wait_for_url(f"{at}/audit/log")

            assert "Ruth Adeyemi" in page.inner_text(".ct-who")
            page.context.close()


# the doctor


def _checked(service: Service) -> dict[str, str]:
    checks = json.loads(caretrail(service.folder, "doctor", "--json").stdout)["checks"]
    return next(one for one in checks if one["name"] == "provider")


def test_the_doctor_says_that_the_provider_answers(service: Service, there: OpenId) -> None:
    told = _checked(service)

    assert (told["state"], told["detail"]) == ("ok", f"Harbour Hospital answers at {there.address}")


@pytest.mark.parametrize(("wrong", "says"), [
    (lambda there: there.fails.add("/.well-known/openid-configuration"), "does not answer"),
    (lambda there: there.fails.add("/jwks"), "does not answer"),
    (lambda there: there.about.update(issuer="https://elsewhere.example"), "calls itself something else"),
])  # fmt: skip
def test_the_doctor_says_what_is_wrong_with_it(service: Service, there: OpenId, wrong: Wrong, says: str) -> None:
    wrong(there)

    told = _checked(service)

    assert told["state"] == "warn"
    assert says in told["detail"]
    assert there.address in told["fix"]


def test_the_doctor_names_a_setting_that_cannot_be(service: Service) -> None:
    (service.folder / FILE).write_text('name = "Harbour Hospital"\n')

    told = _checked(service)

    assert told["state"] == "fail"
    assert "issuer is missing" in told["detail"]
