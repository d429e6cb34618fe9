"""What stands in the records: who put their own entries right, and whose record is of two people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projections.flags.found import Finding
from projections.flags.given import Righted, Sign
from projections.flags.records import INNOCENT, own_correction, two_people
from tests.projections.flags.desk import ADA, BEN, NOON, after, known, limits


def righted(position: int, days: float = 9, chapter: str = "measurements", **told: Any) -> Righted:
    at = after(hours=position)
    one = Righted(
        position, at, "u-1", "Ama Boateng", ADA, chapter, "typing-error", position - 1, at - timedelta(days=days), "u-1"
    )
    return one._replace(**told)


def corrected(*told: Righted) -> list[Finding]:
    return list(own_correction([], known(righted=told), limits("own-correction")))


def test_one_late_change_of_a_report_by_the_hand_that_entered_it_is_flagged_with_both_events() -> None:
    (one,) = corrected(righted(20, chapter="reports"))

    assert one == Finding(
        "own-correction", "u-1", "Ama Boateng", "Changed 1 entry of their own, 9 days afterwards.", after(hours=20),
        after(hours=20), (ADA,), (), (19, 20), 1, 1,
    )  # fmt: skip
    assert corrected(righted(20, chapter="blood_group"))


def test_of_other_entries_it_takes_three() -> None:
    few = [righted(20), righted(30, 4)]

    (one,) = corrected(*few, righted(40, 30, patient=BEN))

    assert not corrected(*few)
    assert (one.says, one.amount, one.limit) == ("Changed 3 entries of their own, up to 30 days afterwards.", 3, 3)
    assert (one.patients, one.events) == ((ADA, BEN), (19, 20, 29, 30, 39, 40))


@pytest.mark.parametrize("told", [
    {"days": 0.9}, {"entered_by": "u-2"}, *({"reason": reason} for reason in INNOCENT),
], ids=str)  # fmt: skip
def test_a_slip_of_the_hand_and_somebody_elses_word_are_harmless(told: dict[str, Any]) -> None:
    assert not corrected(righted(20, chapter="blood_group", **told))


def test_corrections_of_several_people_do_not_add_up() -> None:
    assert not corrected(*(righted(20 + n, actor=f"u-{n}", entered_by=f"u-{n}") for n in range(3)))


# two people in one record

GROUP = Sign(ADA, "DQ06", "Blood group contradicted", NOON, (3, 5))
PREGNANT = Sign(ADA, "DQ19", "Pregnancy, and male at birth", after(days=1), (9,))


def contradicted(*signs: Sign, **other: int) -> list[Finding]:
    return list(two_people([], known(signs=signs), limits("two-people", **other)))


def test_two_contradictions_in_one_record_are_flagged_and_nobody_is() -> None:
    (one,) = contradicted(GROUP, PREGNANT)

    assert one.says == "In one record: Blood group contradicted; Pregnancy, and male at birth."
    assert (one.actor, one.about, one.patients, one.events) == ("", ADA, (ADA,), (3, 5, 9))
    assert (one.since, one.until, one.amount) == (NOON, after(days=1), 2)


@pytest.mark.parametrize("signs", [
    [GROUP], [GROUP, GROUP._replace(at=after(days=2))], [GROUP, PREGNANT._replace(patient=BEN)], [],
], ids=("one", "the same", "two records", "none"))  # fmt: skip
def test_one_contradiction_is_for_the_work_list(signs: list[Sign]) -> None:
    assert not contradicted(*signs)


def test_the_limit_is_the_offices() -> None:
    assert contradicted(GROUP, signs=1)
    assert not contradicted(GROUP, PREGNANT, signs=3)
