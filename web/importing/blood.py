"""Observations of the ABO and the Rh(D) blood group."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.fact import Plain
from web.importing.fhir import codes, display, inside, items, when, word

BOTH, ABO, RHD = "882-1", "883-9", "10331-7"  # LOINC
_ABOUT = frozenset((BOTH, ABO, RHD))
_GROUP = re.compile(
    r"(?:blood )?(?:group |type )?(?P<abo>AB|A|B|O)\b ?"
    r"(?:rh(?:esus)? ?(?:\(?D\)?)?)? ?(?P<rhd>pos(?:itive)?|neg(?:ative)?|[+−-])?(?: \(finding\))?",
    re.IGNORECASE,
)
_RHD = re.compile(r"(?:rh(?:esus)? ?)?(?:\(?D\)? ?)?(?P<rhd>pos(?:itive)?|neg(?:ative)?|[+−-])(?: \(finding\))?", re.I)
_FIRM = ("final", "amended", "corrected")


def which(resource: Plain) -> str | None:
    """The LOINC code, where this observation is about the blood group and its result is firm."""
    for code in codes(resource.get("code")):
        if code in _ABOUT:
            return code if resource.get("status") in _FIRM else None
    return None


def determination(resources: Iterable[Plain]) -> Plain | None:
    """What the observations of one specimen say together; None where they do not tell an ABO group."""
    told: Plain = {}
    for resource in resources:
        told = {**told, **_read(resource)}
        if specimen := display(resource.get("specimen")) or word(inside(resource, "specimen", "reference")):
            told["specimen"] = specimen
        if at := when(resource, "effective"):
            told["collected_at"] = at
    return {"rhd": "unknown", **told, "basis": "lab"} if "abo" in told else None


def _read(resource: Plain) -> Plain:
    pattern = _RHD if which(resource) == RHD else _GROUP
    for text in _texts(resource):
        if match := pattern.fullmatch(text):
            found = {name: value for name, value in match.groupdict().items() if value}
            abo = {"abo": found["abo"].upper()} if "abo" in found else {}
            return abo | ({"rhd": _sign(found["rhd"])} if "rhd" in found else {})
    return {}


def _sign(text: str) -> str:
    return "positive" if text[0] in "pP+" else "negative"


def _texts(resource: Plain) -> list[str]:
    concept = resource.get("valueCodeableConcept")
    found = [resource.get("valueString")]
    if isinstance(concept, dict):
        codings = [one for one in items(concept.get("coding")) if isinstance(one, dict)]
        found += [concept.get("text"), *(one.get(name) for name in ("display", "code") for one in codings)]
    return [text for one in found if (text := word(one))]
