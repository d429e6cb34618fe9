"""Finding a patient: one box, any words in any order, as far as they were typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
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
_NARROW = 9  # characters of a whole date or number, which few can share
_END = "\U0010ffff"


class Directory:
    NAME: ClassVar[str] = "directory"
    VERSION: ClassVar[int] = 3
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
            patient = fact.stream
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
        sql, bounds = _asking(_rarest_first(db, words), max(limit * 4, 100))
        hits = [_hit(row, words) for row in db.execute(sql, bounds)]
        return sorted(hits, key=lambda hit: (-hit["score"], hit["name"], hit["mrn"]))[:limit]

    def recent(self, limit: int = 12) -> list[Plain]:
        """Who was worked on last."""
        ask = "select p.*, 0 as score from recent r join person p using (patient) order by r.position desc limit ?"
        return [_hit(row, ()) for row in self.engine.reader().execute(ask, (limit,))]

    def count(self) -> int:
        found: int = self.engine.reader().execute("select count(*) from person").fetchone()[0]
        return found

    def person(self, patient: UUID) -> Plain:
        ask = "select *, 0 as score from person where patient = ?"
        return _hit(self.engine.reader().execute(ask, (str(patient),)).fetchone(), ())


_ASK = """
with found as (select distinct t.patient from token t where t.token >= ? and t.token < ?{others} limit ?)
select p.*, {score} as score from found join person p on p.patient = found.patient
"""
_OTHER = " and exists (select 1 from token o where o.patient = t.patient and o.token >= ? and o.token < ?)"
_WHOLE = "coalesce((select 2 - former from token where token = ? and patient = p.patient), 0)"


def _asking(words: Sequence[str], limit: int) -> tuple[str, list[Any]]:
    """Patients that have all words, as far as these were typed; whole words count, those of former names for half."""
    sql = _ASK.format(others=_OTHER * (len(words) - 1), score=" + ".join([_WHOLE] * len(words)))
    return sql, [*(bound for word in words for bound in (word, word + _END)), limit, *words]


def _rarest_first(db: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """The search begins with the word that fewest patients share, and looks the others up for each of these."""
    if len(words) == 1:
        return list(words)
    narrow = [word for word in words if len(word) >= _NARROW and word[0].isdigit()]
    if narrow:
        return [narrow[0], *(word for word in words if word != narrow[0])]
    ask = "select count(*) from (select 1 from token where token >= ? and token < ? limit ?)"
    sizes = {word: db.execute(ask, (word, word + _END, _COMMON)).fetchone()[0] for word in words}
    return sorted(sizes, key=lambda word: (sizes[word], -len(word)))


def _hit(row: sqlite3.Row, words: Sequence[str]) -> Plain:
    return {
        "id": row["patient"],
        "mrn": row["mrn"],
        "name": row["name"],
        "born": row["born"],
        "sex": row["gender"],
        "died": bool(row["died"]),
        "former": orjson.loads(row["former"]),
        "score": row["score"] + (10 if row["mrn"] in words else 0),
    }
