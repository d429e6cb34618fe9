"""Facts about accounts, and how people come and go, each as the rest of a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import admission, staff
from domain.fact import Fact, Plain
from domain.staff import ROLES
from projections.phrases import when

_PASSWORDS = {
    "chosen": "chose a password with a code",
    "own": "changed their own password",
    "given": "gave an account a new password",
}
_ENDS = {
    "own": "signed out",
    "idle": "was signed out, having been away",
    "over": "was signed out after a day’s work",
    "revoked": "ended a session",
    "password": "ended a session, as the password changed",
    "locked": "ended a session, as the account was locked",
}


def _role(code: str) -> str:
    return ROLES.get(code, code).lower()


def _in_force(days: Plain) -> str:
    return " ".join(f"{name}{when(day, '')}" for name, day in days.items() if day) or "without an end"


def _span(begins: str, ends: str) -> str:
    return f"from{when(begins, '')} to{when(ends, '')}"


def _lent(fact: staff.StaffRoleLent) -> str:
    now = fact.now
    return f"lent the role {_role(now['role'])} {_span(now['from'], now['until'])}" if now else "took back a lent role"


_WITH = {"passkey": " with a passkey", "provider": " with a provider"}


def _signed_in(fact: admission.SignedIn) -> str:
    tries = f", after {fact.failed} tr{'y' if fact.failed == 1 else 'ies'} that failed" if fact.failed else ""
    return f"signed in{_WITH.get(fact.how, '')}{tries}"


SAYS: Mapping[type[Fact], Callable[[Any, Plain], str]] = {
    staff.StaffAdded: lambda fact, _: f"added the account of {fact.name}, {_role(fact.role)}",
    staff.StaffRoleChanged: lambda fact, _: f"changed a role from {_role(fact.was)} to {_role(fact.now)}",
    staff.StaffLocked: lambda fact, _: "locked an account",
    staff.StaffUnlocked: lambda fact, _: "unlocked an account",
    staff.StaffValidityChanged: lambda fact, _: f"set when an account is in force: {_in_force(fact.now)}",
    staff.StaffRoleLent: lambda fact, _: _lent(fact),
    staff.StaffDelegated: lambda fact, _: (
        f"let {fact.name} act for the holder of an account {_span(fact.begins, fact.ends)}"
    ),
    staff.StaffDelegationEnded: lambda fact, _: f"ended that {fact.name} acts for the holder of an account",
    admission.StaffInvited: lambda fact, _: (
        f"made a code to choose a password with{', which ended the one before' if fact.again else ''}"
    ),
    admission.StaffPasswordChanged: lambda fact, _: _PASSWORDS.get(fact.how, "changed a password"),
    admission.SecondFactorAdded: lambda fact, _: f"set up a second factor, with {fact.codes} recovery codes",
    admission.RecoveryCodesRenewed: lambda fact, _: f"renewed the recovery codes: {fact.codes} new ones",
    admission.SecondFactorRemoved: lambda fact, _: "removed a second factor",
    admission.RecoveryCodeUsed: lambda fact, _: f"used a recovery code to come in; {fact.left} are left",
    admission.SignedIn: lambda fact, _: _signed_in(fact),
    admission.SignedOut: lambda fact, _: _ENDS.get(fact.how, "ended a session"),
    admission.SignInPaused: lambda fact, _: f"made this {fact.about} wait, after {fact.tries} tries that failed",
}
