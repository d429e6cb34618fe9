"""Whether a clinic slows down as it grows: a large store against a small one, in turns."""

from __future__ import annotations

from pathlib import Path

from benchmarks.day.ours import Ours
from benchmarks.day.plan import plans
from benchmarks.day.player import Player
from benchmarks.day.turns import READ, Turns
from benchmarks.day.works import PATIENTS
from benchmarks.measured import Measured, Pair

TIMES = 10  # as many patients; --times changes it
_MORE = 50  # patients who are registered in both


def growth(folder: Path, patients: int = PATIENTS, times: int = TIMES) -> list[Measured]:
    large, small = Ours(folder / "large"), Ours(folder / "small")
    turns = Turns(_filled(large, patients * times), _filled(small, patients))
    turns.warm()
    registered, written = turns.write(plans(_MORE, seed=2, mark="MORE"))
    pairs = {"W1 register": registered, "W2 write": written}
    pairs |= {name: turns.read(work) for name, work in READ.items()}
    large.close()
    small.close()
    return [_slower(f"{name}, {times} times the patients", pair) for name, pair in pairs.items()]


def _filled(ours: Ours, patients: int) -> Player:
    player = Player(ours)
    for plan in plans(patients):
        player.register(plan)
        player.write(plan, pause=0)
    player.settle()
    player.take()
    return player


def _slower(name: str, pair: Pair) -> Measured:
    large, small = (1000 / rate for rate in pair)
    return Measured(name, large, small, "ms", 1.1, below=True)
