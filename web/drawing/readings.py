"""A reading as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """One reading. `was` are values that stood there before they were corrected; `struck` was entered in error.

    `low` and `high` are the range printed on the day; `foot` is the lower end of a bar (a diastolic pressure).
    All moments of a chart are naive, or all are aware.
    """

    when: datetime
    value: Decimal
    says: str
    href: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    foot: Decimal | None = None
    was: tuple[Decimal, ...] = ()
    struck: bool = False

    @property
    def side(self) -> str:
        """`low`, `high` or nothing: where it stands against its own range."""
        if self.low is not None and self.value < self.low:
            return "low"
        return "high" if self.high is not None and self.value > self.high else ""
