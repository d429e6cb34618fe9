"""What an Observation found: items of a measurement where it is one that we know, lines of a report otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from domain.fact import Plain
from domain.quantity import unit
from domain.refusal import Refused
from domain.results import FLAGS
from domain.text import LINE
from domain.vitals import BY_LOINC, Vital
from web.importing.fhir import coded, codes, concept_text, inside, items, number, one_of, short, word
from web.importing.reading import written

_PLAIN = ("String", "DateTime", "Time", "Integer", "Boolean")
_YES = {True: "yes", False: "no"}


def vitals(resource: Plain) -> list[Plain]:
    """The items of a measurement, empty where this is none that we know in a unit that we know."""
    parts = resource.get("component")
    if not parts:
        return [item] if (item := _item(resource)) else []
    found = [_item(part) for part in items(parts) if isinstance(part, dict)]
    return [one for one in found if one] if all(found) else []


def _item(part: Plain) -> Plain | None:
    vital, quantity = _vital(part), part.get("valueQuantity")
    if vital is None or not isinstance(quantity, dict) or quantity.get("comparator"):
        return None
    value, measure = number(quantity.get("value")), _unit(quantity)
    if value is None or measure not in vital.units:
        return None
    return {"kind": vital.kind, "value": value, "unit": measure}


def unit_oddities(resource: Plain) -> set[str]:
    """`unit-missing` or `unit-unknown` where something that we know was measured, and we cannot say in what."""
    found = set()
    for part in [resource, *items(resource.get("component"))]:
        quantity = part.get("valueQuantity") if isinstance(part, dict) else None
        if isinstance(quantity, dict) and (vital := _vital(part)) and number(quantity.get("value")) is not None:
            measure = _unit(quantity)
            if measure not in vital.units:
                found.add("unit-unknown" if measure else "unit-missing")
    return found


def _vital(part: Plain) -> Vital | None:
    for code in codes(part.get("code")):
        if code in BY_LOINC:
            return BY_LOINC[code]
    return None


def _unit(quantity: Plain) -> str | None:
    return _ucum(word(quantity.get("code")) or word(quantity.get("unit")))


@lru_cache(1024)
def _ucum(text: str | None) -> str | None:
    try:
        return unit(text, "unit")
    except Refused:
        return None


def lines(resource: Plain) -> Iterator[Plain]:
    """One line of a report for the observation's value, and one for each component."""
    parts = [part for part in items(resource.get("component")) if isinstance(part, dict)]
    called_off = resource.get("status") == "cancelled"
    if not parts or _told(resource):
        yield _line(resource, called_off)
    for part in parts:
        yield _line(part, called_off)


def _line(part: Plain, called_off: bool) -> Plain:
    line = {"what": coded(part.get("code")) or {"text": "Not named in the source"}, **(_told(part) or _nothing(part))}
    notes = [text for one in items(part.get("note")) if (text := word(inside(one, "text")))]
    if called_off:
        notes.insert(0, "Cancelled at the source.")
    if told := inside(part, "referenceRange"):
        _range(line, told, notes)
    if flag := one_of(next(iter(codes(inside(part, "interpretation"))), None), FLAGS):
        line["printed_flag"] = flag
    if notes:
        line["note"] = "\n".join(notes)
    return line


def _told(part: Plain) -> Plain:
    quantity = part.get("valueQuantity")
    if isinstance(quantity, dict) and (value := number(quantity.get("value"))) is not None:
        measure = word(quantity.get("code")) or word(quantity.get("unit"))
        comparator = one_of(quantity.get("comparator"), ("<", "<=", ">=", ">")) or ""
        return {"value": f"{comparator}{value}", "unit": measure} if measure else {"value": f"{comparator}{value}"}
    if concept := coded(part.get("valueCodeableConcept")):
        text = concept_text(part.get("valueCodeableConcept")) or ""
        return {"coded": concept, "text": text} if len(text) > LINE else {"coded": concept}
    for kind in _PLAIN:
        if (value := part.get(f"value{kind}")) is not None and (text := _plain(value)):
            return {"text": text}
    other = {name: value for name, value in part.items() if name.startswith("value") and value}
    return {"text": written(other)} if other else {}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _YES[value]
    return value.strip() if isinstance(value, str) else written(value)


def _nothing(part: Plain) -> Plain:
    if text := concept_text(part.get("dataAbsentReason")):
        return {"not_done": short(text)}
    if part.get("hasMember"):
        return {"text": "No value of its own; what belongs to it is recorded beside it."}
    return {"not_done": "no value in the source"}


def _range(line: Plain, told: object, notes: list[str]) -> None:
    """The first range; its words go to the note where they are too long for one line."""
    if not isinstance(told, dict):
        return
    found = {end: value for end in ("low", "high") if (value := number(inside(told, end, "value")))}
    if len(found) == 2 and Decimal(found["low"]) > Decimal(found["high"]):
        notes.append(f"Reference range as it came: {found.pop('low')} to {found.pop('high')}")
    if text := word(told.get("text")):
        if len(text) <= LINE:
            found["text"] = text
        else:
            notes.append(f"Reference range: {text}")
    if found:
        line["range"] = found


def said(resource: Plain) -> str:
    """The observation in words, for a line of the history."""
    return "; ".join(
        line.get("coded", {}).get("text")
        or line.get("text")
        or line.get("not_done")
        or f"{line['value']} {line.get('unit', '')}".strip()
        for line in lines(resource)
    )
