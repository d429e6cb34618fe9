"""Who a patient is: names, birth, gender, identifiers, contacts, kin; death."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain import change, values
from domain.change import Changes
from domain.chapter import Chapter, hold, weigh
from domain.fact import Beginning, Decision, Decisions, Fact, Plain
from domain.partial import PartialDate, PartialDateTime
from domain.refusal import Doubt, Refused
from domain.text import one_of, optional
from domain.values import each

OLDEST = 130  # years


@dataclass(frozen=True)
class PatientRegistered(Beginning):
    """A patient came, and the record was opened."""

    TOPIC = "patient.registered"
    mrn: str
    names: list[Plain]
    birth: Plain
    gender: str
    sex_at_birth: str | None = None
    identifiers: list[Plain] | None = None
    contacts: list[Plain] | None = None
    addresses: list[Plain] | None = None
    next_of_kin: list[Plain] | None = None
    language: str | None = None
    marital_status: str | None = None
    occupation: str | None = None
    note: str | None = None
    registration_source: str | None = None


@dataclass(frozen=True)
class DemographicsUpdated(Fact):
    """The world changed: the old value was true until then."""

    TOPIC = "demographics.updated"
    changes: Changes


@dataclass(frozen=True)
class DemographicsCorrected(Fact):
    """The record was wrong: the old value was never true."""

    TOPIC = "demographics.corrected"
    REASONED = True
    changes: Changes


@dataclass(frozen=True)
class IdentifierAdded(Fact):
    TOPIC = "patient.identifier-added"
    identifier: Plain


@dataclass(frozen=True)
class IdentifierRetired(Fact):
    """No longer in use, or never this patient's; the number `place` counts from 0 in the list of identifiers."""

    TOPIC = "patient.identifier-retired"
    REASONED = True
    place: int
    identifier: Plain


@dataclass(frozen=True)
class DeathRecorded(Fact):
    """`died` is a partial date-time, or None where only the death itself is known."""

    TOPIC = "patient.died"
    died: str | None = None
    cause: str | None = None
    told_by: str | None = None


@dataclass(frozen=True)
class DeathRevoked(Fact):
    TOPIC = "patient.death-revoked"
    REASONED = True
    was: Plain


READERS: dict[str, values.Reader] = {
    "names": each(values.name),
    "birth": values.birth,
    "gender": lambda value, field: one_of(value, values.GENDERS, field),
    "sex_at_birth": values.choice(*values.SEXES),
    "identifiers": each(values.identifier),
    "contacts": each(values.contact),
    "addresses": each(values.address),
    "next_of_kin": each(values.kin),
    "language": optional,
    "marital_status": optional,
    "occupation": optional,
    "note": values.note,
    "registration_source": values.choice(*values.SOURCES),
}
KEY = "demographics"


