"""Visits: opened, updated, closed, reopened, cancelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain import change, values
from domain.change import Changes
from domain.chapter import EVERYTHING, Chapter, hold, weigh
from domain.fact import Decision, Decisions, Fact, Plain
from domain.partial import PartialDateTime
from domain.refusal import Doubt, Refused
from domain.text import one_of, optional
from domain.values import each

CLASSES = {  # HL7 v3-ActCode
    "AMB": "Outpatient",
    "IMP": "Inpatient",
    "EMER": "Emergency",
    "HH": "Home visit",
    "VR": "By telephone or video",
}
SECOND = "second-visit"
_BACK = 50  # visits among which one that is open is looked for


@dataclass(frozen=True)
class VisitOpened(Fact):
    """A visit began; one that is entered afterwards may come with its end."""

    TOPIC = "visit.opened"
    visit: str
    visit_class: str
    start: str
    end: str | None = None
    reason: Plain | None = None
    type: Plain | None = None
    site: str | None = None
    seen_by: str | None = None
    referred_by: str | None = None
    disposition: str | None = None
    diagnoses: list[Plain] | None = None
    number: str | None = None


@dataclass(frozen=True)
class VisitUpdated(Fact):
    TOPIC = "visit.updated"
    visit: str
    changes: Changes


@dataclass(frozen=True)
class VisitClosed(Fact):
    TOPIC = "visit.closed"
    visit: str
    end: str
    disposition: str | None = None
    diagnoses: list[Plain] | None = None


@dataclass(frozen=True)
class VisitReopened(Fact):
    TOPIC = "visit.reopened"
    REASONED = True
    visit: str


@dataclass(frozen=True)
class VisitCancelled(Fact):
    TOPIC = "visit.cancelled"
    REASONED = True
    visit: str
    was: str


READERS: dict[str, values.Reader] = {
    "visit_class": lambda value, field: one_of(value, CLASSES, field),
    "start": lambda value, field: str(PartialDateTime.parse(values.moment(value, field) or "", field)),
    "end": values.moment,
    "reason": lambda value, field: values.coded(value, field) if value else None,
    "type": lambda value, field: values.coded(value, field) if value else None,
    "site": optional,
    "seen_by": optional,
    "referred_by": optional,
    "disposition": optional,
    "diagnoses": each(values.coded),
    "number": optional,
}


class Visits(Chapter):
    NAME = "visits"
    PREFIX = "v"
    FIXED = frozenset(("id", "status"))
    FIELDS = READERS
    FACTS = (VisitOpened, VisitUpdated, VisitClosed, VisitReopened, VisitCancelled)

    def open(self, wanted: Mapping[str, Any], confirmed: Collection[str] = ()) -> Decisions:
        """A second visit at a time is asked about; not so one that is over, or came in as it was."""
        read = _read(wanted)
        if "end" not in read and confirmed is not EVERYTHING:
            weigh([_twice(item) for item in self.backwards(_BACK) if item["status"] == "open"], confirmed)
        return (Decision(VisitOpened, {"visit": self.next_id(), **read}),)

    def update(self, visit: str, wanted: Mapping[str, Any], expected: Mapping[str, Any] | None = None) -> Decisions:
        was = self._in_state(visit, "open")
        hold(expected, was)
        now = _read({**_fields(was), **wanted})
        if "end" in now:
            raise Refused("end", "Close the visit to say when it ended.")
        changes = change.diff(_fields(was), now)
        return (Decision(VisitUpdated, {"visit": visit, "changes": changes}),) if changes else ()

    def close(
        self, visit: str, end: str, disposition: str | None = None, diagnoses: list[Plain] | None = None
    ) -> Decisions:
        wanted = {
            **_fields(self._in_state(visit, "open")),
            "end": end,
            "disposition": disposition,
            "diagnoses": diagnoses,
        }
        read = _read({name: value for name, value in wanted.items() if value is not None})
        if "end" not in read:
            raise Refused("end", "Say when the visit ended.")
        kept = {name: read.get(name) for name in ("end", "disposition", "diagnoses")}
        return (Decision(VisitClosed, {"visit": visit, **kept}),)

    def reopen(self, visit: str) -> Decisions:
        self._in_state(visit, "finished")
        return (Decision(VisitReopened, {"visit": visit}),)

    def cancel(self, visit: str) -> Decisions:
        was = self.standing(visit, "visit")["status"]
        if was == "cancelled":
            raise Refused("visit", "This visit is cancelled already.")
        return (Decision(VisitCancelled, {"visit": visit, "was": was}),)

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        now = _read(_fields(item))
        if "end" in now and item["status"] == "open":
            raise Refused("end", "Close the visit to say when it ended.")
        if "end" not in now and item["status"] == "finished":
            raise Refused("end", "Reopen the visit to take its end away.")
        return {**values.beside(item, READERS), **now}

    def _in_state(self, visit: str, state: str) -> Plain:
        item = self.standing(visit, "visit")
        if item["status"] != state:
            raise Refused("visit", f"This visit is {item['status']}, not {state}.")
        return item

    def fold(self, fact: Fact) -> None:
        match fact:
            case VisitOpened(visit=visit):
                fields = {name: value for name, value in fact.payload().items() if name != "visit"} | _reason(fact)
                self.enter(fact, visit, {**fields, "status": "finished" if fact.end else "open"})
            case VisitUpdated():
                self.items[fact.visit] = change.apply(self.items[fact.visit], fact.changes)
            case VisitClosed():
                told = {"disposition": fact.disposition, "diagnoses": fact.diagnoses}
                known = {name: value for name, value in told.items() if value is not None}
                self.change(fact.visit, status="finished", end=fact.end, **known)
            case VisitReopened():
                again = {name: value for name, value in self.items[fact.visit].items() if name != "end"}
                self.items[fact.visit] = {**again, "status": "open"}
            case VisitCancelled():
                self.change(fact.visit, status="cancelled")
            case _:
                super().fold(fact)


def _reason(fact: VisitOpened) -> Plain:
    """Why it was written down late."""
    told = {"reason": fact.by.reason, "because": fact.by.because} if fact.by.channel != "import" else {}
    kept = {name: value for name, value in told.items() if value}
    return {"late": kept} if kept else {}


def _twice(item: Plain) -> Doubt:
    since = item["start"].replace("T", " ").removesuffix("Z")
    return Doubt(SECOND, "visit", f"This patient has been here since {since}. Open a second visit?")


def _fields(item: Plain) -> Plain:
    return {name: value for name, value in item.items() if name in READERS}


def _read(wanted: Mapping[str, Any]) -> Plain:
    read = values.shape(wanted, "", READERS)
    if "end" in read:
        start, end = PartialDateTime.parse(read["start"]), PartialDateTime.parse(read["end"])
        if end.latest < start.earliest:
            raise Refused("end", "The visit would end before it began.")
    return read
