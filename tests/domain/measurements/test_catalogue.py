"""The catalogue of kinds: likely values are possible ones, codes are no two kinds', limits are the design's."""

from __future__ import annotations

from domain.vitals import BY_LOINC, VITALS
from tests.domain.measurements.taken import ACTS


def test_likely_values_are_possible_ones() -> None:
    for vital in ACTS:
        low, high = vital.possible
        assert low < high
        assert all(low <= end <= high for end in vital.likely if end is not None)


def test_no_two_kinds_share_a_code() -> None:
    codes = [vital.loinc for vital in ACTS if vital.loinc]
    assert len(codes) == len(set(codes))
    assert all(BY_LOINC[code].loinc == code for code in codes)
    assert BY_LOINC["3141-9"] is VITALS["weight"]


def test_limits_are_no_narrower_than_the_design_says() -> None:
    bounds = {
        "height": "20 280 120 210", "weight": "0.2 700 30 200", "systolic": "20 370 80 200",
        "diastolic": "10 300 40 120", "heart-rate": "0 400 40 140", "respiratory-rate": "0 150 8 30",
        "temperature": "10 47 35 40", "oxygen-saturation": "0 100 92 -", "head-circumference": "10 80 - -",
        "waist": "20 350 - -", "arm-circumference": "4 80 18.5 -", "pain": "0 10 - 6", "bmi": "2 250 12 60",
    }  # fmt: skip
    told = {
        vital.kind: " ".join("-" if end is None else str(end) for end in (*vital.possible, *vital.likely))
        for vital in ACTS
    }
    assert told == bounds
