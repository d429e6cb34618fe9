"""A ratio, with what it is a ratio of."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Pair = tuple[float, float]
Work = Callable[[], object]


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
    def reached(self) -> float:
        """The share of the bar that was reached: 1 and more holds."""
        return self.bar / self.ratio if self.below else self.ratio / self.bar

    @property
    def holds(self) -> bool:
        return self.reached >= 1

    @property
    def sign(self) -> str:
        return "≤" if self.below else "≥"

    def as_json(self) -> dict[str, Any]:
        sides = {"ours": _short(self.ours), "limit": _short(self.limit), "unit": self.unit, "ratio": _short(self.ratio)}
        return {"name": self.name, **sides, "bar": self.bar, "below": self.below, "holds": self.holds}

    @classmethod
    def read(cls, told: dict[str, Any]) -> Measured:
        return cls(**{name: told[name] for name in ("name", "ours", "limit", "unit", "bar", "below")})

    def line(self) -> str:
        verdict = "holds" if self.holds else "MISSED"
        sides = f"{self.ours:>11,.4g} /{self.limit:>11,.4g} {self.unit:<10}"
        return f"{self.name:<48}{sides} = {self.ratio:.2f} ({self.sign} {self.bar:g}) {verdict}"


def written(number: float, digits: int = 3) -> str:
    """For people: as many digits as can be trusted."""
    rounded = float(f"{number:.{digits}g}")
    return f"{rounded:,.0f}".replace(",", " ") if rounded >= 100 else f"{rounded:g}"


def _short(number: float) -> float:
    return float(f"{number:.4g}")


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(first: Work, second: Work, rounds: int = 5) -> Pair:
    """Seconds of both, after a round that is not counted."""
    first(), second()
    return shortest([(seconds(first), seconds(second)) for _ in range(rounds)])


def shortest(rounds: Sequence[Pair]) -> Pair:
    """The best round of each, in seconds: what disturbs a machine only ever makes it slower."""
    return min(first for first, _ in rounds), min(second for _, second in rounds)


def fastest(rounds: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """The same of rates, of as many as there are."""
    return tuple(max(each) for each in zip(*rounds, strict=True))
