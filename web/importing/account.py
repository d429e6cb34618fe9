"""What became of every single resource."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

RECORDED, FLAGGED, HELD, REFUSED, SKIPPED = OUTCOMES = ("recorded", "flagged", "held", "refused", "skipped")


@dataclass
class Account:
    """Each resource has exactly one outcome, so that seen is their sum."""

    sources: list[str] = field(default_factory=list)
    patients: int = 0
    events: int = 0
    unreadable: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[dict[str, str]] = field(default_factory=list)

    def count(self, kind: str, outcome: str, source: str, place: str, reason: str = "") -> None:
        """What was recorded without a word needs none; what was skipped is told by kind; all else one by one."""
        self.outcomes[outcome] += 1
        self.types[kind, outcome] += 1
        if outcome == SKIPPED:
            self.skipped[kind, reason] += 1
        elif outcome != RECORDED:
            self.find(source, place, outcome, reason)

    def find(self, source: str, place: str, outcome: str, reason: str) -> None:
        self.findings.append({"source": source, "place": place, "outcome": outcome, "reason": reason})

    @property
    def seen(self) -> int:
        return sum(self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        types: dict[str, dict[str, int]] = {}
        for (kind, outcome), n in sorted(self.types.items()):
            types.setdefault(kind, {})[outcome] = n
        passed = [
            {"source": "", "place": kind, "outcome": SKIPPED, "reason": f"{reason} ({n})"}
            for (kind, reason), n in sorted(self.skipped.items())
        ]
        return {
            "sources": self.sources,
            "patients": self.patients,
            "seen": self.seen,
            **{outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "events": self.events,
            "types": types,
            "findings": [*self.findings, *passed],
        }
