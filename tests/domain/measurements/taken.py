"""What was measured, as it is told and as it is recorded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.fact import Decisions, Plain
from domain.measurements import MeasurementsRecorded
from domain.patient import Patient
from domain.vitals import VITALS, Vital
from tests.support.given import Happened, given

TAKEN = "2026-03-07T09:05Z"
STEP = Decimal("0.0001")
WEIGHED_IN = "Weight is measured in kg, g, lb, oz, st."
ACTS = VITALS.values()


def weight(value: str, unit: str = "kg", entered: Plain | None = None, id: str = "m1") -> Plain:
    """A weight as it is recorded."""
    as_entered = entered or {"value": value, "unit": unit}
    return {"kind": "weight", "value": value, "unit": "kg", "code": "29463-7", "as_entered": as_entered, "id": id}


def pressure(kind: str, value: str, id: str) -> Plain:
    code = VITALS[kind].loinc
    as_entered = {"value": value, "unit": "mm[Hg]"}
    return {"kind": kind, "value": value, "unit": "mm[Hg]", "code": code, "as_entered": as_entered, "id": id}


WEIGHED: Happened = (MeasurementsRecorded, {"taken_at": TAKEN, "items": [weight("72.5")]})
PRESSED: Happened = (
    MeasurementsRecorded,
    {"taken_at": TAKEN, "items": [pressure("systolic", "120", "m1"), pressure("diastolic", "80", "m2")]},
)


def take(patient: Patient, *items: Plain, **more: Any) -> Decisions:
    return patient.file.measurements.take(items, taken_at=TAKEN, **more)


def taking(vital: Vital, value: Decimal, **more: Any) -> Decisions:
    """One measurement of a kind in its own unit, with nobody asking."""
    return take(given(), {"kind": vital.kind, "value": f"{value:f}"}, **more)
