"""Who may be one person with whom: for a registration that is being written, and for all who are on file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Connection, Table

from domain.duplicates import DuplicateCheckDecided, NotDuplicateDeclared
from domain.fact import Fact, Plain
from domain.identity import (
    DemographicsCorrected,
    DemographicsUpdated,
    IdentifierAdded,
    IdentifierRetired,
    PatientIdentified,
    PatientRegistered,
)
from projections.likeness import tables as t
from projections.likeness.bearer import Bearer
from projections.likeness.blocks import ranked, rarity
from projections.likeness.keys import keys
from projections.likeness.page import Page
from projections.likeness.person import Person
from projections.likeness.score import Likeness, Reason, likeness
from trail.tables import Line, Statement, Tables

_OWN = (
    PatientRegistered, PatientIdentified, DemographicsUpdated, DemographicsCorrected,
    IdentifierAdded, IdentifierRetired, DuplicateCheckDecided, NotDuplicateDeclared,
)  # fmt: skip
COMPARED = 64  # people, those first who share the most keys


class Match(NamedTuple):
    """Somebody on file who is like a person."""

    patient: str
    mrn: str
    like: Likeness

    def plain(self) -> Plain:
        """As a candidate is recorded; see `domain.duplicates`."""
        return {"patient": self.patient, "mrn": self.mrn, **self.like.plain()}


class Pair(NamedTuple):
    """Two people on file who are alike, and whom nobody has told apart."""

    one: str
    other: str
    score: int
    verdict: str
    reasons: list[Reason]


class Duplicates:
    NAME: ClassVar[str] = "duplicates"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (t.BEARER, t.BLOCK, t.BORNE, t.PAIR)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, _OWN)]
        if own:
            page = Page(db, [fact.stream for fact in own])
            for fact in own:
                page.take(fact)
            page.write()

    # reading

    def like(self, person: Person, most: int = 4) -> list[Match]:
        """Who on file may be this person, the likeliest first."""
        near = ranked((row[0], row[1]) for row in self._rows(t.BLOCKS, keys(person)))[:COMPARED]
        bearers = [Bearer.read(row) for row in self._rows(t.BEARERS, near)]
        words = {word for name in (*person.names, *person.former) for word in name}
        for bearer in bearers:
            words |= bearer.words
        counts = {row[0]: row[1] for row in self._rows(t.COUNTS, [*sorted(words), t.EVERYBODY])}
        borne, people = rarity(counts), counts.get(t.EVERYBODY, 0)
        told = [Match(one.patient, one.details["mrn"], likeness(person, one.person, people, borne)) for one in bearers]
        return sorted((one for one in told if one.like.verdict), key=lambda one: (-one.like.score, one.mrn))[:most]

    def of(self, patient: UUID) -> list[Pair]:
        """With whom this patient may be one person, the likeliest first."""
        return [_pair(row) for row in self._rows(t.PAIRS_OF, [str(patient)])]

    def pairs(self, most: int = 50, skip: int = 0) -> list[Pair]:
        return [_pair(row) for row in self.tables.rows(t.PAIRS, {"most": most, "skip": skip})]

    def counts(self) -> dict[str, int]:
        """How many pairs there are, by verdict."""
        return dict(self.tables.rows(t.HOW_MANY))

    def _rows(self, ask: Statement, given: Sequence[str]) -> list[Line]:
        return self.tables.rows(ask, {"given": orjson.dumps(given).decode()}) if given else []


def _pair(row: Line) -> Pair:
    one, other, score, verdict, reasons = row
    return Pair(one, other, score, verdict, [(speaks, words) for speaks, words in orjson.loads(reasons)])
