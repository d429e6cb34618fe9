"""What is gathered at the desk when a patient first comes; it is recorded with the registration, or neither is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from domain.by import By
from domain.fact import Decision
from domain.measurements import Measurements, reasoned
from domain.patient import Patient


class Intake(NamedTuple):
    """`items` as `Measurements.take` wants them, `blood` as `BloodGroup.determine` does; `by` may say why an unlikely
    value stands, which is no reason of the registration."""

    by: By
    taken_at: str
    items: Sequence[Mapping[str, Any]] = ()
    blood: Mapping[str, Any] | None = None

    def judge(self, patient: Patient, confirmed: Collection[str]) -> Iterator[Decision]:
        """What there is to record; `Doubtful` and `Refused` as those two say."""
        measurements: Measurements = patient.file.measurements
        if self.items:
            taken = measurements.take(self.items, taken_at=self.taken_at, confirmed=confirmed)
            yield from reasoned(taken, self.by)
        if self.blood:
            yield from patient.file.blood_group.determine(self.blood)
