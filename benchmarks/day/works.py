"""The nine works, ours and the floor's in turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.day.adapter import Keeper
from benchmarks.day.floor import Floor
from benchmarks.day.ours import Ours
from benchmarks.day.plan import COMMANDS, plans
from benchmarks.day.player import Player
from benchmarks.measured import Measured, middle

PATIENTS = 200
ROUNDS = 5
WARM = 3
READS = 400  # of each kind, over all rounds
_BYTES = 14_000  # a patient may take
_READS: dict[str, tuple[Callable[[Player, int], None], float]] = {
    "W3 current file": (Player.file, 0.4),
    "W4 search": (Player.search, 0.5),
    "W5 changes of a patient": (Player.changes, 0.7),
    "W6 file as it was": (Player.past, 0.3),
}
Pair = tuple[float, float]
"""What ours and the floor did in a second, in one round."""


class Day:
    """Both do the same, call by call; each round gives a pair of rates, and the middle pair is told."""

    def __init__(self, ours: Keeper, floor: Keeper, patients: int) -> None:
        self.ours, self.floor, self.patients = Player(ours), Player(floor), patients
        self.players, self._random = (self.ours, self.floor), Random(7)

    def warm(self) -> None:
        for plan in plans(WARM, seed=1, mark="WARM"):
            for player in self.players:
                player.register(plan)
                player.write(plan)
        for player in self.players:
            player.settle()
            player.take()

    def writing(self) -> list[Measured]:
        """W1 and W2; what the views took to follow counts as writing."""
        registered, written = list[Pair](), list[Pair]()
        every, each = plans(self.patients), max(1, self.patients // ROUNDS)
        for first in range(0, len(every), each):
            own = every[first : first + each]
            spent = [[0.0, 0.0], [0.0, 0.0]]
            for plan in own:
                for player, (n) in zip(self.players, spent, strict=True):
                    player.register(plan)
                    n[0] += player.take()
                    player.write(plan)
                    n[1] += player.take()
            for player, n in zip(self.players, spent, strict=True):
                player.settle()
                n[1] += player.take()
            registered.append((len(own) / spent[0][0], len(own) / spent[1][0]))
            many = len(own) * (COMMANDS - 1)
            written.append((many / spent[0][1], many / spent[1][1]))
        return [
            Measured("W1 register", *middle(registered), "per s", 0.5),
            Measured("W2 write", *middle(written), "per s", 0.5),
        ]

    def reading(self) -> list[Measured]:
        """W3 to W6."""
        return [
            Measured(name, *middle([self._round(work) for _ in range(ROUNDS)]), "per s", bar)
            for name, (work, bar) in _READS.items()
        ]

    def _round(self, work: Callable[[Player, int], None]) -> Pair:
        each = READS // ROUNDS
        for n in self._random.choices(range(len(self.ours.plans)), k=each):
            for player in self.players:
                work(player, n)
        return each / self.ours.take(), each / self.floor.take()

    def exporting(self, folder: Path) -> list[Measured]:
        return [self._whole("W7 export of the change log", lambda player: player.export(folder / "log.ndjson"), 1.0)]

    def _whole(self, name: str, work: Callable[[Player], None], bar: float) -> Measured:
        return Measured(name, *middle([self._once(work) for _ in range(ROUNDS)]), "patients/s", bar)

    def _once(self, work: Callable[[Player], None]) -> Pair:
        for player in self.players:
            work(player)
        many = len(self.ours.plans)
        return many / self.ours.take(), many / self.floor.take()


class KeepersDay(Day):
    """With the works that need the store itself: W8, W9, and what it takes on the disk."""

    def __init__(self, ours: Keeper, floor: Keeper, patients: int) -> None:
        super().__init__(ours, floor, patients)
        self._of = {self.ours: ours, self.floor: floor}

    def size(self) -> Measured:
        people = len(self.ours.plans)
        ours = self._of[self.ours].octets() / people
        return Measured("bytes a patient", ours, _BYTES, "octets", 1.0, below=True)

    def keeping(self) -> list[Measured]:
        def rebuild(player: Player) -> None:
            player.whole(self._of[player].rebuild)

        def log(player: Player) -> None:
            player.whole(self._of[player].check_log)

        def everything(player: Player) -> None:
            log(player)
            player.whole(self._of[player].check_views)

        return [
            self._whole("W8 rebuild of the views", rebuild, 0.5),
            self._whole("W9 check of log and views", everything, 1.0),
            self._whole("W9 check of the log alone", log, 1.0),
        ]


def in_process(folder: Path, patients: int = PATIENTS) -> list[Measured]:
    ours, floor = Ours(folder / "ours"), Floor(folder / "floor")
    day = KeepersDay(ours, floor, patients)
    day.warm()
    found = [*day.writing(), *day.reading(), day.size(), *day.exporting(folder), *day.keeping()]
    ours.close()
    floor.close()
    return found
