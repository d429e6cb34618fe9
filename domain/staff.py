"""Who may work here, and as what. Passwords are no facts: they are kept outside the log."""

from __future__ import annotations

from dataclasses import dataclass

from domain.fact import Beginning, Decision, Decisions, Fact, Stream
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


class StaffAccount(Stream):
    def __init__(self) -> None:
        self.staff = self.login = self.name = self.role = ""
        self.locked = False

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


StaffAdded.AGGREGATE = StaffAccount
