"""Reports that are awaited, incomplete, critical or corrected, and until when they are missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.clock import StandingClock
from tests.support.missing import WHY, Case, office
from web.service import Service

DAY = timedelta(days=1)
HEADER = {"kind": "laboratory", "what": "Blood sugar"}
SUGAR = {"what": "Glucose", "value": "31", "unit": "mmol/L", "range": {"low": "3.9", "high": "5.5"}}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, StandingClock]]:
    with office(tmp_path_factory.mktemp("reports")) as made:
        yield made


@pytest.fixture
def case(place: tuple[Service, StandingClock]) -> Case:
    made = Case(*place)
    made.register()
    return made


@pytest.mark.parametrize(("kind", "days"), [("laboratory", 3), ("imaging", 7), ("other", 7)])
def test_a_report_without_a_due_time_is_awaited_for_as_long_as_its_kind_takes(case: Case, kind: str, days: int) -> None:
    case.entry("register_report", {"kind": kind, "what": "A test", "ordered_at": case.ago()})

    assert case.missing("DQ15", case.clock.at + days * DAY - timedelta(seconds=1)) == []
    assert case.missing("DQ15", case.clock.at + days * DAY)[0].text == "A test is awaited"


def test_what_is_copied_from_paper_needs_the_paper(case: Case) -> None:
    header, content = {"kind": "other", "what": "ECG"}, {"conclusion": "Normal.", "source": "paper"}
    case.entry("issue_report", content, header=header)
    assert [one.about for one in case.missing("DQ16")] == ["reports.r1"]

    case.attach(case.digest(), entry="r1")

    assert case.missing("DQ16") == []


def test_a_critical_result_that_is_changed_waits_for_its_reader_again(case: Case) -> None:
    case.entry("issue_report", {}, header=HEADER, results=[{**SUGAR, "printed_flag": "HH"}])
    case.entry("acknowledge", "r1")
    assert case.missing("DQ17") == []

    case.clock.on(days=1)
    result = {**SUGAR, "value": "41", "printed_flag": "HH"}
    case.entry("amend_report", "r1", "corrected", {"results": [result]}, by=WHY, notified=[{"who": "Dr Quaye"}])

    (one,) = case.missing("DQ17")
    assert (one.since, one.text) == (case.clock.at, "Critical result, not acknowledged: Glucose")


@pytest.mark.parametrize("told", [{"unseen": True}, {"notified": [{"who": "Dr Quaye"}]}], ids=str)
def test_a_correction_that_nobody_needs_to_hear_of_any_more_is_well(case: Case, told: dict[str, object]) -> None:
    case.entry("issue_report", {}, header=HEADER, results=[SUGAR])

    case.entry("amend_report", "r1", "corrected", {"results": [{**SUGAR, "value": "3.1"}]}, by=WHY, **told)

    assert case.missing("DQ27") == []


def test_a_report_due_on_a_day_has_that_day(case: Case) -> None:
    day = case.born(days=-2)
    case.entry("register_report", {**HEADER, "due_at": day})

    assert case.missing("DQ15", case.clock.at.replace(hour=23, minute=59) + 2 * DAY) == []
    assert len(case.missing("DQ15", case.clock.at.replace(hour=0, minute=0) + 3 * DAY)) == 1


def test_a_report_that_is_struck_or_cancelled_misses_nothing(case: Case) -> None:
    case.entry("issue_report", {}, header=HEADER, results=[{**SUGAR, "printed_flag": "HH"}])
    case.entry("register_report", HEADER)
    case.entry("retract", "reports", "r1", by=WHY)
    case.entry("cancel_report", "r2", by=WHY)

    assert [case.missing(rule, case.clock.at + 90 * DAY) for rule in ("DQ15", "DQ16", "DQ17")] == [[], [], []]
