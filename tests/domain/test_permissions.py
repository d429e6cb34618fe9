"""The table of who may do what, against another that was written by hand."""

from __future__ import annotations

from inspect import signature

import pytest

from domain.by import By
from domain.permissions import MACHINE, RULE, May, called, may, needs
from domain.refusal import NotAllowed
from domain.staff import ROLES
from tests.support.commands import COMMANDS
from tests.support.office import AMA, WHY, register
from web.service import Service

READING = {"clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor"}
LOOKING_BACK = {"senior-clerk", "reviewer", "privacy-officer", "auditor"}
AUDITING = {"reviewer", "privacy-officer", "auditor"}
TABLE: dict[str, set[str]] = {
    "sign-in": READING | {"admin"},
    "open-record": READING,
    "write-record": {"clerk", "senior-clerk"},
    "decide-missing": {"clerk", "senior-clerk", "reviewer"},
    "key-again": {"clerk", "senior-clerk", "verifier", "reviewer"},
    "draw-sample": {"verifier", "reviewer"},
    "write-request": {"clerk", "senior-clerk", "reviewer", "privacy-officer"},
    "decide-amendment": {"senior-clerk", "reviewer", "privacy-officer"},
    "disclose": {"senior-clerk", "privacy-officer"},
    "look-back": LOOKING_BACK,
    "see-quality": LOOKING_BACK,
    "read-log": AUDITING,
    "read-access": AUDITING,
    "prove": AUDITING,
    "export": AUDITING,
    "see-cases": AUDITING,
    "keep-cases": {"reviewer", "privacy-officer"},
    "watch": {"reviewer", "privacy-officer"},
    "break-glass": {"clerk", "senior-clerk", "verifier", "reviewer"},
    "label": {"privacy-officer"},
    "review-glass": {"privacy-officer"},
    "dispose": {"privacy-officer", "admin"},
    "see-policies": READING | {"admin"},
    "adopt-policy": {"senior-clerk", "reviewer", "admin"},
    "hold-tokens": READING | {"admin"},
    "see-tokens": AUDITING | {"admin"},
    "end-tokens": {"privacy-officer", "admin"},
    "keep-accounts": {"admin"},
}
CHANGING = {
    "write-record", "decide-missing", "key-again", "draw-sample", "write-request", "decide-amendment", "disclose",
    "keep-cases", "watch", "label", "review-glass", "dispose", "adopt-policy", "keep-accounts",
}  # fmt: skip
"""Rights to change what is recorded of patients, or what the office goes by."""


def test_every_right_is_for_those_who_stand_here() -> None:
    assert {one.code: set(one.roles) for one in May} == TABLE


def test_an_auditor_changes_nothing() -> None:
    assert {one.code for one in May if "auditor" in one.roles} & CHANGING == set()


def test_an_administrator_opens_no_record_and_sees_nothing_of_one() -> None:
    assert {one.code for one in May if "admin" in one.roles} == {
        "sign-in", "dispose", "see-policies", "adopt-policy", "keep-accounts", "hold-tokens", "see-tokens",
        "end-tokens",
    }  # fmt: skip


def test_whoever_keeps_accounts_keeps_nothing_else_that_is_about_patients() -> None:
    keepers = May.KEEP_ACCOUNTS.roles

    assert not keepers & (May.OPEN_RECORD.roles | May.READ_ACCESS.roles | May.EXPORT.roles)


@pytest.mark.parametrize("role", ["", "nobody", "Clerk", "clerk ", MACHINE])
def test_a_role_that_no_account_has_may_do_nothing(role: str) -> None:
    assert not any(may(role, one) for one in May)


def test_nothing_is_allowed_where_nothing_is_asked_for() -> None:
    assert not any(may(role) for role in ROLES)


def test_one_of_several_rights_is_enough() -> None:
    assert may("clerk", May.KEEP_ACCOUNTS, May.WRITE_RECORD)
    assert not may("auditor", May.KEEP_ACCOUNTS, May.WRITE_RECORD)


def test_a_right_is_found_by_what_pages_call_it() -> None:
    assert [called(one.code) for one in May] == list(May)
    with pytest.raises(KeyError):
        called("open-recrod")


@needs(May.WRITE_RECORD)
def write(text: str, by: By, often: int = 1) -> str:
    """A command."""
    return text * often


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_command_is_for_those_who_may(role: str) -> None:
    by = AMA._replace(role=role)

    if role in TABLE["write-record"]:
        assert (write("a", by), write("a", by=by, often=2), write(by=by, text="b")) == ("a", "aa", "b")
    else:
        with pytest.raises(NotAllowed, match=f"The role {role} may not: Register patients"):
            write("a", by=by)


def test_the_machine_may_what_nobody_has_to_be_asked_for() -> None:
    assert write("a", AMA._replace(role=MACHINE)) == "a"


def test_a_command_tells_who_it_is_for() -> None:
    assert getattr(write, RULE) == (May.WRITE_RECORD,)
    assert write.__doc__ == "A command."


def test_every_command_there_is_says_who_it_is_for(service: Service) -> None:
    offices = [one for one in vars(service).values() if type(one).__module__.startswith("domain.")]
    commands = {
        f"{type(one).__name__}.{name}": command
        for one in offices for name, command in vars(type(one)).items()
        if not name.startswith("_") and callable(command) and "by" in signature(command).parameters
    }  # fmt: skip

    assert len(commands) > 70
    assert {name for name, command in commands.items() if not getattr(command, RULE, ())} == {"Records.dated"}
    # which only dates a command


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_who_may_write_in_no_record_is_refused_by_the_record_itself(service: Service, role: str) -> None:
    who, position = register(service.records), service.store.log.position

    for name, told in COMMANDS.items():
        with pytest.raises(NotAllowed):
            getattr(service.records, name)(who, by=WHY._replace(role=role), **told(1))
    assert service.store.log.position == position
