"""A reviewer's cases as they are worked on: opened, pinned to, asked about, found, told, closed and reopened."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.casework import Pin
from tests.support.office import AMA, RUTH, WHY, looked_at
from tests.web import clerk_desk
from tests.web.clerk_desk import text
from web.service import Service

C1 = "/cases/C-2026-0001"


class Desk(clerk_desk.Desk):
    """`page` is the last page as it is read."""

    page = ""

    def get(self, path: str, status: int = 200) -> str:
        self.page = text(page := super().get(path, status))
        return page

    def do(self, path: str, fields: dict[str, str], status: int = 303) -> str:
        answer = self.send(path, fields)
        self.page = text(answer.text)
        assert answer.status_code == status, self.page
        return answer.location or ""


@pytest.fixture
def engine() -> str:
    """The pages are the same on both; the view is tried on both in tests/projections."""
    return "sqlite"


@pytest.fixture
def ruth(service: Service) -> Desk:
    return Desk(service, "reviewer")


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service)


@pytest.fixture
def ama(desk: Desk) -> Desk:
    """The clerk at the desk."""
    return desk


@pytest.fixture
def wrong(service: Service, who: UUID) -> tuple[int, int]:
    """Where in the log a wrong weight was recorded, and where it was corrected."""
    kilos = [{"kind": "weight", "value": "72", "unit": "kg"}]
    taken = service.records.measure(who, kilos, AMA, "2026-03-07T09:00Z")
    return taken.position, service.records.correct(who, "measurements", "m1", {"value": "71"}, WHY).position


@pytest.fixture
def opened(service: Service, wrong: tuple[int, int]) -> str:
    return service.cases.open("A wrong weight", "Who relied on it?", RUTH, [Pin("record", wrong[0])]).entries[0]


def staff(service: Service, login: str) -> str:
    account = service.personnel.account(login)
    assert account
    return account.staff


# opening


def test_a_case_is_opened_about_a_patient_and_a_person(service: Service, ruth: Desk, ama: Desk, who: UUID) -> None:
    told = {"title": "A wrong weight", "question": "Who relied on it?", "patient": "00 000 001-95"}

    assert ruth.do("/cases/new", {**told, "person": staff(service, "clerk")}) == C1

    ruth.get(C1)
    assert "Case C-2026-0001 Open A wrong weight Opened by Reviewer Boateng" in ruth.page
    assert "Who relied on it? Person Clerk Boateng" in ruth.page
    assert "Patient 00 000 001-95" in ruth.page


def test_what_a_case_begins_with_and_who_is_to_be_told_stand_in_the_address(
    service: Service, ruth: Desk, ama: Desk, wrong: tuple[int, int]
) -> None:
    id = staff(service, "clerk")
    address = f"/cases/new?log=record&position={wrong[1]}&people={id}&people={id}&people=u-nobody&title=Told+wrong"
    page = ruth.get(address)
    assert "Ama Boateng corrected weight: was 72, now 71." in ruth.page
    assert 'value="00 000 001-95"' in page
    assert ">Clerk Boateng (clerk)</textarea>" in page

    ruth.do(address, {"title": "Told wrong", "question": "Who?", "people": "Clerk Boateng (clerk)\nDr Brandt\n"})

    ruth.get(C1)
    assert "1 Ama Boateng corrected weight: was 72, now 71." in ruth.page
    assert "Who has to know 0 of 2 told" in ruth.page
    assert [one["name"] for one in service.views.cases.one("C-2026-0001")["people"]] == ["Clerk Boateng", "Dr Brandt"]


@pytest.mark.parametrize(("fields", "words"), [
    ({"title": ""}, "Title: Fill this in."),
    ({"question": ""}, "Question: Write the question that the case is to answer."),
    ({"patient": "12"}, "Patient’s record number: No record has this number."),
    ({"person": "u-nobody"}, "Person who works here: Choose one of those that are listed."),
])  # fmt: skip
def test_a_case_that_cannot_be_opened_comes_back_as_it_was_filled_in(
    service: Service, ruth: Desk, fields: dict[str, str], words: str
) -> None:
    before = service.store.log.position

    answer = ruth.send(
        "/cases/new", {"title": "A wrong weight", "question": "Who saw it?", "people": "Dr Brandt", **fields}
    )

    assert answer.status_code == 422
    assert words in text(answer.text)
    assert "Dr Brandt</textarea>" in answer.text
    assert service.store.log.position == before


def test_nobody_opens_a_case_about_themselves(service: Service, ruth: Desk) -> None:
    told = {"title": "A wrong weight", "question": "Who saw it?", "person": staff(service, "reviewer")}

    ruth.do("/cases/new", told, 422)

    assert "This case would be about you. Ask a colleague to open it." in ruth.page


# evidence


def test_an_event_is_pinned_from_its_page_and_from_the_trail(
    ruth: Desk, opened: str, who: UUID, wrong: tuple[int, int]
) -> None:
    link = f'href="/cases/pin?log=record&amp;position={wrong[1]}"'
    assert link in ruth.get(f"/audit/log/{wrong[1]}")
    assert link in ruth.get(f"/patients/{who}/trail")

    ruth.do(f"/cases/pin?log=record&position={wrong[1]}", {"case": opened, "note": "The correction."})

    page = ruth.get(C1)
    assert "2 Ama Boateng corrected weight: was 72, now 71." in ruth.page
    assert "Why: Typing error: Two digits changed places." in ruth.page
    assert "The correction." in ruth.page
    assert f'href="/audit/log/{wrong[1]}"' in page
    assert f'href="/patients/0000000195?known={wrong[1]}"' in page
    ruth.get(f"/audit/log/{wrong[1]}")
    assert "Evidence C-2026-0001 A wrong weight" in ruth.page


def test_where_no_case_is_open_pinning_opens_one(ruth: Desk, wrong: tuple[int, int]) -> None:
    answer = ruth.client.get(f"/cases/pin?log=record&position={wrong[1]}")

    assert (answer.status_code, answer.location) == (303, f"/cases/new?log=record&position={wrong[1]}")


@pytest.mark.parametrize(
    "query", ["", "?log=diary&position=1", "?position=0", "?position=soon", "?position=" + "9" * 30]
)
def test_what_is_no_place_in_a_log_cannot_be_pinned(ruth: Desk, opened: str, query: str) -> None:
    ruth.get(f"/cases/pin{query}", 404)


def test_a_view_of_the_access_log_is_pinned_by_its_position(ruth: Desk, opened: str, who: UUID) -> None:
    position = looked_at(ruth.service, who, AMA)
    ruth.do(f"{C1}/pin", {"log": "access", "position": str(position), "note": "While it was wrong."})

    page = ruth.get(C1)
    assert "2 Ama Boateng: Summary, looked at. View" in ruth.page
    assert f'href="/audit/access/{position}"' in page


@pytest.mark.parametrize(("position", "words"), [
    ("soon", "Position in that log: Write the position as a whole number from 1."),
    ("9999", "Position in that log: There is no such event: the record log ends at position"),
])  # fmt: skip
def test_an_event_that_there_is_not_is_not_pinned(ruth: Desk, opened: str, position: str, words: str) -> None:
    ruth.do(f"{C1}/pin", {"log": "record", "position": position}, 422)

    assert words in ruth.page


def test_evidence_that_was_taken_out_stays_readable_with_the_reason(ruth: Desk, opened: str) -> None:
    ruth.do(f"{C1}/evidence/p1/unpin", {"why": ""}, 422)
    ruth.do(f"{C1}/evidence/p1/unpin", {"why": "It is about somebody else."})

    page = ruth.get(C1)
    assert 'class="is-out"' in page
    assert "Taken out by Reviewer Boateng" in ruth.page
    assert "It is about somebody else." in ruth.page
    ruth.get(f"{C1}/evidence/p1/unpin", 404)


# from the finding to the end


def test_people_are_told_one_after_another_until_nobody_is_left(
    service: Service, ruth: Desk, ama: Desk, opened: str
) -> None:
    ruth.do(f"{C1}/people", {"people": "clerk\nDr Brandt"})
    page = ruth.get(f"{C1}/told")
    assert ">Clerk Boateng (clerk)\nDr Brandt</textarea>" in page

    ruth.do(f"{C1}/told", {"people": "Dr Brandt", "how": "phone", "at": "7 March 2026", "note": "At noon."})

    ruth.get(C1)
    assert "Who has to know 1 of 2 told" in ruth.page
    assert "Dr Brandt By phone, 7 Mar 2026: At noon." in ruth.page
    assert "1 person has not been told" in ruth.page
    assert ">Clerk Boateng (clerk)</textarea>" in ruth.get(f"{C1}/told?people={staff(service, 'clerk')}")
    ruth.do(f"{C1}/told", {"people": "Dr Brandt", "how": "phone", "at": "7 March 2026"}, 422)
    assert "People: Dr Brandt was told already." in ruth.page


def test_a_case_is_closed_with_a_finding_and_says_what_was_left(ruth: Desk, opened: str) -> None:
    ruth.do(f"{C1}/close", {}, 422)
    assert "Record a finding first: a case is closed with what was found." in ruth.page
    ruth.do(f"{C1}/finding", {"kind": "record-wrong", "text": "Two digits."})
    ruth.do(f"{C1}/people", {"people": "Dr Brandt"})
    ruth.do(f"{C1}/close", {}, 422)
    assert "1 person has not been told. Wait for that, or say why the case is closed without it." in ruth.page

    ruth.do(f"{C1}/close", {"waived": "Dr Brandt has retired."})

    page = ruth.get(C1)
    assert "Case C-2026-0001 Closed" in ruth.page
    assert "with something left open: Dr Brandt has retired." in ruth.page
    assert f'href="{C1}/reopen"' in page
    assert f'href="{C1}/finding"' not in page


def test_a_reopened_case_goes_on(ruth: Desk, opened: str) -> None:
    ruth.do(f"{C1}/finding", {"kind": "other", "text": "Nothing."})
    ruth.do(f"{C1}/close", {})

    ruth.do(f"{C1}/reopen", {"why": "A letter came."})

    ruth.get(C1)
    assert "Reopened by Reviewer Boateng" in ruth.page
    assert "No finding is recorded yet" in ruth.page


def test_the_case_has_a_trail_of_its_own(ruth: Desk, opened: str) -> None:
    ruth.do(f"{C1}/finding", {"kind": "training", "text": "She is new."})

    ruth.get(C1)

    assert "Ruth Adeyemi opened case C-2026-0001: A wrong weight." in ruth.page
    assert "Reviewer Boateng recorded a finding, training is needed: She is new." in ruth.page
