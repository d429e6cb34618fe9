"""What an office decides about a record: who sees to what is missing, what is waived, and that somebody looked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain import emergencies, values
from domain.chapter import Chapter, stamp
from domain.emergencies import GlassBroken, GlassBrokenUntil, GlassEnded, GlassReviewed
from domain.fact import Decision, Decisions, Fact, Plain, iso
from domain.partial import PartialDate
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of, optional

SCOPES = {"record": "The whole record", "visit": "One visit", "identity": "Who this is"}
OUTCOMES = {"accepted": "Accepted", "denied": "Denied"}
DENIALS = {
    "not-ours": "We did not write it, and whoever did can still be asked",
    "not-held": "It is not in the record that we keep",
    "not-open": "The patient has no right to see it, so none to change it",
    "right": "It is accurate and complete as it stands",
}
"""Why a request may be denied, and for nothing else: 45 CFR 164.526(a)(2)."""
LONGER = timedelta(days=30)
"""By how much the time to decide can be extended, once: 45 CFR 164.526(b)(2)(ii)."""
_LOOKED = "This was looked at already."


@dataclass(frozen=True)
class DeficiencyAssigned(Fact):
    """Somebody is to see to it; `owner` is a staff id or a role, `owner_name` what it was called then."""

    TOPIC = "deficiency.assigned"
    rule: str
    about: str
    owner: str
    owner_name: str


@dataclass(frozen=True)
class DeficiencyWaived(Fact):
    """It may stay as it is: until a day, or for good."""

    TOPIC = "deficiency.waived"
    REASONED = True
    rule: str
    about: str
    until: str | None = None


@dataclass(frozen=True)
class DeficiencyDisputed(Fact):
    """Whoever is to see to it says that the rule is wrong here; it stays open, with what was said."""

    TOPIC = "deficiency.disputed"
    rule: str
    about: str
    text: str


@dataclass(frozen=True)
class ReviewCompleted(Fact):
    """Somebody looked at the record as it stood at a position of the log."""

    TOPIC = "review.completed"
    review: str
    scope: str
    seen: int
    findings: str | None = None


@dataclass(frozen=True)
class AmendmentRequested(Fact):
    """The patient asks for something in the record to be changed."""

    TOPIC = "amendment.requested"
    request: str
    about: str
    text: str


@dataclass(frozen=True)
class AmendmentDecided(Fact):
    TOPIC = "amendment.decided"
    request: str
    outcome: str
    basis: str
    statement: str | None = None


@dataclass(frozen=True)
class AmendmentDenied(Fact):
    """`ground` is one of `DENIALS`, `basis` says it in words for the patient."""

    TOPIC = "amendment.denied"
    request: str
    ground: str
    basis: str


@dataclass(frozen=True)
class AmendmentExtended(Fact):
    """It takes longer, once: the patient is told `why`."""

    TOPIC = "amendment.extended"
    request: str
    why: str


@dataclass(frozen=True)
class DisagreementFiled(Fact):
    """What the patient says to a denial: it stands beside the entry, and goes along wherever that is handed over."""

    TOPIC = "amendment.disagreed"
    request: str
    text: str


class Reviews(Chapter):
    """Decisions on deficiencies are kept under `RULE~about`; all else under a number of its own."""

    NAME = "reviews"
    PREFIX = "q"
    FACTS = (
        DeficiencyAssigned, DeficiencyWaived, DeficiencyDisputed, ReviewCompleted,
        AmendmentRequested, AmendmentDecided, GlassBroken, GlassBrokenUntil, GlassEnded, GlassReviewed,
        AmendmentDenied, AmendmentExtended, DisagreementFiled,
    )  # fmt: skip

    # judging

    def assign(self, rule: str, about: str, owner: str, owner_name: str) -> Decisions:
        fields = {"rule": rule, "about": about, "owner": needed(owner, "owner")}
        if self.items.get(place(rule, about), {}).get("owner") == fields["owner"]:
            return ()
        return (Decision(DeficiencyAssigned, {**fields, "owner_name": needed(owner_name, "owner")}),)

    def waive(self, rule: str, about: str, until: str | None = None, people: Collection[str] = ()) -> Decisions:
        """`people` are those who waive it: never whoever it was given to."""
        if self.items.get(place(rule, about), {}).get("owner") in people:
            raise Refused("rule", "This was given to you: somebody else decides whether it may stay.")
        day = optional(until, "until")
        return (Decision(DeficiencyWaived, {"rule": rule, "about": about, "until": day and _day(day)}),)

    def dispute(self, rule: str, about: str, text: str) -> Decisions:
        said = needed(text, "text", PARAGRAPH)
        return (Decision(DeficiencyDisputed, {"rule": rule, "about": about, "text": said}),)

    def review(self, scope: str, seen: int, findings: str | None = None) -> Decisions:
        told = {"scope": one_of(scope, SCOPES, "scope"), "seen": seen, "findings": values.note(findings, "findings")}
        return (Decision(ReviewCompleted, {"review": self.next_id(), **told}),)

    def request_amendment(self, text: str, about: str = "") -> Decisions:
        told = {"request": self.next_id(), "about": about or "record", "text": needed(text, "text", PARAGRAPH)}
        return (Decision(AmendmentRequested, told),)

    def decide_amendment(self, request: str, outcome: str, basis: str, statement: str | None = None) -> Decisions:
        self._open(request, "amendment", "This request was decided already.")
        told = {"outcome": one_of(outcome, OUTCOMES, "outcome"), "basis": needed(basis, "basis", PARAGRAPH)}
        statement = values.note(statement, "statement")
        return (Decision(AmendmentDecided, {"request": request, **told, "statement": statement}),)

    def deny_amendment(self, request: str, ground: str, basis: str) -> Decisions:
        self._open(request, "amendment", "This request was decided already.")
        told = {"ground": one_of(ground, DENIALS, "ground"), "basis": needed(basis, "basis", PARAGRAPH)}
        return (Decision(AmendmentDenied, {"request": request, **told}),)

    def extend_amendment(self, request: str, why: str) -> Decisions:
        self._open(request, "amendment", "This request was decided already.")
        if "extended" in self.items[request]:
            raise Refused("why", "The time was extended already: that can be done once.")
        return (Decision(AmendmentExtended, {"request": request, "why": needed(why, "why", PARAGRAPH)}),)

    def disagree(self, request: str, text: str) -> Decisions:
        """After a denial; it can be said again, and all of it is kept."""
        item = self.standing(request)
        if item["kind"] != "amendment" or item["status"] != "denied":
            raise Refused("entry", "Only a request that was denied is disagreed with.")
        return (Decision(DisagreementFiled, {"request": request, "text": needed(text, "text", PARAGRAPH)}),)

    def break_glass(self, emergency: str, why: str, until: datetime) -> Decisions:
        return emergencies.opened(self.next_id(), emergency, why, until)

    def end_glass(self, glass: str, people: Collection[str], now: datetime) -> Decisions:
        return emergencies.ended(self._open(glass, "glass", _LOOKED), people, now)

    def review_glass(self, glass: str, finding: str, people: Collection[str]) -> Decisions:
        return emergencies.reviewed(self._open(glass, "glass", _LOOKED), finding, people)

    def retract(self, entry: str) -> Decisions:
        raise Refused("entry", "What was decided stays; decide anew.")

    def _open(self, entry: str, kind: str, decided: str) -> Plain:
        item = self.standing(entry)
        if item["kind"] != kind:
            raise Refused("entry", "There is no such entry in this file.")
        if item["status"] != "open":
            raise Refused("entry", decided)
        return item

    # folding

    def fold(self, fact: Fact) -> None:
        match fact:
            case DeficiencyAssigned():
                self._decide(fact, owner=fact.owner, owner_name=fact.owner_name)
            case DeficiencyWaived():
                self._decide(fact, waived={"until": fact.until, **_said(fact)})
            case DeficiencyDisputed():
                self._decide(fact, disputed={"text": fact.text, "by": fact.by.name})
            case ReviewCompleted():
                told = {"scope": fact.scope, "seen": fact.seen, "findings": fact.findings, "actor": fact.by.actor}
                self._put(fact, fact.review, "review", "done", told)
            case AmendmentRequested():
                self._put(fact, fact.request, "amendment", "open", {"about": fact.about, "text": fact.text})
            case AmendmentDecided():
                told = {"status": fact.outcome, "basis": fact.basis, "statement": fact.statement}
                told["decided"] = stamp(fact.by)
                self.change(fact.request, **{name: value for name, value in told.items() if value is not None})
            case AmendmentDenied():
                told = {"ground": fact.ground, "basis": fact.basis, "decided": stamp(fact.by)}
                self.change(fact.request, status="denied", **told)
            case AmendmentExtended():
                self.change(fact.request, extended={"why": fact.why, "by": stamp(fact.by)})
            case DisagreementFiled():
                self.append(fact.request, "disagreed", {"by": stamp(fact.by), "text": fact.text})
            case GlassBroken() | GlassBrokenUntil():
                told = {"why": fact.why, "actor": fact.by.actor, "behalf": fact.by.on_behalf_of}
                if isinstance(fact, GlassBrokenUntil):
                    told |= {"emergency": fact.emergency, "until": fact.until}
                self._put(fact, fact.glass, "glass", "open", told)
            case GlassEnded():
                self.change(fact.glass, until=iso(fact.by.at), ended=stamp(fact.by))
            case GlassReviewed():
                self.change(fact.glass, status="reviewed", finding=fact.finding, looked=stamp(fact.by))
            case _:
                super().fold(fact)

    def _put(self, fact: Fact, entry: str, kind: str, status: str, told: Plain) -> None:
        fields = {name: value for name, value in told.items() if value is not None}
        self.enter(fact, entry, {"kind": kind, "status": status, **fields})

    def _decide(self, fact: Any, **told: Any) -> None:
        key = place(fact.rule, fact.about)
        if key in self.items:
            self.change(key, **told)
        else:
            about = {"rule": fact.rule, "about": fact.about}
            self.enter(fact, key, {"kind": "deficiency", "status": "current", **about, **told})


def place(rule: str, about: str) -> str:
    """Under which id the decisions about a deficiency are kept."""
    return f"{rule}~{about.replace('.', '~')}"


def _said(fact: Fact) -> Plain:
    said = {"by": fact.by.name, "reason": fact.by.reason, "because": fact.by.because}
    return {name: value for name, value in said.items() if value is not None}


def _day(text: str) -> str:
    day = PartialDate.parse(text, "until")
    if day.precision != "day":
        raise Refused("until", "Name a day, or leave this empty: then it is waived for good.")
    return str(day)