class Identity(Chapter):
    """One entry: the demographics as they stand."""

    NAME = "demographics"
    PREFIX = "d"
    FIELDS = READERS
    FACTS = (
        PatientRegistered,
        DemographicsUpdated,
        DemographicsCorrected,
        IdentifierAdded,
        IdentifierRetired,
        DeathRecorded,
        DeathRevoked,
    )

    @property
    def details(self) -> Plain:
        return self.items.get(KEY, {})

    @property
    def birth(self) -> PartialDate | None:
        value = self.details.get("birth", {}).get("value")
        return PartialDate.parse(value) if value else None

    @property
    def died(self) -> PartialDateTime | None:
        when = self.details.get("deceased", {}).get("when")
        return PartialDateTime.parse(when) if when else None

    # judging

    @staticmethod
    def register(mrn: str, wanted: Mapping[str, Any], today: date, confirmed: Collection[str] = ()) -> Decision:
        """A registration as it will be recorded; `Refused` names the field that is wrong."""
        details = _read(wanted)
        weigh(_doubts(details, today), confirmed)
        return Decision(PatientRegistered, {"mrn": mrn, **details})

    def update(self, wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date) -> Decisions:
        """It changed."""
        return self._alter(DemographicsUpdated, wanted, expected, today)

    def correct_details(self, wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date) -> Decisions:
        """It was wrong."""
        return self._alter(DemographicsCorrected, wanted, expected, today)

    def _alter(
        self, kind: type[Fact], wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date
    ) -> Decisions:
        was = {field: value for field, value in self.details.items() if field in READERS}
        hold(expected, was)
        now = _read({**was, **wanted})
        doubts = _doubts(now, today)
        if now["birth"] != was.get("birth"):
            weigh(doubts, ())
            if kind is DemographicsUpdated and _contradict(was.get("birth", {}), now["birth"]):
                raise Refused("birth", _BORN_ONCE)
        changes = change.diff(was, now)
        return (Decision(kind, {"changes": changes}),) if changes else ()

    def add_identifier(self, wanted: Mapping[str, Any]) -> Decisions:
        identifier = values.identifier(wanted, "identifier")
        if identifier in self.details.get("identifiers", ()):
            return ()
        return (Decision(IdentifierAdded, {"identifier": identifier}),)

    def retire_identifier(self, place: int) -> Decisions:
        standing = self.details.get("identifiers", ())
        if not 0 <= place < len(standing) or standing[place].get("retired"):
            raise Refused("identifier", "There is no such identifier in use.")
        return (Decision(IdentifierRetired, {"place": place, "identifier": standing[place]}),)

    def die(self, died: str | None, cause: str | None = None, told_by: str | None = None) -> Decisions:
        if self.details.get("deceased"):
            raise Refused("died", "The death is recorded already; correct or revoke it.")
        told = values.moment(died, "died")
        when = PartialDateTime.parse(told) if told else None
        if when and self.birth and when.latest.date() < self.birth.earliest:
            raise Refused("died", "This is before the patient was born.")
        fields = {"died": told, "cause": optional(cause, "cause"), "told_by": optional(told_by, "told_by")}
        return (Decision(DeathRecorded, fields),)

    def retract(self, entry: str) -> Decisions:
        raise Refused("entry", "A patient's details are corrected, not struck.")

    def revoke_death(self) -> Decisions:
        if not (was := self.details.get("deceased")):
            raise Refused("died", "No death is recorded.")
        return (Decision(DeathRevoked, {"was": was}),)

    # folding

    def fold(self, fact: Fact) -> None:
        match fact:
            case PatientRegistered():
                self.enter(fact, KEY, fact.payload())
            case DemographicsUpdated():
                self.items[KEY] = change.apply(self.details, fact.changes)
            case DemographicsCorrected():
                self.put_right(KEY, fact.by, fact.changes)
            case IdentifierAdded():
                self.change(KEY, identifiers=[*self.details.get("identifiers", ()), fact.identifier])
            case IdentifierRetired():
                known = [*self.details["identifiers"]]
                known[fact.place] = {**known[fact.place], "retired": True}
                self.change(KEY, identifiers=known)
            case DeathRecorded():
                died = {"when": fact.died, "cause": fact.cause, "told_by": fact.told_by}
                self.change(
                    KEY, deceased={name: value for name, value in died.items() if value is not None} | {"is": True}
                )
            case DeathRevoked():
                self.items[KEY] = {name: value for name, value in self.details.items() if name != "deceased"}
            case _:
                super().fold(fact)


def _read(wanted: Mapping[str, Any]) -> Plain:
    read = values.shape(wanted, "", READERS)
    if "names" not in read:
        raise Refused("names", "Write the name, in one field or in parts.")
    return read


_BORN_ONCE = "A birth date does not change. If this one was wrong, say so: it is a correction."


def _contradict(was: Plain, now: Plain) -> bool:
    """Whether two births cannot both be true; to be known more closely is no contradiction."""
    if not (was.get("value") and now.get("value")):
        return bool(was.get("value"))
    before, after = (PartialDate.parse(one["value"], "birth") for one in (was, now))
    return after.latest < before.earliest or before.latest < after.earliest


def _doubts(details: Plain, today: date) -> list[Doubt]:
    """`Refused` for a birth that cannot be, doubts for one that is unlikely."""
    if not (value := details["birth"].get("value")):
        return []
    born = PartialDate.parse(value, "birth")
    if born.earliest > today:
        raise Refused("birth", f"{value} is in the future.")
    if born.age(today - timedelta(days=1))[0] >= OLDEST and details["birth"].get("basis") != "document":
        return [
            Doubt("very-old", "birth", f"Born {value}: more than {OLDEST} years ago. Is there a document that says so?")
        ]
    return []
