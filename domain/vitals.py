"""What is measured at a visit: codes, units, and what a person can and is likely to have.

LOINC codes and names as received in the FHIR R4 examples and in Synthea's output, which a test compares; UCUM units as
in the HL7 FHIR R4 vital-signs profile (https://hl7.org/fhir/R4/observation-vitalsigns.html). Hard limits are recorded
human extremes, not norms; the likely ranges are an adult's (see `domain.likely` for a child's).

LOINC is copyright (c) 1995 Regenstrief Institute, Inc. and the LOINC Committee, free under https://loinc.org/license.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Limits = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Vital:
    """One kind of measurement. Limits are in the canonical unit, both ends included."""

    kind: str
    name: str
    loinc: str | None
    display: str
    unit: str
    units: tuple[str, ...]
    possible: tuple[Decimal, Decimal]
    likely: Limits


def _vital(kind: str, name: str, code: str | None, units: str, possible: str, likely: str = "–") -> tuple[str, Vital]:
    low, high = possible.split("–")
    least, most = (Decimal(end) if end else None for end in likely.split("–"))
    first, *_ = every = tuple(units.split())
    loinc, display = (code or "").partition(" ")[::2]
    return kind, Vital(kind, name, loinc or None, display, first, every, (Decimal(low), Decimal(high)), (least, most))


VITALS = dict((
    _vital("height", "Height", "8302-2 Body height", "cm m mm [in_i] [ft_i]", "20–280", "120–210"),
    _vital("weight", "Weight", "29463-7 Body weight", "kg g [lb_av] [oz_av] [stone_av]", "0.2–700", "30–200"),
    _vital("systolic", "Systolic pressure", "8480-6 Systolic blood pressure", "mm[Hg] kPa", "20–370", "80–200"),
    _vital("diastolic", "Diastolic pressure", "8462-4 Diastolic blood pressure", "mm[Hg] kPa", "10–300", "40–120"),
    _vital("heart-rate", "Heart rate", "8867-4 Heart rate", "/min", "0–400", "40–140"),
    _vital("respiratory-rate", "Respiratory rate", "9279-1 Respiratory rate", "/min", "0–150", "8–30"),
    _vital("temperature", "Temperature", "8310-5 Body temperature", "Cel [degF]", "10–47", "35–40"),
    _vital("oxygen-saturation", "Oxygen saturation", "59408-5 Oxygen saturation in Arterial blood by Pulse oximetry",
           "%", "0–100", "92–"),
    _vital("head-circumference", "Head circumference", "9843-4 Head Occipital-frontal circumference", "cm mm [in_i]",
           "10–80"),
    _vital("waist", "Waist", None, "cm mm [in_i]", "20–350"),
    _vital("arm-circumference", "Upper arm circumference", None, "cm mm [in_i]", "4–80", "18.5–"),
    _vital("pain", "Pain", "72514-3 Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}",
           "0–10", "–6"),
    _vital("bmi", "Body mass index", "39156-5 Body mass index (BMI) [Ratio]", "kg/m2", "2–250", "12–60"),
))  # fmt: skip
"""By kind. A code that no source at hand confirms is left out rather than guessed."""

BY_LOINC = {vital.loinc: vital for vital in VITALS.values() if vital.loinc} | {
    code: VITALS[kind]
    for code, kind in {
        "3137-7": "height", "3138-5": "height", "8301-4": "height", "8306-3": "height", "8308-9": "height",
        "3141-9": "weight", "2708-6": "oxygen-saturation", "8280-0": "waist",
    }.items()
}  # fmt: skip
"""Codes under which such a measurement may arrive; only those of `VITALS` are ever written."""
CHILD_YEARS = 18
