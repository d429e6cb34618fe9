"""Records that are closed: to whom, on every page, and how one is opened in an emergency."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.staff import ROLES
from tests.support.clock import StandingClock
from tests.support.office import AMA, PRIYA, PRIYA_WHY, register
from tests.support.pages import looking
from tests.support.stores import created
from tests.web.clerk_desk import Desk, text
from tests.web.command import caretrail
from tests.web.test_access import MAY
from web.access import closed
from web.app import create_app
from web.cli.context import NOT_ALLOWED
from web.reads.shown import API
from web.service import Service

ABOUT: dict[str, str] = {
    "record.record": "", "record.file_json": ".json", "record.chapter": "/measurements/all",
    "record.entry": "/measurements/m1", "background.background": "/history/background",
    "charts.chart": "/chart", "charts.chart_csv": "/chart.csv", "charts.growth": "/growth", "charts.life": "/life",
    "prints.page": "/print", "prints.label": "/label", "office.record": "/missing", "office.review": "/review",
    "documents.attachments": "/attachments", "duplicates.of_one": "/duplicates", "review.trail": "/trail",
    "review.trail_file": "/trail.json", "review.compare": "/compare", "review.blame": "/blame/measurements/m1/value",
    "reads.of_patient": "/access", "reads.of_patient_file": "/access.json", "own_report.report": "/own-report",
    "releases.of_patient": "/releases", "releases.print_page": "/releases/print",
    "amendments.of_patient": "/amendments", "amendments.new": "/amendments/new",
    "releases.new": "/releases/new", "without.record": "/without",
    "impact.impact": "/impact/{event}", "audit.event": "",
}  # fmt: skip
"""Pages and files about one record, by their addresses behind `/patients/ID`."""
LISTS = ("/", "/patients", "/patients?q=quaye", "/patients.json?q=quaye", "/register", "/worklist?whose=all",
         "/audit/log", "/audit/access", "/duplicates", "/requests")  # fmt: skip
OPEN_TO: dict[str, set[str]] = {
    "N": {"clerk", "senior-clerk", "verifier", "reviewer", "privacy-officer", "auditor"},
    "R": {"reviewer", "privacy-officer", "auditor"},
    "V": {"privacy-officer"},
}
"""To whom a record opens without anything that leads them there."""


class Seen(NamedTuple):
    """`patients` by label; `event` is a position of each one's log, `clients` by role."""

    service: Service
    patients: dict[str, str]
    event: dict[str, int]
    clients: dict[str, FlaskClient]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    place = tmp_path_factory.mktemp("closed") / "store"
    with created(place, "test.example/log") as service:
        patients, event = {}, {}
        for label, name in (("N", "Zoë Quaye"), ("R", "Efua Quaye"), ("V", "Yaw Quaye")):
            id = register(service.records, names=[name], identifiers=[])
            weight = [{"kind": "weight", "value": "72", "unit": "kg"}]
            event[label] = service.records.measure(id, weight, AMA, "2026-01-05").position
            if label != "N":
                service.records.label(id, label, PRIYA_WHY)
            patients[label] = str(id)
        service.views.ready()
        yield Seen(service, patients, event, {role: looking(service, role) for role in ROLES})


def _address(seen: Seen, endpoint: str, label: str) -> str:
    if endpoint == "audit.event":
        return f"/audit/log/{seen.event[label]}"
    return f"/patients/{seen.patients[label]}{ABOUT[endpoint].format(event=seen.event[label])}"


def test_every_address_that_names_a_patient_is_tried_or_is_a_form_behind_one(seen: Seen) -> None:
    rules = create_app(seen.service).url_map.iter_rules()
    about = {str(rule.endpoint) for rule in rules if "who" in rule.arguments} - set(API)
    numbers = {"erasing.act", "erasing.certificate", "erasing.lift", "erasing.record", "glass.broken"}
    by_entry = {
        "amendments.decide", "amendments.disagree", "charts.growth_csv", "clerk.command", "clerk.entry_command",
        "documents.content", "documents.preview", "duplicates.deny", "glass.label", "glass.review",
        "impact.impact_file", "office.decide", "office.undo", "prints.chart_pdf", "releases.act", "releases.file",
        "releases.of_patient_file", "releases.one", "releases.paper", "review.compare_file",
    }  # fmt: skip

    assert about - numbers - by_entry == ABOUT.keys() - {"audit.event"}


