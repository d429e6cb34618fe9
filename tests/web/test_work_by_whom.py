"""Who sees to what is missing, and what was said about it, stand side by side; and each is led where they may go."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.web.clerk_desk import AMA, WHY, Desk, text
from web.service import Service

GUARDIAN = ("DQ12", "demographics.next_of_kin")


@pytest.fixture
def minor(service: Service) -> UUID:
    return UUID(service.records.register({"names": ["Yusuf Saleh"], "birth": "2020", "gender": "male"}, AMA).id)


def test_giving_disputing_and_waiving_leave_each_other_as_they_were(desk: Desk, minor: UUID) -> None:
    office, views = desk.service.office, desk.service.views
    office.assign(minor, *GUARDIAN, "reviewer", "Compliance reviewers", AMA)
    views.ready()
    office.dispute(minor, *GUARDIAN, "He is married.", AMA)
    views.ready()
    office.waive(minor, *GUARDIAN, WHY, "2026-12-20")
    views.ready()

    kept = views.current.file(minor)["chapters"]["reviews"]["DQ12~demographics~next_of_kin"]

    assert (kept["owner"], kept["disputed"]["text"], kept["waived"]["until"]) == (
        "reviewer", "He is married.", "2026-12-20",
    )  # fmt: skip
    assert list(views.engine.check()) == []


def test_whom_a_line_was_given_to_is_told_by_name(desk: Desk, minor: UUID) -> None:
    desk.service.personnel.add("tomas", "Tomás Rivera", "clerk", desk.service.system())
    desk.send(f"/patients/{minor}/missing/DQ12~demographics~next_of_kin/assign", {"owner": "tomas"})

    page = text(desk.get(f"/patients/{minor}/missing"))

    assert "given to Tomás Rivera" in page
    assert "given to u-" not in page


@pytest.mark.parametrize(("role", "leads"), [("clerk", "/edit#kin_name"), ("reviewer", "/missing")])
def test_a_line_leads_where_its_reader_may_go(service: Service, minor: UUID, role: str, leads: str) -> None:
    own = Desk(service, role)

    page = own.get("/worklist?whose=all")

    assert f'{leads}">Add the guardian of a minor</a>' in page


def test_none_known_that_is_still_right_was_asked_when_that_was_said(desk: Desk, minor: UUID) -> None:
    records = desk.service.records
    records.declare_none(minor, "allergy", "the mother", AMA)
    desk.service.office.reaffirm(minor, "history", "h1", AMA)

    page = text(desk.get(f"/patients/{minor}/history/h1"))

    assert "Said to be still right Ama Boateng, 7 Mar 2026" in page
    assert "Position" not in page


@pytest.mark.parametrize(
    ("typed", "said"), [("garbage", "This is no JSON"), ('{"rules": {"DQ99": {"on": false}}}', "DQ99")]
)
def test_trying_a_policy_that_cannot_be_adopted_says_why(service: Service, typed: str, said: str) -> None:
    senior = Desk(service, "senior-clerk")

    answer = senior.send("/policies/completeness", {"text": typed}, then="try")

    assert answer.status_code == 422
    assert said in text(answer.text)
    assert "This is what it would do" not in answer.text
    assert senior.send("/policies/completeness", {"text": "{}"}, then="try").status_code == 200


def test_what_is_said_of_a_correction_stands_at_its_reason(desk: Desk, minor: UUID) -> None:
    records = desk.service.records
    records.open_visit(minor, {"start": "2026-03-07T09:00Z", "visit_class": "AMB"}, AMA)
    records.close_visit(minor, "v1", "2026-03-07T09:20Z", AMA)
    typed = {"start": "2026-03-07 09:00 UTC", "visit_class": "AMB", "end": "2026-03-07 09:20 UTC", "diagnoses": "Flu"}

    page = desk.send(f"/patients/{minor}/visits/v1/correct", typed).text

    assert 'id="reason-no"' in page
    assert 'id="complaint-no"' not in page


@pytest.mark.parametrize(
    "said", ["HM-8248537-18292", "hm 8248537 18292", "HM824853718292", "8248537", "7 March 1984", "7 mar 1984"]
)
def test_a_patient_is_found_by_a_number_and_a_birth_as_the_pages_show_them(service: Service, said: str) -> None:
    wanted = {"names": ["Zoltán Kiss"], "birth": "1984-03-07", "gender": "male"}
    told = [{"type": "INS", "issuer": "Harbour Mutual", "value": "HM-8248537-18292"}]
    number = service.records.register({**wanted, "identifiers": told}, AMA).mrn

    service.views.ready()

    assert [hit["mrn"] for hit in service.views.directory.search(said)] == [number]


def test_paper_tells_the_same_day_on_which_it_was_asked(service: Service, minor: UUID, clock: StandingClock) -> None:
    service.records.declare_none(minor, "allergy", "the mother", AMA)
    clock.on(days=400)
    service.office.reaffirm(minor, "history", "h1", AMA)

    page = text(Desk(service).get(f"/patients/{minor}/print"))

    assert "said the mother, asked 11 Apr 2027" in page
