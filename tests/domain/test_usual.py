"""Bands of what is usual at an age."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.usual import usual
from domain.vitals import VITALS

BORN = date(2000, 3, 1)
KINDS = ("heart-rate", "respiratory-rate", "systolic", "diastolic", "temperature", "oxygen-saturation")


@pytest.mark.parametrize(("days", "band"), [
    (0, (100, 205)), (28, (100, 190)), (366, (98, 140)), (4 * 365, (80, 120)), (9 * 365, (75, 118)),
    (40 * 365, (60, 100)),
])  # fmt: skip
def test_the_heart_slows_as_a_child_grows(days: int, band: tuple[int, int]) -> None:
    assert usual("heart-rate", BORN, BORN + timedelta(days=days)) == band


def test_what_has_no_upper_end_has_none() -> None:
    assert usual("oxygen-saturation", BORN, date(2026, 1, 1)) == (Decimal(95), None)


def test_without_a_birth_before_the_day_there_is_no_band() -> None:
    assert usual("heart-rate", None, BORN) is None
    assert usual("heart-rate", BORN, BORN - timedelta(days=1)) is None
    assert usual("weight", BORN, BORN) is None


@given(some.sampled_from(KINDS), some.integers(0, 110 * 365))
def test_every_age_has_a_band_that_a_person_can_have(kind: str, days: int) -> None:
    band = usual(kind, BORN, BORN + timedelta(days=days))

    assert band
    least, most = VITALS[kind].possible
    low, high = band
    assert low is not None
    assert least <= low < (high or most) <= most
