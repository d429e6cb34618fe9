"""Who may work here, and as what. Passwords are no facts: they are kept outside the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


class StaffAccount(Stream):
    """`begins` and `ends` are days (ISO 8601), both included; None is open."""

    def __init__(self) -> None:
        self.staff = self.login = self.name = self.role = ""
        self.locked = False
        self.begins: str | None = None
        self.ends: str | None = None

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


def _day(typed: str | None, field: str) -> str | None:
    if not (told := (typed or "").strip()):
        return None
    try:
        return date.fromisoformat(told).isoformat()
    except ValueError:
        raise Refused(field, "Write a day as 2026-12-04.") from None


StaffAdded.AGGREGATE = StaffAccount
