"""Which facts are about a patient's file."""

from __future__ import annotations

from domain.entries import EntryFact
from domain.fact import Erased, Fact
from domain.file import CHAPTERS

_OF_PATIENT = frozenset(fact for chapter in CHAPTERS for fact in chapter.FACTS)


def of_patient(fact: Fact) -> bool:
    return isinstance(fact, EntryFact) or type(fact) in _OF_PATIENT


def whose(fact: Fact) -> str | None:
    """The id of the patient whose record a fact is about, also where it was erased; None where it is nobody's."""
    kind = fact.kind if isinstance(fact, Erased) else type(fact)
    if issubclass(kind, EntryFact) or kind in _OF_PATIENT:
        return fact.stream
    holder: str | None = getattr(fact, "holder", None)
    return holder
