"""A crowd that was never written to any log, only told to the directory: what a clerk searches in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from benchmarks.day.plan import name
from domain.fact import Envelope
from domain.identity import PatientRegistered
from domain.mrn import mrn
from projections.directory import Directory
from projections.view import create

_AT = datetime(2026, 1, 5, tzinfo=UTC)
_PAGE = 20_000
_QUICK = "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000"  # it can be made again


class Crowd:
    """The same people for the same number of them. A view asks its engine for a connection, and for nothing else."""

    def __init__(self, path: Path, people: int) -> None:
        self._people, self._db = people, sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(_QUICK)

    def reader(self) -> sqlite3.Connection:
        return self._db

    def fill(self, directory: Directory, told: Callable[[str], None]) -> None:
        create(directory, self._db)
        self._db.execute("begin")
        for first in range(1, self._people + 1, _PAGE):
            last = min(first + _PAGE, self._people + 1)
            directory.apply([_registered(n) for n in range(first, last)], self._db)
            if (last - 1) % 100_000 == 0:
                told(f"{last - 1:,} of {self._people:,} people")
        self._db.execute("commit")
        self._db.execute("pragma cache_size = -2000")

    def typed(self, times: int) -> list[str]:
        """What a clerk may type for some of them: three letters and a birth date, a whole name, two parts, a number."""
        random = Random(self._people)
        return [_typed(random, _registered(random.randint(1, self._people))) for _ in range(times)]

    def close(self) -> None:
        self._db.close()


def _registered(n: int) -> PatientRegistered:
    random = Random(n)
    given, family = name(random)
    born = f"{random.randint(1930, 2025)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return PatientRegistered(
        originator_id=UUID(int=random.getrandbits(128), version=4),
        originator_version=1,
        timestamp=_AT,
        by=Envelope(actor="u-00000001", name="Ama Boateng", role="clerk", at=_AT, position=n),
        mrn=mrn(n),
        names=[{"text": f"{given} {family} {random.randint(1, 4000):x}"}],
        birth={"value": born},
        gender="female",
    )


def _typed(random: Random, one: PatientRegistered) -> str:
    text, born = one.names[0]["text"], one.birth["value"]
    choices: tuple[str, ...] = (f"{text[:3]} {born}", text, f"{text.split()[-1]} {text[:4]}", one.mrn)
    return random.choice(choices)
