"""Reading the data types of FHIR R4 into the shapes of the record."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from domain.fact import Plain
from domain.text import LINE

_SECONDS = re.compile(r"(T\d\d:\d\d)(:\d\d)?(\.\d+)?")
_NAMES = ("system", "code", "display", "version")


def items(value: Any) -> list[Any]:
    """What a field that may repeat holds; nothing is an empty list, and a single one a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def inside(value: Any, *path: str) -> Any:
    """The value at a path of names; the first of a list; None where there is none."""
    for name in path:
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value[0] if isinstance(value, list) and value and path else value


def word(value: Any) -> str | None:
    """Text of a field, on one line, or None."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def one_of(value: Any, words: Any) -> str | None:
    """The word if it is one of these."""
    return value if isinstance(value, str) and value in words else None


def short(text: str) -> str:
    """A text on one line of the record; where it is longer, that shows."""
    return text if len(text) <= LINE else f"{text[: LINE - 1]}…"


def visible(text: str) -> str:
    """A text from outside for a message: short, with everything in it to be seen."""
    return short("".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text[:LINE]))


def concept_text(concept: Any) -> str | None:
    """What a CodeableConcept says in words, whole."""
    if not isinstance(concept, dict):
        return None
    if text := word(concept.get("text")):
        return text
    codings = [one for one in items(concept.get("coding")) if isinstance(one, dict)]
    for name in ("display", "code"):
        for one in codings:
            if text := word(one.get(name)):
                return text
    return None


def coded(concept: Any) -> Plain | None:
    """A CodeableConcept as text and codings. What comes is often the same: do not change it in place."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(codings, list) and len(codings) == 1 and isinstance(codings[0], dict):
        told = (concept.get("text"), *map(codings[0].get, _NAMES))
        if all(value is None or type(value) is str for value in told):
            return _coded_once(*told)
    return _coded(concept)


@lru_cache(4096)
def _coded_once(text: str | None, *told: str | None) -> Plain | None:
    return _coded({"text": text, "coding": [dict(zip(_NAMES, told, strict=True))]})


def _coded(concept: Any) -> Plain | None:
    if (text := concept_text(concept)) is None:
        return None
    codings = [found for one in items(concept.get("coding")) if isinstance(one, dict) and (found := _coding(one))]
    return {"text": short(text), "codings": codings} if codings else {"text": short(text)}


def _coding(one: Plain) -> Plain:
    return {name: short(text) for name in _NAMES if (text := word(one.get(name)))}


def codes(concept: Any) -> list[str]:
    """All codes of a CodeableConcept, whatever their system."""
    found = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(found, list):
        return [code for one in found if isinstance(one, dict) and isinstance(code := one.get("code"), str)]
    return []


def category(resource: Plain) -> list[str]:
    """The codes of all its categories."""
    return [code for one in items(resource.get("category")) for code in codes(one)]


def moment(value: Any) -> str | None:
    """A dateTime or instant, without the fraction of its second."""
    text = word(value)
    return _SECONDS.sub(lambda found: found[1] + (found[2] or ""), text) if text and "." in text else text


def when(resource: Plain, stem: str) -> str | None:
    """`stem` as dateTime, instant, date, or the start of a period."""
    plain = resource.get(f"{stem}DateTime") or resource.get(f"{stem}Instant") or resource.get(f"{stem}Date")
    return moment(plain) or moment(inside(resource, f"{stem}Period", "start"))


def around(resource: Any, stem: str) -> str | None:
    """`stem` where it is told in words, as an age or as a range: `52 years`."""
    if not isinstance(resource, dict):
        return None
    if text := word(resource.get(f"{stem}String")):
        return text
    if age := _amount(resource.get(f"{stem}Age")):
        return f"at the age of {age}"
    ends = [_amount(inside(resource, f"{stem}Range", end)) or "?" for end in ("low", "high")]
    return " to ".join(ends) if ends != ["?", "?"] else None


def _amount(quantity: Any) -> str | None:
    if not isinstance(quantity, dict) or (value := number(quantity.get("value"))) is None:
        return None
    return f"{value} {word(quantity.get('unit')) or word(quantity.get('code')) or ''}".strip()


def number(value: Any) -> str | None:
    """A number as it was written."""
    if isinstance(value, bytes):
        return value.decode()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def display(reference: Any) -> str | None:
    text = word(inside({"r": reference}, "r", "display"))
    return short(text) if text else None
