"""The work list, one record's list, the look-over, and the policies, as people meet them."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY, register
from tests.web import clerk_desk
from web.service import Service


class Desk(clerk_desk.Desk):
    """`page` is the text of the last page, as it would be read; whoever comes back later signs in again."""

    page = ""

    def get(self, path: str, status: int = 200) -> str:
        self._sign_in()
        page = super().get(path, status)
        self.page = clerk_desk.text(page)
        return page

    def decide(self, path: str, fields: dict[str, str], status: int = 303) -> None:
        self._sign_in()
        answer = self.send(path, fields)
        self.page = clerk_desk.text(answer.text)
        assert answer.status_code == status, self.page

    def _sign_in(self) -> None:
        with self.client.session_transaction() as session:
            session["token"] = self.service.accounts.begin(self.login)


@pytest.fixture
def engine() -> str:
    """The pages are the same on both; the lists are tried on both in tests/projections."""
    return "sqlite"


@pytest.fixture
def who(service: Service) -> UUID:
    return register(service.records, contacts=[], identifiers=[])


@pytest.fixture
def clerk(service: Service) -> Desk:
    return Desk(service)


@pytest.fixture
def reviewer(service: Service) -> Desk:
    return Desk(service, "reviewer")


def later(service: Service, days: int) -> None:
    assert isinstance(service.clock, StandingClock)
    service.clock.at += timedelta(days=days)


# the work list


def test_an_empty_office_has_an_empty_list(clerk: Desk) -> None:
    clerk.get("/worklist")

    assert "Nothing is missing that would be yours." in clerk.page


def test_what_is_missing_is_listed_with_the_way_to_put_it_right(clerk: Desk, who: UUID) -> None:
    page = clerk.get("/worklist")

    assert "Ask for a phone number or another contact" in clerk.page
    assert 'href="/patients/0000000195/edit#phone"' in page
    assert "Ask about allergies, or record that none is known" in clerk.page
    assert 'href="/patients/0000000195/none-known?kind=allergy#asked_of"' in page


def test_a_line_goes_away_once_the_record_holds_what_it_asks_for(service: Service, clerk: Desk, who: UUID) -> None:
    service.records.declare_none(who, "allergy", "the patient", AMA)

    clerk.get("/worklist")

    assert "Ask about allergies" not in clerk.page
    assert "Ask for a phone number" in clerk.page


def test_what_is_over_its_time_says_by_how_much(service: Service, clerk: Desk, who: UUID) -> None:
    later(service, 10)

    clerk.get("/worklist")

    assert "Overdue" in clerk.page
    assert "3 days over" in clerk.page


def test_the_list_of_one_rule_and_of_a_rule_that_is_not_there(clerk: Desk, who: UUID) -> None:
    clerk.get("/worklist?whose=all&rule=DQ11")

    assert "Ask for a phone number" in clerk.page
    assert "Ask about allergies" not in clerk.page
    clerk.get("/worklist?rule=DQ99", 404)


def test_a_reviewers_list_holds_what_is_a_reviewers(service: Service, reviewer: Desk, who: UUID) -> None:
    later(service, 1)

    reviewer.get("/worklist")

    assert "Look the record over" in reviewer.page
    assert "Ask for a phone number" not in reviewer.page


# decisions


def test_what_is_waived_leaves_the_list_until_its_day(service: Service, clerk: Desk, who: UUID) -> None:
    place = "/patients/0000000195/missing/DQ11~demographics~contacts/waive"

    clerk.decide(place, {"until": "2026-12-24", "reason": "other", "because": "No phone on the island."})

    clerk.get("/worklist?whose=all")
    assert "Ask for a phone number" not in clerk.page
    clerk.get("/worklist?whose=all&waived=1")
    assert "Ask for a phone number" in clerk.page
    later(service, 400)
    clerk.get("/worklist?whose=all")
    assert "Ask for a phone number" in clerk.page


def test_a_waiver_without_a_reason_is_not_recorded(service: Service, clerk: Desk, who: UUID) -> None:
    before = service.store.log.position

    clerk.decide("/patients/0000000195/missing/DQ11~demographics~contacts/waive", {"until": "2026-12-24"}, 422)

    assert "Say why the record is being changed." in clerk.page
    assert service.store.log.position == before


def test_what_is_given_to_somebody_is_on_that_list_only(service: Service, clerk: Desk, who: UUID) -> None:
    clerk.decide("/patients/0000000195/missing/DQ11~demographics~contacts/assign", {"owner": "reviewer"})

    clerk.get("/worklist")
    assert "Ask for a phone number" not in clerk.page
    clerk.get("/worklist?whose=all")
    assert "given to Compliance reviewers" in clerk.page


def test_nobody_can_be_given_something_who_is_not_there(clerk: Desk, who: UUID) -> None:
    clerk.decide("/patients/0000000195/missing/DQ11~demographics~contacts/assign", {"owner": "nobody"}, 422)

    assert "There is no account nobody, and no such role" in clerk.page


def test_what_is_disputed_stays_with_what_was_said(clerk: Desk, who: UUID) -> None:
    said = {"text": "She has no phone and wants none."}
    clerk.decide("/patients/0000000195/missing/DQ11~demographics~contacts/dispute", said)

    clerk.get("/patients/0000000195/missing")

    assert "disputed: She has no phone and wants none." in clerk.page


def test_nothing_is_decided_about_what_is_not_missing(clerk: Desk, who: UUID) -> None:
    clerk.get("/patients/0000000195/missing/DQ06~blood_group/waive", 404)
    clerk.get("/patients/0000000195/missing/DQ11~demographics~contacts/forget", 404)


def test_an_auditor_sees_the_list_and_decides_nothing(service: Service, who: UUID) -> None:
    auditor = Desk(service, "auditor")

    page = auditor.get("/patients/0000000195/missing")

    assert "Ask for a phone number" in auditor.page
    assert "/waive" not in page
    auditor.get("/patients/0000000195/missing/DQ11~demographics~contacts/waive", 403)


# looking over


def test_a_record_that_was_checked_asks_again_only_once_it_changes(service: Service, reviewer: Desk, who: UUID) -> None:
    later(service, 1)
    reviewer.decide("/patients/0000000195/review", {"findings": "All there."})
    reviewer.get("/worklist")
    assert "Look the record over" not in reviewer.page

    service.records.add_history(who, {"kind": "problem", "what": "Asthma"}, AMA)

    reviewer.get("/worklist")
    assert "Look the record over" in reviewer.page


def test_what_was_decided_about_a_record_is_among_what_differs(service: Service, who: UUID) -> None:
    registered = service.store.log.position
    senior = Desk(service, "senior-clerk")
    waiver = {"reason": "late-information", "until": "2026-05-01"}
    senior.decide(f"/patients/{who}/missing/DQ11~demographics~contacts/waive", waiver)

    senior.get(f"/patients/{who}/compare?from={registered}&to={service.store.log.position}")

    assert "DQ11" in senior.page
    assert "1 May 2026" in senior.page


def test_what_came_in_while_the_record_was_being_checked_was_not_seen(
    service: Service, reviewer: Desk, who: UUID
) -> None:
    reviewer.get("/patients/0000000195/review")
    form = reviewer.client.get("/patients/0000000195/review")
    service.records.add_history(who, {"kind": "problem", "what": "Asthma"}, AMA)

    reviewer.again("/patients/0000000195/review", form, {})

    later(service, 1)
    reviewer.get("/worklist")
    assert "Look the record over" in reviewer.page


def test_an_entry_that_is_still_right_says_so_and_keeps_its_value(service: Service, clerk: Desk, who: UUID) -> None:
    service.records.declare_none(who, "allergy", "the patient", AMA)

    clerk.decide("/patients/0000000195/history/h1/affirm", {})

    entry = service.views.current.file(who)["chapters"]["history"]["h1"]
    assert (entry["status"], len(entry["reaffirmed"])) == ("current", 1)


# policies


def test_the_rules_in_force_are_readable(reviewer: Desk) -> None:
    reviewer.get("/policies")

    assert "DQ09 Allergies never asked safety at visit close clerk 4.1" in reviewer.page
    assert "None was adopted: the program’s own rules are in force." in reviewer.page


def test_trying_a_policy_adopts_nothing_and_tells_what_adoption_then_shows(
    service: Service, reviewer: Desk, who: UUID
) -> None:
    told = {"text": json.dumps({"rules": {"DQ11": {"on": False}}}), "approved_by": "The head", "then": "try"}
    before = service.store.log.position

    reviewer.decide("/policies/completeness", told, 200)

    assert "DQ11 No contact as the program has it → not looked for" in reviewer.page
    assert "DQ11 No contact 1 0 (-1)" in reviewer.page
    assert service.store.log.position == before
    del told["then"]
    reviewer.decide("/policies/completeness", told)
    reviewer.get("/worklist?whose=all")
    assert "Ask for a phone number" not in reviewer.page


@pytest.mark.parametrize(("text", "words"), [
    ("{", "This is no JSON"),
    ("[]", "Write the policy as a JSON object, in { and }."),
    ('{"rules": {"DQ99": {}}}', "There is no such rule."),
    ('{"rules": {"DQ11": {"due": "soon"}}}', "Write a length of time as P2D"),
    ('{"colour": 1}', "There is no such field."),
])  # fmt: skip
def test_what_cannot_be_read_as_a_policy_is_not_adopted(reviewer: Desk, text: str, words: str) -> None:
    reviewer.decide("/policies/completeness", {"text": text, "approved_by": "The head"}, 422)

    assert words in reviewer.page


def test_a_clerk_adopts_no_policy(clerk: Desk) -> None:
    clerk.get("/policies/completeness", 403)


# quality


def test_the_page_of_quality_counts_what_was_put_right_by_month_and_person(
    service: Service, reviewer: Desk, who: UUID
) -> None:
    kilos = [{"kind": "weight", "value": "72", "unit": "kg"}]
    service.records.measure(who, kilos, AMA, "2026-03-07T09:00Z")
    service.records.correct(who, "measurements", "m1", {"value": "73"}, WHY)

    reviewer.get("/quality")

    acts = len(list(service.views.changes.rows({"patient": str(who)})))
    assert f"Ama Boateng {acts} {100 / acts:.1f} % 0.0 % 0.0 %" in reviewer.page
    assert f"2026-03 {acts} {100 / acts:.1f} %" in reviewer.page
    assert "No contact 1 record, 100 %" in reviewer.page


def test_the_page_of_quality_of_an_empty_office(reviewer: Desk) -> None:
    reviewer.get("/quality")

    assert "Nothing was written on a form in the last twelve months." in reviewer.page
    assert "Every rule is satisfied in every record." in reviewer.page
