"""The blood group: told, determined once, confirmed, or contradicted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from domain import values
from domain.chapter import IN_ERROR, Chapter
from domain.fact import Decision, Decisions, Fact, Plain
from domain.refusal import Refused
from domain.text import one_of, optional

ABO = ("A", "B", "AB", "O")
RHD = ("positive", "negative", "weak-variant", "unknown")
BASES = ("stated", "card", "lab")
UNKNOWN, STATED, SINGLE, CONFIRMED, CONFLICT = "unknown", "stated", "single", "confirmed", "conflict"


@dataclass(frozen=True)
class BloodGroupRecorded(Fact):
    """One determination, or what the patient or a card said."""

    TOPIC = "blood-group.recorded"
    determination: str
    abo: str
    rhd: str
    basis: str
    specimen: str | None = None
    lab: str | None = None
    collected_at: str | None = None


@dataclass(frozen=True)
class BloodGroupSettled(Fact):
    """What all standing determinations together say: a state and, unless in conflict or unknown, a group."""

    TOPIC = "blood-group.settled"
    was: Plain
    now: Plain


READERS: dict[str, values.Reader] = {
    "abo": lambda value, field: one_of(value, ABO, field),
    "rhd": lambda value, field: one_of(value, RHD, field),
    "basis": lambda value, field: one_of(value, BASES, field),
    "specimen": optional,
    "lab": optional,
    "collected_at": values.moment,
}
KEY = "current"
NOTHING: Plain = {"state": UNKNOWN}


class BloodGroup(Chapter):
    NAME = "blood_group"
    PREFIX = "b"
    FIXED = frozenset(("id", "status"))
    FIELDS = READERS
    FACTS = (BloodGroupRecorded, BloodGroupSettled)

    @property
    def current(self) -> Plain:
        """`{"state"[, "abo", "rhd"]}`; the state is unknown, stated, single, confirmed or conflict."""
        return self.items.get(KEY, NOTHING)

    def next_id(self, ahead: int = 0) -> str:
        return f"{self.PREFIX}{len(self._determinations()) + 1 + ahead}"

    def standing(self, entry: str, field: str = "entry") -> Plain:
        if entry == KEY:
            raise Refused(field, "Correct the determination that is wrong.")
        return super().standing(entry, field)

    def determine(self, wanted: Mapping[str, Any]) -> Decisions:
        """Nothing is lost: one that contradicts the others is recorded, and the state becomes a conflict."""
        read = values.shape(wanted, "", READERS)
        new = {"id": self.next_id(), **read}
        recorded = Decision(BloodGroupRecorded, {"determination": new["id"], **read})
        return recorded, *self._settle([*self.active(), new])

    def retract(self, entry: str) -> Decisions:
        return *super().retract(entry), *self._settle([item for item in self.active() if item["id"] != entry])

    def move_out(self, entry: str, *whereto: str) -> Decisions:
        left = [item for item in self.active() if item["id"] != entry]
        return *super().move_out(entry, *whereto), *self._settle(left)

    def move_in(self, entry: str, item: Plain, *wherefrom: str) -> Decisions:
        return *super().move_in(entry, item, *wherefrom), *self._settle([*self.active(), {"id": entry, **item}])

    def judge(self, item: Plain, confirmed: Collection[str]) -> Plain:
        read = values.shape({name: item.get(name) for name in READERS}, "", READERS)
        return {**values.beside(item, READERS), **read}

    def correct(self, entry: str, wanted: Mapping[str, Any], **more: Any) -> Decisions:
        decisions = super().correct(entry, wanted, **more)
        now = [{**item, **wanted} if item["id"] == entry else item for item in self.active()]
        return *decisions, *self._settle(now)

    def active(self) -> list[Plain]:
        return [item for item in self._determinations() if item.get("status") != IN_ERROR]

    def _determinations(self) -> list[Plain]:
        return [item for key, item in self.items.items() if key != KEY]

    def _settle(self, standing: list[Plain]) -> Decisions:
        was, now = self.current, settled(standing)
        return (Decision(BloodGroupSettled, {"was": was, "now": now}),) if now != was else ()

    def fold(self, fact: Fact) -> None:
        match fact:
            case BloodGroupRecorded():
                fields = {name: value for name, value in fact.payload().items() if name != "determination"}
                self.enter(fact, fact.determination, {**fields, "status": "final"})
            case BloodGroupSettled():
                self.items[KEY] = fact.now
            case _:
                super().fold(fact)


def settled(standing: list[Plain]) -> Plain:
    """The rule: any two that disagree are a conflict; two laboratory ones of different specimens confirm.

    Specimens that are not named may be one and the same: they confirm nothing. One that leaves the rhesus factor open
    neither contradicts nor confirms one that tells it.
    """
    groups = {(item["abo"], item["rhd"]) for item in standing}
    if not standing:
        return NOTHING
    if len({abo for abo, _ in groups}) > 1 or len({rhd for _, rhd in groups} - {"unknown"}) > 1:
        return {"state": CONFLICT}
    rhd = next((known for _, known in groups if known != "unknown"), "unknown")
    lab = [item for item in standing if item["basis"] == "lab" and item["rhd"] == rhd]
    specimens = {item["specimen"] for item in lab if item.get("specimen")}
    state = STATED if not lab else CONFIRMED if len(specimens) > 1 else SINGLE
    return {"state": state, "abo": standing[0]["abo"], "rhd": rhd}
