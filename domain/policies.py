"""The office's policies: adopted as events, so that what was in force at any time can be read as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from domain import admission, change, confidentiality, retention
from domain.change import Changes
from domain.completeness.terms import terms
from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import Refused
from domain.staff import ROLES
from domain.text import PARAGRAPH, needed, one_of, optional
from domain.values import shape
from domain.watching import watching


@dataclass(frozen=True)
class PolicySetOpened(Beginning):
    """A set of rules that an office may adopt versions of."""

    TOPIC = "policy.opened"
    set: str


@dataclass(frozen=True)
class PolicyAdopted(Fact):
    """`text` is what differs from the program's own defaults; `digest` its SHA-256 in hex, as canonical JSON."""

    TOPIC = "policy.adopted"
    set: str
    number: int
    text: Plain
    digest: str
    changes: Changes
    approved_by: str
    note: str | None = None


def _completeness(text: Mapping[str, Any]) -> None:
    shape(text, "", {"rules": lambda value, field: value})
    terms(text)


def _whole(low: int, high: int) -> Callable[[Any, str], Any]:
    def read(value: Any, field: str) -> Any:
        if value is not None and (type(value) is not int or not low <= value <= high):
            raise Refused(field, f"Write a whole number from {low} to {high}.")
        return value

    return read


def _corrections(text: Mapping[str, Any]) -> None:
    shape(text, "", {"undo_minutes": _whole(0, 1440)})


def _late(text: Mapping[str, Any]) -> None:
    shape(text, "", {"hours": _whole(1, 8760)})


def _watching(text: Mapping[str, Any]) -> None:
    shape(text, "", {"rules": lambda value, field: value, "duty": lambda value, field: value})
    watching(text)


def _disclosure(text: Mapping[str, Any]) -> None:
    shape(text, "", {"accounting_years": _whole(1, 100)})


def _retention(text: Mapping[str, Any]) -> None:
    retention.schedule(text)


def _roles(value: Any, field: str) -> Any:
    known = isinstance(value, list) and all(isinstance(one, str) and one in ROLES for one in value)
    if value is not None and not known:
        raise Refused(field, f'Write a list of roles, such as ["admin"]. There are {", ".join(ROLES)}.')
    return value


def _sign_in(text: Mapping[str, Any]) -> None:
    shape(text, "", {"idle_minutes": _whole(5, 240), "session_hours": _whole(1, 24), "second_factor": _roles})


SETS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "completeness": _completeness,
    "corrections": _corrections,
    "late-entry": _late,
    "watching": _watching,
    "disclosure": _disclosure,
    "retention": _retention,
    "access": confidentiality.access,
    "sign-in": _sign_in,
}
NAMES = {
    "completeness": "What a complete record holds",
    "corrections": "Corrections and undo",
    "late-entry": "What was written down late",
    "watching": "How reading is watched",
    "disclosure": "What is told of disclosures",
    "retention": "How long records are kept",
    "access": "Who opens closed records",
    "sign-in": "Signing in",
}
DEFAULTS: Mapping[str, Plain] = {
    "completeness": {"rules": {}},
    "corrections": {"undo_minutes": 15},
    "late-entry": {"hours": 24},
    "watching": {"rules": {}},
    "disclosure": {"accounting_years": 6},
    "retention": retention.DEFAULT,
    "access": dict(confidentiality.DEFAULT),
    "sign-in": admission.DEFAULT,
}


class PolicySet(Stream):
    """One set, with the version that is in force."""

    def __init__(self) -> None:
        self.set, self.number, self.text = "", 0, Plain()

    @staticmethod
    def begin_set(name: str) -> Decision:
        return Decision(PolicySetOpened, {"set": one_of(name, SETS, "set")})

    def adopt(self, text: Any, approved_by: str, note: str | None = None) -> Decisions:
        """The same text again records nothing; `Refused` names the place of what cannot be read."""
        read = readable(self.set, text)
        if self.number and read == self.text:
            return ()
        told = {"set": self.set, "number": self.number + 1, "text": read, "digest": digest(read)}
        told |= {"changes": change.diff(self.in_force, {**DEFAULTS[self.set], **read})}
        told |= {"approved_by": needed(approved_by, "approved_by"), "note": optional(note, "note", PARAGRAPH)}
        return (Decision(PolicyAdopted, told),)

    @property
    def in_force(self) -> Plain:
        return {**DEFAULTS[self.set], **self.text}

    def fold(self, fact: Fact) -> None:
        match fact:
            case PolicySetOpened():
                self.set = fact.set
            case PolicyAdopted():
                self.number, self.text = fact.number, fact.text


PolicySetOpened.AGGREGATE = PolicySet


def readable(name: str, text: Any) -> Plain:
    """A policy's text, checked; `Refused`."""
    if not isinstance(text, Mapping):
        raise Refused("text", "Write the policy as a JSON object.")
    SETS[name](text)
    read: Plain = json.loads(json.dumps(text))
    return {field: value for field, value in read.items() if value is not None}


def digest(text: Plain) -> str:
    return sha256(json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
