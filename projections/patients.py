"""Which facts are about a patient's file."""

from __future__ import annotations

from domain.entries import EntryFact
from domain.fact import Fact
from domain.file import CHAPTERS

_OF_PATIENT = frozenset(fact for chapter in CHAPTERS for fact in chapter.FACTS)


def of_patient(fact: Fact) -> bool:
    return isinstance(fact, EntryFact) or type(fact) in _OF_PATIENT
