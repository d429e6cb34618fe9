"""Somebody known elsewhere: who, at an OpenID provider, is which account here."""

from __future__ import annotations

from dataclasses import dataclass

from domain.fact import Beginning, Decision, Decisions, Fact, Stream
from domain.refusal import Refused
from domain.text import needed


@dataclass(frozen=True)
class LinkOpened(Beginning):
    """`issuer` and `subject` are what the provider has signed: together they are one person, for ever."""

    TOPIC = "link.opened"
    issuer: str
    subject: str


@dataclass(frozen=True)
class StaffLinked(Fact):
    TOPIC = "staff.linked"
    staff: str
    login: str


@dataclass(frozen=True)
class StaffUnlinked(Fact):
    TOPIC = "staff.unlinked"
    staff: str
    login: str


class Link(Stream):
    """One person of a provider; `login` is whose account it is, empty where it is nobody's."""

    def __init__(self) -> None:
        self.issuer = self.subject = self.staff = self.login = ""

    @staticmethod
    def open(issuer: str, subject: str) -> Decision:
        told = {"issuer": needed(issuer, "issuer", 500), "subject": needed(subject, "subject", 255)}
        return Decision(LinkOpened, told)

    def link(self, staff: str, login: str) -> Decisions:
        if self.login and self.login != login:
            raise Refused("subject", "This sign-in belongs to another account here.")
        return () if self.login else (Decision(StaffLinked, {"staff": staff, "login": login}),)

    def unlink(self, login: str) -> Decisions:
        if not self.login or self.login != login:
            raise Refused("subject", "This sign-in does not belong to this account.")
        return (Decision(StaffUnlinked, {"staff": self.staff, "login": login}),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case LinkOpened():
                self.issuer, self.subject = fact.issuer, fact.subject
            case StaffLinked():
                self.staff, self.login = fact.staff, fact.login
            case StaffUnlinked():
                self.staff = self.login = ""


LinkOpened.AGGREGATE = Link
