"""Players who take turns at the same work, in short rounds, so that what slows the machine slows all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Protocol

from benchmarks.day.plan import COMMANDS, Plan, plans
from benchmarks.measured import fastest

ROUNDS = 8
READS, READ_ROUNDS = 400, 20  # of each kind, over so many short rounds
_WARM = 3  # patients
Rates = tuple[float, ...]


class Seat(Protocol):
    """Who plays: a `Player`, or one that does in a process of its own as soon as `take` asks for the time."""

    plans: list[Plan]

    def take(self) -> float: ...
    def register(self, plan: Plan) -> None: ...
    def write(self, plan: Plan) -> None: ...
    def settle(self) -> None: ...
    def file(self, n: int) -> None: ...
    def search(self, n: int) -> None: ...
    def changes(self, n: int) -> None: ...
    def past(self, n: int) -> None: ...
    def export(self, path: Path) -> None: ...
    def rebuild(self) -> None: ...
    def check(self) -> None: ...
    def check_log(self) -> None: ...


Read = Callable[[Seat, int], None]
READ: dict[str, Read] = {
    "W3 current file": lambda player, n: player.file(n),
    "W4 search": lambda player, n: player.search(n),
    "W5 changes of a patient": lambda player, n: player.changes(n),
    "W6 file as it was": lambda player, n: player.past(n),
}


class Turns:
    """Each work is done in rounds; of each player the best one is told: what was done in a second."""

    def __init__(self, *players: Seat) -> None:
        self.players, self._random = players, Random(7)

    def warm(self) -> None:
        for plan in plans(_WARM, seed=1, mark="WARM"):
            for player in self.players:
                player.register(plan)
                player.write(plan)
        for player in self.players:
            player.settle()
            player.take()

    def write(self, every: Sequence[Plan]) -> tuple[Rates, Rates]:
        """Registrations, and all other commands; what the views need to follow counts with these."""
        each = max(1, len(every) // ROUNDS)
        rounds = [self._written(every[first : first + each]) for first in range(0, len(every), each)]
        return fastest([registered for registered, _ in rounds]), fastest([written for _, written in rounds])

    def _written(self, own: Sequence[Plan]) -> tuple[Rates, Rates]:
        registering, writing = ([0.0] * len(self.players) for _ in range(2))
        for plan in own:
            for n, player in enumerate(self.players):
                player.register(plan)
                registering[n] += player.take()
                player.write(plan)
                writing[n] += player.take()
        for n, player in enumerate(self.players):
            player.settle()
            writing[n] += player.take()
        return _rates(len(own), registering), _rates(len(own) * (COMMANDS - 1), writing)

    def read(self, work: Read, reads: int = READS) -> Rates:
        return fastest([self._read(work, max(1, reads // READ_ROUNDS)) for _ in range(READ_ROUNDS)])

    def _read(self, work: Read, times: int) -> Rates:
        for _ in range(times):
            place = self._random.random()
            for player in self.players:
                work(player, int(place * len(player.plans)))
        return _rates(times, [player.take() for player in self.players])

    def whole(self, work: Callable[[Seat], None], times: int = ROUNDS) -> Rates:
        """Patients in a second, of a work that goes through the whole store."""
        return fastest([self._whole(work) for _ in range(times)])

    def _whole(self, work: Callable[[Seat], None]) -> Rates:
        for player in self.players:
            work(player)
        return _rates(len(self.players[0].plans), [player.take() for player in self.players])


def _rates(times: int, spent: Sequence[float]) -> Rates:
    return tuple(times / each for each in spent)
