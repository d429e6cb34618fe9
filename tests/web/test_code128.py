"""Barcodes: each symbol as the standard has it, read back by a reader of our own."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import mrn
from web.drawing.code128 import barcode, symbols

SYMBOLS = {"11011001100": 0, "11001101100": 1, "11001100110": 2, "11000101110": 50, "10111011110": 99}
"""Some symbols as modules, dark and light, from the table of ISO/IEC 15417."""


def modules(digits: str) -> str:
    """A code as its reader sees it: `1` for a dark module."""
    drawn = ElementTree.fromstring(barcode(digits, "Any"))
    width = int(drawn.attrib["viewBox"].split()[2])
    dark = {int(bar.attrib["x"]) + n for bar in drawn.iter("rect") for n in range(int(bar.attrib["width"]))}
    return "".join("1" if n in dark else "0" for n in range(width))


def test_a_number_is_two_digits_a_symbol_with_a_start_a_check_and_a_stop() -> None:
    assert symbols("0000000777") == [105, 0, 0, 0, 7, 77, (105 + 4 * 7 + 5 * 77) % 103, 106]


def test_the_drawing_has_quiet_zones_and_ends_as_the_standard_says() -> None:
    read = modules("0000000777")

    assert len(read) == 10 + 7 * 11 + 13 + 10
    assert read[:10] == read[-10:] == "0" * 10
    assert read[10:21] == "11010011100"
    assert read[-23:-10] == "1100011101011"


@pytest.mark.parametrize(("shape", "value"), SYMBOLS.items())
def test_symbols_are_those_of_the_standard(shape: str, value: int) -> None:
    assert modules(f"{value:02d}")[21:32] == shape


@given(some.integers(1, 99_999_998))
def test_every_record_number_is_read_back(number: int) -> None:
    """No two symbols look alike, so that what is read is what was written."""
    told, read = mrn.mrn(number), modules(mrn.mrn(number))
    alike = {modules(f"{value:02d}")[21:32]: f"{value:02d}" for value in range(100)}

    assert len(alike) == 100
    assert "".join(alike[read[21 + n * 11 : 32 + n * 11]] for n in range(5)) == told


@pytest.mark.parametrize("digits", ["123", "12a4", "١٢"])
def test_what_is_no_even_number_of_digits_has_no_code(digits: str) -> None:
    with pytest.raises(ValueError, match="even number of digits"):
        barcode(digits, "Any")
