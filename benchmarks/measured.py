"""A ratio, with what it is a ratio of."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """`ours` and `limit` in the unit named; `bar` is what the ratio should reach, or stay below where `below`."""

    name: str
    ours: float
    limit: float
    unit: str
    bar: float
    below: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.limit

    @property
    def holds(self) -> bool:
        return self.ratio <= self.bar if self.below else self.ratio >= self.bar

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "holds": self.holds}

    def line(self) -> str:
        sign = "≤" if self.below else "≥"
        verdict = "holds" if self.holds else "MISSED"
        sides = f"{self.ours:>12.4g} /{self.limit:>10.4g} {self.unit:<10}"
        return f"{self.name:<42}{sides} = {self.ratio:.2f} ({sign} {self.bar}) {verdict}"


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The best of so many runs: what disturbs a run only ever makes it slower."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def middle(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The pair whose ratio is the median: what disturbed a round disturbed both of its halves."""
    ordered = sorted(pairs, key=lambda pair: pair[0] / pair[1])
    return ordered[len(ordered) // 2]
