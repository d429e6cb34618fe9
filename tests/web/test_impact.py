"""The impact of a correction: whoever was shown what was wrong, from when it was written to when it was put right."""

from __future__ import annotations

import csv
from io import StringIO
from uuid import UUID

import pytest

from domain.by import By
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, looked_at, register
from tests.support.pages import looking
from tests.web.clerk_desk import text
from web.service import Service

KOFI = By(actor="u-00000002", name="Kofi Adjei", role="senior-clerk")
RUTH = By(actor="u-00000003", name="Ruth Adeyemi", role="reviewer")
GROUP = {"abo": "A", "rhd": "positive", "basis": "lab", "lab": "Central", "specimen": "S1"}


@pytest.fixture
def who(service: Service) -> UUID:
    return register(service.records)


def told(service: Service, who: UUID, position: int, status: int = 200) -> str:
    answer = looking(service, "reviewer").get(f"/patients/{who}/impact/{position}")
    assert answer.status_code == status
    return text(answer.text)


def exported(service: Service, who: UUID, position: int) -> list[dict[str, str]]:
    table = looking(service, "reviewer").get(f"/patients/{who}/impact/{position}.csv").get_data(as_text=True)
    return list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))


def test_those_who_saw_it_between_the_mistake_and_its_correction_are_told_and_nobody_else(
    service: Service, clock: StandingClock, who: UUID
) -> None:
    looked_at(service, who, RUTH)  # before it was written
    service.records.record_blood_group(who, GROUP, AMA)
    clock.on(hours=2)
    first = looked_at(service, who, KOFI)
    second = looked_at(service, who, RUTH, section="chart", medium="print")
    looked_at(service, who, RUTH, outcome="denied")
    clock.on(days=3)
    fixed = service.records.correct(who, "blood_group", "b1", {"abo": "O"}, WHY)
    looked_at(service, who, AMA)  # after it was put right

    page = told(service, who, fixed.position - 1)

    assert "What was wrong, for 3 days" in page
    assert "A → O" in page
    assert "Written by Ama Boateng" in page
    assert "2 people, 2 times" in page
    assert page.index("Kofi Adjei") < page.index("Ruth Adeyemi compliance reviewer took it away")
    rows = exported(service, who, fixed.position - 1)
    assert [(row["position"], row["name"], row["taken"]) for row in rows] == [
        (str(first), "Kofi Adjei", "no"),
        (str(second), "Ruth Adeyemi", "yes"),
    ]


def test_of_an_entry_made_in_error_everything_it_said_was_wrong_since_it_was_written(
    service: Service, clock: StandingClock, who: UUID
) -> None:
    (entry,) = service.records.add_history(who, {"kind": "problem", "what": "Gout"}, AMA).entries
    seen = looked_at(service, who, KOFI)
    clock.on(days=1)
    gone = service.records.retract(who, "history", entry, WHY)

    page = told(service, who, gone.position)

    assert "What was wrong, for 24 hours" in page
    assert "Gout" in page
    assert [row["position"] for row in exported(service, who, gone.position)] == [str(seen)]


def test_a_value_that_stood_right_for_a_while_was_wrong_only_since_it_was_made_so(
    service: Service, clock: StandingClock, who: UUID
) -> None:
    looked_at(service, who, KOFI)
    service.records.update(who, {"occupation": "baker"}, AMA)
    looked_at(service, who, KOFI)
    service.records.update(who, {"occupation": "baler"}, AMA)
    seen = looked_at(service, who, KOFI)
    fixed = service.records.correct_details(who, {"occupation": "baker"}, WHY)

    assert [row["position"] for row in exported(service, who, fixed.position)] == [str(seen)]


@pytest.mark.parametrize(
    ("section", "medium", "address", "holds"),
    [
        ("record", "page", "/patients/1", True),
        ("entry", "page", "/patients/1/measurements/m1", True),
        ("chapter", "page", "/patients/1/measurements/all", True),
        ("chapter", "page", "/patients/1/reports/all", False),
        ("search", "list", "/patients", False),
        ("chart", "print", "/patients/1/print", True),
        ("documents", "page", "/patients/1/attachments", False),
    ],
)
def test_only_a_page_that_holds_the_value_counts(
    service: Service, who: UUID, section: str, medium: str, address: str, holds: bool
) -> None:
    taken = [{"kind": "weight", "value": "73", "unit": "kg"}]
    (entry,) = service.records.measure(who, taken, AMA, "2026-01-05").entries
    looked_at(service, who, KOFI, section=section, medium=medium, address=address)
    fixed = service.records.correct(who, "measurements", entry, {"value": "72"}, WHY)

    assert bool(exported(service, who, fixed.position)) is holds


def test_a_file_of_everybody_is_named_last_for_it_may_have_held_it(service: Service, who: UUID) -> None:
    service.records.record_blood_group(who, GROUP, AMA)
    file = looked_at(service, who, RUTH, section="log", medium="file", patients=[], whole=True)
    page = looked_at(service, who, KOFI)
    fixed = service.records.correct(who, "blood_group", "b1", {"abo": "O"}, WHY)

    assert [row["position"] for row in exported(service, who, fixed.position)] == [str(page), str(file)]


def test_where_nobody_saw_it_the_page_says_so(service: Service, who: UUID) -> None:
    service.records.record_blood_group(who, GROUP, AMA)
    fixed = service.records.correct(who, "blood_group", "b1", {"abo": "O"}, WHY)

    page = told(service, who, fixed.position)

    assert "Nobody was shown it between the mistake and its correction." in page


def test_an_event_that_replaced_nothing_wrong_has_no_impact_and_one_of_somebody_else_is_not_found(
    service: Service, who: UUID
) -> None:
    added = service.records.add_history(who, {"kind": "problem", "what": "Gout"}, AMA)
    other = register(service.records, identifiers=[], names=["Somebody Else"])

    assert "This event replaced nothing that was wrong" in told(service, who, added.position)
    told(service, other, added.position, 404)
    assert looking(service, "reviewer").get(f"/patients/{who}/impact/{added.position}.csv").status_code == 404


def test_the_people_to_tell_are_carried_into_a_new_case(service: Service, who: UUID) -> None:
    service.records.record_blood_group(who, GROUP, AMA)
    looked_at(service, who, KOFI)
    fixed = service.records.correct(who, "blood_group", "b1", {"abo": "O"}, WHY)

    page = looking(service, "reviewer").get(f"/patients/{who}/impact/{fixed.position}").text

    assert f"/cases/new?log=record&amp;position={fixed.position}" in page
    assert "people=u-00000002" in page
