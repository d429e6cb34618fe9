"""Reading the data types of FHIR R4 into the shapes of the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.fact import Plain

_SECONDS = re.compile(r"(T\d\d:\d\d)(:\d\d)?(\.\d+)?")


def items(value: Any) -> list[Any]:
    """What a field that may repeat holds; nothing is an empty list, and a single one a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def inside(value: Any, *path: str) -> Any:
    """The value at a path of names; the first of a list; None where there is none."""
    for name in path:
        value = value[0] if isinstance(value, list) and value else value
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value[0] if isinstance(value, list) and value and path else value


def word(value: Any) -> str | None:
    """Text of a field, on one line, or None."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def coded(concept: Any) -> Plain | None:
    """A CodeableConcept as text and codings."""
    if not isinstance(concept, Mapping):
        return None
    codings = [found for one in items(concept.get("coding")) if isinstance(one, Mapping) and (found := _coding(one))]
    text = word(concept.get("text")) or next((one["display"] for one in codings if "display" in one), None)
    text = text or next((one["code"] for one in codings if "code" in one), None)
    if text is None:
        return None
    return {"text": text[:500]} | ({"codings": codings} if codings else {})


def _coding(one: Mapping[str, Any]) -> Plain:
    return {name: text for name in ("system", "code", "display", "version") if (text := word(one.get(name)))}


def codes(concept: Any) -> list[str]:
    """All codes of a CodeableConcept, whatever their system."""
    found = items(concept.get("coding")) if isinstance(concept, Mapping) else []
    return [one["code"] for one in found if isinstance(one, Mapping) and isinstance(one.get("code"), str)]


def moment(value: Any) -> str | None:
    """A dateTime or instant, without the fraction of its second."""
    text = word(value)
    return _SECONDS.sub(lambda found: found[1] + (found[2] or ""), text) if text else None


def when(resource: Mapping[str, Any], stem: str) -> str | None:
    """`stem` as dateTime, instant, date, or the start of a period."""
    plain = (resource.get(f"{stem}{kind}") for kind in ("DateTime", "Instant", "Date", "String"))
    return moment(next((one for one in plain if isinstance(one, str)), None)) or moment(
        inside(resource, f"{stem}Period", "start")
    )


def number(value: Any) -> str | None:
    """A decimal as it was written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def display(reference: Any) -> str | None:
    return word(inside({"r": reference}, "r", "display"))
