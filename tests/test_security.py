"""The page about what is promised: each promise names tests that are there, and what is not promised says why."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGE, WALK = ROOT / "docs/security.md", ROOT / "docs/asvs.md"
KINDS = set("STRIDE")
PARTS = (
    "The browser and the pages", "Signing in", "Tokens of programs", "Providers and passkeys", "What each may do",
    "The API and its client", "Requests and the server",
    "The log, its keys and its views", "Imports and documents", "Exports and bundles", "Witnesses and anchors",
    "The command line, the backup and the machine",
)  # fmt: skip


class Row(NamedTuple):
    part: str
    kind: str
    harm: str
    promised: str
    tests: tuple[str, ...]


@cache
def every() -> frozenset[str]:
    """Every test there is, by its name."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "tests").rglob("test_*.py")]
    return frozenset(
        one.name
        for tree in trees
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    )


def rows(text: str) -> list[Row]:
    found, part = [], ""
    for line in text.splitlines():
        part = line.removeprefix("## ") if line.startswith("## ") else part
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] in KINDS:
            kind, harm, promised, held = cells
            found.append(Row(part, kind, harm, promised, tuple(re.findall(r"`(test_\w+)`", held))))
    return found


def wrong(row: Row) -> list[str]:
    missing = [f"{row.harm}: there is no {name}" for name in row.tests if name not in every()]
    match row.promised.partition(":")[0].partition(",")[0]:
        case "yes" if not row.tests:
            return [f"{row.harm}: nothing holds it"]
        case "yes":
            return missing
        case "no" if row.tests or not row.promised.partition(":")[2].strip():
            return [f"{row.harm}: it does not say why it is not promised"]
        case "no":
            return []
    return [f"{row.harm}: is it promised?"]


def test_what_is_promised_is_held_by_tests_that_are_there_and_what_is_not_says_why() -> None:
    found = rows(PAGE.read_text())

    assert len(found) > 120
    assert [line for row in found for line in wrong(row)] == []


@pytest.mark.parametrize(
    "row",
    [
        "| S | Something | yes | – |",
        "| S | Something | yes: truly | `test_that_nobody_wrote` |",
        "| S | Something | no | – |",
        "| S | Something | no: why | `test_a_row_that_holds_nothing_is_found` |",
        "| S | Something | perhaps | – |",
    ],
)
def test_a_row_that_holds_nothing_is_found(row: str) -> None:
    (read,) = rows(f"## A part\n{row}\n")

    assert len(wrong(read)) == 1


def test_every_part_is_looked_at_and_every_kind_of_harm() -> None:
    found = rows(PAGE.read_text())

    assert list(dict.fromkeys(row.part for row in found)) == list(PARTS)
    assert {row.kind for row in found} == KINDS


# the standard, walked

LINE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (yes|no|n/a) \| ([^|]+) \|$", re.MULTILINE)
COUNTED = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16,
    17: 7,
}  # fmt: skip
"""Requirements of levels 1 and 2 in each chapter of ASVS 5.0."""


def test_each_requirement_of_the_standard_has_an_answer_and_says_where() -> None:
    found = LINE.findall(WALK.read_text())
    numbers = [number for number, *_ in found]
    lines = [line for line in WALK.read_text().splitlines() if re.match(r"\| \d", line)]

    assert len(found) == len(lines)
    assert numbers == sorted(set(numbers), key=lambda number: [int(part) for part in number.split(".")])
    assert {n: sum(one.startswith(f"{n}.") for one in numbers) for n in COUNTED} == COUNTED


def test_where_it_says_yes_what_it_names_is_there() -> None:
    for number, _, _, answer, where in LINE.findall(WALK.read_text()):
        named = re.findall(r"`([^`]+)`", where)
        missing = [one for one in named if not (one in every() if one.startswith("test_") else (ROOT / one).exists())]
        assert missing == [], number
        assert named or answer != "yes", number
