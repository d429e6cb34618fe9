"""The catalogue of panels: every code that ships is one that a source holds under a name that agrees."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.coding.panels import LOINC, PANELS, coded, coded_panel

CODES = {(one.code, one.display) for panel in PANELS.values() for one in (panel, *panel.analytes) if one.code}


def _said(thing: Any) -> Iterator[tuple[str, str]]:
    if isinstance(thing, dict):
        if thing.get("system") == LOINC and thing.get("code") and thing.get("display"):
            yield thing["code"], thing["display"].replace("\u200b", "")
        for inner in thing.values():
            yield from _said(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from _said(inner)


def test_every_code_and_its_name_are_in_a_source(shared: Path) -> None:
    with open(shared / "terminology/loinc-used/loinc-used.tsv", newline="") as file:
        known = {(row["code"], row["display_as_received"]) for row in csv.DictReader(file, delimiter="\t")}
    for name in ("Observation", "DiagnosticReport", "Bundle"):
        with gzip.open(shared / f"fhir-r4-examples/{name}.ndjson.gz", "rt") as lines:
            known |= {pair for line in lines for pair in _said(json.loads(line))}

    assert CODES - known == set()


def test_the_units_are_those_that_the_source_has_for_the_code(shared: Path) -> None:
    with open(shared / "terminology/loinc-used/loinc-used.tsv", newline="") as file:
        units = {row["code"]: row["ucum_seen"].split() for row in csv.DictReader(file, delimiter="\t")}
    ours = {one.code: one.unit for panel in PANELS.values() for one in panel.analytes if one.unit and one.code}

    assert {code: unit for code, unit in ours.items() if units.get(code) and unit not in units[code]} == {}


def test_an_analyte_has_its_code_in_its_panel_and_in_its_unit() -> None:
    assert coded("potassium", "mmol/L", "Metabolic panel")["codings"][0]["code"] == "2823-3"


@pytest.mark.parametrize(
    ("name", "unit", "panel"),
    [
        ("Glucose", "mmol/L", "Metabolic panel"), ("Glucose", "mg/dL", "Blood sugar"), ("Ketones", "", "Ketones"),
        ("INR", "", "Coagulation"), ("Copper", "mg/dL", "Metabolic panel"),
    ],
)  # fmt: skip
def test_what_is_not_surely_meant_has_no_code(name: str, unit: str, panel: str) -> None:
    assert coded(name, unit, panel) == {"text": name}


def test_a_panel_without_a_code_is_a_name() -> None:
    assert coded_panel("Coagulation") == {"text": "Coagulation"}
    assert coded_panel("Urinalysis")["codings"][0]["code"] == "24357-6"


def test_every_panel_that_the_office_needs_is_there() -> None:
    assert set(PANELS) == {
        "cbc", "metabolic", "lipids", "glucose", "a1c", "thyroid", "coagulation", "crp", "esr", "urine",
    }  # fmt: skip
