"""What befalls a case, and the file that follows: the same fold serves whoever judges and whoever reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.chapter import stamp
from domain.fact import Beginning, Envelope, Fact, Plain
from domain.text import folded

OPEN, CLOSED = "open", "closed"
LOGS = {"record": "the record log", "access": "the access log"}
FINDINGS = {
    "substantiated": "Substantiated",
    "not-substantiated": "Not substantiated",
    "record-wrong": "The record was wrong",
    "training": "Training is needed",
    "other": "Another finding",
}
WAYS = {
    "in-person": "In person",
    "phone": "By phone",
    "message": "By message or e-mail",
    "letter": "By letter",
    "meeting": "In a meeting",
    "other": "In another way",
}


@dataclass(frozen=True)
class CaseOpened(Beginning):
    """`number` is what people call it, `C-2026-0001`; `person` the staff id of whom it is about, if it is about one."""

    TOPIC = "case.opened"
    number: str
    title: str
    question: str
    patient: str | None = None
    mrn: str | None = None
    person: str | None = None
    person_name: str | None = None


@dataclass(frozen=True)
class CasePinned(Fact):
    """Evidence: an event of the record log, or a view of the access log, by its position there."""

    TOPIC = "case.pinned"
    pin: str
    log: str
    position: int
    note: str | None = None


@dataclass(frozen=True)
class CaseUnpinned(Fact):
    TOPIC = "case.unpinned"
    pin: str
    why: str


@dataclass(frozen=True)
class CaseAsked(Fact):
    """Somebody is to explain; `pin` is the evidence that they are shown with the question."""

    TOPIC = "case.asked"
    ask: str
    staff: str
    name: str
    question: str
    pin: str | None = None


@dataclass(frozen=True)
class CaseAnswered(Fact):
    """By whoever was asked."""

    TOPIC = "case.answered"
    ask: str
    text: str


@dataclass(frozen=True)
class CaseFindingRecorded(Fact):
    TOPIC = "case.finding-recorded"
    kind: str
    text: str


@dataclass(frozen=True)
class CasePeopleListed(Fact):
    """Who is to be told that they relied on something wrong: `[{"staff"?, "name"}]`."""

    TOPIC = "case.people-listed"
    people: list[Plain]


@dataclass(frozen=True)
class CasePeopleTold(Fact):
    """They were told; `at` is a partial date-time, as it was written."""

    TOPIC = "case.people-told"
    people: list[Plain]
    how: str
    at: str
    note: str | None = None


@dataclass(frozen=True)
class CaseClosed(Fact):
    """`waived` says why it was closed while a question was open or somebody had not been told."""

    TOPIC = "case.closed"
    waived: str | None = None


@dataclass(frozen=True)
class CaseReopened(Fact):
    TOPIC = "case.reopened"
    why: str


FACTS = (
    CaseOpened, CasePinned, CaseUnpinned, CaseAsked, CaseAnswered, CaseFindingRecorded, CasePeopleListed,
    CasePeopleTold, CaseClosed, CaseReopened,
)  # fmt: skip


def after(file: Plain, fact: Fact) -> Plain:
    """The file of a case after a fact; nothing is changed in place, and nothing is refused."""
    by = marked(fact.by)
    match fact:
        case CaseOpened():
            empty: Plain = {"status": OPEN, "found": False, "opened": by}
            return {**fact.payload(), **empty, **{name: [] for name in ("pins", "asks", "findings", "people", "turns")}}
        case CasePinned():
            return _more(file, "pins", {**_renamed(fact, "pin"), "by": by})
        case CaseUnpinned():
            return _said(file, "pins", fact.pin, {"unpinned": {"why": fact.why, "by": by}})
        case CaseAsked():
            told = {name: value for name, value in _renamed(fact, "ask").items() if name != "pin"}
            return _more(file, "asks", {**told, "by": by, **({"pin": fact.pin} if fact.pin else {})})
        case CaseAnswered():
            return _said(file, "asks", fact.ask, {"answer": {"text": fact.text, "by": by}})
        case CaseFindingRecorded():
            return {**_more(file, "findings", {**fact.payload(), "by": by}), "found": True}
        case CasePeopleListed() | CasePeopleTold():
            return {**file, "people": _people(file["people"], fact, by)}
        case CaseClosed():
            return {**_more(file, "turns", {"turn": CLOSED, **fact.payload(), "by": by}), "status": CLOSED}
        case CaseReopened():
            told = {"turn": "reopened", "why": fact.why, "by": by}
            return {**_more(file, "turns", told), "status": OPEN, "found": False}
        case _:
            return file


def marked(by: Envelope) -> Plain:
    """Who did something, when, and where in the log: as entries of a record have it, with the staff id."""
    return {**stamp(by), "actor": by.actor}


def who(person: Plain) -> str:
    """What tells one person on a list from another: the staff id, or the name of somebody who has none."""
    return str(person.get("staff") or f"name:{folded(person['name'])}")


def standing(file: Plain) -> list[Plain]:
    """The evidence that was not taken out."""
    return [one for one in file["pins"] if "unpinned" not in one]


def unanswered(file: Plain) -> list[Plain]:
    return [one for one in file["asks"] if "answer" not in one]


def untold(file: Plain) -> list[Plain]:
    return [one for one in file["people"] if "told" not in one]


def _renamed(fact: Fact, name: str) -> Plain:
    """A fact's own fields, with its entry's id first."""
    told = fact.payload()
    return {"id": told.pop(name), **told}


def _more(file: Plain, name: str, one: Plain) -> Plain:
    return {**file, name: [*file[name], one]}


def _said(file: Plain, name: str, id: str, more: Plain) -> Plain:
    return {**file, name: [{**one, **more} if one["id"] == id else one for one in file[name]]}


def _people(known: list[Plain], fact: Any, by: Plain) -> list[Plain]:
    """Each person once, in the order in which they came onto the list."""
    listed = {who(one): one for one in known}
    for one in fact.people:
        listed.setdefault(who(one), {**one, "by": by})
    if isinstance(fact, CasePeopleTold):
        told = {name: value for name, value in fact.payload().items() if name != "people"}
        listed |= {key: {**listed[key], "told": {**told, "by": by}} for key in map(who, fact.people)}
    return list(listed.values())
