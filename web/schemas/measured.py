"""What is measured in one go, with its units, and how it was taken."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from domain.measurements import HOW
from domain.quantity import SHOWN
from domain.vitals import VITALS
from web.schemas.fields import WHEN, Command, hidden, measure, moment, one, text


def _units(kind: str) -> dict[str, str]:
    return {unit: SHOWN.get(unit, unit) for unit in VITALS[kind].units}


def taken(kind: str) -> fields.String:
    """One kind, with the units it is read in."""
    return measure(VITALS[kind].name, _units(kind))


_TAKEN: dict[str, Any] = {kind.replace("-", "_"): taken(kind) for kind in VITALS if kind != "bmi"}
KINDS_TAKEN: dict[str, Any] = {name: name.replace("_", "-") for name in _TAKEN}
HOWS = [(word if word != HOW[0] else "", word.capitalize()) for word in HOW]
"""A measurement is measured unless it is said otherwise."""
_HOW = {word: word.capitalize() for word in HOW}
_TOLD = ("height", "weight")  # what people know of themselves
_PRESSED = ("systolic", "diastolic", "heart_rate")
HOW_TAKEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "position": ("position", _PRESSED),
    "cuff": ("body_site", _PRESSED[:2]),
    "where_warm": ("body_site", ("temperature",)),
    "oxygen": ("oxygen", ("oxygen_saturation",)),
    "device": ("device", tuple(_TAKEN)),
    "note": ("note", tuple(_TAKEN)),
}
"""What is said once for an act: the field of the items it belongs to, and those items."""
_ABOUT: dict[str, Any] = {
    "position": one("Position", {word: word.capitalize() for word in ("sitting", "lying", "standing")}, width="w3 p6"),
    "cuff": one("Cuff", {word: word.capitalize() for word in ("left arm", "right arm", "leg")}, width="w3 p6"),
    "where_warm": one(
        "Temperature taken", {word: word.capitalize() for word in ("mouth", "ear", "armpit", "rectum", "forehead")},
        width="w3 p6",
    ),
    "oxygen": text("Breathing", hint="Air, or the oxygen given: 2 L/min, 28 %", width="w4 p6"),
    "device": text("Device", width="w4 p6"),
    "note": text("Note", width="w7"),
}  # fmt: skip
Measures: type[Schema] = Command.from_dict(
    {"taken_at": moment("Taken", hint=WHEN, required=True, width="w7"), **_TAKEN, **_ABOUT}
    | {f"{name}_unit": hidden() for name in _TAKEN}
    | {f"{name}_how": one(f"How we know the {name}", _HOW) for name in _TOLD},
    name="Measures",
)
Measures.PARTS = {  # type: ignore[attr-defined]
    "When": ("taken_at",),
    "What was measured": tuple(_TAKEN),
    "How it was taken": tuple(_ABOUT),
}


def correction(kind: str) -> type[Schema]:
    """As one reading should have been; only the units of its kind can be chosen."""
    fields = {
        "value": text("Value", required=True, width="w4", missing="Write the value as it should have been."),
        "unit": one("Unit", _units(kind), required=True, width="w3"),
        "taken_at": moment("Taken", hint=WHEN, width="w7"),
    }
    made: Any = Command.from_dict(dict(fields), name="MeasureCorrection")
    made.PARTS = {"As it should have been": tuple(fields)}
    found: type[Schema] = made
    return found