@settings(max_examples=300, deadline=None)
@given(some.sampled_from(sorted(ROLES)), some.sampled_from(sorted(ABOUT)), some.sampled_from("NRV"))
def test_a_page_answers_as_the_role_and_the_label_say(seen: Seen, role: str, endpoint: str, label: str) -> None:
    answer = seen.clients[role].get(_address(seen, endpoint, label))

    allowed = role in MAY[endpoint] and role in OPEN_TO[label]
    assert (answer.status_code == 200) == allowed, f"{role} {endpoint} {label}: {answer.status_code}"
    if not allowed:
        assert answer.status_code == 403
        assert "Quaye" not in answer.text
        assert "1984" not in answer.text


@pytest.mark.parametrize("role", sorted(OPEN_TO["N"]))
@pytest.mark.parametrize("address", LISTS)
def test_a_list_names_nobody_whose_record_is_closed(seen: Seen, role: str, address: str) -> None:
    answer = seen.clients[role].get(address)

    page = answer.get_data().decode()
    told = json.dumps(json.loads(page), ensure_ascii=False) if answer.is_json else page
    for label, name in (("R", "Efua Quaye"), ("V", "Yaw Quaye")):
        if role not in OPEN_TO[label]:
            assert name not in told


def test_of_a_closed_record_a_search_tells_the_number_alone(seen: Seen) -> None:
    clerk, officer = (json.loads(seen.clients[role].get("/patients.json?q=yaw").text) for role in
                      ("clerk", "privacy-officer"))  # fmt: skip

    (one,), (whole,) = clerk, officer
    assert one == {
        **whole,
        "name": closed.MASK,
        "born": None,
        "sex": "unknown",
        "former": [],
        "died": False,
        "closed": True,
    }
    page = text(seen.clients["clerk"].get("/patients?q=yaw").text)
    assert "Closed record" in page
    assert "Check in" not in page
    assert "1984" not in page


def test_the_refusal_is_noted_with_whose_record_it_was(seen: Seen) -> None:
    seen.clients["verifier"].get(f"/patients/{seen.patients['V']}/print")

    seen.service.reads.ready()
    rows = seen.service.reads.accesses.rows({"patient": seen.patients["V"], "outcome": "denied"})
    row = max(rows, key=lambda one: int(one["position"]))
    assert (row["role"], row["section"], row["medium"]) == ("verifier", "chart", "print")


# what leads there


@pytest.fixture
def efua(service: Service) -> UUID:
    id = register(service.records, names=["Efua Quaye"], identifiers=[])
    service.records.label(id, "R", PRIYA_WHY)
    return id


def _in_again(desk: Desk) -> None:
    """After a time in which a session ends."""
    with desk.client.session_transaction() as session:
        session["token"] = desk.service.accounts.begin("clerk")


def _status(desk: Desk, id: UUID, path: str = "") -> int:
    desk.service.views.ready()
    return desk.client.get(f"/patients/{id}{path}").status_code


