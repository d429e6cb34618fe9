"""Tokens by which a program comes in as somebody: what each may do, and until when. Their texts are no facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.fact import Beginning, Decision, Decisions, Fact, Stream
from domain.permissions import MACHINE, May, may
from domain.refusal import Refused
from domain.staff import ROLES, StaffAccount
from domain.text import needed

SCOPES = {
    "read": "Read records",
    "record": "Record in them",
    "export": "Take exports",
    "log": "Read both logs",
    "cases": "Work on cases, flags and samples",
    "emergency": "Open closed records in an emergency",
    "office": "Keep accounts and policies, hold records",
}
_FOR: Mapping[str, tuple[May, ...]] = {
    "read": (May.OPEN_RECORD,),
    "record": (May.WRITE_RECORD, May.DECIDE_MISSING, May.KEY_AGAIN, May.WRITE_REQUEST),
    "export": (May.EXPORT,),
    "log": (May.READ_LOG, May.READ_ACCESS),
    "cases": (May.SEE_CASES, May.WATCH, May.DRAW_SAMPLE),
    "emergency": (May.BREAK_GLASS,),
    "office": (May.KEEP_ACCOUNTS, May.ADOPT_POLICY, May.DISPOSE, May.END_TOKENS),
}
"""Each is for whoever may do one of these."""
LONGEST = timedelta(days=365)


@dataclass(frozen=True)
class TokenIssued(Beginning):
    """`token` is the short id that stands in the log as the session of whatever it does; `until` the last day (ISO
    8601, UTC) on which it is good; `staff` and `login` are whose it is."""

    TOPIC = "token.issued"
    token: str
    staff: str
    login: str
    name: str
    scopes: list[str]
    until: str


@dataclass(frozen=True)
class TokenRevoked(Fact):
    TOPIC = "token.revoked"
    token: str


class ApiToken(Stream):
    def __init__(self) -> None:
        self.token = self.staff = self.login = self.name = self.until = ""
        self.scopes: tuple[str, ...] = ()
        self.revoked = False

    @staticmethod
    def issue(
        token: str, holder: StaffAccount, name: str, scopes: Collection[str], until: str, today: date
    ) -> Decision:
        """`Refused` for a name, a scope or a last day that cannot be."""
        fields = {
            "token": token,
            "staff": holder.staff,
            "login": holder.login,
            "name": needed(name, "name", 60),
            "scopes": _granted(scopes, holder.role_on(today)),
            "until": _last_day(until, today),
        }
        return Decision(TokenIssued, fields)

    def revoke(self, actor: str, role: str) -> Decisions:
        if actor != self.staff and not ends(role):
            raise Refused("token", "Only whoever holds this token, an administrator or the privacy officer can end it.")
        return () if self.revoked else (Decision(TokenRevoked, {"token": self.token}),)

    def good(self, today: date) -> bool:
        return not self.revoked and today.isoformat() <= self.until

    def allowed(self, role: str) -> frozenset[str]:
        """What it may do while its holder has this role."""
        return frozenset(self.scopes) & frozenset(grants(role))

    def fold(self, fact: Fact) -> None:
        match fact:
            case TokenIssued():
                self.token, self.staff, self.login, self.name = fact.token, fact.staff, fact.login, fact.name
                self.scopes, self.until = tuple(fact.scopes), fact.until
            case TokenRevoked():
                self.revoked = True


def grants(role: str) -> tuple[str, ...]:
    """What a token can be good for at most while its holder has this role, whatever was asked for."""
    return tuple(scope for scope, rights in _FOR.items() if may(role, *rights))


def ends(role: str) -> bool:
    """Whether whoever has this role revokes tokens of others."""
    return role == MACHINE or may(role, May.END_TOKENS)


def _granted(wanted: Collection[str], role: str) -> list[str]:
    granted = grants(role)
    if not may(role, May.HOLD_TOKENS):
        raise Refused("scopes", f"The role {ROLES.get(role, role).lower()} has nothing that a token could do.")
    if not wanted:
        raise Refused("scopes", "Choose at least one thing that it may do.")
    if beyond := sorted(set(wanted) - set(granted)):
        raise Refused("scopes", f"Not for this role: {', '.join(beyond)}. It can have: {', '.join(granted)}.")
    return [scope for scope in SCOPES if scope in wanted]


def _last_day(typed: str, today: date) -> str:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused("until", "Write a day as 2026-12-04.") from None
    if day < today:
        raise Refused("until", "This day is over.")
    if day > today + LONGEST:
        raise Refused("until", f"A token is good for a year at most: up to {(today + LONGEST).isoformat()}.")
    return day.isoformat()


TokenIssued.AGGREGATE = ApiToken
