"""Measured: months of some five thousand looks with a case for each rule; all are found, and little else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from time import process_time

import pytest

from domain.watching import RULES, watching
from projections.flags.found import Finding
from projections.flags.rank import find
from tests.support.month import Month, month
from tests.support.month_cases import plant

SEEDS = range(6)
MOST = 5  # false findings in a thousand looks
USUAL = watching({})


@dataclass
class Measured:
    month: Month
    looks: int
    found: list[Finding]
    false: list[Finding]
    seconds: float


@cache
def measured(seed: int) -> Measured:
    made = month(seed)
    plant(made)
    looks, known, began = made.ordered(), made.known(), process_time()
    found = list(find(looks, known, USUAL))
    took, times = process_time() - began, {one.position: one.at for one in looks}
    false = [
        one for one in found
        if not (one.about == made.planted[one.rule] and not one.views)
        and not {times[position] for position in one.views} & made.cases
    ]  # fmt: skip
    return Measured(made, len(looks), found, false, took)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_case_is_found(seed: int) -> None:
    told = measured(seed)

    assert told.month.planted.keys() == RULES.keys()
    assert {(rule, about) for rule, about in told.month.planted.items()} <= {
        (one.rule, one.about) for one in told.found
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_hardly_anything_else_is(seed: int) -> None:
    told = measured(seed)

    assert told.looks > 5000
    assert 1000 * len(told.false) / told.looks <= MOST, [(one.rule, one.says) for one in told.false]


_RARE = ("enumeration", "after-hours", "emergency", "probing", "bulk", "own-correction", "two-people")


@pytest.mark.parametrize("rule", _RARE)
def test_ordinary_work_is_never_flagged_by_what_is_rare(rule: str) -> None:
    """Evening shifts, wrong numbers, real emergencies, files taken each morning, and what a laboratory revised."""
    assert not [one for seed in SEEDS for one in measured(seed).false if one.rule == rule]


def test_a_month_without_cases_has_the_same_false_ones_at_most() -> None:
    made = month(1)

    assert len(list(find(made.ordered(), made.known(), USUAL))) <= len(measured(1).false) + 2


def test_a_month_is_looked_through_in_well_under_a_second() -> None:
    assert min(measured(seed).seconds for seed in SEEDS) < 1