def test_a_restricted_record_opens_while_the_patient_has_a_visit(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    desk = Desk(service)
    before = _status(desk, efua)

    visit = service.records.open_visit(efua, {"visit_class": "AMB", "start": clock.at.date().isoformat()}, AMA)
    here = _status(desk, efua)
    service.records.cancel_visit(
        efua, visit.entries[0], AMA._replace(reason="typing-error", because="Another patient.")
    )

    assert (before, here, _status(desk, efua)) == (403, 200, 403)


def test_whoever_is_kept_out_checks_nobody_in(service: Service, efua: UUID) -> None:
    desk, before = Desk(service), service.store.log.position
    desk.app.config["WTF_CSRF_ENABLED"] = False
    service.views.ready()

    sent = desk.client.post(f"/patients/{efua}/check-in", data={"visit_class": "AMB", "request": "one"})

    assert (sent.status_code, _status(desk, efua)) == (403, 403)
    assert service.store.log.position == before


def test_a_restricted_record_opens_to_whoever_wrote_in_it_lately(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    desk = Desk(service)
    account = service.personnel.account("clerk")
    assert account
    service.records.update(efua, {"occupation": "Weaver"}, service.by(account))
    lately = _status(desk, efua)
    clock.on(hours=24 * 15)
    _in_again(desk)

    assert (lately, _status(desk, efua)) == (200, 403)


def test_a_very_restricted_record_opens_to_those_whom_a_visit_names(
    service: Service, clock: StandingClock, efua: UUID
) -> None:
    service.records.label(efua, "V", PRIYA_WHY)
    service.personnel.add("haddad", "Leila Haddad", "verifier", service.system())
    desk, other = Desk(service, "verifier"), Desk(service, "clerk")
    day = clock.at.date().isoformat()
    service.records.open_visit(efua, {"visit_class": "AMB", "start": day, "seen_by": "Dr Haddad, Leila"}, AMA)

    before = _status(desk, efua)
    with desk.client.session_transaction() as session:
        session["token"] = service.accounts.begin("haddad")

    assert (before, _status(desk, efua), _status(other, efua)) == (403, 200, 403)


def test_a_member_of_the_staff_who_is_a_patient_is_restricted_by_their_name(service: Service) -> None:
    id, desk = register(service.records, names=["Boateng, Ines"], identifiers=[]), Desk(service)
    before = _status(desk, id)
    service.personnel.add("ines", "Inès Boateng", "senior-clerk", service.system())
    since = _status(desk, id)

    service.records.label(id, "N", PRIYA_WHY)

    assert (before, since, _status(desk, id)) == (200, 403, 200)


@pytest.mark.parametrize("role", ["clerk", "reviewer", "privacy-officer"])
def test_nobody_opens_their_own_record(service: Service, role: str) -> None:
    desk = Desk(service, role)
    id = register(service.records, names=[f"{role.capitalize()} Boateng"], identifiers=[])

    page = desk.client.get(f"/patients/{id}")

    assert page.status_code == 403
    assert "The patient bears your own name." in page.text
    assert ("Open it in an emergency" in page.text) == (role != "privacy-officer")


def test_an_office_may_leave_it_at_a_flag(service: Service) -> None:
    desk = Desk(service, "reviewer")
    id = register(service.records, names=["Reviewer Boateng"], identifiers=[])
    before = _status(desk, id)

    service.rulebook.adopt("access", {"own_record": "flagged"}, service.system(), "The head of the office")

    assert (before, _status(desk, id)) == (403, 200)
    assert "Their own record" in desk.get("/audit/flags")


def test_the_command_line_judges_by_the_same(service: Service, tmp_path: Path) -> None:
    with created(tmp_path / "other", "test.example/log") as other:
        id = register(other.records, names=["Efua Quaye"], identifiers=[])
        other.records.label(id, "V", PRIYA_WHY)
        other.personnel.add("ama", "Ama Boateng", "clerk", other.system())
        other.personnel.add("ruth", "Ruth Adeyemi", "reviewer", other.system())
        other.personnel.add("priya", "Priya Nair", "privacy-officer", other.system())

    found = caretrail(tmp_path / "other", "patient", "find", "efua", actor="ama")
    assert found.exit_code == 0
    assert "Quaye" not in found.stdout
    for words in (["patient", "show"], ["patient", "history"], ["patient", "blame"], ["trail", "log", "--patient"]):
        refused = caretrail(tmp_path / "other", *words, str(id), actor="ruth")
        assert (refused.exit_code, refused.stdout) == (NOT_ALLOWED, "")
        assert "very restricted" in refused.stderr
        assert caretrail(tmp_path / "other", *words, str(id), actor="priya").exit_code == 0


# in an emergency


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
    _in_again(desk)
    last = _status(desk, efua)
    clock.on(minutes=1)

    assert (last, _status(desk, efua)) == (200, 403)
    assert "Quaye" not in form
    assert all("Opened in an emergency, until" in page for page in pages)
    assert "Opened in an emergency" not in elsewhere


def test_it_opens_to_whoever_said_why_and_to_nobody_else(service: Service, efua: UUID) -> None:
    desk, other = Desk(service), Desk(service, "verifier")

    _break(desk, efua)

    assert (_status(desk, efua), _status(other, efua)) == (200, 403)


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
    assert _status(desk, efua) == 403


def test_to_have_opened_it_once_is_no_work_on_it(service: Service, clock: StandingClock, efua: UUID) -> None:
    desk = Desk(service)
    _break(desk, efua)
    clock.on(minutes=61)
    _in_again(desk)

    assert _status(desk, efua) == 403


def test_who_may_open_a_record_is_said_by_the_privacy_officer_with_a_reason(service: Service, efua: UUID) -> None:
    officer, desk = Desk(service, "privacy-officer"), Desk(service, "senior-clerk")
    path = f"/patients/{efua}/confidentiality"

    refused = officer.send(path, {"confidentiality": "N"})
    done = officer.send(path, {"confidentiality": "N", "reason": "other", "because": "She asked for it herself."})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert desk.told(efua)[-1] == ("confidentiality.changed", {"was": "R", "now": "N"})
    assert desk.client.get(path).status_code == 403
    assert _status(desk, efua) == 200


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
    assert _status(desk, efua) == 403


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
