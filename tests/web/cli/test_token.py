"""`caretrail staff token`, and what was done with one as the command line lists it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.given import NOON
from tests.support.office import looked_at, register
from tests.web.command import answer, answers, caretrail
from tests.web.command import office as made  # noqa: F401  # for the fixtures of this folder
from trail.clock import utc_now
from web.service import Service

UNTIL = (utc_now() + timedelta(days=30)).date().isoformat()
ISSUE = ("staff", "token", "issue", "amal", "--name", "Night job", "--until", UNTIL)


def issued(folder: Path, actor: str = "amal") -> dict[str, Any]:
    told: dict[str, Any] = answer(folder, *ISSUE, "--scope", "read", "--scope", "log", "--json", actor=actor)
    return told


def test_a_token_is_issued_listed_and_revoked(own: Path) -> None:
    told = issued(own)
    bare = caretrail(own, *ISSUE, "--scope", "read", actor="sam").stdout
    answer(own, "staff", "token", "revoke", told["token"], "--json", actor="amal")

    listed = answer(own, "staff", "token", "list", "--json", actor="sam")
    lines = caretrail(own, "staff", "token", "list", actor="amal").stdout

    with Service.open(own) as service:
        assert service.tokens.holder(told["text"]) is None
        assert service.tokens.holder(bare.strip())
    (first,) = [row for row in listed if row["token"] == told["token"]]
    assert {**first, "staff": "", "issued": "", "revoked": bool(first["revoked"])} == {
        "token": told["token"], "staff": "", "login": "amal", "name": "Night job", "scopes": ["read", "log"],
        "until": UNTIL, "issued": "", "issuer": "Amal Haddad", "revoked": True, "revoker": "Amal Haddad", "used": None,
    }  # fmt: skip
    assert told["text"] not in lines
    assert f"until {UNTIL}" in lines
    assert "never used  Night job" in lines


def test_one_sees_ones_own_and_an_administrator_sees_all(own: Path) -> None:
    answer(own, "staff", "add", "kofi", "--name", "Kofi Mensah", "--role", "clerk", "--json", actor="sam")
    token = issued(own)["token"]

    own_ones = answer(own, "staff", "token", "list", "--json", actor="kofi")
    all_of_them = answer(own, "staff", "token", "list", "--json", actor="sam")

    assert own_ones == []
    assert token in [row["token"] for row in all_of_them]


@pytest.mark.parametrize(
    ("words", "actor", "code", "says"),
    [
        ((*ISSUE, "--scope", "read"), "kofi", 6, "Only an administrator issues a token that is somebody else's."),
        ((*ISSUE, "--scope", "record"), "amal", 2, "--scope: Not for this role: record."),
        ((*ISSUE[:-1], "2020-01-01", "--scope", "read"), "amal", 2, "--until: This day is over."),
        ((*ISSUE[:-1], "soon", "--scope", "read"), "amal", 2, "--until: Write a day as 2026-12-04."),
        (ISSUE, "amal", 2, "--scope"),
        (("staff", "token", "issue", "nobody", *ISSUE[4:], "--scope", "read"), "sam", 2, "LOGIN: There is no account"),
        (("staff", "token", "revoke", "t-00000000"), "sam", 3, "There is no token t-00000000."),
    ],
)
def test_what_cannot_be_is_told_with_its_place(
    own: Path, words: tuple[str, ...], actor: str, code: int, says: str
) -> None:
    answer(own, "staff", "add", "kofi", "--name", "Kofi Mensah", "--role", "clerk", "--json", actor="sam")

    done = caretrail(own, *words, actor=actor)

    assert (done.exit_code, says in done.stderr) == (code, True), done.stderr


def test_nobody_else_revokes_it(own: Path) -> None:
    answer(own, "staff", "add", "kofi", "--name", "Kofi Mensah", "--role", "clerk", "--json", actor="sam")
    token = issued(own)["token"]

    done = caretrail(own, "staff", "token", "revoke", token, actor="kofi")

    assert (done.exit_code, "Only whoever holds this token" in done.stderr) == (6, True)


def test_all_that_was_done_with_a_token_is_one_query(own: Path) -> None:
    token = issued(own)["token"]
    with Service.open(own) as service:
        account = service.personnel.account("amal")
        assert account
        by, who = service.by(account, session=token, channel="api"), register(service.records, identifiers=[])
        looked_at(service, who, by)
        writing = by._replace(role="clerk")
        service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], writing, "2026-03-07")
        looked_at(service, who, service.by(account))

    rows = answers(own, "access", "log", "--token", token, actor="amal")
    none = answers(own, "access", "log", "--token", token, "--until", NOON.date().isoformat(), actor="amal")
    changes = answers(own, "trail", "log", "--session", token, actor="amal")

    assert [(row["log"], row["type"] or row["view"], row["patients"]) for row in rows] == [
        ("access", "record", [str(who)]), ("record", "measurements.recorded", [str(who)]),
    ]  # fmt: skip
    assert none == []
    assert [row["type"] for row in changes] == ["measurements.recorded"]
