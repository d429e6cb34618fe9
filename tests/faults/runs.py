"""How much of a fault is tried, and from which seed: a little a commit, a twentieth at night, all with LONG=1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults import shim
from tests.faults.bench import Came, Order
from tests.faults.clinic import Judgement
from tests.faults.tally import ROOT, Tally

SEED = int(os.environ.get("SEED", "8"))


def often(gate: int, full: int) -> list[Any]:
    """As parameters of a test: the gate's number, and that of a long run."""
    many = full if os.environ.get("LONG") == "1" else max(gate, full // 20)
    return [gate, pytest.param(many, marks=pytest.mark.slow)]


def chosen(calls: int, number: int, seed: int) -> list[tuple[int, int]]:
    """So many places among so many calls, the same ones for the same seed; all of them where that is no more."""
    every = range(1, calls + 1)
    return [(seed, at) for at in (sorted(Random(seed).sample(every, number)) if number < calls else every)]


class Bench:
    """Where stores are harmed: `tests.faults.bench`, one process under the shim for all that is ordered."""

    def __init__(self, library: Path, store: Path, who: str) -> None:
        self._store, self._who = store, who
        command = [sys.executable, "-m", "tests.faults.bench"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=shim.environment(library), cwd=ROOT
        )

    def points(self, fault: shim.Fault, number: int, **more: Any) -> list[Came]:
        """`number` of them, over as many plans of work as that takes; after each plan was carried out unharmed."""
        found, seed = list[Came](), SEED
        while (left := number - len(found)) > 0:
            [whole] = self.run(fault, [(seed, 0)], **more)
            assert whole.judgement, whole
            found += self.run(fault, chosen(whole.calls, min(left, max(20, number // 4)), seed), **more)
            seed += 1
        return found

    def run(self, fault: shim.Fault, points: list[tuple[int, int]], **more: Any) -> list[Came]:
        assert self._process.stdin
        assert self._process.stdout
        order = Order(str(self._store), self._who, fault, points, **more)
        self._process.stdin.write(json.dumps(order._asdict()) + "\n")
        self._process.stdin.flush()
        return [_read(self._process.stdout.readline()) for _ in points]

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


def _read(line: str) -> Came:
    *told, judgement = json.loads(line)
    return Came(*told, Judgement(*judgement))


def tell(tally: Tally, points: list[Came]) -> None:
    for one in points:
        tally.add(min(one.hits, 1), one.acknowledged)
        if not one.judgement:
            lost, inconsistent, silent = map(len, one.judgement)
            tally.wrong(f"seed {one.seed}, call {one.at}: {one.judgement}", lost, inconsistent, silent)


__all__ = ["SEED", "Bench", "chosen", "often", "tell"]
