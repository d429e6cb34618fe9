"""Amounts as people write them become one number and one unit, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantity import UNIT_WORDS, convert
from domain.written import Amount, amount


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("72", Amount("72")),
        (" 72,5 ", Amount("72,5")),
        ("72 kg", Amount("72", "kg")),
        ("72,5kg", Amount("72,5", "kg")),
        ("160 lbs.", Amount("160", "[lb_av]")),
        ("98.6F", Amount("98.6", "[degF]")),
        ("36,8 °C", Amount("36,8", "Cel")),
        ("97 %", Amount("97", "%")),
        ("16.1 kPa", Amount("16.1", "kPa")),
        ("5'7\"", Amount("67", "[in_i]", "5 ft 7 in")),
        ("5’ 7½”", Amount("67.5", "[in_i]", "5 ft 7.5 in")),
        ("5'7", Amount("67", "[in_i]", "5 ft 7 in")),
        ("5'0", Amount("60", "[in_i]", "5 ft 0 in")),
        ("5 ft 7 in", Amount("67", "[in_i]", "5 ft 7 in")),
        ("5 feet, 7.25 inches", Amount("67.25", "[in_i]", "5 ft 7.25 in")),
        ("6 ft", Amount("6", "[ft_i]")),
        ("11 st 4 lb", Amount("158", "[lb_av]", "11 st 4 lb")),
        ("11st4", Amount("158", "[lb_av]", "11 st 4 lb")),
        ("7 lb 3 oz", Amount("115", "[oz_av]", "7 lb 3 oz")),
        ("7lb 3½oz", Amount("115.5", "[oz_av]", "7 lb 3.5 oz")),
        ("1 m 72", Amount("172", "cm", "1 m 72 cm")),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, read: Amount) -> None:
    assert amount(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "5'12\"",
        "11 st 14 lb",
        "5 ft 7 lb",
        "7 kg 3 oz",
        "tall",
        "5 cubits",
        "72 72",
        "",
        "120/80",
        "'7",
        "5''7'",
        "x" * 999,
    ],
)  # fmt: skip
def test_what_is_no_amount_comes_back_as_it_is(typed: str) -> None:
    assert amount(typed) == Amount(typed)


@given(st.integers(0, 8), st.integers(0, 11), st.sampled_from(["'", " ft ", "ft", " feet "]))
def test_feet_and_inches_are_the_same_length_as_both_apart(feet: int, inches: int, mark: str) -> None:
    read = amount(f"{feet}{mark}{inches}")

    apart = Decimal(convert(str(feet), "[ft_i]", "cm")) + Decimal(convert(str(inches), "[in_i]", "cm"))
    assert read.unit == "[in_i]"
    assert Decimal(convert(read.value, "[in_i]", "cm")) == apart


@given(
    st.decimals("0", "999999", places=3),
    st.sampled_from(["kg", "lb", "st", "oz", "cm", "ft", "°F", "%", "kPa", "mmHg"]),
)
def test_one_number_and_one_known_unit_are_never_changed(value: Decimal, word: str) -> None:
    assert amount(f"{value} {word}") == Amount(str(value), UNIT_WORDS[word.casefold()])


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(typed: str) -> None:
    assert amount(typed).unit in {None, *UNIT_WORDS.values()}
