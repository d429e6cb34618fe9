"""Reading that nobody's work asked for: without a visit, at night, as an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from projections.flags.found import Finding
from projections.flags.given import Glass, Known, Look
from projections.flags.unasked import after_hours, closed, emergency, no_visit
from tests.projections.flags.desk import ADA, BEN, EVA, NOON, after, known, limits, look, stay

ACTOR = "u-Ama Boateng"


def unvisited(looks: list[Look], told: Known, **more: Any) -> list[Finding]:
    return list(no_visit(looks, told, limits("no-visit"), **more))


# no visit


def test_a_record_that_nothing_led_to_is_flagged_once_for_each_patient() -> None:
    looks = [look(ADA), look(ADA, after(minutes=1)), look(BEN, after(minutes=2)), look(ADA, after(days=1))]

    ada, ben = unvisited(looks, known())

    assert ada.says == "Opened a record 3 times, with no visit near, nothing written in it, and no purpose told."
    assert (ada.patients, ada.amount, len(ada.views)) == ((ADA,), 2, 3)
    assert (ben.patients, ben.amount) == ((BEN,), 1)


@pytest.mark.parametrize(("began", "flagged"), [
    (timedelta(), False), (timedelta(days=-13), False), (timedelta(days=-15), True), (timedelta(days=2), False),
    (timedelta(days=4), True),
], ids=str)  # fmt: skip
def test_a_visit_explains_a_look_some_days_before_and_after(began: timedelta, flagged: bool) -> None:
    assert bool(unvisited([look()], known(stays={ADA: [stay(NOON + began)]}))) == flagged


@pytest.mark.parametrize(("acts", "flagged"), [
    ({(ACTOR, ADA): [after(days=-13)]}, False), ({(ACTOR, ADA): [after(days=13)]}, False),
    ({(ACTOR, ADA): [after(days=-15)]}, True), ({(ACTOR, BEN): [NOON]}, True), ({("u-2", ADA): [NOON]}, True),
    ({(ACTOR, ""): [NOON]}, True),
], ids=str)  # fmt: skip
def test_so_does_what_one_wrote_in_this_record(acts: Any, flagged: bool) -> None:
    assert bool(unvisited([look()], known(acts=acts))) == flagged


@pytest.mark.parametrize("told", [
    {"purpose": "PATRQT"}, {"role": "reviewer"}, {"outcome": "denied"}, {"section": "search", "medium": "list"},
    {"section": "worklist"}, {"patient": ""},
], ids=str)  # fmt: skip
def test_a_purpose_a_duty_and_a_list_are_no_such_look(told: dict[str, Any]) -> None:
    assert not unvisited([look(**told)], known(), duty=("reviewer", "auditor"))


def test_another_persons_visit_explains_nothing() -> None:
    assert unvisited([look()], known(stays={BEN: [stay(NOON)]}))


# after hours

NIGHT = datetime(2026, 3, 5, 2, 40, tzinfo=NOON.tzinfo)


def at_night(looks: list[Look], told: Known, **more: Any) -> list[Finding]:
    return list(after_hours(looks, told, limits("after-hours"), **more))


@pytest.mark.parametrize(("at", "is_closed"), [
    ("2026-03-04T05:59", True), ("2026-03-04T06:00", False), ("2026-03-04T19:59", False), ("2026-03-04T20:00", True),
    ("2026-03-06T12:00", False), ("2026-03-07T12:00", True), ("2026-03-08T12:00", True),
])  # fmt: skip
def test_an_office_is_closed_at_night_and_on_two_days(at: str, is_closed: bool) -> None:
    assert closed(datetime.fromisoformat(f"{at}+00:00"), limits("after-hours")) == is_closed


def test_what_was_opened_in_one_night_is_one_finding_across_midnight() -> None:
    late = NIGHT.replace(day=4, hour=23, minute=50)
    looks = [
        look(ADA, late),
        look(BEN, NIGHT),
        look(EVA, NIGHT + timedelta(minutes=5)),
        look(at=NIGHT + timedelta(days=1)),
    ]

    (one,) = at_night(looks, known())

    assert one.says == "Opened 3 pages of 3 patients from 23:50 to 02:45 UTC, while the office was closed."
    assert (one.amount, one.limit, one.patients) == (3, 2, (ADA, BEN, EVA))


@pytest.mark.parametrize("told", [
    {"stays": {ADA: [stay(NIGHT)]}}, {"stays": {ADA: [stay(NIGHT - timedelta(hours=1))]}},
    {"acts": {(ACTOR, ""): [NIGHT + timedelta(hours=2)]}}, {"acts": {(ACTOR, ""): [NIGHT - timedelta(hours=2)]}},
], ids=("here", "an hour ago", "works after", "worked before"))  # fmt: skip
def test_a_shift_at_night_is_work(told: dict[str, Any]) -> None:
    assert not at_night([look(at=NIGHT), look(at=NIGHT + timedelta(minutes=1))], known(**told))


@pytest.mark.parametrize("told", [
    {"stays": {ADA: [stay(NIGHT - timedelta(hours=9))]}}, {"acts": {(ACTOR, ""): [NIGHT - timedelta(hours=9)]}},
    {"acts": {("u-2", ""): [NIGHT]}},
], ids=("by day", "worked by day", "another works"))  # fmt: skip
def test_a_day_at_work_explains_no_night(told: dict[str, Any]) -> None:
    assert at_night([look(at=NIGHT), look(at=NIGHT + timedelta(minutes=1))], known(**told))


def test_one_page_is_nothing_yet_and_neither_is_a_review_that_went_on() -> None:
    reviewed = [look(at=NIGHT, role="reviewer", purpose="HCOMPL")] * 3

    assert not at_night([look(at=NIGHT)], known())
    assert not at_night(reviewed, known(), duty=("reviewer",))
    assert at_night([one._replace(purpose=None) for one in reviewed], known(), duty=("reviewer",))


# emergencies


def burst(looks: list[Look], told: Known) -> list[Finding]:
    return list(emergency(looks, told, limits("emergency")))


def opened(*patients: str, every: timedelta = timedelta(minutes=10)) -> list[Look]:
    return [look(patient, NOON + n * every, purpose="BTG") for n, patient in enumerate(patients)]


def test_three_emergencies_of_patients_who_are_not_here_are_flagged() -> None:
    (one,) = burst(opened(ADA, BEN, EVA), known())

    assert one.says == "Opened 3 records as emergencies within 12 hours, of patients who were not here."
    assert (one.amount, one.limit, len(one.views), one.events) == (3, 3, 3, ())


def test_glass_that_was_broken_counts_and_is_evidence_in_its_own_log() -> None:
    glass = [Glass(n, after(minutes=n), ACTOR, "Ama Boateng", patient) for n, patient in ((70, ADA), (80, BEN))]

    (one,) = burst([*opened(EVA), *opened(ADA)], known(glass=glass))

    assert (one.amount, one.events, len(one.views)) == (3, (70, 80), 2)


@pytest.mark.parametrize("looks", [
    opened(ADA, BEN), opened(ADA, BEN, ADA, BEN), opened(ADA, BEN, EVA, every=timedelta(hours=7)),
    [one._replace(purpose="TREAT") for one in opened(ADA, BEN, EVA)],
    [one._replace(actor=f"u-{n}") for n, one in enumerate(opened(ADA, BEN, EVA))],
], ids=("two", "the same two", "over days", "no emergencies", "of three people"))  # fmt: skip
def test_fewer_or_others_are_not(looks: list[Look]) -> None:
    assert not burst(looks, known())


def test_a_busy_night_with_the_patients_here_is_not() -> None:
    here = known(stays={patient: [stay(NOON, 60)] for patient in (ADA, BEN, EVA)})

    assert not burst(opened(ADA, BEN, EVA), here)
