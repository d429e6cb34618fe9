"""What if: pages of records without somebody's events, which nothing writes."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from domain.by import By
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.support.pages import looking
from tests.web.clerk_desk import Desk, text
from web.review import sittings
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk", session="5e551011aaaa")
KOFI = By(actor="u-00000002", name="Kofi Adjei", role="clerk", session="5e551011bbbb")
PUT_RIGHT = KOFI._replace(reason="typing-error")


def weight(kilograms: str) -> dict[str, str]:
    return {"kind": "weight", "value": kilograms, "unit": "kg"}


@pytest.fixture
def who(service: Service, clock: StandingClock) -> UUID:
    """Ama weighed her in the morning; Kofi corrected it at noon and weighed her again, and Ama added to his."""
    id = register(service.records)
    service.records.measure(id, [weight("72")], AMA, "2026-01-05")
    clock.on(hours=2)
    service.records.correct(id, "measurements", "m1", {"value": "77"}, PUT_RIGHT)
    clock.on(minutes=40)
    service.records.measure(id, [weight("78")], KOFI, "2026-02-05")
    service.records.add_to(id, "measurements", "m2", "With shoes on.", AMA)
    return id


@pytest.fixture
def reviewer(service: Service, who: UUID) -> Desk:
    """Signed in once it all has happened."""
    return Desk(service, "reviewer")


def test_each_entry_that_differs_is_told_as_it_is_and_as_it_would_be(reviewer: Desk, who: UUID) -> None:
    page = text(reviewer.get(f"/patients/{who}/without?actor={KOFI.actor}"))

    assert "What if: without Kofi Adjei" in page
    assert "2 events are left out of 5; 1 more hangs on what is left out; 3 fields differ in 2 entries." in page
    assert "Weight, 5 Jan 2026 Value The record says 77 Without them 72" in page
    assert "Weight, 5 Feb 2026 The record says 78 kg Without them not there" in page
    assert "Depends on what is left out 1 event of others" in page
    assert "With shoes on" in page.partition("Depends on what is left out")[2]


def test_a_session_is_told_by_whose_it_was_and_when(reviewer: Desk, who: UUID) -> None:
    page = text(reviewer.get(f"/patients/{who}/without?session={KOFI.session}"))

    assert "What if: without Kofi Adjei’s session of 7 Mar 2026, 11:30 to 12:10 UTC" in page


def test_only_what_came_from_a_moment_on_can_be_left_out(reviewer: Desk, who: UUID) -> None:
    page = text(reviewer.get(f"/patients/{who}/without?actor={KOFI.actor}&since=2026-03-07+12:00"))

    assert "without Kofi Adjei, from 7 Mar 2026, 12:00:00 UTC on" in page
    assert "1 event is left out of 5" in page


def test_without_whoever_opened_the_record_the_page_says_what_stays(reviewer: Desk, who: UUID) -> None:
    page = text(reviewer.get(f"/patients/{who}/without?actor={AMA.actor}"))

    assert "The record was opened by one of these events: its number stays" in page
    assert "Names The record says Lucía Núñez Without them nothing" in page


def test_a_record_that_one_person_wrote_alone_is_left_empty(reviewer: Desk) -> None:
    records = reviewer.service.records
    id = UUID(records.register({**_NOBODY, "names": ["Nobody Else"]}, KOFI).id)
    records.measure(id, [weight("72")], KOFI, "2026-01-05")

    page = text(reviewer.get(f"/patients/{id}/without?actor={KOFI.actor}"))

    assert "2 events are left out of 2" in page
    assert "Weight, 5 Jan 2026 The record says 72 kg Without them not there" in page
    assert "Names The record says Nobody Else Without them nothing" in page


def test_a_moment_that_cannot_be_read_is_named_and_nothing_is_worked_out(reviewer: Desk, who: UUID) -> None:
    page = text(reviewer.get(f"/patients/{who}/without?actor={KOFI.actor}&since=soon", 400))

    assert "Write a day as 2026-11-21" in page
    assert "This is not the record" not in page


@pytest.mark.parametrize("query", ["", "?actor=", "?actor=u-00000009", "?session=nothing", "?skip=40"])
def test_where_nothing_is_left_out_the_record_stays_as_it_is(reviewer: Desk, who: UUID, query: str) -> None:
    page = text(reviewer.get(f"/patients/{who}/without{query}"))

    assert "differ in" not in page


def test_looking_writes_nothing(reviewer: Desk, who: UUID) -> None:
    service = reviewer.service
    reviewer.get("/audit/without")
    before = _stored(service)

    for query in (f"actor={KOFI.actor}", f"session={AMA.session}", f"actor={AMA.actor}&since=2026-03-07"):
        reviewer.get(f"/patients/{who}/without?{query}")
        reviewer.get(f"/audit/without?{query}")

    assert _stored(service) == before
    service.views.ready()
    assert service.views.current.file(who)["chapters"]["measurements"]["m1"]["value"] == "77"


def _stored(service: Service) -> tuple[int, list[bytes], dict[str, bytes]]:
    """The position of the log, every entry with its payload, and the files beside it but views and the log of reads."""
    rows = service.store.log.rows(0, 1000)
    kept = {
        path.name: path.read_bytes() for path in Path(service.folder).rglob("*")
        if path.is_file() and not path.name.startswith(("views", "credentials", "access", "reads"))
    }  # fmt: skip
    return service.store.log.position, [row.entry + (row.payload or b"") for row in rows], kept


# who touched what


def test_the_records_that_somebody_touched_are_listed_with_counts_and_lead_on(reviewer: Desk, who: UUID) -> None:
    page = reviewer.get(f"/audit/without?actor={KOFI.actor}")

    assert "Touched by Kofi Adjei" in text(page)
    assert "1 record, 2 events" in text(page)
    assert f'href="/patients/0000000195/without?actor={KOFI.actor}"' in page
    assert "7 Mar 2026, 11:30 to 12:10" in text(page)


def test_a_session_lists_its_records_and_leads_to_whose_it_was(reviewer: Desk, who: UUID) -> None:
    page = reviewer.get(f"/audit/without?session={AMA.session}")

    assert "Touched by Ama Boateng’s session of 7 Mar 2026, 09:30 to 12:10 UTC" in text(page)
    assert f'href="/audit/without?actor={AMA.actor}"' in page


@pytest.mark.usefixtures("who")
def test_a_session_that_never_was_is_not_found(reviewer: Desk) -> None:
    reviewer.get("/audit/without?session=nothing", 404)


def test_pages_of_records_hold_each_once_and_the_files_hold_them_all(reviewer: Desk) -> None:
    service = reviewer.service
    numbers = [service.records.register({**_NOBODY, "names": [f"Person {n}"]}, KOFI).mrn for n in range(120)]

    shown, address = list[str](), f"/audit/without?actor={KOFI.actor}"
    while address:
        page = reviewer.get(address)
        shown += re.findall(r'href="/patients/(\d{10})/without', page)
        onward = re.search(r'href="(/audit/without\?after=[^"]*)"', page)
        address = onward[1].replace("&amp;", "&") if onward else ""
    files = {form: reviewer.get(f"/audit/without.{form}?actor={KOFI.actor}") for form in ("csv", "json", "ndjson")}

    assert set(numbers) < set(shown)
    assert shown == sorted(set(shown))
    assert [row["mrn"] for row in csv.DictReader(StringIO(files["csv"].lstrip("\ufeff")))] == shown
    assert [row["mrn"] for row in json.loads(files["json"])] == shown
    assert [json.loads(line)["mrn"] for line in files["ndjson"].splitlines()] == shown
    reviewer.get("/audit/without.pdf", 404)


def test_an_event_leads_from_its_actor_and_its_session_to_what_if(reviewer: Desk, who: UUID) -> None:
    corrected = next(fact.by.position for fact in reviewer.facts(who) if fact.TOPIC == "entry.corrected")

    page = reviewer.get(f"/audit/log/{corrected}")

    assert f'href="/audit/without?actor={KOFI.actor}"' in page
    assert f'href="/audit/without?session={KOFI.session}"' in page
    assert "Kofi Adjei’s session of 7 Mar 2026, 11:30 to 12:10 UTC" in text(page)
    assert f'href="/patients/0000000195/without?session={KOFI.session}"' in page


def test_a_form_filled_in_at_the_desk_belongs_to_a_session(service: Service) -> None:
    clerk = Desk(service)
    id = register(service.records)
    clerk.send(f"/patients/{id}/measurements", {"weight": "72", "taken_at": "2026-03-07"})
    mark = clerk.facts(id)[-1].by.session

    page = Desk(service, "auditor").get(f"/patients/{id}/without?session={mark}")

    assert mark
    assert "What if: without Clerk Boateng’s session of 7 Mar 2026, 09:30 UTC" in text(page)


def test_the_trail_leads_reviewers_alone_to_what_if(service: Service) -> None:
    id = register(service.records)

    told = {role: looking(service, role).get(f"/patients/{id}/trail").text for role in ("reviewer", "senior-clerk")}

    assert {role for role, page in told.items() if "/without" in page} == {"reviewer"}


@pytest.mark.parametrize(("minutes", "words"), [
    (0, "3 May 2026, 09:12"), (148, "3 May 2026, 09:12 to 11:40"), (900, "3 May 2026, 09:12 to 4 May, 00:12"),
])  # fmt: skip
def test_a_span_is_told_as_shortly_as_it_can_be(minutes: int, words: str) -> None:
    began = datetime(2026, 5, 3, 9, 12)

    assert sittings.span(began, began + timedelta(minutes=minutes)) == words
    assert sittings.spoken("Ines Reis", began.isoformat(), began) == "Ines Reis’ session of 3 May 2026, 09:12 UTC"


_NOBODY = {"birth": {"value": "1984", "basis": "stated"}, "gender": "female"}
