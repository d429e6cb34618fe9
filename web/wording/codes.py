"""The codes that stand behind the words of an entry, as a reader is told them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.text import folded
from web.coding import icd
from web.coding.panels import LOINC

SYSTEMS = {
    icd.SYSTEM: "ICD-10-CM",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://snomed.info/sct": "SNOMED CT",
    LOINC: "LOINC",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/cvx": "CVX",
    "http://hl7.org/fhir/sid/ndc": "NDC",
    "http://www.whocc.no/atc": "ATC",
}
_APART = ("codings", "corrections", "results")


def told(entry: Any) -> str:
    """`ICD-10-CM J18.9 Pneumonia, unspecified organism; SNOMED CT 233604007`, each once, whatever part has it.

    Those of a report's results stand with the results, those that were corrected with the correction.
    """
    return "; ".join(dict.fromkeys(_codes(entry)))


def _codes(told: Any) -> Iterator[str]:
    match told:
        case Mapping():
            for one in told.get("codings", ()):
                yield _code(one, str(told.get("text", "")))
            for name, inner in told.items():
                if name not in _APART:
                    yield from _codes(inner)
        case list() | tuple():
            for one in told:
                yield from _codes(one)


def _code(one: Mapping[str, str], said: str) -> str:
    """A display that says nothing else than the words it stands behind is left out."""
    system, display = one.get("system", ""), one.get("display", "")
    shown = "" if folded(display) == folded(said) else display
    return " ".join(part for part in (SYSTEMS.get(system, system), one.get("code", ""), shown) if part)
