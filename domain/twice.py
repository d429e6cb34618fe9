"""What is keyed twice, in one form: two who mean the same say the same, however they write it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain import values
from domain.blood import ABO, RHD, BloodGroup
from domain.fact import Plain
from domain.history import History
from domain.measurements import Measurements
from domain.quantity import convert, number
from domain.refusal import Refused
from domain.text import folded, needed, one_of
from domain.vitals import VITALS

FIELDS: Mapping[str, tuple[str, ...]] = {
    Measurements.NAME: ("value",),
    BloodGroup.NAME: ("abo", "rhd"),
    History.NAME: ("what", "onset"),
}
"""By chapter, the fields that are keyed again."""


def canonical(chapter: str, entry: Plain) -> Plain:
    """The fields of a stored entry: a value in the unit of its kind, a date as it is known, a text without case and
    accents."""
    match chapter:
        case Measurements.NAME:
            return {"value": _value(entry["kind"], str(entry["value"]), entry["unit"])}
        case BloodGroup.NAME:
            return {"abo": entry["abo"], "rhd": entry["rhd"]}
        case _:
            return {"what": _plain(entry["what"]["text"]), "onset": entry.get("onset") or ""}


def keyed(chapter: str, kind: str, typed: Mapping[str, Any]) -> Plain:
    """The same of what was typed; `kind` is the vital that was measured. `Refused` names what cannot be read."""
    match chapter:
        case Measurements.NAME:
            unit = one_of(typed.get("unit") or VITALS[kind].unit, VITALS[kind].units, "unit")
            return {"value": _value(kind, number(typed.get("value"), "value"), unit)}
        case BloodGroup.NAME:
            return {"abo": one_of(typed.get("abo"), ABO, "abo"), "rhd": one_of(typed.get("rhd"), RHD, "rhd")}
        case History.NAME:
            onset = values.moment(typed.get("onset"), "onset")
            return {"what": _plain(needed(typed.get("what"), "what")), "onset": onset or ""}
        case _:
            raise Refused("chapter", "This is not keyed twice.")


def _value(kind: str, value: str, unit: str) -> str:
    vital = VITALS[kind]
    plain = Decimal(convert(value, unit, vital.unit)).normalize() + 0  # no zero has a sign
    return f"{plain:f} {vital.unit}"


def _plain(text: str) -> str:
    return " ".join(folded(text).split())
