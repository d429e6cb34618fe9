"""Lines of a laboratory report: what was found, and a flag only where it is certain."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.results import FLAGS, contradicted, result
from tests.support.given import refused

GLUCOSE: dict[str, Any] = {"what": "Glucose", "value": "5.4", "unit": "mmol/L"}
NORMAL = {"low": "3.9", "high": "5.5"}


def test_a_line_is_recorded_whole() -> None:
    told = {
        "id": "7", "what": {"text": "Glucose", "codings": [{"system": "http://loinc.org", "code": "14749-6"}]},
        "value": " 5,40 ", "unit": "mmol/L", "range": {"low": "3.9", "high": "5.5", "text": "fasting"},
        "printed_flag": "N", "note": "Fasting.", "source": "Observation/1",
    }  # fmt: skip
    assert result(told, "results.0") == {**told, "value": "5.40", "flag": "N"}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({"what": "Culture", "text": "No growth"}, {"what": {"text": "Culture"}, "text": "No growth"}),
        ({"what": "HIV", "coded": "Negative"}, {"what": {"text": "HIV"}, "coded": {"text": "Negative"}}),
        ({"what": "INR", "not_done": "Tube broken"}, {"what": {"text": "INR"}, "not_done": "Tube broken"}),
        ({"what": "pH", "value": "7.41"}, {"what": {"text": "pH"}, "value": "7.41"}),
        ({"what": "CRP", "value": "< 5"}, {"what": {"text": "CRP"}, "value": "5", "comparator": "<"}),
        ({"what": "T-score", "value": "-2.5"}, {"what": {"text": "T-score"}, "value": "-2.5"}),
        ({"what": "MMSE", "value": "28", "unit": "(score)"}, {
            "what": {"text": "MMSE"}, "value": "28", "unit": "{score}"}),
        ({"what": "X", "value": "1", "range": {}}, {"what": {"text": "X"}, "value": "1"}),
        ({"what": "X", "value": "1", "range": {"low": "", "high": None}}, {"what": {"text": "X"}, "value": "1"}),
        ({"what": "X", "value": "1", "printed_flag": "AA"}, {
            "what": {"text": "X"}, "value": "1", "printed_flag": "AA", "flag": "AA"}),
        ({"what": "X", "text": "seen", "printed_flag": "POS"}, {
            "what": {"text": "X"}, "text": "seen", "printed_flag": "POS", "flag": "POS"}),
    ],
)  # fmt: skip
def test_what_was_found_may_be_a_number_a_limit_a_word_or_why_there_is_none(told: Any, read: Any) -> None:
    assert result(told, "results.0") == read


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ("Glucose 5.4", "results.0", "Write this as named fields."),
        ({"value": "5"}, "results.0.what.text", "Fill this in."),
        ({"what": "Glucose"}, "results.0.value", "Write what was found, or why it was not done."),
        ({"what": "Glucose", "value": " "}, "results.0.value", "Write what was found, or why it was not done."),
        ({"what": "Glucose", "value": "None"}, "results.0.value", "Write a number, such as 72.5; this is 'None'."),
        ({"what": "Glucose", "value": "NaN"}, "results.0.value", "Write a number, such as 72.5; this is 'NaN'."),
        ({"what": "Glucose", "value": 5.4}, "results.0.value", "Write this as text."),
        ({"what": "Glucose", "value": "5", "range": {"low": "3,9-5,5"}}, "results.0.range.low",
         "Write a number, such as 72.5; this is '3,9-5,5'."),
        ({"what": "Glucose", "value": "5", "range": "3.9-5.5"}, "results.0.range", "Write this as named fields."),
        ({"what": "Glucose", "value": "5", "range": {"low": "16", "high": "12"}}, "results.0.range.low",
         "The range would begin at 16 and end at 12."),
        ({"what": "Glucose", "value": "5", "printed_flag": "high"}, "results.0.printed_flag",
         f"Choose one of: {', '.join(FLAGS)}."),
        ({"what": "Glucose", "value": "5", "colour": "red"}, "results.0.colour", "There is no such field."),
    ],
)  # fmt: skip
def test_a_line_is_refused_at_the_field_that_is_wrong(told: Any, field: str, words: str) -> None:
    with refused(field, words):
        result(told, "results.0")


# flags


@pytest.mark.parametrize(
    ("value", "ends", "flag"),
    [
        ("3.8", NORMAL, "L"), ("3.9", NORMAL, "N"), ("5.5", NORMAL, "N"), ("5.51", NORMAL, "H"),
        ("-1", NORMAL, "L"), ("3.90", NORMAL, "N"),
        ("9", {"low": "3.9"}, "N"), ("3", {"low": "3.9"}, "L"),
        ("3", {"high": "5.5"}, "N"), ("6", {"high": "5.5"}, "H"),
        ("<3.9", NORMAL, "L"), ("<4", NORMAL, None), ("<2", NORMAL, "L"), ("<9", NORMAL, None),
        ("<=3.8", NORMAL, "L"), ("<=3.9", NORMAL, None), ("<=5", NORMAL, None), ("<=9", NORMAL, None),
        (">5.5", NORMAL, "H"), (">5", NORMAL, None), (">9", NORMAL, "H"), (">2", NORMAL, None),
        (">=5.6", NORMAL, "H"), (">=5.5", NORMAL, None), (">=2", NORMAL, None),
        ("<5", {"high": "5.5"}, "N"), ("<5.5", {"high": "5.5"}, "N"), ("<15", {"high": "5.5"}, None),
        (">60", {"low": "60"}, "N"), (">=60", {"low": "60"}, "N"), (">50", {"low": "60"}, None),
    ],
)  # fmt: skip
def test_a_flag_follows_from_the_printed_range_where_it_is_certain(value: str, ends: Any, flag: str | None) -> None:
    assert result({**GLUCOSE, "value": value, "range": ends}, "r").get("flag") == flag


tenths = st.integers(-100, 100).map(lambda n: Decimal(n) / 10)


@given(tenths, st.sampled_from([None, "<", "<=", ">=", ">"]), st.none() | tenths, st.none() | tenths)
def test_a_flag_is_true_of_every_number_that_the_result_can_mean(
    value: Decimal, sign: str | None, low: Decimal | None, high: Decimal | None
) -> None:
    assume(low is None or high is None or low <= high)
    ends = {name: str(end) for name, end in (("low", low), ("high", high)) if end is not None}
    told = {"what": "X", "value": f"{sign or ''}{value}", "range": ends}

    flag = result(told, "r").get("flag")

    steps = [Decimal(n) / 100 for n in range(1, 4000, 7)]
    meant = {
        None: [value],
        "<": [value - step for step in steps],
        "<=": [value, *(value - step for step in steps)],
        ">": [value + step for step in steps],
        ">=": [value, *(value + step for step in steps)],
    }[sign]
    true_of: dict[str, Callable[[Decimal], bool]] = {
        "L": lambda one: low is not None and one < low,
        "H": lambda one: high is not None and one > high,
        "N": lambda one: not ((low is not None and one < low) or (high is not None and one > high)),
    }
    if flag:
        assert all(true_of[flag](one) for one in meant)


def test_a_flag_that_is_not_certain_is_the_printed_one() -> None:
    told = {**GLUCOSE, "value": "<15", "range": NORMAL, "printed_flag": "N"}
    assert result(told, "r")["flag"] == "N"


def test_a_printed_flag_that_disagrees_stands_beside_the_one_worked_out() -> None:
    read = result({**GLUCOSE, "value": "9", "range": NORMAL, "printed_flag": "N"}, "r")
    assert (read["flag"], read["printed_flag"]) == ("H", "N")


@pytest.mark.parametrize("value", ["5.4", "<15", ">=60", "≤3"])
def test_a_line_that_was_recorded_reads_back_as_itself(value: str) -> None:
    once = result({**GLUCOSE, "value": value, "range": NORMAL}, "r")
    assert result(once, "r") == once


@pytest.mark.parametrize("told", ["1:80", "1 : 2.5", "3:1"])
def test_a_ratio_is_kept_as_it_was_written(told: str) -> None:
    assert result({"what": "ANA", "ratio": told}, "line") == {"what": {"text": "ANA"}, "ratio": told}


@pytest.mark.parametrize("told", ["1", "1:", "a:b", "1:2:3"])
def test_what_is_no_ratio_is_refused(told: str) -> None:
    with refused("line.ratio", "Write a ratio as 1:80."):
        result({"what": "ANA", "ratio": told}, "line")


def test_a_range_may_say_for_whom_it_was_printed() -> None:
    for_women = {"low": "12.0", "high": "16.0", "applies": {"sex": "female", "age": "18 and over"}}
    assert result({**GLUCOSE, "range": for_women}, "line")["range"] == for_women


@pytest.mark.parametrize(
    ("value", "printed", "differs"),
    [
        ("5.0", None, False), ("5.0", "N", False), ("5.0", "H", True), ("5.0", "LL", True), ("7.0", "H", False),
        ("7.0", "HH", False), ("7.0", "N", True), ("7.0", "L", True), ("7.0", "A", False), ("5.0", "POS", False),
    ],
)  # fmt: skip
def test_a_printed_flag_is_held_against_the_printed_range(value: str, printed: str | None, differs: bool) -> None:
    line = {**GLUCOSE, "value": value, "range": NORMAL, **({"printed_flag": printed} if printed else {})}
    assert contradicted(result(line, "line")) is differs


def test_a_printed_flag_without_a_range_stands() -> None:
    assert not contradicted(result({**GLUCOSE, "printed_flag": "H"}, "line"))
