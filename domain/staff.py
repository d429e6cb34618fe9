"""Who may work here, and as what. Passwords are no facts: they are kept outside the log."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from domain.admission import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
    StaffInvited,
    StaffPasswordChanged,
)
from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import Refused
from domain.text import needed, one_of

ROLES = {
    "clerk": "Clerk",
    "senior-clerk": "Senior clerk",
    "verifier": "Clinician verifier",
    "reviewer": "Compliance reviewer",
    "privacy-officer": "Privacy officer",
    "auditor": "Auditor",
    "admin": "Administrator",
}
ADMIN = "admin"
FOREVER = "9999-12-31"


@dataclass(frozen=True)
class StaffAdded(Beginning):
    """`staff` is the short id that stands in the log beside everything this person records."""

    TOPIC = "staff.added"
    staff: str
    login: str
    name: str
    role: str


@dataclass(frozen=True)
class StaffRoleChanged(Fact):
    TOPIC = "staff.role-changed"
    was: str
    now: str


@dataclass(frozen=True)
class StaffLocked(Fact):
    TOPIC = "staff.locked"


@dataclass(frozen=True)
class StaffUnlocked(Fact):
    TOPIC = "staff.unlocked"


@dataclass(frozen=True)
class StaffValidityChanged(Fact):
    """`{"from", "until"}`, as it was and is now: the first and the last day on which the account is in force, in UTC;
    None is open."""

    TOPIC = "staff.validity-changed"
    was: Plain
    now: Plain


@dataclass(frozen=True)
class StaffRoleLent(Fact):
    """`{"role", "from", "until"}`, both days included and in UTC, as it was and is now; None where the role is that of
    the account."""

    TOPIC = "staff.role-lent"
    was: Plain | None = None
    now: Plain | None = None


@dataclass(frozen=True)
class StaffDelegated(Fact):
    """`to`, by their short id, may act for whoever this account is of, from a day up to and with another, in UTC."""

    TOPIC = "staff.delegated"
    to: str
    name: str
    begins: str
    ends: str


@dataclass(frozen=True)
class StaffDelegationEnded(Fact):
    TOPIC = "staff.delegation-ended"
    to: str
    name: str


class StaffAccount(Stream):
    """`begins` and `ends` are days (ISO 8601), both included; None is open. `role` is the account's own, or at the door
    that in which somebody acts: see `acting`. `waiting` until the person has chosen a password."""

    def __init__(self) -> None:
        self.staff = self.login = self.name = self.role = ""
        self.locked = self.waiting = self.second_factor = False
        self.begins: str | None = None
        self.ends: str | None = None
        self.lent: Plain | None = None
        self.delegates: dict[str, Plain] = {}
        self.on_behalf_of: str | None = None
        self.behalf = ""  # their name

    @staticmethod
    def add(staff: str, login: str, name: str, role: str) -> Decision:
        fields = {
            "staff": staff,
            "login": needed(login, "login", 60).casefold(),
            "name": needed(name, "name"),
            "role": one_of(role, ROLES, "role"),
        }
        return Decision(StaffAdded, fields)

    def change_role(self, role: str) -> Decisions:
        one_of(role, ROLES, "role")
        return (Decision(StaffRoleChanged, {"was": self.role, "now": role}),) if role != self.role else ()

    def lock(self) -> Decisions:
        return () if self.locked else (Decision(StaffLocked, {}),)

    def unlock(self) -> Decisions:
        if not self.locked:
            raise Refused("login", "This account is not locked.")
        return (Decision(StaffUnlocked, {}),)

    def lend(self, role: str, begins: str | None, ends: str | None, today: date) -> Decisions:
        """Another role from a day up to and with another, after which the account's own counts again; none takes it
        back."""
        now = self._lent(role, begins, ends, today) if role else None
        return (Decision(StaffRoleLent, {"was": self.lent, "now": now}),) if now != self.lent else ()

    def _lent(self, role: str, begins: str | None, ends: str | None, today: date) -> Plain:
        one_of(role, ROLES, "role")
        if role == self.role:
            raise Refused("role", "This is the role of the account already.")
        first, last = _span(begins, ends, today)
        return {"role": role, "from": first, "until": last}

    def delegate(self, to: StaffAccount, begins: str | None, ends: str | None, today: date) -> Decisions:
        if to.staff == self.staff:
            raise Refused("to", "Nobody acts for themselves. Name somebody else.")
        if (to.role == ADMIN) != (self.role == ADMIN):
            raise Refused("to", "Who looks after accounts sees no records: administrators act for each other alone.")
        first, last = _span(begins, ends, today)
        told = {"to": to.staff, "name": to.name, "begins": first, "ends": last}
        return (Decision(StaffDelegated, told),) if told != self.delegates.get(to.staff) else ()

    def end_delegation(self, to: str) -> Decisions:
        """`to` is a short id."""
        known = self.delegates.get(to)
        return (Decision(StaffDelegationEnded, {"to": to, "name": known["name"]}),) if known else ()

    def invite(self, until: str, again: bool) -> Decisions:
        return (Decision(StaffInvited, {"until": until, "again": again}),)

    def change_password(self, how: str) -> Decisions:
        return (Decision(StaffPasswordChanged, {"how": how}),)

    def add_second_factor(self, codes: int) -> Decisions:
        return (Decision(SecondFactorAdded, {"codes": codes}),)

    def renew_recovery_codes(self, codes: int) -> Decisions:
        return (Decision(RecoveryCodesRenewed, {"codes": codes}),)

    def remove_second_factor(self) -> Decisions:
        return (Decision(SecondFactorRemoved, {}),) if self.second_factor else ()

    def use_recovery_code(self, left: int) -> Decisions:
        return (Decision(RecoveryCodeUsed, {"left": left}),)

    def limit(self, begins: str | None, ends: str | None, today: date) -> Decisions:
        """In force from the first of these days up to and with the last; None is open."""
        first, last = _day(begins, "begins"), _day(ends, "ends")
        was, now = {"from": self.begins, "until": self.ends}, {"from": first, "until": last}
        if first and last and last < first:
            raise Refused("ends", "It would end before it begins.")
        if last and last != self.ends and last < today.isoformat():
            raise Refused("ends", "This day is over. To end an account at once, lock it.")
        return (Decision(StaffValidityChanged, {"was": was, "now": now}),) if now != was else ()

    def begun(self, today: date) -> bool:
        return self.begins is None or self.begins <= today.isoformat()

    def ended(self, today: date) -> bool:
        return self.ends is not None and self.ends < today.isoformat()

    def in_force(self, today: date) -> bool:
        return self.begun(today) and not self.ended(today)

    # on a day

    def role_on(self, today: date) -> str:
        lent = self.lent
        return str(lent["role"]) if lent and lent["from"] <= today.isoformat() <= lent["until"] else self.role

    def acts_for(self, staff: str, today: date) -> bool:
        """Whether that account may act for this one."""
        told = self.delegates.get(staff)
        return told is not None and bool(told["begins"] <= today.isoformat() <= told["ends"])

    def acting(self, today: date, behalf: StaffAccount | None = None) -> Self:
        """As it stands at the door on that day: in its role, or in that of whom it acts for. Nothing is recorded in
        it."""
        role = (behalf or self).role_on(today)
        if behalf is None and role == self.role:
            return self
        acting = copy(self)
        acting.role = role
        acting.on_behalf_of, acting.behalf = (behalf.staff, behalf.name) if behalf else (None, "")
        return acting

    def administers_until(self, today: date) -> str:
        """The last day, from this one on without a gap, on which this is an administrator who can come in; an empty
        text where today is none."""
        if self.locked or self.waiting or not self.in_force(today) or self.role_on(today) != ADMIN:
            return ""
        last, lent = self.ends or FOREVER, self.lent
        if lent and self.role != ADMIN:
            return min(last, str(lent["until"]))
        if lent and lent["from"] > today.isoformat():
            return min(last, (date.fromisoformat(lent["from"]) - timedelta(days=1)).isoformat())
        return last

    def fold(self, fact: Fact) -> None:
        match fact:
            case StaffAdded():
                self.staff, self.login, self.name, self.role = fact.staff, fact.login, fact.name, fact.role
            case StaffRoleChanged():
                self.role = fact.now
            case StaffLocked():
                self.locked = True
            case StaffUnlocked():
                self.locked = False
            case StaffValidityChanged():
                self.begins, self.ends = fact.now["from"], fact.now["until"]
            case StaffInvited():
                self.waiting = True
            case StaffPasswordChanged():
                self.waiting = False
            case StaffRoleLent():
                self.lent = fact.now
            case StaffDelegated():
                self.delegates = {**self.delegates, fact.to: fact.payload()}
            case StaffDelegationEnded():
                self.delegates = {to: told for to, told in self.delegates.items() if to != fact.to}
            case SecondFactorAdded() | SecondFactorRemoved():
                self.second_factor = isinstance(fact, SecondFactorAdded)


def _span(begins: str | None, ends: str | None, today: date) -> tuple[str, str]:
    """Two days, the first of which is today where none is given; the last has to be given, and not to be over."""
    first, last = _day(begins, "begins") or today.isoformat(), _day(ends, "ends")
    if last is None:
        raise Refused("ends", "Say on which day it ends.")
    if last < first:
        raise Refused("ends", "It would end before it begins.")
    if last < today.isoformat():
        raise Refused("ends", "This day is over.")
    return first, last


def _day(typed: str | None, field: str) -> str | None:
    if not (told := (typed or "").strip()):
        return None
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise Refused(field, "Write a day as 2026-12-04.") from None


StaffAdded.AGGREGATE = StaffAccount
