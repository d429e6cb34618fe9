"""A crowd that was never written to any log, only told to the directory: what a clerk searches in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from benchmarks.day.plan import name
from domain.fact import Envelope, Plain
from domain.identity import PatientRegistered
from domain.mrn import mrn
from projections.view import METADATA, View
from trail.sqlite.tables import FileTables

_AT = datetime(2026, 1, 5, tzinfo=UTC)
_PAGE = 20_000


class Crowd:
    """The same people for the same number of them, in tables that can be made again."""

    def __init__(self, path: Path, people: int) -> None:
        self._people = people
        self.tables = FileTables.create(path, METADATA, "off")

    def fill(self, view: View, told: Callable[[str], None] = lambda text: None) -> None:
        view.tables = self.tables
        with self.tables.begin() as db:
            db.exec_driver_sql("pragma cache_size = -1000000")
            for first in range(1, self._people + 1, _PAGE):
                last = min(first + _PAGE, self._people + 1)
                view.apply([_registered(n) for n in range(first, last)], db)
                if (last - 1) % 100_000 == 0:
                    told(f"{last - 1:,} of {self._people:,} people")
            db.exec_driver_sql("pragma cache_size = -2000")

    def typed(self, times: int) -> list[str]:
        """What a clerk may type for some of them: three letters and a birth date, a whole name, two parts, a number."""
        random = Random(self._people)
        return [_typed(random, _registered(random.randint(1, self._people))) for _ in range(times)]

    @staticmethod
    def one(n: int) -> Plain:
        """The details of one; whoever's number is beyond that of the crowd is not among them."""
        return _registered(n).payload()

    def close(self) -> None:
        self.tables.close()


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
