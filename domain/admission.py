"""How people get into their accounts. No password, code or secret is in a fact: those are kept beside the log.

What changes an account is recorded with it, in the log of the records. That somebody came, went, or was made to wait
befalls no record and happens all day: it stands in the log of reads, beside what they then looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from domain.fact import Fact, Plain


@dataclass(frozen=True)
class StaffInvited(Fact):
    """A code was made with which the person chooses a password, until a time in UTC; the code itself stands nowhere.
    `again` where there was an account to come back into: the password of before has ended."""

    TOPIC = "staff.invited"
    until: str
    again: bool


@dataclass(frozen=True)
class StaffPasswordChanged(Fact):
    """`how`: `chosen` with a code, `own` by who knew the one before, `given` by an administrator."""

    TOPIC = "staff.password-changed"
    how: str


@dataclass(frozen=True)
class SecondFactorAdded(Fact):
    """`codes` is how many recovery codes were given with it."""

    TOPIC = "staff.second-factor-added"
    codes: int


@dataclass(frozen=True)
class SecondFactorRemoved(Fact):
    TOPIC = "staff.second-factor-removed"


@dataclass(frozen=True)
class RecoveryCodesRenewed(Fact):
    """`codes` is how many there are now; those from before are worth nothing."""

    TOPIC = "staff.recovery-codes-renewed"
    codes: int


@dataclass(frozen=True)
class RecoveryCodeUsed(Fact):
    """`left` is how many there are still."""

    TOPIC = "staff.recovery-code-used"
    left: int


@dataclass(frozen=True)
class SignedIn(Fact):
    """`how`, the last that was given: password, code (of an authenticator), recovery-code, passkey or provider;
    `failed` is how many tries there had been before. In the log of reads."""

    TOPIC = "staff.signed-in"
    how: str
    failed: int


@dataclass(frozen=True)
class SignedOut(Fact):
    """A session's end. `how`: own, idle, over (it had lasted as long as one may), revoked, password (it was changed),
    locked. `whose` and `ended` name the account and the session, where somebody else ended it. In the log of reads."""

    TOPIC = "staff.signed-out"
    how: str
    whose: str | None = None
    ended: str | None = None


@dataclass(frozen=True)
class SignInPaused(Fact):
    """So many tries failed that the next ones have to wait. `about`: name or address. `whose` is the account, None
    where there is none of that name; what was typed stands nowhere. In the log of reads."""

    TOPIC = "staff.sign-in-paused"
    about: str
    tries: int
    whose: str | None = None


IN_LOG_OF_READS = (SignedIn, SignedOut, SignInPaused)


class Limits(NamedTuple):
    """By the policy `sign-in`: after how long a session ends that nobody uses, and any; and which roles give a second
    factor as well as a password."""

    idle: timedelta
    lasting: timedelta
    second_factor: tuple[str, ...] = ()


DEFAULT: Plain = {"idle_minutes": 20, "session_hours": 10, "second_factor": []}


def limits(text: Mapping[str, Any]) -> Limits:
    """Of a policy that was checked."""
    told = {**DEFAULT, **text}
    idle, lasting = timedelta(minutes=told["idle_minutes"]), timedelta(hours=told["session_hours"])
    return Limits(idle, lasting, tuple(told["second_factor"]))
