"""Record numbers: ISO 7064 MOD 97-10 finds what people get wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mrn import is_mrn, mrn, shown, typed
from tests.support.given import refused

numbers = st.integers(1, 10**8 - 1)


@pytest.mark.parametrize(
    ("number", "text"), [(1, "0000000195"), (12_345_678, "1234567889"), (99_999_999, "9999999952")]
)
def test_a_number_has_eight_digits_and_two_check_digits(number: int, text: str) -> None:
    assert mrn(number) == text
    assert int(text) % 97 == 1


@given(numbers)
def test_the_check_digits_agree_with_their_number(number: int) -> None:
    assert is_mrn(mrn(number))


@given(numbers)
def test_every_wrong_digit_is_found(number: int) -> None:
    right = mrn(number)
    for place in range(10):
        for digit in set("0123456789") - {right[place]}:
            assert not is_mrn(right[:place] + digit + right[place + 1 :])


@given(numbers)
def test_every_two_neighbours_that_changed_places_are_found(number: int) -> None:
    right = mrn(number)
    for place in range(9):
        left, next_to = right[place], right[place + 1]
        if left != next_to:
            assert not is_mrn(right[:place] + next_to + left + right[place + 2 :])


@given(numbers)
def test_of_all_check_digits_only_one_pair_is_right(number: int) -> None:
    assert [f"{check:02d}" for check in range(100) if is_mrn(f"{number:08d}{check:02d}")] == [mrn(number)[8:]]


@pytest.mark.parametrize("number", [0, -1, 10**8])
def test_there_are_eight_digits_and_no_more(number: int) -> None:
    with refused("mrn", "The eight digits of record numbers are used up."):
        mrn(number)


@pytest.mark.parametrize(
    "text",
    ["", "000000019", "00000001950", "٠٠٠٠٠٠٠١٩٥", "0000000O95", "+000000195", " 00000019", "0000000000", "1.00000000"],
)
def test_what_is_no_number_of_ours_is_none(text: str) -> None:
    assert not is_mrn(text)


@given(numbers)
def test_a_number_reads_back_from_the_way_it_is_shown(number: int) -> None:
    text = shown(mrn(number))
    assert (text[2], text[6], text[10], len(text)) == (" ", " ", "-", 13)
    assert typed(text) == mrn(number)


@pytest.mark.parametrize("spaced", ["00 000 001-95", "00000001 95", "00\u00a0000\u202f001-95", " 0000000195\t"])
def test_spaces_and_the_dash_do_not_matter(spaced: str) -> None:
    assert typed(spaced) == "0000000195"


@pytest.mark.parametrize("text", ["", "HM-77", "0000000196"])
def test_what_is_no_number_of_ours_is_shown_as_it_is(text: str) -> None:
    assert shown(text) == text
