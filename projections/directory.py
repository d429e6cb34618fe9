"""Finding a patient: one box, any words in any order, as far as they were typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

import orjson

from domain.fact import Fact, Plain
from domain.identity import (
    DeathRecorded,
    DeathRevoked,
    DemographicsCorrected,
    DemographicsUpdated,
    IdentifierAdded,
    IdentifierRetired,
    Identity,
    PatientRegistered,
)
from projections.engine import Engine
from projections.words import query_words, tokens

_DETAILS = (PatientRegistered, DemographicsUpdated, DemographicsCorrected, IdentifierAdded, IdentifierRetired)
_FOLDED = (*_DETAILS, DeathRecorded, DeathRevoked)
_BOOKKEEPING = ("recorded", "corrections")
_COMMON = 3000  # a word that more patients share narrows nothing
_END = "\U0010ffff"


class Directory:
    NAME: ClassVar[str] = "directory"
    VERSION: ClassVar[int] = 2
    TABLES: ClassVar[Mapping[str, str]] = {
        "person": "create table person (patient text primary key, mrn text not null, name text not null, born text, "
        "gender text not null, died integer not null, details text not null, former text not null) without rowid",
        "token": "create table token (token text, patient text, former integer not null, "
        "primary key (token, patient)) without rowid",
        "token_of": "create index token_of on token (patient, token)",
        "recent": "create table recent (patient text primary key, position integer not null) without rowid",
        "recent_order": "create index recent_order on recent (position)",
    }
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {
        "person": ("patient",),
        "token": ("token", "patient"),
        "recent": ("patient",),
    }

    engine: Engine

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        touched: dict[str, Identity] = {}
        former: dict[str, list[str]] = {}
        recent: dict[str, int] = {}
        for fact in facts:
            patient = str(fact.originator_id)
            if isinstance(fact, _FOLDED):
                new = fact.originator_version == 1
                identity = touched.get(patient) or (Identity() if new else self._known(db, patient, former))
                names = identity.details.get("names", ())
                identity.fold(fact)
                gone = [name["text"] for name in names if name not in identity.details["names"]]
                former.setdefault(patient, []).extend(gone)
                touched[patient] = identity
            if not fact.TOPIC.startswith(("identifier.", "staff.", "held.")):
                recent[patient] = fact.by.position
        db.executemany("insert or replace into recent values (?, ?)", recent.items())
        self._write(db, touched, former)

    @staticmethod
    def _known(db: sqlite3.Connection, patient: str, former: dict[str, list[str]]) -> Identity:
        row = db.execute("select details, former from person where patient = ?", (patient,)).fetchone()
        if row is None:
            return Identity()
        former[patient] = orjson.loads(row[1])
        return Identity({"demographics": orjson.loads(row[0])})

    @staticmethod
    def _write(db: sqlite3.Connection, touched: dict[str, Identity], former: dict[str, list[str]]) -> None:
        for patient, identity in touched.items():
            details = {name: value for name, value in identity.details.items() if name not in _BOOKKEEPING}
            names = list(dict.fromkeys(former.get(patient, ())))
            row = (
                patient,
                details["mrn"],
                details["names"][0]["text"],
                details["birth"].get("value"),
                details["gender"],
                int("deceased" in details),
                orjson.dumps(details).decode(),
                orjson.dumps(names).decode(),
            )
            db.execute("insert or replace into person values (?, ?, ?, ?, ?, ?, ?, ?)", row)
            db.execute("delete from token where patient = ?", (patient,))
            rows = [(token, patient, int(old)) for token, old in tokens(details, names).items()]
            db.executemany("insert or replace into token values (?, ?, ?)", rows)

    # reading

    def search(self, text: str, limit: int = 25) -> list[Plain]:
        """Hits, the best first: `{"id", "mrn", "name", "born", "sex", "former", "died", "score"}`."""
        words = query_words(text)
        if not words:
            return []
        db = self.engine.reader()
        found = self._candidates(db, words, limit)
        hits = [self._hit(db, patient, words) for patient in found]
        return sorted(hits, key=lambda hit: (-hit["score"], hit["name"], hit["mrn"]))[:limit]

    def recent(self, limit: int = 12) -> list[Plain]:
        """Who was worked on last."""
        db = self.engine.reader()
        rows = db.execute("select patient from recent order by position desc limit ?", (limit,)).fetchall()
        return [self._hit(db, row["patient"], ()) for row in rows]

    def count(self) -> int:
        found: int = self.engine.reader().execute("select count(*) from person").fetchone()[0]
        return found

    def person(self, patient: UUID) -> Plain:
        return self._hit(self.engine.reader(), str(patient), ())

    @staticmethod
    def _candidates(db: sqlite3.Connection, words: Sequence[str], limit: int) -> Iterable[str]:
        """Patients that have all words: begin with the rarest, look the others up for each."""
        ask = "select count(*) from (select 1 from token where token >= ? and token < ? limit ?)"
        sizes = {word: db.execute(ask, (word, word + _END, _COMMON)).fetchone()[0] for word in words}
        first, *rest = sorted(sizes, key=lambda word: (sizes[word], -len(word)))
        other = " and exists (select 1 from token o where o.patient = t.patient and o.token >= ? and o.token < ?)"
        bounds = [bound for word in (first, *rest) for bound in (word, word + _END)]
        sql = f"select distinct t.patient from token t where t.token >= ? and t.token < ?{other * len(rest)} limit ?"
        return [row[0] for row in db.execute(sql, (*bounds, max(limit * 4, 100)))]

    @staticmethod
    def _hit(db: sqlite3.Connection, patient: str, words: Sequence[str]) -> Plain:
        row: Any = db.execute("select * from person where patient = ?", (patient,)).fetchone()
        own = tokens(orjson.loads(row["details"]), orjson.loads(row["former"]))
        whole = sum(2 if not own.get(word, True) else 1 for word in words if word in own)
        return {
            "id": patient,
            "mrn": row["mrn"],
            "name": row["name"],
            "born": row["born"],
            "sex": row["gender"],
            "died": bool(row["died"]),
            "former": orjson.loads(row["former"]),
            "score": whole + (10 if row["mrn"] in words else 0),
        }
