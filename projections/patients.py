"""Which facts are about a patient's file, and which name a patient."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from domain.entries import EntryFact
from domain.fact import Erased, Fact
from domain.file import CHAPTERS

_OF_PATIENT = frozenset(fact for chapter in CHAPTERS for fact in chapter.FACTS)


class Happened(NamedTuple):
    """An event as far as a filter of an export minds it: `type` without its version, `recorded_at` in ISO 8601."""

    position: int
    type: str
    actor: str
    recorded_at: str


def of_patient(fact: Fact) -> bool:
    return isinstance(fact, EntryFact) or type(fact) in _OF_PATIENT


def whose(fact: Fact) -> str | None:
    """The id of the patient whose record a fact is about, also where it was erased; None where it is nobody's."""
    kind = fact.kind if isinstance(fact, Erased) else type(fact)
    if issubclass(kind, EntryFact) or kind in _OF_PATIENT:
        return fact.stream
    holder: str | None = getattr(fact, "holder", None)
    return holder


def mentioned(fact: Fact) -> Collection[str]:
    """The ids of those whom it names beside whose it is: the other record of a move, whom a flag or a case is about,
    who was chosen for an export. A flag about somebody who works here is among them, under their own id."""
    named = (getattr(fact, "patient", None), getattr(fact, "about", None), *(getattr(fact, "patients", None) or ()))
    return dict.fromkeys(one for one in named if one)
