"""Who sees what of a case: the reviewer all of it, whoever is asked the question alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.casework import Pin
from tests.support.office import AMA, RUTH
from tests.web.cases.test_cases import C1, Desk, ama, desk, engine, opened, ruth, staff, wrong
from web.service import Service

__all__ = ["ama", "desk", "engine", "opened", "ruth", "wrong"]


@pytest.fixture
def asked(service: Service, ruth: Desk, ama: Desk, opened: str) -> str:
    """A question to Ama about the wrong weight; its address."""
    told = {"staff": staff(service, "clerk"), "question": "Was it read from the scales?", "pin": "p1"}
    ruth.do(f"{C1}/ask", told)
    return "/asked/C-2026-0001/q1"


def test_whoever_is_asked_finds_the_question_where_their_day_begins(ama: Desk, asked: str) -> None:
    for path in ("/", "/worklist"):
        page = ama.get(path)
        assert "You are asked 1 Reviewer Boateng asks about an entry Was it read from the scales?" in ama.page
        assert f'href="{asked}"' in page


def test_an_entry_of_ones_own_is_called_so(service: Service, ruth: Desk, ama: Desk, who: UUID) -> None:
    account = service.personnel.account("clerk")
    assert account
    by = service.by(account)
    taken = service.records.measure(who, [{"kind": "weight", "value": "72"}], by, "2026-03-07T09:00Z")
    number = service.cases.open("A wrong weight", "Who?", RUTH, [Pin("record", taken.position)]).entries[0]
    service.cases.ask(number, account.staff, account.name, "Why?", RUTH, "p1")
    service.cases.ask(number, account.staff, account.name, "What else?", RUTH)

    ama.get("/")

    assert "Ruth Adeyemi asks about an entry of yours Why?" in ama.page
    assert "Ruth Adeyemi asks you What else?" in ama.page


def test_the_question_is_seen_with_what_it_is_about_and_nothing_else(ruth: Desk, ama: Desk, asked: str) -> None:
    ruth.do(f"{C1}/people", {"people": "Dr Brandt"})
    page = ama.get(asked)

    assert "Reviewer Boateng asks: Was it read from the scales?" in ama.page
    assert "Ama Boateng recorded weight 72 kg" in ama.page
    assert 'href="/patients/0000000195"' in page
    for secret in ("A wrong weight", "Who relied on it?", "Dr Brandt", "/audit/log", "/cases", "known="):
        assert secret not in page, secret


def test_the_answer_stands_in_the_case_and_is_not_asked_for_again(ruth: Desk, ama: Desk, asked: str) -> None:
    ruth.get(C1)
    assert "Waits for Clerk Boateng" in ruth.page
    ama.do(asked, {"text": ""}, 422)
    assert "In your own words: Write your answer." in ama.page

    assert ama.do(asked, {"text": "From the sheet."}) == "/"

    ruth.get(C1)
    assert "Was it read from the scales? From the sheet. Clerk Boateng" in ruth.page
    ama.get("/")
    assert "You are asked" not in ama.page
    ama.get(asked)
    assert "Your answer From the sheet." in ama.page
    assert 'name="text"' not in ama.get(asked)


def test_a_question_is_nobody_elses(service: Service, asked: str) -> None:
    senior = Desk(service, "senior-clerk")

    senior.get(asked, 404)
    senior.get("/asked/C-2026-0001/q9", 404)
    senior.get("/asked/C-2026-0009/q1", 404)
    answer = senior.client.post(asked, data={"text": "I know."})
    assert answer.status_code in (400, 404)


def test_no_answer_is_waited_for_once_the_case_is_closed(ruth: Desk, ama: Desk, asked: str) -> None:
    ruth.do(f"{C1}/finding", {"kind": "other", "text": "Nothing."})
    ruth.do(f"{C1}/close", {"waived": "She is away for a year."})

    ama.get(asked)

    assert "No answer is waited for any more." in ama.page
    ama.get("/")
    assert "You are asked" not in ama.page


def test_a_clerk_sees_no_case(ama: Desk, opened: str) -> None:
    for path in ("/cases", C1, f"{C1}/print", f"{C1}/case.json", "/cases.csv", "/cases/new", f"{C1}/ask"):
        ama.get(path, 403)


def test_an_auditor_reads_a_case_and_does_nothing_with_it(service: Service, opened: str) -> None:
    auditor = Desk(service, "auditor")

    page = auditor.get(C1)

    assert "Who relied on it?" in auditor.page
    assert f"{C1}/ask" not in page
    for act in ("pin", "ask", "finding", "people", "told", "close", "reopen", "evidence/p1/unpin"):
        auditor.get(f"{C1}/{act}", 403)
    assert "/cases/pin" not in auditor.get("/audit/log/2")


def test_whoever_a_case_is_about_reads_it_and_decides_nothing(service: Service) -> None:
    noor = Desk(service, "privacy-officer")
    number = service.cases.open("Opened at night", "Why?", RUTH, person=staff(service, "privacyofficer")).entries[0]

    page = noor.get(f"/cases/{number}")

    assert "This case is about you: a colleague decides about it." in noor.page
    assert f"/cases/{number}/finding" not in page
    before = service.store.log.position
    noor.do(f"/cases/{number}/finding", {"kind": "not-substantiated", "text": "It was nothing."}, 422)
    assert "This case is about you: a colleague decides about it." in noor.page
    assert service.store.log.position == before
    assert noor.client.get("/cases/pin?log=record&position=1").status_code == 303  # to a case of their own


def test_one_is_asked_who_may_open_records_and_is_somebody_else(service: Service, ruth: Desk, opened: str) -> None:
    service.personnel.add("sam", "Sam Owusu", "admin", service.system())
    service.personnel.add("vera", "Vera Lindqvist", "verifier", service.system())
    service.personnel.add("gone", "Gone Away", "clerk", service.system())
    service.personnel.lock("gone", service.system())

    page = ruth.get(f"{C1}/ask?pin=p1")

    offered = page.partition('id="staff"')[2].partition("</select>")[0]
    assert "Vera Lindqvist (vera), clinician verifier" in offered
    for nobody in ("Sam Owusu", "Gone Away", "Reviewer Boateng"):
        assert nobody not in offered
    ruth.do(f"{C1}/ask", {"staff": "u-nobody", "question": "Why?"}, 422)


@pytest.mark.parametrize("path", ["/cases/new", f"{C1}/finding", f"{C1}/evidence/p1/unpin"])
def test_a_form_without_its_token_changes_nothing(service: Service, ruth: Desk, opened: str, path: str) -> None:
    before = service.store.log.position

    answer = ruth.client.post(path, data={"title": "A", "question": "B", "kind": "other", "text": "C", "why": "D"})

    assert answer.status_code == 400
    assert "C" in answer.text
    assert service.store.log.position == before


def test_what_was_typed_comes_back_after_signing_in_anew(service: Service, ruth: Desk, opened: str) -> None:
    answer = ruth.client.post(f"{C1}/finding", data={"kind": "other", "text": "Two digits changed places."})

    assert "Two digits changed places.</textarea>" in answer.text


def test_the_very_same_sent_twice_is_recorded_once(service: Service, ruth: Desk, opened: str) -> None:
    fields = {"kind": "other", "text": "Nothing.", "request": "once"}

    for _ in range(2):
        ruth.do(f"{C1}/finding", fields)

    assert len(service.views.cases.one(opened)["findings"]) == 1


def test_an_act_that_there_is_not_and_a_case_that_there_is_not(ruth: Desk, opened: str) -> None:
    for path in (f"{C1}/burn", "/cases/C-2026-0009", "/cases/C-2026-0009/ask", "/cases.xml"):
        ruth.get(path, 404)
    assert AMA.name in ruth.get("/cases/c-2026-0001")
