"""Which passwords may be chosen: nothing is asked about letters and signs, and what is tried first is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.refusal import Refused
from web.access.allowed import COMMON, EASY, OWN, check, commonest
from web.access.passwords import LEAST, fresh_password

OWN_NAMES = ("ama.boateng", "Ama Boateng", "harbour.example/records")


def refusal(password: str) -> str:
    try:
        check(password, OWN_NAMES)
    except Refused as refused:
        return refused.reason
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "kuve-sila-nora-dipo", "zinc kettle orbit fern", "kx7!9vQpL2m$", "my dog likes tuesdays", "8302957164",
        "a long password", "ééééüüüü ñandú", "字字幕幕花花鳥鳥風月",
    ],
)  # fmt: skip
def test_what_is_hard_to_guess_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert refusal(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "Password123!", "P@ssw0rd2026", "letmein12345", "Summer2026!!", "superman batman",
        "correct horse battery staple", "december2025december", "iloveyou2000iloveyou", "QWERTYUIOP12",
        "1q2w3e4r5t6y", "Hospital2026", "PASSWORDPASSWORD",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused_with_what_to_take_instead(password: str) -> None:
    assert refusal(password) == COMMON


@pytest.mark.parametrize("password", ["xxxxxxxxxx", "xyxyxyxyxyxy", "mnbvcxzmnbv", "hgfedcbazy", "34567890123"])
def test_a_run_of_the_keyboard_or_the_same_over_and_over_is_refused(password: str) -> None:
    assert refusal(password) in (EASY, COMMON)


@pytest.mark.parametrize(
    "password", ["boateng lives here", "8o4t3ng lives here", "the harbour at night", "BOATENG zinc fern"]
)
def test_ones_own_name_and_that_of_the_clinic_are_refused(password: str) -> None:
    assert refusal(password) == OWN


@pytest.mark.parametrize("password", ["", "zinc kett", "z" * 1001])
def test_length_is_asked_for_in_words(password: str) -> None:
    assert refusal(password) == "Take at least 10 characters, and at most 1000. Spaces are fine."


@given(some.sampled_from(sorted(commonest())), some.text("0123456789!?.-_*", max_size=8))
def test_no_line_of_the_list_is_let_through_by_what_is_put_around_it(word: str, more: str) -> None:
    password = f"{word}{more}".ljust(LEAST, "1")

    assert refusal(password)


def test_the_list_is_in_order_in_small_letters_and_each_line_counts() -> None:
    lines = sorted(commonest())

    assert len(lines) > 750
    assert all(line == line.casefold().strip() for line in lines)


def test_what_we_make_ourselves_is_hardly_ever_refused() -> None:
    assert sum(refusal(fresh_password()) != "" for _ in range(200)) < 3
