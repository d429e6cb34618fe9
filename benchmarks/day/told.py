"""What an adapter says of its own answers where they are in the oracle's words already."""

from __future__ import annotations

from typing import Any

from benchmarks.day import oracle
from benchmarks.day.oracle import Change
from benchmarks.day.plan import Plan


class Told:
    def shows(self, answer: Any, plan: Plan, updates: int) -> bool:
        return oracle.is_file(answer, plan, updates)

    def numbers_of(self, answer: Any) -> list[str]:
        found: list[str] = answer
        return found

    def changes_of(self, answer: Any) -> list[Change]:
        found: list[Change] = answer
        return found
