"""Lines pasted from a spreadsheet, as the lines of a grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from web.entering.pasting import ends, rows
from web.schemas.report import COLUMNS


def test_cells_between_tabs_are_taken_in_the_order_of_a_slip() -> None:
    pasted = "Glucose\t7.4\tmmol/L\t3.9 - 5.5\tH\nPotassium\t4.1\tmmol/L\t3.5-5.1\t\n"

    assert rows(pasted) == [
        {"what": "Glucose", "value": "7.4", "unit": "mmol/L", "low": "3.9", "high": "5.5", "printed": "H"},
        {"what": "Potassium", "value": "4.1", "unit": "mmol/L", "low": "3.5", "high": "5.1"},
    ]


def test_a_line_of_headings_says_the_order() -> None:
    pasted = "Flag\tTest name\tReference range\tResult\tUnits\nH\tGlucose\t3.9 - 5.5\t7.4\tmmol/L"

    assert rows(pasted) == [
        {"what": "Glucose", "value": "7.4", "unit": "mmol/L", "printed": "H", "low": "3.9", "high": "5.5"}
    ]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Glucose  7.4  mmol/L", {"what": "Glucose", "value": "7.4", "unit": "mmol/L"}),
        ("Glucose | 7.4 | H", {"what": "Glucose", "value": "7.4", "printed": "H"}),
        ("CRP;<5;mg/L;<10", {"what": "CRP", "value": "<5", "unit": "mg/L", "high": "10"}),
        ("ANA\t1:80", {"what": "ANA", "value": "1:80"}),
        ("Culture\tNo growth", {"what": "Culture", "value": "No growth"}),
        ("Free  T4\t1.1\t\tng/dL", {"what": "Free T4", "value": "1.1", "unit": "ng/dL"}),
        ("Glucose", {"what": "Glucose"}),
    ],
)
def test_a_line_is_understood_by_what_its_cells_look_like(line: str, row: dict[str, str]) -> None:
    assert rows(line) == [row]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3.9 - 5.5", {"low": "3.9", "high": "5.5"}),
        ("3.9–5.5", {"low": "3.9", "high": "5.5"}),
        ("[3.9 to 5.5]", {"low": "3.9", "high": "5.5"}),
        ("-2 - 2", {"low": "-2", "high": "2"}),
        ("< 5.2", {"high": "5.2"}),
        ("<=5.2", {"high": "5.2"}),
        ("≥40", {"low": "40"}),
        ("negative", {}),
        ("5.2", {}),
        ("", {}),
    ],
)
def test_a_range_has_its_ends(text: str, told: dict[str, str]) -> None:
    assert ends(text) == told


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n", "Test\tResult\tUnit"])
def test_where_there_is_no_line_there_is_no_row(text: str) -> None:
    assert rows(text) == []


@given(some.text(max_size=200))
def test_any_text_can_be_pasted(text: str) -> None:
    assert all(row and row.keys() <= COLUMNS.keys() for row in rows(text))
