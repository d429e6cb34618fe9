"""Numbers and units: decimal text from end to end, exact conversions, no float anywhere."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantity import UNIT_WORDS, compared, convert, convertible, decimal, number, sensible, shown, trimmed, unit
from domain.refusal import Refused
from domain.vitals import VITALS
from tests.support.given import refused

written = st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{1,10})?", fullmatch=True)


@given(written)
def test_a_number_is_kept_as_it_was_written(text: str) -> None:
    assert number(text, "value") == text


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("72", "72"), ("72.0", "72.0"), ("072.50", "072.50"), ("72,5", "72.5"), (" 72.5 ", "72.5"), ("+72", "72"),
        ("-2.5", "-2.5"), (".5", "0.5"), (",5", "0.5"), ("5.", "5"), ("0", "0"), ("-0", "-0"), ("1e3", "1000"),
        ("1.5E-3", "0.0015"), ("-2e+1", "-20"), (72, "72"), (-3, "-3"), (Decimal("72.50"), "72.50"),
        (Decimal("1E+3"), "1000"), ("174.31828123456789012", "174.31828123456789012"),
    ],
)  # fmt: skip
def test_a_number_in_its_usual_forms_is_read(told: Any, kept: str) -> None:
    assert number(told, "value") == kept


@pytest.mark.parametrize(
    "told",
    [
        "", " ", "NaN", "nan", "Infinity", "-inf", "sNaN", "1e999999", "1e100", "1e-100", "e5", "1e", "--1", "+-1",
        "1 000", "1.2.3", "1,000.5", "0x1F", "1_000", "٧٢", "７２", "7²", "½", "seventy", "<15", "72kg", "1" * 31,
        "7\x002",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_shown(told: str) -> None:
    with refused("items.0.value", f"Write a number, such as 72.5; this is {told.strip()[:40]!r}."):
        number(told, "items.0.value")


@pytest.mark.parametrize("told", [None, True, False, 72.5, float("nan"), float("inf"), b"72", [72], {"value": 72}])
def test_what_is_no_text_and_no_whole_number_is_refused(told: Any) -> None:
    with refused("value", "Write a number, such as 72.5; this is ''."):
        number(told, "value")


@pytest.mark.parametrize("told", [Decimal("NaN"), Decimal("Infinity"), Decimal("1E+999999")])
def test_a_decimal_that_is_no_finite_number_is_refused(told: Decimal) -> None:
    with pytest.raises(Refused, match="Write a number"):
        number(told, "value")


def test_a_refusal_shows_no_more_than_forty_characters() -> None:
    with refused("value", f"Write a number, such as 72.5; this is {'x' * 40!r}."):
        number("x" * 10_000, "value")


@given(st.text(max_size=50))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read = number(text, "value")
    except Refused:
        return
    assert read.isascii()
    assert Decimal(read).is_finite()


# limits


@pytest.mark.parametrize(
    ("told", "sign", "value"),
    [
        ("<15", "<", "15"), ("< 15", "<", "15"), ("<=15", "<=", "15"), ("≤15", "<=", "15"), (">60", ">", "60"),
        (">=60.5", ">=", "60.5"), ("≥60", ">=", "60"), (" > 60 ", ">", "60"), ("5.4", None, "5.4"), (5, None, "5"),
        ("<-2", "<", "-2"),
    ],
)  # fmt: skip
def test_a_limit_is_a_comparator_and_a_number(told: Any, sign: str | None, value: str) -> None:
    assert compared(told, "value") == (sign, value)


@pytest.mark.parametrize("told", ["<", "<<5", "=5", "~5", "5<", "<>5", "None", "<15>", ""])
def test_a_limit_without_its_number_is_refused(told: str) -> None:
    with pytest.raises(Refused, match="Write a number"):
        compared(told, "value")


# units


@pytest.mark.parametrize(
    ("told", "ucum"),
    [
        ("kg", "kg"), ("KG", "kg"), ("lbs", "[lb_av]"), ("lb", "[lb_av]"), ("mmHg", "mm[Hg]"), ("mm[Hg]", "mm[Hg]"),
        ("°F", "[degF]"), ("C", "Cel"), ("bpm", "/min"), ("ft", "[ft_i]"), ("inch", "[in_i]"), ("(score)", "{score}"),
    ],
)  # fmt: skip
def test_a_unit_as_people_write_it_is_its_ucum_code(told: str, ucum: str) -> None:
    assert unit(told, "unit") == ucum


@pytest.mark.parametrize("told", ["x10*9/L", "UMOLL", "µmol/L", "μmol/L", "THOU/uL", "null", "10^3/μL"])
def test_a_unit_that_is_not_known_stays_as_it_is(told: str) -> None:
    assert unit(told, "unit") == told


@pytest.mark.parametrize("told", [None, "", "  "])
def test_a_unit_may_be_missing(told: str | None) -> None:
    assert unit(told, "unit") is None


def test_every_unit_of_a_measurement_reads_as_itself_and_converts() -> None:
    for vital in VITALS.values():
        for one in vital.units:
            assert unit(one, "unit") == one
            assert convertible(one, vital.unit)
    assert set(UNIT_WORDS.values()) >= {one for vital in VITALS.values() for one in vital.units}


# conversions

EXACT = {
    ("g", "kg"): (Fraction(1, 1000), Fraction(0)),
    ("[lb_av]", "kg"): (Fraction(45_359_237, 10**8), Fraction(0)),
    ("m", "cm"): (Fraction(100), Fraction(0)),
    ("mm", "cm"): (Fraction(1, 10), Fraction(0)),
    ("[in_i]", "cm"): (Fraction(254, 100), Fraction(0)),
    ("[ft_i]", "cm"): (Fraction(3048, 100), Fraction(0)),
    ("[degF]", "Cel"): (Fraction(5, 9), Fraction(-160, 9)),
}


@given(st.sampled_from(sorted(EXACT)), st.decimals(-10_000, 10_000, places=3))
def test_a_conversion_is_right_to_four_places(units: tuple[str, str], value: Decimal) -> None:
    factor, offset = EXACT[units]
    exact = Fraction(value) * factor + offset
    assert abs(Fraction(Decimal(convert(str(value), *units))) - exact) <= Fraction(1, 20_000)


@pytest.mark.parametrize(
    ("value", "given_in", "wanted", "result"),
    [
        ("98.6", "[degF]", "Cel", "37"), ("-40", "[degF]", "Cel", "-40"), ("32", "[degF]", "Cel", "0"),
        ("212", "[degF]", "Cel", "100"), ("1", "[lb_av]", "kg", "0.4536"), ("10000", "[lb_av]", "kg", "4535.9237"),
        ("5.5", "[ft_i]", "cm", "167.64"), ("66", "[in_i]", "cm", "167.64"), ("3250", "g", "kg", "3.25"),
        ("1.75", "m", "cm", "175"), ("125", "mm", "cm", "12.5"), ("72.50", "kg", "kg", "72.50"),
    ],
)  # fmt: skip
def test_known_conversions(value: str, given_in: str, wanted: str, result: str) -> None:
    assert convert(value, given_in, wanted) == result


def test_the_same_unit_leaves_every_digit_as_it_was() -> None:
    assert convert("174.31828123456789012", "cm", "cm") == "174.31828123456789012"


@pytest.mark.parametrize("value", ["9" * 30, "9" * 30 + "." + "9" * 40, "1" + "0" * 99])
def test_a_number_of_many_digits_is_converted_like_any_other(value: str) -> None:
    assert abs(Fraction(Decimal(convert(value, "m", "cm"))) - Fraction(Decimal(value)) * 100) <= Fraction(1, 20_000)


def test_another_dimension_is_refused() -> None:
    with refused("unit", "'kg' cannot be turned into 'cm'."):
        convert("5", "kg", "cm")
    assert not convertible("kg", "cm")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("72.5000", "72.5"),
        ("100", "100"),
        ("0.00004", "0"),
        ("0.00005", "0"),
        ("0.00015", "0.0002"),
        ("-2.10", "-2.1"),
        ("-0.00001", "0"),
    ],
)
def test_zeros_at_the_end_go_and_those_of_the_whole_stay(value: str, text: str) -> None:
    assert trimmed(Decimal(value)) == text


# showing and comparing


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ({"value": "72.5", "unit": "kg"}, "72.5 kg"),
        ({"value": "72.5748", "unit": "kg", "as_entered": {"value": "160", "unit": "[lb_av]"}}, "160 lb"),
        ({"comparator": "<", "value": "15", "unit": "mg/dL"}, "<15 mg/dL"),
        ({"value": "37", "unit": "Cel"}, "37 °C"),
        ({"value": "7"}, "7"),
        ({}, ""),
    ],
)
def test_a_quantity_is_shown_as_it_was_entered(quantity: dict[str, Any], text: str) -> None:
    assert shown(quantity) == text


@pytest.mark.parametrize(("text", "value"), [("5.4", Decimal("5.4")), ("-2", Decimal(-2)), ("0", Decimal(0))])
def test_a_text_that_holds_a_number_is_that_number(text: str, value: Decimal) -> None:
    assert decimal(text) == value


@pytest.mark.parametrize("text", [None, "", "high", "<15", "NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_text_that_holds_no_number_is_none(text: str | None) -> None:
    assert decimal(text) is None


@pytest.mark.parametrize(("typed", "plain", "decimals"), [("7,000", "7000", "7.000"), ("12,500", "12500", "12.500")])
def test_a_comma_that_may_part_thousands_is_asked_about(typed: str, plain: str, decimals: str) -> None:
    with refused("value", f"{typed} can be read in two ways. Write {plain}, or {decimals}."):
        number(typed, "value")


@pytest.mark.parametrize(
    ("typed", "read"), [("0,125", "0.125"), ("72,5", "72.5"), ("7,0000", "7.0000"), ("7.000", "7.000")]
)
def test_any_other_comma_stands_for_the_point(typed: str, read: str) -> None:
    assert number(typed, "value") == read


@pytest.mark.parametrize(
    ("entered", "given", "wanted", "shown_as"),
    [
        ("160", "[lb_av]", "kg", "73"), ("160.5", "[lb_av]", "kg", "72.8"), ("67", "[in_i]", "cm", "170"),
        ("98.6", "[degF]", "Cel", "37.0"), ("16", "kPa", "mm[Hg]", "120"), ("16.1", "kPa", "mm[Hg]", "121"),
        ("115", "[oz_av]", "kg", "3.26"), ("3260", "g", "kg", "3.260"), ("1.72", "m", "cm", "172"),
        ("72.50", "kg", "kg", "72.50"), ("11", "[stone_av]", "kg", "70"),
    ],
)  # fmt: skip
def test_a_canonical_value_says_no_more_than_what_was_entered(
    entered: str, given: str, wanted: str, shown_as: str
) -> None:
    value = convert(entered, given, wanted)

    assert sensible({"value": value, "unit": wanted, "as_entered": {"value": entered, "unit": given}}) == shown_as


def test_what_was_written_in_two_units_is_shown_so() -> None:
    entered = {"value": "67", "unit": "[in_i]", "text": "5 ft 7 in"}

    assert shown({"value": "170.18", "unit": "cm", "as_entered": entered}) == "5 ft 7 in"
