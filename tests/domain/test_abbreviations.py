"""Unsafe abbreviations: each is found where it stands, and what only looks like one is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.abbreviations import spelled_out, unsafe

PARTS = ["5U", "10 u", "IU", "qd", "Q.D.", "QOD", "TIW", "MS", "MgSO4", "1.0 mg", ".5 mg", "5 µg", "3cc", "OD", "D/C"]


@pytest.mark.parametrize(
    ("text", "found", "instead"),
    [
        ("Insulin 10U at night", "10U", "10 units"),
        ("Insulin 10 u at night", "10 u", "10 units"),
        ("400 IU of vitamin D", "IU", "international units"),
        ("400 i.u. of vitamin D", "i.u.", "international units"),
        ("Ramipril 5 mg qd", "qd", "daily"),
        ("Ramipril 5 mg Q.D.", "Q.D.", "daily"),
        ("Prednisone qod", "qod", "every other day"),
        ("Zopiclone qhs", "qhs", "at bedtime"),
        ("Iron TIW", "TIW", "three times a week"),
        ("MS 10 mg given", "MS", "morphine sulfate, or multiple sclerosis"),
        ("MgSO4 2 g given", "MgSO4", "magnesium sulfate"),
        ("Warfarin 5.0 mg", "5.0", "5"),
        ("Warfarin 5.00mg", "5.00", "5"),
        ("Digoxin .125 mg", ".125", "0.125"),
        ("Levothyroxine 50 µg", "µg", "mcg"),
        ("Levothyroxine 50ug", "ug", "mcg"),
        ("Flush with 5 cc", "cc", "mL"),
        ("1 drop OS", "OS", "right eye, left eye or both eyes"),
        ("Heparin 5000 units SC", "units SC", "units subcut"),
        ("D/C on Monday", "D/C", "discharge or discontinue"),
    ],
)
def test_what_has_been_misread_is_found_with_what_to_write_instead(text: str, found: str, instead: str) -> None:
    (one,) = unsafe(text)

    assert (one.found, one.instead) == (found, instead)
    assert text[one.start :].startswith(found)
    assert one.why


@pytest.mark.parametrize(
    "text",
    [
        "", "Asthma", "Ms Sato told us", "Multiple sclerosis", "ALT 31 U/L", "TSH 2.0 mIU/L", "Tumour of 1.0 cm",
        "Haemoglobin 12.0", "pH 7.0", "Told once in 2010", "Type 2 diabetes, HbA1c 7.5 %", "An audio file",
        "0.5 mg daily", "10 mg twice a day", "Codeine", "accident", "Charleston, SC", "v1.0", "IV access", "odd",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert unsafe(text) == []


def test_several_are_told_in_the_order_of_the_text() -> None:
    assert [one.found for one in unsafe("Insulin 8U qd, then 4 U")] == ["8U", "qd", "4 U"]


def test_what_has_one_meaning_can_be_written_out_at_once() -> None:
    assert spelled_out("Insulin 8U qd, digoxin .125 mg") == "Insulin 8 units daily, digoxin 0.125 mg"


@pytest.mark.parametrize("text", ["D/C", "1 drop OD", "MS 10 mg", "8U and MS"])
def test_what_has_two_meanings_is_left_to_whoever_knows(text: str) -> None:
    assert spelled_out(text) is None


@given(some.lists(some.sampled_from(PARTS) | some.text(max_size=8), max_size=6).map(" ".join))
def test_a_text_that_was_written_out_is_safe(text: str) -> None:
    safe = spelled_out(text)

    assert safe is None or unsafe(safe) == []
    assert (safe == text) or unsafe(text)


@given(some.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    assert all(text[one.start :].startswith(one.found) for one in unsafe(text))
