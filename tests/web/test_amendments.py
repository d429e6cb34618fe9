"""What a patient asks to be changed: kept in their words, decided in time, and never lost beside the entry."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from domain.reviews import AmendmentDecided, AmendmentDenied, AmendmentExtended, AmendmentRequested, DisagreementFiled
from tests.support.clock import StandingClock
from tests.support.office import AMA, RUTH, register
from tests.support.pages import looking
from tests.support.told import told
from tests.web.clerk_desk import Desk, text
from web.service import Service


@pytest.fixture
def who(service: Service) -> UUID:
    id = register(service.records)
    service.records.measure(id, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-01-05")
    return id


@pytest.fixture
def clerk(service: Service, who: UUID) -> Desk:
    return Desk(service)


@pytest.fixture
def senior(service: Service, who: UUID) -> Desk:
    return Desk(service, "senior-clerk")


def asked(clerk: Desk, who: UUID, about: str = "measurements.m1") -> str:
    """Where the request is decided."""
    form = {"about": about, "text": "I never weighed that."}
    answer = clerk.send(f"/patients/{who}/amendments/new?about={about}", form)
    assert answer.status_code == 303, text(answer.text)
    (request,) = [fields["request"] for kind, fields in told(clerk.service) if kind is AmendmentRequested]
    return f"/patients/{who}/amendments/{request}"


def test_a_request_is_written_down_from_the_entry_it_is_about(clerk: Desk, who: UUID) -> None:
    entry = clerk.get(f"/patients/{who}/measurements/m1")
    assert f"/patients/{who}/amendments/new?about=measurements.m1" in entry

    asked(clerk, who)

    told_last = {"request": "q1", "about": "measurements.m1", "text": "I never weighed that."}
    assert told(clerk.service)[-1] == (AmendmentRequested, told_last)
    page = text(clerk.get(f"/patients/{who}/amendments"))
    assert "Weight, 5 Jan 2026 60 days left" in page
    assert "I never weighed that." in text(clerk.get(f"/patients/{who}/measurements/m1"))


@pytest.mark.parametrize("about", ["", "measurements.m9", "reviews.q1", "nothing", "measurements", "a.b.c"])
def test_a_place_that_there_is_not_is_asked_about_as_the_record(clerk: Desk, who: UUID, about: str) -> None:
    page = clerk.get(f"/patients/{who}/amendments/new?about={about}")

    assert '<option value="record" selected>' in page
    answer = clerk.send(f"/patients/{who}/amendments/new", {"about": about or "nothing", "text": "No."})
    assert answer.status_code == 422


def test_what_is_accepted_leads_to_the_correction(clerk: Desk, senior: Desk, who: UUID) -> None:
    at = asked(clerk, who)

    answer = senior.send(f"{at}/accept", {"basis": "It was another's."})

    kind, fields = told(senior.service)[-1]
    assert (kind, fields["outcome"], fields["basis"]) == (AmendmentDecided, "accepted", "It was another's.")
    assert answer.location == f"/patients/{who}/measurements/m1/correct"
    senior.get(str(answer.location))


@pytest.mark.parametrize(("about", "leads"), [
    ("record", ""), ("demographics.demographics", "/correct"), ("measurements.m1", "/measurements/m1/correct"),
])  # fmt: skip
def test_each_kind_of_entry_has_its_own_way_to_be_put_right(
    clerk: Desk, senior: Desk, who: UUID, about: str, leads: str
) -> None:
    at = asked(clerk, who, about)

    answer = senior.send(f"{at}/accept", {"basis": "It was another's."})

    assert answer.location == f"/patients/{who}{leads}"


def test_whoever_writes_in_no_record_is_led_back_to_the_list(clerk: Desk, who: UUID) -> None:
    at, officer = asked(clerk, who), Desk(clerk.service, "privacy-officer")

    answer = officer.send(f"{at}/accept", {"basis": "It was another's."})

    assert answer.location == f"/patients/{who}/amendments"


def test_a_denial_gives_one_of_four_grounds_and_what_the_patient_says_stands_beside_the_entry(
    clerk: Desk, senior: Desk, who: UUID
) -> None:
    at = asked(clerk, who)

    denied = senior.send(f"{at}/deny", {"ground": "right", "basis": "It was read from the scales."})
    disagreed = clerk.send(f"{at}/disagree", {"text": "The scales were broken."})

    assert (denied.status_code, disagreed.status_code) == (303, 303)
    assert told(senior.service)[-2:] == [
        (AmendmentDenied, {"request": "q1", "ground": "right", "basis": "It was read from the scales."}),
        (DisagreementFiled, {"request": "q1", "text": "The scales were broken."}),
    ]
    for page in (f"/patients/{who}/measurements/m1", f"/patients/{who}/amendments"):
        shown = text(clerk.get(page))
        assert "it is accurate and complete as it stands" in shown
        assert "The patient disagrees: The scales were broken." in shown


def test_a_denial_without_a_ground_of_the_law_is_refused(clerk: Desk, senior: Desk, who: UUID) -> None:
    at = asked(clerk, who)

    answer = senior.send(f"{at}/deny", {"ground": "because", "basis": "No."})

    assert (answer.status_code, told(senior.service)[-1][0]) == (422, AmendmentRequested)


@pytest.mark.parametrize("act", ["accept", "deny", "extend"])
def test_what_was_decided_is_decided_no_more(clerk: Desk, senior: Desk, who: UUID, act: str) -> None:
    at = asked(clerk, who)
    senior.send(f"{at}/deny", {"ground": "right", "basis": "It was read from the scales."})

    answer = senior.client.get(f"{at}/{act}", follow_redirects=True)

    assert "This request was decided already." in text(answer.text)


@pytest.mark.parametrize("act", ["accept", "deny", "extend"])
def test_a_clerk_does_not_decide(clerk: Desk, who: UUID, act: str) -> None:
    clerk.get(f"{asked(clerk, who)}/{act}", 403)


# the clock


def test_there_are_sixty_days_and_thirty_more_with_a_written_reason(
    clerk: Desk, service: Service, who: UUID, clock: StandingClock
) -> None:
    at, senior = asked(clerk, who), looking(service, "senior-clerk")
    clock.on(days=58)
    assert "2 days left" in seen(senior, who)

    answer = senior.post(f"{at}/extend", data={"why": "The doctor is away."})

    assert answer.status_code == 303
    assert told(service)[-1] == (AmendmentExtended, {"request": "q1", "why": "The doctor is away."})
    page = seen(senior, who)
    assert "32 days left" in page
    assert "Take longer" not in page
    clock.on(days=33)
    assert "1 day late" in seen(senior, who)


def seen(client: FlaskClient, who: UUID) -> str:
    return text(client.get(f"/patients/{who}/amendments").text)


def test_the_work_list_counts_the_same_days(clerk: Desk, service: Service, who: UUID, clock: StandingClock) -> None:
    asked(clerk, who)
    clock.on(days=61)
    assert _states(service) == ["overdue"]

    service.office.extend_amendment(who, "q1", "The doctor is away.", RUTH)
    assert _states(service) == ["open"]
    clock.on(days=30)
    assert _states(service) == ["overdue"]

    service.office.deny_amendment(who, "q1", "right", "It was read from the scales.", RUTH)
    assert _states(service) == []


def test_one_that_takes_longer_is_on_the_lists_all_the_while(
    clerk: Desk, service: Service, who: UUID, clock: StandingClock
) -> None:
    asked(clerk, who)
    clock.on(days=3)
    service.office.extend_amendment(who, "q1", "The doctor is away.", RUTH)
    reviewer = looking(service, "reviewer")

    for days in (0, 26, 58):
        clock.on(days=days)
        assert _states(service) == ["open"]
        for path in ("/", "/worklist", "/requests"):
            assert "I never weighed that." in reviewer.get(path).text, (path, days)
    clock.on(days=5)
    assert _states(service) == ["overdue"]


def _states(service: Service) -> list[str]:
    service.views.ready()
    found = service.views.worklist.rows(service.rulebook.terms, service.clock(), rule="DQ29")
    return [one.state for one in found]


def test_those_who_decide_see_it_where_their_day_begins(
    clerk: Desk, service: Service, who: UUID, clock: StandingClock
) -> None:
    asked(clerk, who)
    clock.on(days=62)

    for role in ("senior-clerk", "reviewer", "privacy-officer"):
        client = looking(service, role)
        for path in ("/", "/worklist", "/requests"):
            shown = text(client.get(path).text)
            assert "The patient asks for a change" in shown
            assert "2 days over" in shown
            assert "I never weighed that." in shown
    reading = looking(service, "clerk")
    assert "I never weighed that." not in reading.get("/").text
    assert "I never weighed that." in reading.get("/requests").text
