"""Roles for a while, acting for each other, and the administrator who is the last."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.admission import StaffInvited, StaffPasswordChanged
from domain.by import By
from domain.staff import (
    FOREVER,
    StaffAccount,
    StaffDelegated,
    StaffDelegationEnded,
    StaffLocked,
    StaffRoleChanged,
    StaffRoleLent,
    StaffValidityChanged,
)
from tests.domain.test_staff import account, pending
from tests.support.given import CLERK, refused
from tests.support.told import envelopes, told
from web.service import Service

TODAY = date(2026, 3, 7)
ROOT = By("u-0", "Root", "admin")
LAST = "Then nobody could look after accounts any more. Give somebody else the role of an administrator first."
ADMIN = (StaffRoleChanged, {"was": "clerk", "now": "admin"})


def lent(role: str, begins: str, ends: str) -> tuple[type[Any], dict[str, Any]]:
    return StaffRoleLent, {"was": None, "now": {"role": role, "from": begins, "until": ends}}


# a role for a while


def test_a_lent_role_holds_on_its_days_and_then_the_own_one_counts_again() -> None:
    ama = account()

    ama.record(ama.lend("verifier", None, "2026-03-09", TODAY), CLERK)

    now = {"role": "verifier", "from": "2026-03-07", "until": "2026-03-09"}
    assert pending(ama) == [(StaffRoleLent, {"now": now})]
    days = [date(2026, 3, day) for day in (6, 7, 9, 10)]
    assert [ama.role_on(day) for day in days] == ["clerk", "verifier", "verifier", "clerk"]
    assert [ama.acting(day).role for day in days] == ["clerk", "verifier", "verifier", "clerk"]
    assert ama.role == "clerk"


def test_a_lent_role_is_taken_back_and_the_same_again_records_nothing() -> None:
    ama = account(lent("verifier", "2026-03-07", "2026-03-09"))

    assert ama.lend("verifier", "2026-03-07", "2026-03-09", TODAY) == ()
    ama.record(ama.lend("", None, None, TODAY), CLERK)

    was = {"role": "verifier", "from": "2026-03-07", "until": "2026-03-09"}
    assert pending(ama) == [(StaffRoleLent, {"was": was})]
    assert ama.role_on(TODAY) == "clerk"


@pytest.mark.parametrize(
    ("role", "begins", "ends", "field", "words"),
    [
        ("clerk", None, "2026-03-09", "role", "This is the role of the account already."),
        ("verifier", None, None, "ends", "Say on which day it ends."),
        ("verifier", "2026-03-09", "2026-03-08", "ends", "It would end before it begins."),
        ("verifier", "2026-03-01", "2026-03-06", "ends", "This day is over."),
        ("verifier", "soon", "2026-03-09", "begins", "Write a day as 2026-12-04."),
    ],
)
def test_a_role_that_cannot_be_lent_is_refused(
    role: str, begins: str | None, ends: str | None, field: str, words: str
) -> None:
    with refused(field, words):
        account().lend(role, begins, ends, TODAY)


# acting for each other


def other(role: str = "clerk") -> StaffAccount:
    made = account()
    made.staff, made.name, made.role = "u-2", "Ruth Adeyemi", role
    return made


def test_whoever_acts_has_their_role_and_says_for_whom() -> None:
    ama, ruth = account(), other("reviewer")

    ruth.record(ruth.delegate(ama, None, "2026-03-09", TODAY), CLERK)

    told = {"to": "u-1", "name": "Ama Boateng", "begins": "2026-03-07", "ends": "2026-03-09"}
    assert pending(ruth) == [(StaffDelegated, told)]
    acting = ama.acting(TODAY, ruth)
    assert (acting.staff, acting.name, acting.role) == ("u-1", "Ama Boateng", "reviewer")
    assert (acting.on_behalf_of, acting.behalf) == ("u-2", "Ruth Adeyemi")
    assert (ama.role, ama.on_behalf_of) == ("clerk", None)
    assert [ruth.acts_for("u-1", date(2026, 3, day)) for day in (6, 7, 9, 10)] == [False, True, True, False]
    assert not ruth.acts_for("u-9", TODAY)


def test_acting_for_somebody_is_ended_once() -> None:
    ama, ruth = account(), other("reviewer")
    ruth.record(ruth.delegate(ama, None, "2026-03-09", TODAY), CLERK)

    ruth.record(ruth.end_delegation("u-1"), CLERK)

    assert pending(ruth)[1:] == [(StaffDelegationEnded, {"to": "u-1", "name": "Ama Boateng"})]
    assert not ruth.acts_for("u-1", TODAY)
    assert ruth.end_delegation("u-1") == ()


def test_nobody_acts_for_themselves_and_accounts_stay_apart_from_records() -> None:
    with refused("to", "Nobody acts for themselves. Name somebody else."):
        account().delegate(account(), None, "2026-03-09", TODAY)
    for one, acts in ((account(), other("admin")), (account(ADMIN), other("reviewer"))):
        with refused("to", "Who looks after accounts sees no records: administrators act for each other alone."):
            one.delegate(acts, None, "2026-03-09", TODAY)


def test_what_somebody_does_for_another_says_so_in_the_log(service: Service) -> None:
    by = By("u-1", "Ama Boateng", "reviewer", on_behalf_of="u-2")

    service.personnel.add("kofi", "Kofi Mensah", "clerk", by)
    service.store.journal.forget(service.personnel.id_of("kofi"))

    assert [(one.actor, one.on_behalf_of) for one in envelopes(service)] == [("u-1", "u-2")]


def test_the_power_to_act_is_given_by_others_alone(service: Service) -> None:
    for login in ("ama", "ruth"):
        service.personnel.add(login, login, "clerk", ROOT)
    ama = service.personnel.account("ama")
    assert ama

    with refused("to", "You cannot give this to yourself. Another administrator, or the person, does."):
        service.personnel.delegate("ruth", "ama", None, "2026-03-09", By(ama.staff, "Ama", "admin"))
    with refused("to", "There is no account of this name."):
        service.personnel.delegate("ruth", "nobody", None, "2026-03-09", ROOT)


# the last administrator

days = some.dates(date(2026, 3, 1), date(2026, 3, 20)).map(str)


@given(some.lists(some.sampled_from([
    ADMIN, (StaffLocked, {}), (StaffInvited, {"until": "x", "again": True}), (StaffPasswordChanged, {"how": "own"}),
    lent("clerk", "2026-03-05", "2026-03-06"), lent("verifier", "2026-03-07", "2026-03-08"),
    lent("verifier", "2026-03-10", "2026-03-12"), lent("admin", "2026-03-06", "2026-03-11"),
    (StaffValidityChanged, {"was": {}, "now": {"from": None, "until": "2026-03-15"}}),
    (StaffValidityChanged, {"was": {}, "now": {"from": "2026-03-09", "until": None}}),
]), max_size=6))  # fmt: skip
def test_how_long_somebody_administers_is_what_each_day_says(happened: list[tuple[type[Any], dict[str, Any]]]) -> None:
    one = account(*happened)

    last = one.administers_until(TODAY)

    def is_one(day: date) -> bool:
        return not one.locked and not one.waiting and one.in_force(day) and one.role_on(day) == "admin"

    until = [str(day) for n in range(7, 31) if is_one(day := date(2026, 3, n)) or last >= str(day)]
    assert (last != "") == is_one(TODAY)
    assert all(is_one(date.fromisoformat(day)) for day in until)
    if last and last != FOREVER:
        assert not is_one(date.fromordinal(date.fromisoformat(last).toordinal() + 1))


def administrators(service: Service, *logins: str) -> None:
    for login in logins:
        service.personnel.add(login, login.capitalize(), "admin", ROOT)


TAKEN_AWAY = {
    "lock": lambda personnel, login: personnel.lock(login, ROOT),
    "change_role": lambda personnel, login: personnel.change_role(login, "clerk", ROOT),
    "lend_role": lambda personnel, login: personnel.lend_role(login, "clerk", None, "2026-03-09", ROOT),
    "lend_later": lambda personnel, login: personnel.lend_role(login, "clerk", "2026-04-01", "2026-04-02", ROOT),
    "end": lambda personnel, login: personnel.limit(login, None, "2027-12-31", ROOT),
    "begin_later": lambda personnel, login: personnel.limit(login, "2026-03-08", None, ROOT),
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_the_last_administrator_stays_one_and_nothing_is_recorded(service: Service, how: str) -> None:
    administrators(service, "sam", "eve")
    service.personnel.lock("eve", ROOT)
    before = told(service)

    with refused("login", LAST):
        TAKEN_AWAY[how](service.personnel, "sam")

    assert told(service) == before
    sam = service.personnel.account("sam")
    assert sam
    assert (sam.administers_until(TODAY), sam.pending_events) == (FOREVER, [])


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_one_of_two_administrators_may_go(service: Service, how: str) -> None:
    administrators(service, "sam", "eve")

    assert TAKEN_AWAY[how](service.personnel, "sam").position


def test_an_administrator_who_has_not_chosen_a_password_yet_is_none(service: Service) -> None:
    administrators(service, "sam", "eve")
    service.accounts.choosing.invite("eve", ROOT)

    with refused("login", LAST):
        service.personnel.lock("sam", ROOT)
    service.personnel.change_password("eve", "chosen", ROOT)

    assert service.personnel.lock("sam", ROOT).position


def test_one_who_ends_sooner_does_not_do_for_one_who_stays(service: Service) -> None:
    administrators(service, "sam", "eve")
    service.personnel.limit("eve", None, "2027-12-31", ROOT)

    with refused("login", LAST):
        service.personnel.lock("sam", ROOT)
    assert service.personnel.lock("eve", ROOT).position


def test_nobody_decides_about_their_own_role(service: Service) -> None:
    administrators(service, "sam", "eve")
    sam = service.personnel.account("sam")
    assert sam

    with refused("role", "Your own role is for another administrator to decide."):
        service.personnel.change_role("sam", "clerk", By(sam.staff, "Sam", "admin"))
    with refused("role", "Your own role is for another administrator to decide."):
        service.personnel.lend_role("sam", "clerk", None, "2026-03-09", By(sam.staff, "Sam", "admin"))
