"""Observations: measurements where they are ones that we know, lines of a report otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from domain.fact import Plain
from domain.quantity import unit
from domain.refusal import Refused
from domain.vitals import BY_LOINC
from web.importing.fhir import coded, codes, inside, items, number, word

_VALUES = ("String", "DateTime", "Time", "Integer", "Boolean")


def vitals(resource: Mapping[str, Any]) -> list[Plain]:
    """The items of a measurement, empty where this is none that we know in a unit that we know."""
    parts = [*items(resource.get("component"))] or [resource]
    found = [_vital(part) for part in parts if isinstance(part, Mapping)]
    return [one for one in found if one] if all(found) else []


def _vital(part: Mapping[str, Any]) -> Plain | None:
    vital = next((BY_LOINC[code] for code in codes(part.get("code")) if code in BY_LOINC), None)
    quantity = part.get("valueQuantity")
    if vital is None or not isinstance(quantity, Mapping) or quantity.get("comparator"):
        return None
    value = number(quantity.get("value"))
    given = word(quantity.get("code")) or word(quantity.get("unit"))
    try:
        measure = unit(given, "unit")
    except Refused:
        return None
    if value is None or measure not in vital.units:
        return None
    return {"kind": vital.kind, "value": value, "unit": measure}


def lines(resource: Mapping[str, Any]) -> Iterator[Plain]:
    """One line of a report for the observation's value, and one for each component."""
    parts = [part for part in items(resource.get("component")) if isinstance(part, Mapping)]
    if _told(resource) or not parts:
        yield _line(resource)
    yield from map(_line, parts)


def _line(part: Mapping[str, Any]) -> Plain:
    what = coded(part.get("code")) or {"text": "Not named in the source"}
    found = _told(part) or {"not_done": _absent(part)}
    flag = next(iter(codes(inside(part, "interpretation"))), None)
    told = {"range": _range(part), "printed_flag": flag if flag in ("N", "L", "H", "LL", "HH", "A", "AA") else None}
    note = word(inside(part, "note", "text"))
    return {"what": what, **found, **{name: one for name, one in {**told, "note": note}.items() if one}}


def _told(part: Mapping[str, Any]) -> Plain:
    quantity = part.get("valueQuantity")
    if isinstance(quantity, Mapping) and (value := number(quantity.get("value"))) is not None:
        comparator = quantity.get("comparator") or ""
        measure = word(quantity.get("code")) or word(quantity.get("unit"))
        return {"value": f"{comparator}{value}"} | ({"unit": measure} if measure else {})
    if concept := coded(part.get("valueCodeableConcept")):
        return {"coded": concept}
    for kind in _VALUES:
        if (value := part.get(f"value{kind}")) is not None:
            return {"text": str(value)}
    other = {name: value for name, value in part.items() if name.startswith("value")}
    return {"text": json.dumps(other, default=str, sort_keys=True)} if other else {}


def _absent(part: Mapping[str, Any]) -> str:
    reason = coded(part.get("dataAbsentReason"))
    return reason["text"] if reason else "no value in the source"


def _range(part: Mapping[str, Any]) -> Plain | None:
    told = inside(part, "referenceRange")
    if not isinstance(told, Mapping):
        return None
    ends = {end: number(inside(told, end, "value")) for end in ("low", "high")}
    return {name: one for name, one in {**ends, "text": word(told.get("text"))}.items() if one}
