"""Who a patient is: names, birth, gender, identifiers, contacts, kin; death."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import change, details, duplicates, values
from domain.change import Changes
from domain.chapter import Chapter, hold, weigh
from domain.details import ANONYMOUS, NORMAL, READERS
from domain.duplicates import DuplicateCheckDecided, NotDuplicateDeclared
from domain.fact import Beginning, Decision, Decisions, Fact, Plain
from domain.likely import Months, months
from domain.partial import PartialDate, PartialDateTime
from domain.refusal import Refused
from domain.text import one_of, optional


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
    gender_identity: str | None = None
    name_to_use: str | None = None
    pronouns: str | None = None
    no_contact: bool | None = None
    interpreter_needed: bool | None = None
    found_at: str | None = None
    confidentiality: str | None = None


@dataclass(frozen=True)
class PatientIdentified(Fact):
    """Somebody who was registered under an alias is known by name; `evidence` is the document that was seen."""

    TOPIC = "patient.identified"
    changes: Changes
    evidence: str | None = None


@dataclass(frozen=True)
class ConfidentialityChanged(Fact):
    """Who may see the record without being asked why: N normal, R restricted, V very restricted (HL7 v3)."""

    TOPIC = "confidentiality.changed"
    REASONED = True
    was: str
    now: str


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


KEY = "demographics"


class Identity(Chapter):
    """One entry: the demographics as they stand."""

    NAME = "demographics"
    PREFIX = "d"
    FIELDS = READERS
    FACTS = (
        PatientRegistered,
        PatientIdentified,
        ConfidentialityChanged,
        DemographicsUpdated,
        DemographicsCorrected,
        IdentifierAdded,
        IdentifierRetired,
        DeathRecorded,
        DeathRevoked,
        DuplicateCheckDecided,
        NotDuplicateDeclared,
    )

    @property
    def details(self) -> Plain:
        return self.items.get(KEY, {})

    @property
    def birth(self) -> PartialDate | None:
        value = self.details.get("birth", {}).get("value")
        return PartialDate.parse(value) if value else None

    def months(self, when: str) -> Months | None:
        """The age at a time, as far as both are known; None where the birth is not."""
        born = self.birth
        return months(born, PartialDateTime.parse(when).earliest.date()) if born else None

    @property
    def died(self) -> PartialDateTime | None:
        when = self.details.get("deceased", {}).get("when")
        return PartialDateTime.parse(when) if when else None

    # judging

    @staticmethod
    def register(mrn: str, wanted: Mapping[str, Any], today: date, confirmed: Collection[str] = ()) -> Decision:
        """A registration as it will be recorded; `Refused` names the field that is wrong."""
        read = details.read(wanted)
        weigh(details.doubts(read, today), confirmed)
        if read.get("confidentiality") == NORMAL:
            del read["confidentiality"]  # nobody has looked at it yet: see `label`
        return Decision(PatientRegistered, {"mrn": mrn, **read})

    def identify(
        self, wanted: Mapping[str, Any], evidence: str | None, today: date, confirmed: Collection[str] = ()
    ) -> Decisions:
        """It is known who this is; the alias stays among the names, so that the record is found by it."""
        if not details.anonymous(self.details):
            raise Refused("names", "This patient is known by name: say what changed, or what was wrong.")
        was = self._standing()
        named = values.each(values.name)(wanted.get("names"), "names")
        if not named or any(name.get("use") == ANONYMOUS for name in named):
            raise Refused("names", "Write the name that is now known.")
        now = details.read({**was, **wanted, "names": [*named, *was["names"]]})
        weigh(details.doubts(now, today), confirmed)
        told = {"changes": change.diff(was, now), "evidence": optional(evidence, "evidence")}
        return (Decision(PatientIdentified, told),)

    def label(self, confidentiality: str) -> Decisions:
        """Normal is a decision too, where nobody has said so: a record of somebody of the staff is restricted else."""
        now = one_of(confidentiality, values.LABELS, "confidentiality")
        was = self.details.get("confidentiality", NORMAL)
        decided = now == was and "confidentiality" in self.details
        return () if decided else (Decision(ConfidentialityChanged, {"was": was, "now": now}),)

    def update(self, wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date) -> Decisions:
        """It changed."""
        return self._alter(DemographicsUpdated, wanted, expected, today)

    def correct_details(self, wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date) -> Decisions:
        """It was wrong."""
        return self._alter(DemographicsCorrected, wanted, expected, today)

    def _alter(
        self, kind: type[Fact], wanted: Mapping[str, Any], expected: Mapping[str, Any] | None, today: date
    ) -> Decisions:
        was = self._standing()
        hold(expected, was)
        now = details.read({**was, **wanted})
        if now.get("confidentiality") != was.get("confidentiality"):
            raise Refused("confidentiality", "Change the label by itself, with a reason.")
        doubts = details.doubts(now, today)
        if now["birth"] != was.get("birth"):
            weigh(doubts, ())
            if kind is DemographicsUpdated and details.contradict(was.get("birth", {}), now["birth"]):
                raise Refused("birth", _BORN_ONCE)
        changes = change.diff(was, now)
        return (Decision(kind, {"changes": changes}),) if changes else ()

    def _standing(self) -> Plain:
        return {field: value for field, value in self.details.items() if field in READERS}

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
            case ConfidentialityChanged():
                self.change(KEY, confidentiality=fact.now)
            case DemographicsUpdated() | PatientIdentified():
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
            case DuplicateCheckDecided() | NotDuplicateDeclared():
                known = self.details.get(duplicates.KEY, {})
                self.change(KEY, **{duplicates.KEY: {**known, **duplicates.told_apart(fact)}})
            case _:
                super().fold(fact)


_BORN_ONCE = "A birth date does not change. If this one was wrong, say so: it is a correction."
