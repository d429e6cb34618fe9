"""Second-person verification: a random sample of entries, keyed again by somebody who did not enter them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import Refused
from domain.text import PARAGRAPH, needed, one_of
from domain.twice import FIELDS

MOST = 500  # entries of a sample


@dataclass(frozen=True)
class VerificationDrawn(Beginning):
    """`items` are `{"patient", "chapter", "entry"}`: those that `sample` draws with this seed from the `eligible`
    entries that there were at this position of the log."""

    TOPIC = "verification.drawn"
    seed: str
    size: int
    chapters: list[str]
    position: int
    eligible: int
    items: list[Plain]
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class EntryKeyed(Beginning):
    """One entry of a sample, keyed again: a stream of its own under the patient's key. `holder` is the patient; `was`
    and `keyed` are what stood there and what was keyed, field by field in canonical form."""

    TOPIC = "verification.keyed"
    verification: str
    number: int
    holder: str
    chapter: str
    entry: str
    was: Plain
    keyed: Plain


@dataclass(frozen=True)
class VerificationClosed(Fact):
    """Nothing more is keyed; what was not is left out of the result."""

    TOPIC = "verification.closed"
    keyed: int
    note: str | None = None


class Place(NamedTuple):
    """Where an entry stands: the patient's stream, the chapter, and its id there."""

    patient: str
    chapter: str
    entry: str


def sample(seed: str, size: int, eligible: Iterable[Place]) -> list[Place]:
    """So many of them, by the SHA-256 of seed and place: whoever has the same entries draws the same, in any order."""
    return sorted(eligible, key=lambda place: (_rank(seed, place), place))[:size]


def _rank(seed: str, place: Place) -> str:
    return sha256("\n".join((seed, *place)).encode()).hexdigest()


class Verification(Stream):
    """One sample. What is keyed stands in streams of its own."""

    def __init__(self) -> None:
        self.items: list[Place] = []
        self.position = 0
        self.closed = False

    @staticmethod
    def draw(
        seed: str, size: int, chapters: Collection[str], position: int, eligible: Collection[Place],
        since: str | None = None, until: str | None = None,
    ) -> Decision:  # fmt: skip
        if not 1 <= size <= MOST:
            raise Refused("size", f"Write a whole number from 1 to {MOST}.")
        wanted = [one_of(chapter, FIELDS, "chapters") for chapter in chapters]
        own = [place for place in eligible if place.chapter in wanted]
        if not own:
            raise Refused("chapters", "Nothing of this kind was entered in that time.")
        drawn = sample(needed(seed, "seed", 60), size, own)
        told = {"seed": seed.strip(), "size": size, "chapters": wanted, "position": position, "eligible": len(own)}
        return Decision(
            VerificationDrawn,
            {**told, "items": [place._asdict() for place in drawn], "since": since, "until": until},
        )

    def item(self, number: int) -> Place:
        """One to be keyed; `Refused` once the sample is closed, or where it has none of this number."""
        if self.closed:
            raise Refused("number", "This sample is closed: nothing more is keyed.")
        if not 1 <= number <= len(self.items):
            raise Refused("number", "There is no such entry in this sample.")
        return self.items[number - 1]

    def close(self, keyed: int, note: str | None = None) -> Decisions:
        if self.closed:
            return ()
        if not keyed:
            raise Refused("note", "Nothing has been keyed yet: there would be no result.")
        said = needed(note, "note", PARAGRAPH) if note and note.strip() else None
        return (Decision(VerificationClosed, {"keyed": keyed, "note": said}),)

    def fold(self, fact: Fact) -> None:
        match fact:
            case VerificationDrawn():
                self.items, self.position = [Place(**one) for one in fact.items], fact.position
            case VerificationClosed():
                self.closed = True


class Keying(Stream):
    """An entry that was keyed again; that can be done once."""

    def __init__(self) -> None:
        self.agrees = False

    def fold(self, fact: Fact) -> None:
        self.agrees = isinstance(fact, EntryKeyed) and fact.was == fact.keyed


VerificationDrawn.AGGREGATE = Verification
EntryKeyed.AGGREGATE = Keying
