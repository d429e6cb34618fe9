"""The diastolic pressure is below the systolic one of its act, also after a correction."""

from __future__ import annotations

import pytest

from domain.chapter import EVERYTHING
from domain.entries import EntryRetracted
from tests.domain.measurements.taken import PRESSED, WEIGHED, take
from tests.support.given import given, refused


@pytest.mark.parametrize(("upper", "lower", "allowed"), [
    ("120", "80", True), ("80.1", "80", True), ("80", "80", False), ("80", "120", False),
])  # fmt: skip
def test_the_diastolic_pressure_is_below_the_systolic_one(upper: str, lower: str, allowed: bool) -> None:
    items = [{"kind": "diastolic", "value": lower}, {"kind": "systolic", "value": upper}]

    if allowed:
        assert take(given(), *items)
    else:
        with refused("items.0.value", "The diastolic pressure is below the systolic one."):
            take(given(), *items)


def test_one_pressure_may_come_alone() -> None:
    assert take(given(), {"kind": "diastolic", "value": "80"})


@pytest.mark.parametrize(("entry", "value"), [("m1", "80"), ("m2", "120"), ("m1", "75"), ("m2", "130")])
def test_a_correction_does_not_turn_the_pressures_round(entry: str, value: str) -> None:
    with refused("value", "The diastolic pressure is below the systolic one."):
        given(PRESSED).file.measurements.correct(entry, {"value": value}, confirmed=EVERYTHING)


def test_a_pressure_is_held_against_its_own_act_and_not_against_one_that_was_struck() -> None:
    struck = (EntryRetracted, {"chapter": "measurements", "entry": "m2", "was": "final"})

    assert given(PRESSED, struck).file.measurements.correct("m1", {"value": "79"}, confirmed=EVERYTHING)
    assert given(PRESSED, WEIGHED).file.measurements.correct("m1", {"value": "81"})
