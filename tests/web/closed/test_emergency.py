"""How a closed record is opened in an emergency, and what is asked about it later."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.emergencies import GlassBroken
from domain.fact import Decision
from tests.support.clock import StandingClock
from tests.support.office import AMA, PRIYA, PRIYA_WHY, register
from tests.support.stores import created
from tests.web.clerk_desk import Desk, text
from tests.web.closed.status import in_again, status_of
from web.access import closed
from web.service import Service


def _break(desk: Desk, id: UUID) -> str:
    answer = desk.send(
        f"/patients/{id}/break-glass", {"emergency": "care", "why": "She is unconscious in the waiting room."}
    )
    assert answer.status_code == 303
    return str(answer.location)


def test_it_is_opened_for_an_hour_with_a_band_on_every_page_and_ends_by_itself(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    desk = Desk(service)
    form = desk.get(f"/patients/{efua}/break-glass")
    where = _break(desk, efua)
    pages = [desk.get(f"{where}{path}") for path in ("", "/measurements", "/print", "/missing")]
    elsewhere = desk.get("/patients")
    clock.on(minutes=59)
    in_again(desk)
    last = status_of(desk, efua)
    clock.on(minutes=1)

    assert (last, status_of(desk, efua)) == (200, 403)
    assert "Quaye" not in form
    assert all("Opened in an emergency, until" in page for page in pages)
    assert "Opened in an emergency" not in elsewhere


def test_it_opens_to_whoever_said_why_and_to_nobody_else(service: Service, efua: UUID) -> None:
    desk, other = Desk(service), Desk(service, "verifier")

    _break(desk, efua)

    assert (status_of(desk, efua), status_of(other, efua)) == (200, 403)


def test_what_is_seen_meanwhile_is_noted_as_an_emergency_and_flagged(
    service: Service, efua: UUID, clock: StandingClock
) -> None:
    desk, patients = Desk(service), [efua]
    for n in range(3):
        patients.append(register(service.records, names=[f"Patient {'ABC'[n]} Quaye"], identifiers=[]))
        service.records.label(patients[-1], "R", PRIYA_WHY)
    for id in patients:
        desk.get(_break(desk, id))

    service.reads.ready()
    rows = list(service.reads.accesses.rows({"patient": str(efua), "outcome": "shown"}))
    assert {one["purpose"] for one in rows if one["section"] == "record"} == {"BTG"}
    clock.on(minutes=1)
    assert "Emergency upon emergency" in Desk(service, "reviewer").get("/audit/flags")


def test_the_privacy_officer_has_it_on_the_list_at_once_and_looks_into_it(service: Service, efua: UUID) -> None:
    officer, desk = Desk(service, "privacy-officer"), Desk(service)
    before = officer.get("/")
    _break(desk, efua)

    start = officer.get("/")
    link = re.search(r'href="(/patients/\d+/glass/q1)#finding"', start)
    assert link
    asked = text(officer.get(link[1]))
    refused = officer.send(link[1], {"finding": ""})
    done = officer.send(link[1], {"finding": "It was right: nobody else was in."})

    assert 'Work list <span class="ct-count">1<' in start
    assert 'Work list <span class="ct-count">' not in before
    assert "Clerk Boateng opened this record at" in asked
    assert "She is unconscious in the waiting room." in asked
    assert (refused.status_code, done.status_code, done.location) == (422, 303, "/worklist")
    assert 'Work list <span class="ct-count">' not in officer.get("/")
    assert desk.told(efua)[-1] == ("glass.reviewed", {"glass": "q1", "finding": "It was right: nobody else was in."})
    assert officer.client.get(link[1]).status_code == 303


def test_whoever_is_done_closes_it_again_and_it_is_looked_into_all_the_same(service: Service, efua: UUID) -> None:
    desk, officer = Desk(service), Desk(service, "privacy-officer")
    page = desk.get(_break(desk, efua))
    link = re.search(r'href="(/patients/[^"]+/glass/q1/end)">Close it again', page)
    assert link

    asked = text(desk.get(link[1]))
    done = desk.send(link[1], {})

    assert "Closed, it opens to you no more" in asked
    assert (done.status_code, done.location) == (303, "/")
    assert "Closed. It opens to you no more." in desk.get("/")
    assert (status_of(desk, efua), desk.client.get(link[1]).status_code) == (403, 403)
    assert desk.told(efua)[-1] == ("glass.ended", {"glass": "q1", "was": "2026-03-07T10:30:00+00:00"})
    assert 'Work list <span class="ct-count">1<' in officer.get("/")
    looked = text(officer.get(f"/patients/{efua}/glass/q1"))
    assert re.search(r"opened this record at [^.]*, until [^.]*09:30", looked), looked


def test_nobody_closes_what_somebody_else_has_opened(service: Service, efua: UUID) -> None:
    desk, other = Desk(service), Desk(service, "verifier")
    _break(desk, efua)
    _break(other, efua)

    answer = other.send(f"/patients/{efua}/glass/q1/end", {})

    assert answer.status_code == 422
    assert "Somebody else opened it." in answer.text
    assert status_of(desk, efua) == status_of(other, efua) == 200


def test_one_of_the_first_shape_was_never_open_and_is_not_closed(service: Service) -> None:
    desk, id = Desk(service), register(service.records)
    account = service.personnel.account(desk.login)
    assert account
    with service.records.desk.open(id) as file:
        told = {"glass": "q1", "why": "Nobody else was here."}
        file.record((Decision(GlassBroken, told),), AMA._replace(actor=account.staff))
        service.records.desk.put_back(file, AMA)

    done = desk.send(f"/patients/{id}/glass/q1/end", {})

    assert (done.status_code, desk.told(id)[-1][0]) == (303, "glass.broken")
    assert "Its time was over already." in desk.get("/")


@pytest.mark.parametrize("entry", ["q9", "nothing"])
def test_there_is_no_such_emergency_to_close(service: Service, efua: UUID, entry: str) -> None:
    desk = Desk(service)
    _break(desk, efua)

    assert desk.client.get(f"/patients/{efua}/glass/{entry}/end").status_code == 404


def test_what_is_due_a_review_is_waived_by_nobody(service: Service, efua: UUID) -> None:
    desk, reviewer = Desk(service), Desk(service, "reviewer")
    _break(desk, efua)

    answer = reviewer.send(
        f"/patients/{efua}/missing/DQ28~reviews~q1/waive", {"reason": "other", "because": "It was nothing at all."}
    )

    assert answer.status_code == 422
    assert "This is looked into, and not waived." in answer.text


@pytest.mark.parametrize(("told", "words"), [
    ({"emergency": "", "why": "She is unconscious."}, "Choose one."),
    ({"emergency": "care", "why": "Urgent"}, "Say why in at least 15 characters."),
])  # fmt: skip
def test_what_was_typed_comes_back_with_what_is_missing(
    service: Service, efua: UUID, told: dict[str, str], words: str
) -> None:
    desk = Desk(service)

    answer = desk.send(f"/patients/{efua}/break-glass", told)

    assert answer.status_code == 422
    assert words in answer.text
    assert told["why"] in answer.text
    assert status_of(desk, efua) == 403


def test_to_have_opened_it_once_is_no_work_on_it(service: Service, clock: StandingClock, efua: UUID) -> None:
    desk = Desk(service)
    _break(desk, efua)
    clock.on(minutes=61)
    in_again(desk)

    assert status_of(desk, efua) == 403


def test_who_may_open_a_record_is_said_by_the_privacy_officer_with_a_reason(service: Service, efua: UUID) -> None:
    officer, desk = Desk(service, "privacy-officer"), Desk(service, "senior-clerk")
    path = f"/patients/{efua}/confidentiality"

    refused = officer.send(path, {"confidentiality": "N"})
    done = officer.send(path, {"confidentiality": "N", "reason": "other", "because": "She asked for it herself."})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert desk.told(efua)[-1] == ("confidentiality.changed", {"was": "R", "now": "N"})
    assert desk.client.get(path).status_code == 403
    assert status_of(desk, efua) == 200


def test_it_is_open_after_a_restart_until_its_time_is_over(tmp_path: Path) -> None:
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with created(tmp_path / "store", "test.example/log", clock) as service:
        id = register(service.records, names=["Efua Quaye"], identifiers=[])
        service.records.label(id, "V", PRIYA_WHY)
        _break(Desk(service), id)
    statuses = []
    for minutes in (1, 60):
        clock.on(minutes=minutes)
        with Service.open(tmp_path / "store", clock) as service:
            service.views.ready()
            account = service.personnel.account("clerk")
            assert account
            try:
                statuses.append(bool(closed.judge(service, account, id)))
            except closed.Closed:
                statuses.append(False)

    assert statuses == [True, False]


def test_a_page_of_the_past_is_shown_to_those_alone_to_whom_the_record_opens(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    service.records.label(efua, "N", PRIYA_WHY)
    Desk(service).get(f"/patients/{efua}")
    service.reads.ready()
    (row,) = service.reads.accesses.rows({"patient": str(efua), "outcome": "shown"})
    clock.on(minutes=1)
    service.records.label(efua, "V", PRIYA_WHY)
    reviewer, officer = Desk(service, "reviewer"), Desk(service, "privacy-officer")

    statuses = [one.client.get(f"/audit/access/{row['position']}/seen").status_code for one in (reviewer, officer)]

    assert statuses == [403, 200]


@pytest.mark.parametrize(("data", "names", "left"), [
    ("<b>Ada Eze</b>, Ada Ezekiel", ["Ada Eze"], "<b>Closed record</b>, Ada Ezekiel"),
    ("D&#39;Arcy O", ["D'Arcy O"], "Closed record"),
    ('{"name": "Luc\\u00eda N"}', ["Lucía N"], '{"name": "Closed record"}'),
    ("Lucía N", ["Lucía N"], "Closed record"),
    ("nobody", [], "nobody"),
])  # fmt: skip
def test_names_are_taken_out_as_pages_and_files_write_them(data: str, names: list[str], left: str) -> None:
    from web.reads.looked import masked

    assert masked(data.encode(), names).decode() == left


def test_an_hour_is_what_the_policy_says(service: Service, clock: StandingClock, efua: UUID) -> None:
    service.rulebook.adopt("access", {"glass_minutes": 15}, service.system(), "The head of the office")
    desk = Desk(service)
    page = desk.client.get(f"/patients/{efua}").text

    _break(desk, efua)
    clock.at += timedelta(minutes=15)

    assert "open it for 15 minutes" in page
    assert status_of(desk, efua) == 403


def test_an_administrator_who_erases_is_told_a_number_and_no_name(service: Service, efua: UUID) -> None:
    service.erasing.ask(efua, "objection", PRIYA)
    admin = Desk(service, "admin")

    page = admin.get(f"/patients/{efua}/erasure")

    assert "Quaye" not in page
    assert "Quaye" not in admin.get("/erasures")


@pytest.mark.parametrize("form", ["csv", "json", "ndjson"])
def test_the_change_log_tells_that_a_very_restricted_record_changed_and_not_how(
    service: Service, efua: UUID, form: str
) -> None:
    service.records.update(efua, {"occupation": "Weaver of kente"}, AMA)
    service.records.label(efua, "V", PRIYA_WHY)
    reviewer, officer = Desk(service, "reviewer"), Desk(service, "privacy-officer")

    kept, whole = (desk.get(f"/audit/log.{form}?type=demographics.updated") for desk in (reviewer, officer))
    page = reviewer.get("/audit/log")

    assert "Weaver of kente" in whole
    assert "demographics.updated" in kept
    assert "Weaver of kente" not in kept + page
    assert "Efua" not in kept + page
