"""What came of each anchor outside this machine: when it last took a checkpoint, and why it did not since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from trail.clock import read, written
from trail.files import put_in_place
from trail.policy import Policy

FILE = "outside.json"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Came:
    """`size` entries were taken `at` that time; `failed`: why none were since, `gravely` where the log was changed."""

    size: int = 0
    at: str = ""
    failed: str = ""
    gravely: bool = False

    def took(self, size: int, at: datetime) -> Came:
        return Came(size, written(at))

    def lost(self, why: str, gravely: bool = False) -> Came:
        return replace(self, failed=why, gravely=gravely)

    def late(self, now: datetime) -> bool:
        """Whether it has taken nothing for a day."""
        return not self.at or now - read(self.at) > DAY


def came(folder: Path) -> dict[str, Came]:
    """By a witness's verifier key, or the name of another. A file that cannot be read says nothing: it is no proof."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {name: Came(**one) for name, one in told.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def remember(folder: Path, told: Mapping[str, Came]) -> None:
    put_in_place(folder / FILE, json.dumps({name: asdict(one) for name, one in told.items()}).encode() + b"\n")


def overdue(policy: Policy, told: Mapping[str, Came], now: datetime) -> bool:
    """Whether fewer witnesses than it takes have signed for a day, or, where there is none, nothing was mailed or
    stamped."""
    if policy.witnesses:
        punctual = [one for one in policy.witnesses if not told.get(one.key, Came()).late(now)]
        return len(punctual) < policy.threshold
    others = [one.name for one in (policy.mail, policy.timestamp) if one]
    return bool(others) and all(told.get(one, Came()).late(now) for one in others)
