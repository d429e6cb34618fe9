"""What can befall any entry once it is in the file."""

from __future__ import annotations

from dataclasses import dataclass

from domain.change import Changes
from domain.fact import Fact


@dataclass(frozen=True)
class EntryFact(Fact):
    """About one entry of one chapter."""

    chapter: str
    entry: str


@dataclass(frozen=True)
class EntryCorrected(EntryFact):
    """The entry was wrong; the old values were never true."""

    TOPIC = "entry.corrected"
    REASONED = True
    changes: Changes


@dataclass(frozen=True)
class EntryAddendumAdded(EntryFact):
    """Something said about the entry, which stays as it is."""

    TOPIC = "entry.addendum-added"
    text: str


@dataclass(frozen=True)
class EntryRetracted(EntryFact):
    """Entered in error: readable for ever, and no longer part of what is true."""

    TOPIC = "entry.retracted"
    REASONED = True
    was: str
