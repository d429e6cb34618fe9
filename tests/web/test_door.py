"""In and out: passwords, tries, sessions, and what a page may tell."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.web.clerk_desk import Desk
from trail.errors import StoreError
from trail.sqlite.tables import FileTables
from web.access import passwords
from web.access.accounts import MOST, SESSION, Accounts, fresh_password
from web.access.credentials import METADATA
from web.access.tries import FREE
from web.app import create_app
from web.service import Service

PASSWORD = "kuve-sila-nora-dipo"
WRONG = "something else"
MRN = "0000000195"
OLD = """
create table if not exists credential (login text primary key, hash text not null) strict;
create table if not exists session (token text primary key, login text not null, begun text not null) strict;
create table if not exists try (kind text not null, who text not null, count integer not null,
    first text not null, last text not null, primary key (kind, who)) strict;
"""  # as version 0.1 made them


@pytest.fixture
def app(service: Service) -> Flask:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
    service.accounts.set_password("ama", PASSWORD)
    service.accounts.set_password("ruth", PASSWORD)
    register(service.records)
    return create_app(service)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


def token(client: FlaskClient, path: str = "/") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


def sign_in(client: FlaskClient, name: str = "ama", password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/", data={"name": name, "pw": password, "csrf_token": token(client), **more})


def cookie(response: TestResponse) -> str:
    return next(one for one in response.headers.getlist("Set-Cookie") if one.partition("=")[0].endswith("caretrail"))


# passwords


@pytest.mark.parametrize("name", ["ama", "AMA", " ama "])
def test_name_and_password_let_somebody_in(client: FlaskClient, name: str) -> None:
    response = sign_in(client, name)

    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert "Ama Boateng" in client.get("/").text


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ama", WRONG),
        ("ama", ""),
        ("", ""),
        ("nobody", PASSWORD),
        ("ama", f"{PASSWORD}\0"),
        ("ama\0", PASSWORD),
        ("ama", "x" * 10_000_000),
        ("x" * 1_000_000, PASSWORD),
        ("ama' or '1'='1", PASSWORD),
        ("ama", "\ud7ff\ufffe💥"),
    ],
)
def test_anything_else_does_not_and_is_answered_in_the_same_words(
    client: FlaskClient, name: str, password: str
) -> None:
    response = sign_in(client, name, password)

    assert response.status_code == 401
    assert "do not belong together" in response.text
    assert client.get(f"/patients/{MRN}").status_code == 302


def test_a_password_is_long_enough_and_not_endless(service: Service) -> None:
    for password in ("", "x" * 9, "x" * (MOST + 1)):
        with pytest.raises(Refused):
            service.accounts.set_password("ama", password)


def test_a_password_costs_whoever_guesses_what_its_library_advises(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """64 MiB and three rounds for each guess (RFC 9106, 4); all other tests have it cheaper."""
    monkeypatch.setattr(passwords, "PasswordHasher", PasswordHasher)
    tables = service.store.tables("credentials", METADATA)
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    Accounts(tables, service.personnel, service.clock).set_password("ama", PASSWORD)

    stored = tables.value(select(METADATA.tables["credential"].c.hash))

    assert str(stored).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert service.accounts.check("ama", PASSWORD)


def test_a_fresh_password_can_be_set_and_is_never_the_same(service: Service) -> None:
    made = {fresh_password() for _ in range(100)}

    for password in list(made)[:2]:
        service.accounts.set_password("ama", password)
    assert len(made) == 100


def test_a_locked_account_does_not_come_in_and_goes_out_at_once(client: FlaskClient, service: Service) -> None:
    sign_in(client)

    service.personnel.lock("ama", service.system())

    assert client.get(f"/patients/{MRN}").status_code == 302
    assert sign_in(client).status_code == 401


def test_an_account_that_is_over_says_since_when_to_its_holder_alone_and_its_sessions_end(
    client: FlaskClient, service: Service, clock: StandingClock
) -> None:
    service.personnel.limit("ama", None, "2026-03-07", service.system())
    clock.at = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    sign_in(client)
    assert "Clerk, until 7 Mar 2026" in client.get("/").text

    for _ in range(3):
        clock.on(minutes=19)
        client.get("/")
    clock.on(minutes=2)
    last = client.get(f"/patients/{MRN}")
    clock.on(minutes=1)
    over = client.get(f"/patients/{MRN}")

    assert (last.status_code, over.status_code) == (200, 302)
    answer = sign_in(client)
    assert answer.status_code == 403
    assert "This account ended on 7 Mar 2026. Ask the administrator." in answer.text
    assert "ended" not in sign_in(client, password=WRONG).text


def test_an_account_that_has_not_begun_says_when_it_does(client: FlaskClient, service: Service) -> None:
    service.personnel.limit("ama", "2026-03-08", "2026-03-10", service.system())

    answer = sign_in(client)

    assert answer.status_code == 403
    assert "This account begins on 8 Mar 2026 and ends on 10 Mar 2026." in answer.text


@pytest.mark.parametrize("engine", ["sqlite"])
def test_no_password_and_no_token_stands_in_the_store_as_it_is(client: FlaskClient, service: Service) -> None:
    sign_in(client)
    sign_in(client, "nobody", "typed in the wrong field")

    stored = b"".join(file.read_bytes() for file in service.folder.glob("credentials.db*"))
    with client.session_transaction() as session:
        assert session["token"].encode() not in stored
    assert PASSWORD.encode() not in stored
    assert b"nobody" not in stored


def test_an_account_without_a_password_lets_nobody_in(service: Service) -> None:
    service.personnel.add("eve", "Eve Mensah", "clerk", service.system())

    for password in ("", PASSWORD, "nobody's password"):
        assert service.accounts.check("eve", password) is None


@pytest.mark.parametrize("engine", ["sqlite"])
def test_credentials_of_an_earlier_version_are_read_as_they_are(
    service: Service, tmp_path: Path, clock: StandingClock
) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    hashed, begun = PasswordHasher().hash(PASSWORD), clock().isoformat()
    with closing(sqlite3.connect(tmp_path / "old.db")) as db:
        db.executescript(OLD)
        db.execute("insert into credential values (?, ?)", ("ama", hashed))
        db.execute("insert into session values (?, ?, ?)", (sha256(b"a token").hexdigest(), "ama", begun))
        db.execute("insert into try values ('name', ?, 5, ?, ?)", (sha256(b"ruth").hexdigest(), begun, begun))
        db.commit()

    with closing(Accounts(FileTables.create(tmp_path / "old.db", METADATA), service.personnel, clock)) as accounts:
        assert accounts.holder("a token")
        assert accounts.check("ama", PASSWORD)
        with pytest.raises(Refused, match="Too many tries"):
            accounts.check("ruth", PASSWORD)


def test_a_new_file_of_credentials_has_the_tables_of_the_earlier_one_as_they_were(tmp_path: Path) -> None:
    FileTables.create(tmp_path / "new.db", METADATA).close()
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        old.executescript(OLD)

    new, old_ones = tables(tmp_path / "new.db"), tables(tmp_path / "old.db")
    assert {name: new[name] for name in old_ones} == old_ones


def tables(path: Path) -> dict[str, tuple[list[tuple[object, ...]], int]]:
    """Of each table its columns (name, type, not null, key) and whether it is strict."""
    with closing(sqlite3.connect(path)) as db:
        names = db.execute("select name, strict from pragma_table_list where name not like 'sqlite%'")
        ask = 'select lower(name), lower(type), "notnull" or pk, pk from pragma_table_info(?)'
        return {name: (db.execute(ask, (name,)).fetchall(), strict) for name, strict in names}


# tries


def test_after_five_wrong_tries_even_the_right_one_waits_a_minute(client: FlaskClient, clock: StandingClock) -> None:
    tried = [sign_in(client, password=WRONG).status_code for _ in range(5)]
    refused = sign_in(client)
    clock.on(seconds=61)
    later = sign_in(client)

    assert tried == [401] * 5
    assert (refused.status_code, later.status_code) == (429, 303)
    assert "Too many tries" in refused.text


def test_a_name_that_nobody_has_is_counted_like_any_other(client: FlaskClient) -> None:
    assert [sign_in(client, "nobody", WRONG).status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_right_password_forgives_the_wrong_ones(client: FlaskClient) -> None:
    for _ in range(3):
        codes = [*(sign_in(client, password=WRONG).status_code for _ in range(4)), sign_in(client).status_code]
        assert codes == [401] * 4 + [303]


def test_tries_are_remembered_over_a_restart(client: FlaskClient, service: Service, clock: StandingClock) -> None:
    for _ in range(5):
        sign_in(client, password=WRONG)

    again = Accounts(service.store.tables("credentials", METADATA), service.personnel, clock)

    with pytest.raises(Refused, match="Too many tries"):
        again.check("ama", PASSWORD)


def test_an_address_that_tries_many_names_waits_while_others_come_in(client: FlaskClient, clock: StandingClock) -> None:
    tried = [sign_in(client, f"name{n}", WRONG).status_code for n in range(FREE["address"])]
    here = sign_in(client).status_code
    elsewhere = client.post(
        "/",
        data={"name": "ama", "pw": PASSWORD, "csrf_token": token(client)},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )
    clock.on(minutes=11)
    later = sign_in(client, "ruth").status_code

    assert set(tried) == {401}
    assert (here, elsewhere.status_code, later) == (429, 303, 303)


def test_an_office_behind_one_address_may_sign_in_as_often_as_it_likes(client: FlaskClient) -> None:
    assert {sign_in(client).status_code for _ in range(FREE["address"] + 5)} == {303}


# sessions


def test_a_session_known_before_signing_in_is_worth_nothing_afterwards(app: Flask) -> None:
    """A cookie that somebody else planted does not become a signed-in one."""
    attacker, victim = app.test_client(), app.test_client()
    planted = cookie(attacker.get("/")).split(";")[0].split("=", 1)[1]
    victim.set_cookie("caretrail", planted)

    sign_in(victim)

    assert victim.get(f"/patients/{MRN}").status_code == 200
    assert attacker.get(f"/patients/{MRN}").status_code == 302


def test_signing_out_is_a_post_and_a_copy_of_the_cookie_ends_with_it(app: Flask, client: FlaskClient) -> None:
    kept = cookie(sign_in(client)).split(";")[0].split("=", 1)[1]
    thief = app.test_client()
    thief.set_cookie("caretrail", kept)

    by_link = client.get("/sign-out")
    without_token = client.post("/sign-out")
    still = thief.get(f"/patients/{MRN}").status_code
    out = client.post("/sign-out", data={"csrf_token": token(client, "/patients/new")})

    assert (by_link.status_code, still) == (405, 200)
    assert without_token.status_code in (303, 400)
    assert out.status_code == 303
    assert thief.get(f"/patients/{MRN}").status_code == 302


def test_a_session_ends_after_a_working_day(client: FlaskClient, service: Service, clock: StandingClock) -> None:
    token = service.accounts.begin("ama")

    for _ in range(40):
        clock.at += SESSION / 40
        within = service.accounts.holder(token)
    clock.at += timedelta(seconds=1)

    assert within
    assert service.accounts.holder(token) is None


def test_the_cookie_is_for_this_server_alone_and_secure_over_tls(app: Flask) -> None:
    plain = cookie(app.test_client().get("/"))
    safe = cookie(app.test_client().get("/", base_url="https://clinic.example"))

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain.split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= set(safe.split("; "))
    assert (plain.partition("=")[0], safe.partition("=")[0]) == ("caretrail", "__Host-caretrail")
    assert "Domain" not in plain + safe


def test_behind_a_proxy_the_address_and_tls_are_those_of_the_browser(service: Service) -> None:
    told = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}

    trusted = create_app(service, proxies=1).test_client().get("/", headers=told)
    not_trusted = create_app(service).test_client().get("/", headers=told)

    assert "Secure" in cookie(trusted)
    assert "Strict-Transport-Security" in trusted.headers
    assert "Secure" not in cookie(not_trusted)


@pytest.mark.parametrize(
    ("onward", "goes"),
    [
        (f"/patients/{MRN}?known=3", f"/patients/{MRN}?known=3"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/patients\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_signing_in_goes_on_to_pages_of_ours_alone(client: FlaskClient, onward: str, goes: str) -> None:
    assert sign_in(client, next=onward).headers["Location"] == goes


def test_whoever_was_sent_to_the_door_comes_back_to_the_page_with_all_that_it_asks(client: FlaskClient) -> None:
    sent = client.get("/patients?q=a%26b").headers["Location"]
    form = re.search(r'name="next" value="([^"]*)"', client.get(sent).text)
    assert form

    back = sign_in(client, next=form[1].replace("&amp;", "&")).headers["Location"]

    assert back == "/patients?q=a%26b"


def test_no_address_is_made_from_the_host_that_a_request_names(client: FlaskClient) -> None:
    response = client.get(f"/patients/{MRN}", headers={"Host": "elsewhere.example"})

    assert "elsewhere.example" not in response.headers["Location"]
    assert "elsewhere.example" not in client.get("/", headers={"Host": "elsewhere.example"}).text


# pages


@pytest.mark.parametrize("path", ["/", f"/patients/{MRN}", f"/patients/{MRN}/chart", "/patients?q=lucia", "/nowhere"])
def test_no_page_is_kept_anywhere(client: FlaskClient, path: str) -> None:
    sign_in(client)

    headers = client.get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "BREW"])
def test_a_method_that_a_page_does_not_know_is_refused(client: FlaskClient, method: str) -> None:
    sign_in(client)

    response = client.open(f"/patients/{MRN}", method=method, data={"csrf_token": token(client, "/patients/new")})

    assert response.status_code in (400, 405)


def test_head_answers_as_get_does_without_a_body(client: FlaskClient) -> None:
    sign_in(client)

    response = client.head(f"/patients/{MRN}")

    assert (response.status_code, response.data, response.headers["Cache-Control"]) == (200, b"", "no-store")


def test_a_body_that_is_too_large_is_refused_unread(client: FlaskClient) -> None:
    response = client.post("/", data={"name": "ama", "pw": "x" * (33 * 2**20)})

    assert response.status_code == 413


def test_health_needs_nobody_and_tells_nothing_of_anybody(client: FlaskClient, service: Service) -> None:
    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert ready.json == {
        "events": service.store.log.position, "behind": 0, "writable": True, "ready": True, "reasons": []
    }  # fmt: skip


def test_a_fault_of_ours_is_logged_by_its_number_without_a_word_of_what_was_asked(
    app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/breaks/<name>")
    def breaks(name: str) -> str:
        raise KeyError(f"{name} Núñez of Mill Lane")

    response = client.get("/breaks/Lucia?q=secret")

    said = capsys.readouterr().err
    incident = re.search(r"The number of this fault is (\w{8})", response.text)
    assert response.status_code == 500
    assert incident
    assert incident[1] in said
    assert '"error": "KeyError"' in said
    assert "test_door.py" in said
    for private in ("Lucia", "N\\u00fa", "Núñez", "Mill Lane", "secret"):
        assert private not in said


def test_credentials_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    Service.create(tmp_path / "store", "test.example/log").close()
    (tmp_path / "store/credentials.db").write_bytes(b"x" * 5000)

    with pytest.raises(StoreError, match=r"credentials\.db cannot be read: .*\. Restore it from the backup\."):
        Service.open(tmp_path / "store")


def test_what_is_recorded_says_in_which_session_and_never_the_key_to_it(service: Service) -> None:
    one, other = Desk(service), Desk(service, "senior-clerk")
    born = {"name": "Kofi Mensah", "born": "1990", "gender": "male"}

    one.send("/patients/new", born)
    one.send("/patients/new", {**born, "name": "Abena Mensah"})
    other.send("/patients/new", {**born, "name": "Esi Mensah"})

    facts, _ = service.store.journal.facts(0, 1000)
    sessions = [fact.by.session for fact in facts if fact.TOPIC == "patient.registered"]
    with one.client.session_transaction() as session:
        token = session["token"]
    assert sessions[0] == sessions[1] != sessions[2]
    assert sessions[0] == service.accounts.mark(token)
    assert token not in str(sessions)
