"""Two players who take turns at the same work, call by call, so that what slows the machine slows both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from benchmarks.day.plan import COMMANDS, Plan, plans
from benchmarks.day.player import Player
from benchmarks.measured import Pair, fastest

ROUNDS = 8
READS, READ_ROUNDS = 400, 20  # of each kind, over so many short rounds
_WARM = 3  # patients
Read = Callable[[Player, int], None]


class Turns:
    """Each work is done in rounds; of each player the best one is told: what was done in a second."""

    def __init__(self, first: Player, second: Player) -> None:
        self.players, self._random = (first, second), Random(7)

    def warm(self) -> None:
        for plan in plans(_WARM, seed=1, mark="WARM"):
            for player in self.players:
                player.register(plan)
                player.write(plan)
        for player in self.players:
            player.settle()
            player.take()

    def write(self, every: Sequence[Plan]) -> tuple[Pair, Pair]:
        """Registrations, and all other commands; what the views need to follow counts with these."""
        each = max(1, len(every) // ROUNDS)
        rounds = [self._written(every[first : first + each]) for first in range(0, len(every), each)]
        return fastest([registered for registered, _ in rounds]), fastest([written for _, written in rounds])

    def _written(self, own: Sequence[Plan]) -> tuple[Pair, Pair]:
        registering, writing = [0.0, 0.0], [0.0, 0.0]
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

    def read(self, work: Read, reads: int = READS) -> Pair:
        return fastest([self._read(work, max(1, reads // READ_ROUNDS)) for _ in range(READ_ROUNDS)])

    def _read(self, work: Read, times: int) -> Pair:
        for _ in range(times):
            place = self._random.random()
            for player in self.players:
                work(player, int(place * len(player.plans)))
        return _rates(times, [player.take() for player in self.players])

    def whole(self, work: Callable[[Player], None], times: int = ROUNDS) -> Pair:
        """Patients in a second, of a work that goes through the whole store."""
        return fastest([self._whole(work) for _ in range(times)])

    def _whole(self, work: Callable[[Player], None]) -> Pair:
        for player in self.players:
            work(player)
        return _rates(len(self.players[0].plans), [player.take() for player in self.players])


def _rates(times: int, spent: Sequence[float]) -> Pair:
    first, second = spent
    return times / first, times / second
