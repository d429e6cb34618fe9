"""What can befall any entry once it is in the file."""

from __future__ import annotations

from dataclasses import dataclass

from domain.change import Changes
from domain.fact import Fact, Plain


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
class EntryReaffirmed(EntryFact):
    """Somebody looked, and it is still right; `fields` names what they looked at, empty for all of it."""

    TOPIC = "entry.reaffirmed"
    fields: list[str]


@dataclass(frozen=True)
class EntryRetracted(EntryFact):
    """Entered in error: readable for ever, and no longer part of what is true."""

    TOPIC = "entry.retracted"
    REASONED = True
    was: str


@dataclass(frozen=True)
class EntryMovedOut(EntryFact):
    """It was another patient's: it stands in that file as `into`, and here it stays readable, struck. `to` is the
    other's stream, `mrn` their record number."""

    TOPIC = "entry.moved-out"
    REASONED = True
    was: str
    to: str
    mrn: str
    into: str


@dataclass(frozen=True)
class EntryMovedIn(EntryFact):
    """It stood in another patient's file as `out_of`; `item` is what it said there. `lapses` names a none-known
    declaration that it ends."""

    TOPIC = "entry.moved-in"
    REASONED = True
    patient: str
    mrn: str
    out_of: str
    item: Plain
    lapses: str | None = None
