"""A part of a record that somebody outside asks for: written down, chosen, handed over, and accounted for."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from io import StringIO
from uuid import UUID

import pytest

from domain.chapter import EVERYTHING
from domain.release import RecordDisclosed, ReleaseRefused, ReleaseRequested
from tests.support.clock import StandingClock
from tests.support.office import AMA, PRIYA, RUTH, SAM, WHY, register
from tests.support.pages import looking
from tests.support.told import told
from tests.web.clerk_desk import Desk, text
from web.service import Service

ASKED = {
    "requester": "The district court", "ground": "court", "authority": "Order 7/2026", "purpose": "A lawsuit",
    "asks": "All of the visit in March.", "part_visits": "yes", "part_history": "yes", "since": "March 2026",
    "address": "1 Court Square, Hollins",
}  # fmt: skip


@pytest.fixture
def who(service: Service) -> UUID:
    id, records = register(service.records), service.records
    for day in ("2025-01-05", "2026-03-01"):
        told_of = {"visit_class": "AMB", "start": f"{day}T09:00Z", "reason": {"text": "Cough"}}
        visit = records.open_visit(id, told_of, AMA, EVERYTHING)
        records.close_visit(id, visit.entries[0], f"{day}T10:00Z", AMA)
    records.add_history(id, {"kind": "problem", "what": "Gonarthrosis", "clinical_status": "active"}, AMA)
    return id


@pytest.fixture
def clerk(service: Service, who: UUID) -> Desk:
    return Desk(service)


@pytest.fixture
def senior(service: Service, who: UUID) -> Desk:
    return Desk(service, "senior-clerk")


def asked(clerk: Desk, who: UUID, **other: str) -> str:
    answer = clerk.send(f"/patients/{who}/releases/new", {**ASKED, **other})
    assert answer.status_code == 303, text(answer.text)
    return str(answer.location)


def links(page: str) -> dict[str, str]:
    """Where the links of a page lead, by their words."""
    found = re.findall(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>', page, re.S)
    return {re.sub("<[^>]+>", "", words): address.replace("&amp;", "&") for address, words in found}


def test_a_clerk_writes_down_what_is_asked_and_nothing_leaves(clerk: Desk, who: UUID) -> None:
    at = asked(clerk, who)

    kind, fields = told(clerk.service)[-1]
    assert kind is ReleaseRequested
    assert fields == {
        "holder": str(who), "requester": "The district court", "ground": "court", "authority": "Order 7/2026",
        "purpose": "A lawsuit", "recipient": "The district court", "address": "1 Court Square, Hollins",
        "asks": "All of the visit in March.", "chapters": ["history", "visits"], "since": "2026-03",
    }  # fmt: skip
    page = clerk.get(at)
    assert "A senior clerk or the privacy officer hands it over." in text(page)
    assert "It was handed over" not in links(page)
    assert "Nothing of this record was given to anybody outside." in text(clerk.get(f"/patients/{who}/releases"))


def test_what_is_missing_is_said_at_its_field_and_all_that_was_typed_comes_back(clerk: Desk, who: UUID) -> None:
    wrong = {"requester": "", "since": "soon", "part_visits": "", "part_history": ""}

    answer = clerk.send(f"/patients/{who}/releases/new", {**ASKED, **wrong})

    assert answer.status_code == 422
    assert "Write who asks." in text(answer.text)
    assert "All of the visit in March." in answer.text
    again = clerk.send(f"/patients/{who}/releases/new", {**ASKED, "part_visits": "", "part_history": ""})
    assert "Choose at least one part of the record." in text(again.text)


def test_whoever_answers_hands_over_less_than_was_asked_and_what_was_printed_is_what_is_recorded(
    clerk: Desk, senior: Desk, who: UUID
) -> None:
    at, position = asked(clerk, who), clerk.service.store.log.position
    chosen = senior.get(f"{at}?chapter=visits&since=2026&known={position}")
    leads = links(chosen)

    paper = senior.get(leads["Print"])
    data = senior.client.get(leads["As a file"]).data
    answer = senior.send(leads["It was handed over"], {"how": "paper", "at": "2026-03-07 09:00", "note": "Sealed."})

    assert answer.status_code == 303, text(answer.text)
    kind, fields = told(senior.service)[-1]
    assert kind is RecordDisclosed
    assert (fields["entries"], fields["since"], fields["how"]) == ({"visits": ["v2"]}, "2026", "paper")
    assert fields["digest"] == sha256(data).hexdigest()
    assert fields["digest"] in paper
    assert "Gonarthrosis" not in paper + data.decode()
    assert [one["id"] for one in json.loads(data)["chapters"]["visits"]] == ["v2"]


def test_what_was_handed_over_stays_what_it_was_whatever_is_corrected_later(
    clerk: Desk, senior: Desk, who: UUID
) -> None:
    at = asked(clerk, who)
    leads = links(senior.get(at))
    before = senior.client.get(leads["As a file"]).data
    senior.send(leads["It was handed over"], {"how": "file", "at": "2026-03-07"})

    clerk.service.records.correct(who, "visits", "v2", {"reason": {"text": "A cold"}}, WHY)

    assert senior.client.get(f"{at}/disclosed.json").data == before
    assert "Made again from the log now, it has the same digest." in text(senior.get(at))
    assert "A cold" not in senior.get(f"{at}/print")


def test_a_digest_that_is_another_is_said(clerk: Desk, senior: Desk, who: UUID) -> None:
    at = asked(clerk, who)
    entries, position = {"visits": ["v2"]}, clerk.service.store.log.position
    id = UUID(at.rpartition("/")[2])

    clerk.service.releasing.disclose(id, "paper", "2026-01-01", position, entries, "ab" * 32, PRIYA)

    assert "its digest differs" in text(senior.get(at))


def test_a_refusal_says_why_and_prints_nothing(clerk: Desk, senior: Desk, who: UUID) -> None:
    at = asked(clerk, who)

    answer = senior.send(f"{at}/refuse", {"ground": "no-right", "text": "The order is of another court."})

    assert answer.status_code == 303
    told_last = {"holder": str(who), "ground": "no-right", "text": "The order is of another court."}
    assert told(senior.service)[-1] == (ReleaseRefused, told_last)
    assert "Nothing gives them the right to it. The order is of another court." in text(senior.get(at))
    for path in ("print", "disclosed.json"):
        senior.get(f"{at}/{path}", 404)


@pytest.mark.parametrize("act", ["disclose", "refuse"])
def test_a_request_that_was_answered_is_answered_no_more(clerk: Desk, senior: Desk, who: UUID, act: str) -> None:
    at = asked(clerk, who)
    senior.send(f"{at}/refuse", {"ground": "no-right", "text": "The order is of another court."})

    answer = senior.client.get(f"{at}/{act}", follow_redirects=True)

    assert "This request was answered already." in text(answer.text)


@pytest.mark.parametrize("query", ["since=soon&known=9", "chapter=visits&since=2026-13&known=9"])
def test_what_cannot_be_read_hands_over_nothing(clerk: Desk, senior: Desk, who: UUID, query: str) -> None:
    at = asked(clerk, who)

    for path in ("", "/print", "/disclosed.json"):
        senior.get(f"{at}{path}?{query}", 400)


@pytest.mark.parametrize(("known", "status"), [
    ("1", 404), ("0", 404), ("-1", 200), ("x", 200), ("9" * 18, 200), ("9" * 30, 200),
])  # fmt: skip
def test_a_place_that_the_log_has_not_is_its_end_and_before_the_record_there_is_nothing(
    clerk: Desk, senior: Desk, who: UUID, known: str, status: int
) -> None:
    at = asked(clerk, who)

    for path in ("", "/print", "/disclosed.json"):
        senior.get(f"{at}{path}?chapter=visits&known={known}", status)


def test_a_request_of_another_patient_is_not_found_here(clerk: Desk, who: UUID) -> None:
    at, other = asked(clerk, who), register(clerk.service.records, identifiers=[])

    clerk.get(at.replace(str(who), str(other)), 404)


# the accounting


def handed(clerk: Desk, who: UUID, at: str, **other: str) -> None:
    service = clerk.service
    id = UUID(asked(clerk, who, **other).rpartition("/")[2])
    service.releasing.disclose(id, "paper", at, service.store.log.position, {"visits": ["v2"]}, "ab" * 32, PRIYA)


def accounted(clerk: Desk, who: UUID, query: str = "") -> list[dict[str, str]]:
    table = clerk.client.get(f"/patients/{who}/releases.csv{query}").get_data(as_text=True)
    return list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))


def test_the_accounting_tells_when_to_whom_where_what_and_what_for(clerk: Desk, who: UUID) -> None:
    handed(clerk, who, "2026-01-05")

    (row,) = accounted(clerk, who)

    wanted = {
        "disclosed_at": "2026-01-05", "recipient": "The district court", "address": "1 Court Square, Hollins",
        "what": "Visits: 1 entry", "purpose": "A lawsuit", "authority": "Order 7/2026", "how": "paper",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    for page in (f"/patients/{who}/releases", f"/patients/{who}/releases/print", f"/patients/{who}/own-report"):
        shown = text(clerk.get(page)) if page.endswith("releases") else clerk.get(page)
        assert all(one in shown for one in ("The district court", "1 Court Square, Hollins", "A lawsuit", "5 Jan 2026"))


def test_an_export_of_the_record_is_accounted_for_with_its_recipient(clerk: Desk, who: UUID) -> None:
    told_of = {"patients": [str(who)], "address": "4 Mill Lane, Hollins"}
    export = clerk.service.exporting.request("patient-copy", {}, 9, "PATRQT", "Lucía Núñez", RUTH, **told_of)
    assert accounted(clerk, who) == []

    clerk.service.exporting.seal(UUID(export.id), export.position, {"changes.csv": "ab" * 32}, RUTH)

    (row,) = accounted(clerk, who)
    assert (row["recipient"], row["address"]) == ("Lucía Núñez", "4 Mill Lane, Hollins")
    assert (row["what"], row["purpose"], row["how"]) == ("A copy of the record", "The patient asked for it", "export")


def test_an_export_of_everybody_is_accounted_for_to_whoever_it_shows_something_of(clerk: Desk, who: UUID) -> None:
    exporting = clerk.service.exporting
    for narrow in ({}, {"types": ["visit.opened"], "since": "2026-03"}, {"types": ["blood-group.recorded"]}):
        export = exporting.request("full", narrow, 9, "HCOMPL", "Harbour Review Board", RUTH, address="Pier 3, Harbour")
        exporting.seal(UUID(export.id), export.position, {"changes.csv": "ab" * 32}, RUTH)

    rows = accounted(clerk, who)

    assert [(row["recipient"], row["address"], row["what"]) for row in rows] == [
        ("Harbour Review Board", "Pier 3, Harbour", f"All that was recorded; in an export of everybody{more}")
        for more in ("; of the kind Visit: opened; recorded from Mar 2026", "")
    ]
    for page in ("releases", "releases/print", "own-report"):
        assert text(clerk.get(f"/patients/{who}/{page}")).count("in an export of everybody") == 2


def test_it_goes_six_years_back_or_as_far_as_the_policy_says_or_as_one_asks(
    clerk: Desk, who: UUID, clock: StandingClock
) -> None:
    now = clock()
    days = [f"{now.year - years}-01-01" for years in (0, 5, 6, 7)]
    for day in days:
        handed(clerk, who, day)

    assert [row["disclosed_at"] for row in accounted(clerk, who)] == days[:2]
    assert len(accounted(clerk, who, "?since=1990-01-01")) == 4
    clerk.service.rulebook.adopt("disclosure", {"accounting_years": 7}, SAM, "The head of the office")
    assert len(accounted(clerk, who)) == 3
    assert clerk.client.get(f"/patients/{who}/releases.csv?since=soon").status_code == 400


def test_the_three_files_tell_the_same(clerk: Desk, who: UUID) -> None:
    handed(clerk, who, "2026-01-05")
    handed(clerk, who, "2026-01-06", requester="=cmd()")

    rows = clerk.client.get(f"/patients/{who}/releases.json").json
    lines = clerk.client.get(f"/patients/{who}/releases.ndjson").get_data(as_text=True).splitlines()

    assert rows == [json.loads(line) for line in lines]
    assert [row["recipient"] for row in rows or []] == ["=cmd()", "The district court"]
    assert accounted(clerk, who)[0]["recipient"] == "'=cmd()"


# who was given what was wrong


def test_those_outside_who_were_given_what_was_wrong_are_put_on_the_list_of_a_case(clerk: Desk, who: UUID) -> None:
    handed(clerk, who, "2026-01-05")
    position = clerk.service.records.correct(who, "visits", "v2", {"reason": {"text": "A cold"}}, WHY).position
    reviewer = looking(clerk.service, "reviewer")

    page = reviewer.get(f"/patients/{who}/impact/{position}").text
    form = reviewer.get(links(page)["List the people to tell"]).text

    assert "Given to 1 outside" in text(page)
    assert re.search(r'<textarea[^>]*name="people"[^>]*>([^<]*)', form)[1] == "The district court"  # type: ignore[index]


# the office


def test_what_waits_stands_on_the_start_page_of_those_who_decide(clerk: Desk, senior: Desk, who: UUID) -> None:
    asked(clerk, who)

    for path in ("/", "/worklist", "/requests"):
        assert "The district court asks for a part" in text(senior.get(path))
    assert "The district court" not in clerk.get("/")
    assert "History, Visits; from Mar 2026" in text(clerk.get("/requests"))
