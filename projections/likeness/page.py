"""A page of facts taken in one by one, as if each had come alone, with few questions to the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
from sqlalchemy import Connection

from domain.fact import Fact
from projections.likeness.bearer import Bearer
from projections.likeness.blocks import joined, left, ranked, rarity
from projections.likeness.score import likeness
from projections.likeness.tables import BEARER, BLOCK, BORNE, EVERYBODY, FORGET, PAIR, PAIRS_OF
from trail.tables import Line, known, put, run

_LEAST = 2  # keys that two people share before they are compared without being asked for
_COMPARED = 24


class Page:
    """What the facts concern is read once, changed in memory, and written at the end."""

    def __init__(self, db: Connection, patients: Sequence[str]) -> None:
        self._db, self._patients = db, list(dict.fromkeys(patients))
        self._people: dict[str, Bearer] = {}
        self._blocks: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._read([*self._patients])
        rows = run(db, PAIRS_OF, self._given()) if self._people else []
        self._pairs: dict[tuple[str, str], Line] = {(row[0], row[1]): row for row in rows}

    def take(self, fact: Fact) -> None:
        was = self._people.get(fact.stream, Bearer(fact.stream))
        now = self._people[fact.stream] = was.after(fact)
        for other in set(now.apart) - set(was.apart):
            self._pairs.pop(_pair(fact.stream, other), None)
        if now.person != was.person:
            self._place(was, now)
            if was.details:
                self._part(now.patient)
            self._compare(now)

    def write(self) -> None:
        if self._people:
            run(self._db, FORGET, self._given())
        put(self._db, BEARER, [self._people[patient].row() for patient in self._patients])
        put(self._db, BLOCK, self._blocks.items())
        put(self._db, BORNE, self._counts.items())
        put(self._db, PAIR, self._pairs.values())

    def _place(self, was: Bearer, now: Bearer) -> None:
        """In the blocks of its keys, and among those who bear its words."""
        old, new = set(was.keys), set(now.keys)
        self._look(old | new)
        for key in old - new:
            self._blocks[key] = left(self._blocks.get(key, ""), now.patient)
        for key in new - old:
            self._blocks[key] = joined(self._blocks.get(key, ""), now.patient)
        before = was.words | {EVERYBODY} if was.details else set()
        after = now.words | {EVERYBODY}
        self._count(before | after)
        for word in before ^ after:
            self._counts[word] = self._counts.get(word, 0) + (1 if word in after else -1)

    def _part(self, patient: str) -> None:
        for pair in [pair for pair in self._pairs if patient in pair]:
            del self._pairs[pair]

    def _compare(self, now: Bearer) -> None:
        found = ranked(((key, self._blocks[key]) for key in now.keys), _LEAST)
        near = [one for one in found if one != now.patient][:_COMPARED]
        self._read([one for one in near if one not in self._people])
        others = [self._people[one] for one in near]
        self._count({word for one in others for word in one.words})
        for other in others:
            if now.patient not in other.apart and other.patient not in now.apart:
                self._weigh(now, other)

    def _weigh(self, now: Bearer, other: Bearer) -> None:
        like = likeness(now.person, other.person, self._counts[EVERYBODY], rarity(self._counts))
        if like.verdict:
            pair = _pair(now.patient, other.patient)
            self._pairs[pair] = (*pair, round(like.score), like.verdict, orjson.dumps(like.reasons).decode())

    # reading, each row once

    def _read(self, patients: Sequence[str]) -> None:
        self._people |= {key[0]: Bearer.read(row) for key, row in known(self._db, BEARER, _keys(patients)).items()}

    def _look(self, wanted: Iterable[str]) -> None:
        missing = sorted({key for key in wanted if key not in self._blocks})
        self._blocks |= {row[0]: row[1] for row in known(self._db, BLOCK, _keys(missing)).values()}

    def _count(self, wanted: Iterable[str]) -> None:
        missing = sorted({word for word in wanted if word not in self._counts})
        self._counts |= dict.fromkeys(missing, 0)
        self._counts |= {row[0]: row[1] for row in known(self._db, BORNE, _keys(missing)).values()}

    def _given(self) -> dict[str, str]:
        return {"given": orjson.dumps(self._patients).decode()}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _keys(values: Iterable[str]) -> list[Line]:
    return [(value,) for value in values]
