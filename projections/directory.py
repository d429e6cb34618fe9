"""Finding a patient: one box, any words in any order, as far as they were typed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import ClassVar
from uuid import UUID

import orjson
from sqlalchemy import Connection, Table, delete

from domain.fact import Erased, Fact, Plain
from domain.identity import (
    ConfidentialityChanged,
    DeathRecorded,
    DeathRevoked,
    DemographicsCorrected,
    DemographicsUpdated,
    IdentifierAdded,
    IdentifierRetired,
    Identity,
    PatientIdentified,
    PatientRegistered,
)
from projections import finding
from projections.finding import PERSON, RECENT, TOKEN
from projections.words import query_words, tokens
from trail.tables import Line, Statement, Tables, given, known, put, run

_DETAILS = (
    PatientRegistered, PatientIdentified, ConfidentialityChanged, DemographicsUpdated, DemographicsCorrected,
    IdentifierAdded, IdentifierRetired,
)  # fmt: skip
_FOLDED = (*_DETAILS, DeathRecorded, DeathRevoked)
_NO_WORK = ("identifier.", "staff.", "held.", "disposition.", "erasure.", "record.", "hold.")
_BOOKKEEPING = ("recorded", "corrections")
_FORGET = Statement(delete(TOKEN).where(TOKEN.c.patient.in_(given("patients"))))


class _Known:
    """The people of one page of facts: their details, and the names they had before."""

    def __init__(self, db: Connection, facts: Sequence[Fact]) -> None:
        told = [(fact.stream,) for fact in facts if not isinstance(fact, PatientRegistered)]
        rows = known(db, PERSON, told).values()
        self.before = [row[0] for row in rows]
        self.people = {row[0]: Identity({"demographics": orjson.loads(row[6])}) for row in rows}
        self.former: dict[str, list[str]] = {row[0]: orjson.loads(row[7]) for row in rows}

    def fold(self, fact: Fact) -> None:
        identity = self.people.setdefault(fact.stream, Identity())
        names = identity.details.get("names", ())
        identity.fold(fact)
        gone = [name["text"] for name in names if name not in identity.details["names"]]
        self.former.setdefault(fact.stream, []).extend(gone)

    def rows(self) -> Iterator[tuple[Line, list[Line]]]:
        """Each person's row with those of the tokens."""
        for patient, identity in self.people.items():
            details = {name: value for name, value in identity.details.items() if name not in _BOOKKEEPING}
            names = list(dict.fromkeys(self.former.get(patient, ())))
            yield (
                (
                    patient,
                    details["mrn"],
                    details["names"][0]["text"],
                    details["birth"].get("value"),
                    details["gender"],
                    int("deceased" in details),
                    orjson.dumps(details).decode(),
                    orjson.dumps(names).decode(),
                ),
                [(token, patient, int(old)) for token, old in tokens(details, names).items()],
            )


class Directory:
    NAME: ClassVar[str] = "directory"
    VERSION: ClassVar[int] = 6
    TABLES: ClassVar[Sequence[Table]] = (PERSON, TOKEN, RECENT)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, _FOLDED)]
        page = _Known(db, own)
        for fact in own:
            page.fold(fact)
        self._write(db, page)
        at = {fact.stream: fact.by.position for fact in facts if _is_work(fact)}
        put(db, RECENT, at.items())

    @staticmethod
    def _write(db: Connection, page: _Known) -> None:
        if page.before:
            run(db, _FORGET, {"patients": orjson.dumps(page.before).decode()})
        rows = list(page.rows())
        put(db, PERSON, [person for person, _ in rows])
        put(db, TOKEN, [token for _, own in rows for token in own])

    # reading

    def search(self, text: str, limit: int = 25) -> list[Plain]:
        """Hits, the best first: `{"id", "mrn", "name", "born", "sex", "former", "died", "score"}`."""
        words = query_words(text)
        if not words:
            return []
        words = finding.rarest_first(self.tables, words)
        rows = self.tables.rows(finding.search(len(words)), finding.bounds(words, max(limit * 4, 100)))
        hits = [_hit(row, words) for row in rows]
        return sorted(hits, key=lambda hit: (-hit["score"], hit["name"], hit["mrn"]))[:limit]

    def recent(self, limit: int = 12) -> list[Plain]:
        """Who was worked on last."""
        return [_hit(row, ()) for row in self.tables.rows(finding.LAST, {"most": limit})]

    def count(self) -> int:
        found: int = self.tables.rows(finding.COUNT)[0][0]
        return found

    def named(self, patients: Collection[str]) -> dict[str, tuple[str, str]]:
        """Record number and name of each of these who is on file."""
        rows = self.tables.rows(finding.NAMED, {"patients": orjson.dumps(sorted(patients)).decode()})
        return {row[0]: (row[1], row[2]) for row in rows}

    def details(self, patients: Iterable[str]) -> dict[str, Plain]:
        """What is kept of each of these who is on file, as it stands."""
        rows = self.tables.rows(finding.DETAILS, {"patients": orjson.dumps(sorted(patients)).decode()})
        return {row[0]: orjson.loads(row[1]) for row in rows}

    def person(self, patient: UUID) -> Plain:
        return _hit(self.tables.rows(finding.ONE, {"patient": str(patient)})[0], ())


def _is_work(fact: Fact) -> bool:
    """Whether it was done for a patient."""
    return not isinstance(fact, Erased) and not fact.TOPIC.startswith(_NO_WORK)


def _hit(row: Line, words: Sequence[str]) -> Plain:
    id, mrn, name, born, gender, died, former, score = row
    return {
        "id": id,
        "mrn": mrn,
        "name": name,
        "born": born,
        "sex": gender,
        "died": bool(died),
        "former": orjson.loads(former),
        "score": score + (10 if mrn in words else 0),
    }
