"""Visits at the desk: checked in with one press, written down late, closed, and read in the register of their day."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.stores import created
from tests.web.clerk_desk import AMA, WHY, Desk, confirmations, text

COUGH = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": "Cough"}


@pytest.fixture
def desk(tmp_path: Path, clock: StandingClock) -> Iterator[Desk]:
    with created(tmp_path / "store", "test.example/log", clock) as service:
        yield Desk(service)


def press(desk: Desk, page: str) -> TestResponse:
    """The first check-in button of a page."""
    told = desk.get(page)
    (form,) = re.findall(r'<form class="ct-in"[^>]*action="([^"]*)">(.*?)</form>', told)[:1]
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    return desk.client.post(form[0], data={name: html.unescape(value) for name, value in hidden.items()})


def register_of(desk: Desk, day: str = "") -> str:
    return text(desk.get(f"/register?day={day}" if day else "/register"))


# one press


@pytest.mark.parametrize("typed", ["0000000195", "00 000 001-95", " 0000000195 "])
def test_the_number_of_a_label_leads_straight_to_its_record(desk: Desk, who: UUID, typed: str) -> None:
    answer = desk.client.get("/patients", query_string={"q": typed})

    assert (answer.status_code, answer.location) == (302, "/patients/0000000195")
    assert desk.client.get("/patients?q=000000019").status_code == 200  # it may be the beginning of another
    assert "Nobody on file fits" in text(desk.get("/patients?q=0000000292"))


@pytest.mark.parametrize("page", ["/patients?q=Núñez", "/patients/{who}"])
def test_one_press_checks_a_patient_in(desk: Desk, who: UUID, page: str) -> None:
    answer = press(desk, page.format(who=who))

    assert answer.status_code == 303
    assert desk.told(who)[1:] == [("visit.opened", {"visit": "v1", "visit_class": "AMB", "start": "2026-03-07T09:30Z"})]


def test_pressed_twice_a_patient_is_checked_in_once(desk: Desk, who: UUID) -> None:
    told = desk.get(f"/patients/{who}")
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', told[told.index('class="ct-in"') :][:900]))

    answers = [desk.client.post(f"/patients/{who}/check-in", data=hidden).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(desk.told(who)) == 2


def test_who_is_here_already_is_asked_about(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, COUGH, AMA)

    asked = press(desk, f"/patients/{who}")
    done = desk.again(f"/patients/{who}/check-in", asked, {"confirm": confirmations(asked)})

    assert asked.status_code == 422
    assert "This patient has been here since 2026-03-07 09:00. Open a second visit?" in text(asked.text)
    assert "Open a second visit" in asked.text
    assert done.status_code == 303
    assert [topic for topic, _ in desk.told(who)] == ["patient.registered", "visit.opened", "visit.opened"]


def test_nobody_who_died_and_nobody_who_only_reads_is_offered_a_check_in(desk: Desk, who: UUID) -> None:
    reader = Desk(desk.service, "reviewer")

    assert 'class="ct-in"' not in reader.get(f"/patients/{who}")
    assert reader.client.post(f"/patients/{who}/check-in").status_code in (400, 403)
    desk.service.records.record_death(who, AMA, "2026-03-06")
    assert 'class="ct-in"' not in desk.get(f"/patients/{who}")
    assert 'class="ct-in"' not in desk.get("/patients?q=Núñez")


# late, and over


def test_a_late_entry_is_asked_for_its_reason_and_says_so(desk: Desk, who: UUID) -> None:
    typed = {"start": "2026-03-04 10:00 UTC", "visit_class": "HH", "complaint": "Dressing"}

    asked = desk.send(f"/patients/{who}/visits", typed)
    silent = desk.again(f"/patients/{who}/visits", asked, {**typed, "confirm": confirmations(asked)})
    done = desk.again(f"/patients/{who}/visits", silent, {**typed, "reason": "paper-first"})

    assert "This was 2 days ago: a late entry. Is the time right?" in text(asked.text)
    assert "Say why it is written down only now." in text(silent.text)
    assert done.status_code == 303
    assert "Late entry, written 2 days later: written on paper first" in text(desk.get(f"/patients/{who}/visits/all"))
    assert "Late entry" in register_of(desk, "2026-03-04")


@pytest.mark.parametrize(("hours", "late"), [(23, False), (24, False), (24.1, True), (48, True)])
def test_an_entry_is_late_after_a_day(desk: Desk, who: UUID, clock: StandingClock, hours: float, late: bool) -> None:
    start = f"{clock() - timedelta(hours=hours):%Y-%m-%d %H:%M} UTC"

    answer = desk.send(f"/patients/{who}/visits", {"start": start, "visit_class": "AMB"})

    assert (answer.status_code == 422) is late


def test_a_visit_that_is_over_is_written_down_whole(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, COUGH, AMA)
    typed = {
        "start": "2026-03-07 07:00 UTC", "visit_class": "EMER", "end": "2026-03-07 07:40 UTC", "disposition": "home",
        "diagnoses": "Sprained ankle\n\n Bruise of the hand ",
    }  # fmt: skip

    assert desk.send(f"/patients/{who}/visits", typed).status_code == 303

    assert desk.told(who)[-1] == (
        "visit.opened",
        {
            "visit": "v2", "visit_class": "EMER", "start": "2026-03-07T07:00Z", "end": "2026-03-07T07:40Z",
            "disposition": "home", "diagnoses": [{"text": "Sprained ankle"}, {"text": "Bruise of the hand"}],
        },
    )  # fmt: skip


def test_a_visit_is_closed_with_where_the_patient_went_and_the_diagnoses(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, COUGH, AMA)
    typed = {"end": "2026-03-07 09:20 UTC", "disposition": "another hospital", "diagnoses": "Pneumonia"}

    desk.send(f"/patients/{who}/visits/v1/close", typed)

    told = {"visit": "v1", "end": "2026-03-07T09:20Z", "disposition": "another hospital"}
    assert desk.told(who)[-1] == ("visit.closed", {**told, "diagnoses": [{"text": "Pneumonia"}]})
    assert "Closed 09:20 Another hospital" in register_of(desk)


def test_what_changed_in_an_open_visit_is_an_update_and_of_two_clerks_the_second_is_asked(
    desk: Desk, who: UUID
) -> None:
    desk.service.records.open_visit(who, COUGH, AMA)
    path = f"/patients/{who}/visits/v1/change"
    stale = desk.get(path)
    kept = {"visit_class": "AMB", "complaint": "Cough"}

    desk.send(path, {**kept, "seen_by": "Dr Ng"})
    hidden = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', stale)
    }
    clash = desk.client.post(path, data={**hidden, **kept, "seen_by": "Dr Sato"})

    assert desk.told(who)[-1] == ("visit.updated", {"visit": "v1", "changes": {"seen_by": {"now": "Dr Ng"}}})
    assert clash.status_code == 409
    assert "Seen by nothing Seen by, keep Dr Ng" in text(clash.text)


def test_a_visit_that_is_over_neither_changes_nor_ends_it_is_corrected(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, COUGH, AMA)
    at = f"/patients/{who}/visits/v1"
    assert "The visit changed" in desk.get(f"{at}/change")
    desk.service.records.close_visit(who, "v1", "2026-03-07T09:20Z", AMA)

    for name in ("change", "close"):
        assert desk.client.get(f"{at}/{name}").location == f"{at}/correct"


def test_the_end_of_a_visit_that_is_over_can_be_corrected(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, {**COUGH, "end": "2026-03-07T09:20Z"}, AMA)
    typed = {"start": "2026-03-07T09:00Z", "visit_class": "AMB", "complaint": "Cough", "end": "2026-03-07 09:25 UTC"}

    desk.send(f"/patients/{who}/visits/v1/correct", {**typed, "reason": "typing-error"})

    changes = {"end": {"was": "2026-03-07T09:20Z", "now": "2026-03-07T09:25Z"}}
    assert desk.told(who)[-1] == ("entry.corrected", {"chapter": "visits", "entry": "v1", "changes": changes})


# the register


def test_the_register_says_who_came_and_how_its_events_add_up(desk: Desk, who: UUID) -> None:
    records, bo = desk.service.records, register(desk.service.records, names=["Bo Quaye"], identifiers=[])
    records.open_visit(who, {**COUGH, "seen_by": "Dr Ng"}, AMA)
    records.close_visit(who, "v1", "2026-03-07T09:20Z", AMA, disposition="home")
    records.reopen_visit(who, "v1", WHY)
    records.open_visit(bo, {**COUGH, "start": "2026-03-07T08:30Z", "reason": "Headache"}, AMA)
    records.cancel_visit(bo, "v1", WHY)

    page = register_of(desk)

    assert page.index("08:30 Bo Quaye") < page.index("09:00 Lucía Núñez")
    assert "Cough Outpatient Dr Ng Here" in page
    assert "Headache Outpatient – Cancelled" in page
    assert "2 opened + 1 reopened − 1 closed − 1 cancelled = 1 open" in page


def test_another_day_is_a_link_away_and_an_odd_date_shows_today(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(who, {**COUGH, "start": "2026-03-06T10:00Z"}, AMA)
    desk.service.records.open_visit(who, {**COUGH, "start": "2026-03"}, WHY, ("second-visit",))

    today = desk.get("/register")

    assert "Nobody came yet." in text(today)
    assert 'href="/register?day=2026-03-06"' in today
    assert 'href="/register?day=2026-03-08"' in today
    assert "1 visit of Mar 2026, the day not known" in text(today)
    assert "Here since before 2" in text(today)
    assert "10:00 Lucía Núñez" in register_of(desk, "2026-03-06")
    assert "Register of Mar 2026 1 visit began; of these no more than this is known." in register_of(desk, "2026-03")
    assert "This is today." in register_of(desk, "soon")
    assert "Register of 31 Dec 9999" in register_of(desk, "9999-12-31")


def test_the_register_comes_as_csv_with_every_visit_of_the_day(desk: Desk, who: UUID) -> None:
    desk.service.records.open_visit(
        who, {**COUGH, "reason": "=1+1", "end": "2026-03-07T09:20Z", "diagnoses": ["Cold", "Cough"]}, AMA
    )

    rows = list(csv.DictReader(desk.get("/register.csv?day=2026-03-07").lstrip("\ufeff").splitlines()))

    assert rows == [{
        "began": "2026-03-07T09:00Z", "number": "00 000 001-95", "name": "Lucía Núñez", "kind": "Outpatient",
        "reason": "'=1+1", "seen_by": "", "where": "", "state": "closed", "ended": "2026-03-07T09:20Z", "went": "",
        "diagnoses": "Cold; Cough", "late": "",
    }]  # fmt: skip


def test_a_long_day_comes_in_pages_and_its_counts_are_those_of_all(desk: Desk, who: UUID) -> None:
    for n in range(103):
        start = f"2026-03-07T0{n // 60 + 7}:{n % 60:02}Z"
        desk.service.records.open_visit(who, {**COUGH, "start": start, "end": start}, AMA)

    first, second = desk.get("/register"), desk.get("/register?day=2026-03-07&skip=100")

    assert first.count("Lucía") - second.count("Lucía") == 97
    assert len(first) < 100_000
    assert "1 to 100 of 103" in text(first)
    assert "101 to 103 of 103" in text(second)
    assert "103 opened + 0 reopened − 103 closed − 0 cancelled = 0 open" in text(second)
    assert len(desk.get("/register.csv?day=2026-03-07").splitlines()) == 104


def test_whoever_opens_no_record_sees_no_register(desk: Desk, who: UUID) -> None:
    admin = Desk(desk.service, "admin")

    assert admin.client.get("/register").status_code == 403
    assert admin.client.get("/register.csv").status_code == 403
    assert "Visits" not in admin.get("/")
