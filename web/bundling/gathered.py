"""What an export holds, counted in one pass: by day, kind, person and role, with a sample that anybody can draw again.

Its memory grows with the days, the kinds and the people, never with the events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from heapq import heappush, heappushpop

from web.bundling.told import Told
from web.wording import kinds

SAMPLE = 60  # events


@dataclass
class Person:
    """`name` is the last under which they acted, empty where none is disclosed; `first` and `last` are times."""

    actor: str
    first: str
    name: str = ""
    roles: set[str] = field(default_factory=set)
    last: str = ""
    count: int = 0


class Gathered:
    """`seed` decides the sample: the events whose SHA-256 of `SEED:POSITION` comes first."""

    def __init__(self, seed: str, most: int = SAMPLE) -> None:
        self.seed, self.most = seed, most
        self.count, self.shown = 0, 0
        self.first, self.last = "", ""
        self.days, self.kinds, self.roles = Counter[str](), Counter[str](), Counter[str]()
        self.people: dict[str, Person] = {}
        self.hours = [[0] * 24 for _ in range(7)]
        self._drawn: list[tuple[int, int, Told]] = []

    def through(self, events: Iterable[Told]) -> Iterator[Told]:
        """The same events, counted as they pass."""
        for told in events:
            self.add(told)
            yield told

    def add(self, told: Told) -> None:
        """In the order of the log."""
        entry = told.entry
        self.count += 1
        self.shown += told.whole
        self.first, self.last = self.first or entry.at, entry.at
        self.days[entry.at[:10]] += 1
        self.kinds[kinds.bare(entry.type)] += 1
        self.roles[entry.role] += 1
        self.hours[_weekday(entry.at[:10])][int(entry.at[11:13])] += 1
        self._acted(told)
        self._draw(told)

    @property
    def sample(self) -> list[Told]:
        """In the order of the log."""
        return sorted((told for _, _, told in self._drawn), key=lambda told: told.entry.position)

    def _acted(self, told: Told) -> None:
        entry = told.entry
        person = self.people.get(entry.actor) or self.people.setdefault(entry.actor, Person(entry.actor, entry.at))
        person.name = told.name or person.name
        person.roles.add(entry.role)
        person.last, person.count = entry.at, person.count + 1

    def _draw(self, told: Told) -> None:
        one = -rank(self.seed, told.entry.position), told.entry.position, told
        if len(self._drawn) < self.most:
            heappush(self._drawn, one)
        elif self._drawn and one > self._drawn[0]:
            heappushpop(self._drawn, one)


def rank(seed: str, position: int) -> int:
    """By which events are drawn, the smallest first."""
    return int.from_bytes(sha256(f"{seed}:{position}".encode()).digest(), "big")


@lru_cache
def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()
