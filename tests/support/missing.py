"""An office whose clock a test moves, a patient of it, and what the work list says of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.by import By
from domain.completeness.terms import DEFAULT
from projections.worklist import Deficiency, Policy, Worklist
from tests.support.clock import StandingClock
from tests.support.office import AMA, LUCIA, WHY
from tests.support.stores import created
from web.service import Service

KOFI = By(actor="u-00000002", name="Kofi Adjei", role="reviewer")
PERSON: dict[str, Any] = {name: value for name, value in LUCIA.items() if name != "identifiers"}
STRICT = {"rules": {
    "DQ03": {"on": False}, "DQ08": {"after": {"adult": "P1M"}}, "DQ11": {"due": "next-visit", "severity": "safety"},
    "DQ22": {"least": 48}, "DQ09": {"owner": "reviewer"}, "DQ07": {"after": {"EMER.weight": "P0D"}},
}}  # fmt: skip
ALLERGY = ("DQ09", "history.allergy")
_numbers = count(1)


class Case:
    """One patient; times are told from the clock as it stands."""

    def __init__(self, service: Service, clock: StandingClock) -> None:
        self.service, self.clock = service, clock
        self.records, self.office = service.records, service.office
        self.worklist = Worklist(service.views.current.tables)
        self.who = self.other = UUID(int=0)

    def register(self, by: By = AMA, **other: Any) -> datetime:
        """When that was."""
        self.who = UUID(self.records.register({**PERSON, **other}, by).id)
        return self.clock.at

    def ago(self, **by: float) -> str:
        return (self.clock.at - timedelta(**by)).isoformat(timespec="minutes")

    def entry(self, command: str, *said: Any, by: By = AMA, **told: Any) -> str:
        """Give a command about the patient; the first entry it made."""
        method = getattr(self.records, command, None) or getattr(self.office, command)
        entries = method(self.who, *said, by=by, **told).entries
        return str(entries[0]) if entries else ""

    def born(self, **before: float) -> str:
        """The day so long ago."""
        return self.ago(**before)[:10]

    def visit(self, start: str, visit_class: str = "AMB", by: By = AMA, **told: Any) -> str:
        return self.entry("open_visit", {"visit_class": visit_class, "start": start, **told}, by=by)

    def measure(self, value: str, at: str, kind: str = "weight", unit: str = "kg", **told: Any) -> str:
        return self.entry("measure", [{"kind": kind, "value": value, "unit": unit}], taken_at=at, **told)

    def missing(self, rule: str, now: datetime | None = None, policy: Policy = DEFAULT) -> list[Deficiency]:
        """What the rule misses in this patient's record, now or at another time."""
        self.service.views.ready()
        return self.worklist.rows(policy, now or self.clock.at, str(self.who), rule=rule)

    def digest(self) -> str:
        """Of a document that is nobody's yet."""
        return f"{next(_numbers):064x}"

    def attach(self, digest: str, **told: Any) -> str:
        about = {"address": digest, "digest": digest, "size": 7, "mime": "text/plain", "title": "Letter"}
        return self.entry("attach", {**about, **told})


@contextmanager
def office(folder: Path) -> Iterator[tuple[Service, StandingClock]]:
    """A store that the tests of a module share: each has patients of its own."""
    clock = StandingClock(datetime(2026, 3, 9, 9, 30, tzinfo=UTC))
    with created(folder / "store", "test.example/log", clock) as made:
        yield made, clock


__all__ = ["ALLERGY", "AMA", "KOFI", "PERSON", "STRICT", "WHY", "Case", "office"]
