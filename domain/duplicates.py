"""Whether two people on file are one: what was decided, on what evidence, so that it is not asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain import values
from domain.fact import Decision, Decisions, Fact, Plain
from domain.mrn import shown
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of, optional

DIFFERENT = "different-person"
VERDICTS = ("likely", "possible")


@dataclass(frozen=True)
class DuplicateCheckDecided(Fact):
    """Whoever registered or identified this patient was shown these people, and said what they are.

    `candidates` are `{"patient", "mrn", "score", "verdict", "reasons"}`, the likeliest first: what they had in common.
    """

    TOPIC = "duplicate.decided"
    candidates: list[Plain]
    decision: str
    note: str | None = None


@dataclass(frozen=True)
class NotDuplicateDeclared(Fact):
    """This patient and that one, who are both on file, are two people: said in both files at once.

    `evidence` is what spoke for one person when it was said: `{"score", "verdict", "reasons"}`.
    """

    TOPIC = "duplicate.denied"
    patient: str
    mrn: str
    note: str
    evidence: Plain | None = None


def decided(candidates: Iterable[Mapping[str, Any]], note: str | None) -> Decisions:
    """Of a registration, or a naming, that went on; nobody to tell apart from records nothing."""
    told = [values.shape(one, f"candidates.{n}", _CANDIDATE) for n, one in enumerate(candidates)]
    fields = {"candidates": told, "decision": DIFFERENT, "note": optional(note, "note", PARAGRAPH)}
    return (Decision(DuplicateCheckDecided, fields),) if told else ()


def denied(mine: Plain, other: str, mrn: str, note: str | None, evidence: Mapping[str, Any] | None = None) -> Decisions:
    """What was said before is not said again. `mine` are the details of the one file, `other` and `mrn` the other's."""
    if mine["mrn"] == mrn:
        raise Refused("other", "This is one and the same record.")
    if shown(mrn) in mine.get(KEY, {}):
        return ()
    told = values.shape(evidence, "evidence", _EVIDENCE) if evidence else None
    fields = {"patient": other, "mrn": mrn, "note": needed(note, "note", PARAGRAPH), "evidence": told}
    return (Decision(NotDuplicateDeclared, fields),)


KEY = "different_from"
"""Where a file keeps who its patient is not: record number, as it is shown, to `{"patient", "note"}`."""
_UNSAID = "told apart at registration"


def told_apart(fact: Fact) -> Plain:
    """Whom the fact says the patient is not, as the file keeps it."""
    match fact:
        case NotDuplicateDeclared():
            return {shown(fact.mrn): {"patient": fact.patient, "note": fact.note}}
        case DuplicateCheckDecided():
            note = fact.note or _UNSAID
            return {shown(one["mrn"]): {"patient": one["patient"], "note": note} for one in fact.candidates}
        case _:
            return {}


def _score(value: Any, field: str) -> int:
    if type(value) is int:
        return value
    raise Refused(field, "Write this as a whole number.")


_EVIDENCE: dict[str, values.Reader] = {
    "score": _score,
    "verdict": lambda value, field: one_of(value, VERDICTS, field),
    "reasons": values.each(needed),
}
_CANDIDATE: dict[str, values.Reader] = {"patient": needed, "mrn": needed, **_EVIDENCE}
