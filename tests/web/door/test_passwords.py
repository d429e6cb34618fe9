"""Passwords: which may be chosen, how they are kept, and what a guess costs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select

from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.web.door.going_in import MRN, PASSWORD, WRONG, sign_in
from trail.sqlite.tables import FileTables
from web.access import passwords
from web.access.accounts import MOST, Accounts, fresh_password
from web.access.credentials import METADATA
from web.service import Service

OLD = """
create table if not exists credential (login text primary key, hash text not null) strict;
create table if not exists session (token text primary key, login text not null, begun text not null) strict;
create table if not exists try (kind text not null, who text not null, count integer not null,
    first text not null, last text not null, primary key (kind, who)) strict;
"""  # as version 0.1 made them


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
