"""What each rule lets pass and what it does not: by class of visit, by age, by who looked, by what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.completeness.terms import DEFAULT
from tests.support.clock import StandingClock
from tests.support.missing import AMA, KOFI, WHY, Case, office
from web.service import Service

DAY = timedelta(days=1)
IMPORTED = AMA._replace(channel="import")
LATE = AMA._replace(reason="late-information")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, StandingClock]]:
    with office(tmp_path_factory.mktemp("cases")) as made:
        yield made


@pytest.fixture
def case(place: tuple[Service, StandingClock]) -> Case:
    made = Case(*place)
    made.clock.on(days=1)
    made.register()
    return made


def abouts(case: Case, rule: str, now: datetime | None = None) -> list[str]:
    return sorted(one.about for one in case.missing(rule, now))


# who the patient is


def test_a_birth_date_that_is_unknown_for_a_reason_is_not_asked_for(case: Case) -> None:
    case.register(birth={"unknown": "a foundling"})

    assert case.missing("DQ01") == []


def test_a_guardian_is_asked_for_until_the_day_somebody_is_of_age(case: Case) -> None:
    case.register(birth=f"{(year := case.clock.at.year) - 16}-05-02")

    assert case.missing("DQ12", datetime(year + 2, 5, 1, 23, 59, tzinfo=UTC)) != []
    assert case.missing("DQ12", datetime(year + 2, 5, 2, tzinfo=UTC)) == []


def test_a_document_that_was_seen_verifies_an_identifier(case: Case) -> None:
    case.register(identifiers=[
        {"type": "PPN", "value": case.digest(), "document_seen": True}, {"type": "INS", "value": case.digest()},
    ])  # fmt: skip

    assert abouts(case, "DQ24") == ["demographics.identifiers.1"]


# what waits for a visit


def test_what_waits_for_the_next_visit_is_due_when_somebody_comes_another_day_and_stays_due_then(case: Case) -> None:
    case.register(identifiers=[{"type": "INS", "value": case.digest()}])
    case.visit(case.ago(hours=1), end=case.ago(), by=LATE)
    assert case.missing("DQ24")[0].due is None

    case.clock.on(days=20)
    came = case.clock.at
    for _ in range(2):
        case.visit(case.ago(), end=case.ago())
        case.clock.on(days=1)

    assert case.missing("DQ24")[0].due == came
    assert case.missing("DQ24", came + timedelta(seconds=1))[0].state == "overdue"


def test_what_waits_for_the_visit_to_close_is_due_when_the_first_one_since_did(case: Case) -> None:
    case.visit("2020-01-05", end="2020-01-05", by=LATE)
    case.visit(case.ago())
    assert case.missing("DQ09")[0].due is None

    case.clock.on(minutes=20)
    closed = case.clock.at
    case.entry("close_visit", "v2", case.ago())
    case.clock.on(days=1)
    case.visit(case.ago(hours=1), end=case.ago())

    assert case.missing("DQ09")[0].due == case.missing("DQ04")[0].due == closed


def test_a_visit_of_which_the_day_alone_is_known_has_closed_at_the_end_of_that_day(case: Case) -> None:
    day = case.clock.at.date().isoformat()
    case.visit(day, end=day)

    (one, *_) = case.missing("DQ07")

    assert one.due == datetime.combine(case.clock.at.date(), datetime.max.time(), UTC)


def test_what_is_struck_is_missing_from_then_on(case: Case) -> None:
    case.entry("declare_none", "allergy", "patient")
    case.entry("record_blood_group", {"abo": "A", "rhd": "positive", "basis": "lab"})
    case.clock.on(days=400)
    case.entry("retract", "history", "h1", by=WHY)
    case.entry("retract", "blood_group", "b1", by=WHY)

    assert [case.missing(rule)[0].since for rule in ("DQ09", "DQ04")] == [case.clock.at] * 2


# visits


@pytest.mark.parametrize(("visit_class", "kinds"), [
    ("AMB", ["height", "weight"]), ("IMP", ["weight"]), ("EMER", []), ("HH", []), ("VR", []),
])  # fmt: skip
def test_what_is_measured_at_a_visit_is_a_matter_of_its_class(case: Case, visit_class: str, kinds: list[str]) -> None:
    case.visit(case.ago(), visit_class)

    assert abouts(case, "DQ07") == [f"visits.v1.{kind}" for kind in kinds]


@pytest.mark.parametrize(("years", "kinds"), [(40, ["weight"]), (9, ["height", "weight"])])
def test_an_adult_is_as_tall_as_ever_a_child_is_not(case: Case, years: int, kinds: list[str]) -> None:
    case.register(birth=case.born(days=366 * years))
    case.measure("130", case.ago(), "height", "cm", by=WHY, confirmed=("low:items.0.value",))
    case.clock.on(days=100)
    case.visit(case.ago())

    assert abouts(case, "DQ07") == [f"visits.v1.{kind}" for kind in kinds]


def test_a_cancelled_visit_misses_nothing(case: Case) -> None:
    case.visit(case.ago())
    assert case.missing("DQ07") != []

    case.entry("cancel_visit", "v1", by=WHY)

    assert [case.missing(rule, case.clock.at + 60 * DAY) for rule in ("DQ07", "DQ13", "DQ14")] == [[], [], []]


def test_an_inpatient_may_stay_and_leaves_with_a_word_about_how(case: Case) -> None:
    case.visit(case.ago(), "IMP")
    assert case.missing("DQ13", case.clock.at + 100 * DAY) == []

    case.clock.on(days=9)
    case.entry("close_visit", "v1", case.ago())
    (one,) = case.missing("DQ13")
    assert (one.since, one.due) == (case.clock.at, case.clock.at + 30 * DAY)

    case.entry("correct", "visits", "v1", {"disposition": "home"}, by=WHY)
    assert case.missing("DQ13") == []


@pytest.mark.parametrize("kind", ["heart-rate", "oxygen-saturation", "pain"])
def test_anything_that_was_measured_is_an_entry(case: Case, kind: str) -> None:
    case.visit(case.ago(), reason={"text": "Cough"})
    assert abouts(case, "DQ14") == ["visits.v1.entries"]

    value, unit = {"heart-rate": ("70", "/min"), "oxygen-saturation": ("97", "%")}.get(kind, ("3", "{score}"))
    case.measure(value, case.ago(), kind, unit)

    assert case.missing("DQ14") == []


# the body


@pytest.mark.parametrize(("lived", "days"), [(14_000, 365), (3_700, 182), (500, 30), (90, 30)])
def test_a_weight_is_old_sooner_in_the_young(case: Case, lived: int, days: int) -> None:
    case.register(birth=case.born(days=lived))
    case.measure("12", case.ago(), by=WHY, confirmed=("low:items.0.value", "high:items.0.value"))

    assert case.missing("DQ08", case.clock.at + days * DAY - timedelta(seconds=1)) == []
    assert case.missing("DQ08", case.clock.at + days * DAY) != []


@pytest.mark.parametrize("died", [None, "2026"])
def test_nobody_weighs_or_asks_the_dead(case: Case, died: str | None) -> None:
    case.measure("70", case.ago())
    case.entry("declare_none", "allergy", "patient")
    case.entry("record_death", died=died)

    assert case.missing("DQ08", case.clock.at + 900 * DAY) == case.missing("DQ10", case.clock.at + 900 * DAY) == []


def test_no_procedures_known_is_no_procedure(case: Case) -> None:
    case.entry("record_blood_group", {"abo": "A", "rhd": "positive", "basis": "stated"})
    case.entry("declare_none", "procedure", "patient")

    assert case.missing("DQ05") == []


def test_whoever_kept_an_unlikely_value_does_not_look_at_it_a_second_time(case: Case) -> None:
    case.measure("70", case.ago())
    case.measure("95", case.ago(), by=WHY, confirmed=("changed:items.0.value",))
    case.entry("reaffirm", "measurements", "m2", by=WHY)
    (one,) = case.missing("DQ20")

    assert (one.about, one.owner, one.text) == (
        "measurements.m2", "reviewer", "An unlikely weight was kept: a second person should look",
    )  # fmt: skip


# history and time


def test_a_year_that_may_hold_the_birth_contradicts_nothing(case: Case) -> None:
    case.register(birth="1984-03-07")
    case.entry("add_history", {"kind": "problem", "what": "Jaundice", "onset": "1984"})
    case.entry("add_history", {"kind": "family", "what": "Diabetes", "onset": "1950"}, confirmed=("before-birth",))
    assert case.missing("DQ18") == []

    case.entry("add_history", {"kind": "problem", "what": "Asthma", "onset": "1983"}, confirmed=("before-birth",))
    assert abouts(case, "DQ18") == ["history.h3"]


def test_a_late_entry_with_its_reason_is_well_and_one_of_yesterday_is_none(case: Case) -> None:
    case.measure("70", case.ago(days=3), by=LATE)
    case.measure("70", case.ago(hours=23))
    case.visit(case.ago(days=3), by=LATE)
    case.entry("add_history", {"kind": "problem", "what": "Asthma", "onset": "1990"})

    assert case.missing("DQ22") == []


def test_an_office_may_allow_more_time_for_writing_down(case: Case) -> None:
    case.measure("70", case.ago(hours=71))
    lenient = {**DEFAULT, "DQ22": DEFAULT["DQ22"]._replace(least=72)}

    assert (len(case.missing("DQ22")), case.missing("DQ22", policy=lenient)) == (1, [])


# looking


def test_only_what_changes_asks_for_another_look(case: Case) -> None:
    case.measure("70", case.ago())
    case.service.views.ready()
    case.entry("review", case.service.store.log.position, by=KOFI)
    case.entry("reaffirm", "measurements", "m1", by=KOFI)
    case.entry("assign", "DQ09", "history.allergy", "reviewer", "Reviewers")
    assert case.missing("DQ23") == []

    case.measure("71", case.ago())

    (one,) = case.missing("DQ23")
    assert (one.about, one.owner) == ("record", "reviewer")


def test_a_look_at_the_record_as_it_was_does_not_count_for_what_came_since(case: Case) -> None:
    seen = case.service.store.log.position
    case.measure("70", case.ago())

    case.entry("review", seen, by=KOFI)

    assert len(case.missing("DQ23")) == 1


def test_what_came_from_elsewhere_is_as_it_is(case: Case) -> None:
    case.register(by=IMPORTED, identifiers=[{"type": "INS", "value": case.digest()}])
    case.visit("2026-01-05", by=IMPORTED)
    case.entry("issue_report", {"performed_at": "2026-01-05"}, by=IMPORTED, complete=False,
               header={"kind": "laboratory", "what": "Blood sugar"})  # fmt: skip
    case.entry(
        "add_history", {"kind": "medication", "what": "Digoxin QD"}, by=IMPORTED, confirmed=("abbreviation-what.text",)
    )

    for rule in ("DQ07", "DQ13", "DQ14", "DQ16", "DQ22", "DQ24", "DQ26"):
        assert case.missing(rule, case.clock.at + 60 * DAY) == []
