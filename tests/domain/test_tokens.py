"""Tokens of programs: what each may do is told when it is issued, and never is more than its holder's role."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as tried
from hypothesis import strategies as some

from domain.by import By
from domain.refusal import NotFound, Refused
from domain.staff import ROLES, StaffAccount, StaffAdded
from domain.tokens import SCOPES, ApiToken, TokenIssued, TokenRevoked, grants
from tests.support.given import ADA, CLERK, Happened, refused
from tests.support.told import envelopes, told
from web.service import Service

GRANTS = {
    "clerk": {"read", "record", "emergency"},
    "senior-clerk": {"read", "record", "emergency", "office"},
    "verifier": {"read", "record", "cases", "emergency"},
    "reviewer": {"read", "record", "export", "log", "cases", "emergency", "office"},
    "privacy-officer": {"read", "record", "export", "log", "cases", "office"},
    "auditor": {"read", "export", "log", "cases"},
    "admin": {"office"},
}
TODAY = date(2026, 3, 7)
ISSUED: Happened = (
    TokenIssued,
    {
        "token": "t-1", "staff": "u-1", "login": "ama", "name": "Lab link", "scopes": ["read", "record"],
        "until": "2026-06-30",
    },
)  # fmt: skip


def stream(*events: Happened) -> Any:
    made: Any = None
    for version, (kind, fields) in enumerate(events, start=1):
        fact: Any = kind(originator_id=ADA, originator_version=version, timestamp=CLERK.at, by=CLERK, **fields)
        made = fact.mutate(made)
    return made


def holder(role: str = "clerk") -> StaffAccount:
    made = stream((StaffAdded, {"staff": "u-1", "login": "ama", "name": "Ama Boateng", "role": role}))
    assert isinstance(made, StaffAccount)
    return made


def token(*events: Happened) -> ApiToken:
    made = stream(ISSUED, *events)
    assert isinstance(made, ApiToken)
    return made


# judging


def test_a_token_says_whose_it_is_what_it_may_do_and_until_when() -> None:
    decision = ApiToken.issue("t-1", holder(), " Lab link ", {"record", "read"}, "2026-06-30", TODAY)

    assert decision == ISSUED


@pytest.mark.parametrize(
    ("role", "scopes", "words"),
    [
        ("clerk", {"read", "export", "log"}, "Not for this role: export, log. It can have: read, record, emergency."),
        ("auditor", {"record"}, "Not for this role: record. It can have: read, export, log, cases."),
        ("clerk", {"everything"}, "Not for this role: everything. It can have: read, record, emergency."),
        ("clerk", (), "Choose at least one thing that it may do."),
        ("admin", {"read"}, "Not for this role: read. It can have: office."),
        ("matron", {"read"}, "The role matron has nothing that a token could do."),
    ],
)
def test_what_its_holder_may_not_do_no_token_may(role: str, scopes: set[str], words: str) -> None:
    with refused("scopes", words):
        ApiToken.issue("t-1", holder(role), "Lab link", scopes, "2026-06-30", TODAY)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-03-06", "This day is over."),
        ("2027-03-08", "A token is good for a year at most: up to 2027-03-07."),
        ("", "Write a day as 2026-12-04."),
        ("soon", "Write a day as 2026-12-04."),
        ("2026-02-30", "Write a day as 2026-12-04."),
    ],
)
def test_no_token_is_good_for_ever(until: str, words: str) -> None:
    with refused("until", words):
        ApiToken.issue("t-1", holder(), "Lab link", {"read"}, until, TODAY)


@pytest.mark.parametrize("until", ["2026-03-07", "2027-03-07"])
def test_it_can_end_today_and_in_a_year(until: str) -> None:
    assert ApiToken.issue("t-1", holder(), "Lab link", {"read"}, until, TODAY).fields["until"] == until


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\nb"])
def test_a_name_is_one_short_line(name: str) -> None:
    with pytest.raises(Refused) as no:
        ApiToken.issue("t-1", holder(), name, {"read"}, "2026-06-30", TODAY)

    assert no.value.field == "name"


@pytest.mark.parametrize(("actor", "role"), [("u-1", "clerk"), ("u-9", "admin"), ("u-9", "privacy-officer")])
def test_it_is_ended_by_its_holder_and_by_those_who_watch(actor: str, role: str) -> None:
    assert token().revoke(actor, role) == ((TokenRevoked, {"token": "t-1"}),)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"admin", "privacy-officer"}))
def test_nobody_else_ends_it(role: str) -> None:
    with refused("token", "Only whoever holds this token, an administrator or the privacy officer can end it."):
        token().revoke("u-9", role)


def test_what_is_ended_is_not_ended_again() -> None:
    assert token((TokenRevoked, {"token": "t-1"})).revoke("u-1", "clerk") == ()


# folding


@tried(some.integers(-400, 400), some.booleans())
def test_it_is_good_up_to_its_last_day_and_never_once_it_is_revoked(days: int, revoked: bool) -> None:
    made = token(*([(TokenRevoked, {"token": "t-1"})] if revoked else []))

    day = date(2026, 6, 30) + timedelta(days=days)

    assert made.good(day) == (days <= 0 and not revoked)


@tried(some.sets(some.sampled_from(sorted(SCOPES)), min_size=1), some.sampled_from(sorted(ROLES)))
def test_of_what_was_asked_for_it_may_do_what_its_holders_role_allows_now(scopes: set[str], role: str) -> None:
    made = stream((TokenIssued, {**ISSUED[1], "scopes": sorted(scopes)}))

    assert made.allowed(role) == {scope for scope in scopes if scope in GRANTS[role]}


def test_a_role_that_nobody_has_any_more_allows_nothing() -> None:
    assert token().allowed("matron") == frozenset()


def test_every_role_says_what_its_tokens_may_do() -> None:
    assert {role: set(grants(role)) for role in ROLES} == GRANTS
    assert {scope for granted in GRANTS.values() for scope in granted} == SCOPES.keys()


# in a store


def test_issued_and_revoked_by_whom_stands_in_the_log(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    account = service.personnel.account("ama")
    assert account
    ama, before = service.by(account), service.store.log.position

    issued = service.issuing.issue("Ama", "Lab link", ["read"], "2026-06-30", ama)
    service.issuing.revoke(issued.entries[0], By("u-9", "Priya Nair", "privacy-officer"))

    (id,) = issued.entries
    fields = {"token": id, "staff": account.staff, "login": "ama", "name": "Lab link", "scopes": ["read"]}
    assert told(service, before) == [
        (TokenIssued, {**fields, "until": "2026-06-30"}),
        (TokenRevoked, {"token": id}),
    ]
    assert [one.name for one in envelopes(service, before)] == ["Ama Boateng", "Priya Nair"]


def test_no_two_tokens_have_one_id_and_a_repeated_request_issues_none(service: Service) -> None:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    asking = service.system(request="one form")

    first, again = (service.issuing.issue("ama", "Lab link", ["read"], "2026-06-30", asking) for _ in range(2))
    other = service.issuing.issue("ama", "Lab link", ["read"], "2026-06-30", service.system())

    assert first == again
    assert other.entries != first.entries


def test_a_token_or_an_account_that_is_not_there_is_refused(service: Service) -> None:
    with refused("login", "There is no account of this name."):
        service.issuing.issue("nobody", "Lab link", ["read"], "2026-06-30", service.system())
    with pytest.raises(NotFound, match="There is no token t-00000000"):
        service.issuing.revoke("t-00000000", service.system())
