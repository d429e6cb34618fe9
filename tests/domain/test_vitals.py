"""The codes that ship, and the units, held against sources that we did not write."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.quantity import convert
from domain.vitals import VITALS

LOINC = "http://loinc.org"


@pytest.fixture(scope="module")
def received(shared: Path) -> set[tuple[str, str]]:
    """Every LOINC code with each name that it came with, in small letters."""
    found: set[tuple[str, str]] = set()
    for path in sorted((shared / "fhir-r4-examples").glob("*.ndjson.gz")):
        with gzip.open(path, "rt") as lines:
            for line in lines:
                found.update(_codings(json.loads(line)))
    with (shared / "terminology/loinc-used/loinc-used.tsv").open() as lines:
        found.update((row["code"], row["display_as_received"]) for row in csv.DictReader(lines, delimiter="\t"))
    with gzip.open(shared / "synthea-csv/observations.csv.gz", "rt") as lines:
        found.update((row["CODE"], row["DESCRIPTION"]) for row in csv.DictReader(lines))
    return {(code, name.casefold()) for code, name in found}


def _codings(told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        if told.get("system") == LOINC and "display" in told:
            yield told["code"], told["display"]
        for inner in told.values():
            yield from _codings(inner)
    elif isinstance(told, list):
        for inner in told:
            yield from _codings(inner)


@pytest.mark.parametrize("kind", [kind for kind, vital in VITALS.items() if vital.loinc])
def test_every_code_that_ships_was_received_with_the_name_that_ships(kind: str, received: set[tuple[str, str]]) -> None:
    vital = VITALS[kind]

    assert (vital.loinc, vital.display.casefold()) in received


def test_a_code_and_its_name_come_together() -> None:
    assert all(bool(vital.loinc) == bool(vital.display) for vital in VITALS.values())
    assert [vital.kind for vital in VITALS.values() if not vital.loinc] == ["waist", "arm-circumference"]


@pytest.mark.parametrize(("unit", "canonical"), [
    ("[lb_av]", "kg"), ("[oz_av]", "kg"), ("[stone_av]", "kg"), ("[in_i]", "cm"), ("[ft_i]", "cm"), ("kPa", "mm[Hg]"),
])  # fmt: skip
def test_a_unit_is_as_large_as_ucum_says(shared: Path, unit: str, canonical: str) -> None:
    with gzip.open(shared / "terminology/ucum/ucum-essence.xml.gz", "rt") as file:
        ucum = file.read()

    ours = Decimal(convert("1000000", unit, canonical)) / 1_000_000

    theirs = _size(ucum, unit) / _size(ucum, canonical)
    assert abs(ours - theirs) <= theirs * Decimal("1e-9")


_BASE = {"g": Decimal(1), "m": Decimal(1), "Pa": Decimal(1)}
_PREFIX = {"k": Decimal(1000), "c": Decimal("0.01"), "m": Decimal("0.001")}


def _size(ucum: str, code: str) -> Decimal:
    """A unit in grams, metres or pascals, by the definitions of the file."""
    if code in _BASE:
        return _BASE[code]
    if code[1:] in _BASE or code[1:] == "m[Hg]":
        return _PREFIX[code[0]] * _size(ucum, code[1:])
    unit = rf'<unit [^>]*?\bCode="{re.escape(code)}".*?<value Unit="([^"]*)"[^>]*?\bvalue="([^"]*)"'
    found = re.search(unit, ucum, re.DOTALL)
    assert found, code
    inner, _, parts = found[1].partition("/")
    return Decimal(found[2]) * _size(ucum, inner) / Decimal(parts or 1)
