"""Who looked: on the screen and in files, of one patient and of all; and the report that a patient takes home."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as some

from domain.by import By
from tests.support.clock import StandingClock
from tests.support.office import AMA, looked_at, register
from tests.support.pages import looking
from tests.support.stores import ENGINES, database_of
from tests.web.clerk_desk import text
from web.pages import reads
from web.reads import looked
from web.review.read_query import COLUMNS
from web.service import Service

KOFI = By(actor="u-00000002", name="Kofi Adjei", role="senior-clerk", session="5e551011bbbb")
PLACES = [("record", "page"), ("form", "form"), ("chart", "print"), ("search", "list"), ("log", "file")]
PEOPLE = 3


@pytest.fixture(scope="module", params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Three patients, read a hundred and fifty times by two people in eleven days."""
    clock = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    place = tmp_path_factory.mktemp("reads") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", clock, url) as made:
        patients = [register(made.records, identifiers=[], names=[f"Patient {n}"]) for n in range(PEOPLE)]
        for n in range(150):
            section, medium = PLACES[n % 5]
            shown = [str(patients[n % 3])] if n % 7 else [str(one) for one in patients]
            told = {"section": section, "medium": medium, "outcome": "denied" if n % 11 == 0 else "shown"}
            looked_at(made, patients[0], AMA if n % 4 else KOFI, **told, patients=shown, purpose=[None, "TREAT"][n % 2])
            clock.on(hours=1, minutes=47)
        clock.on(days=2)
        made.personnel.add("a-auditor", "Amal Haddad", "auditor", made.system())
        yield made


@pytest.fixture(scope="module")
def auditor(office: Service) -> FlaskClient:
    return looking(office, "auditor")


def on_screen(client: FlaskClient, path: str) -> list[int]:
    """Positions of all reads that the pages list, in their order."""
    found: list[int] = []
    while True:
        page = client.get(path).text
        found += [int(one) for one in re.findall(r'<li id="e(\d+)"', page)]
        onward = re.search(r'<a href="([^"]+)">(?:Older|Newer), from', page)
        if onward is None:
            return found
        path = onward[1].replace("&amp;", "&")


def in_file(client: FlaskClient, path: str, form: str) -> list[int]:
    told = client.get(path).get_data(as_text=True)
    if form == "csv":
        return [int(row["position"]) for row in csv.DictReader(StringIO(told.removeprefix("\ufeff")))]
    rows = json.loads(told) if form == "json" else [json.loads(line) for line in told.splitlines()]
    assert all(list(row) == list(COLUMNS) for row in rows)
    return [row["position"] for row in rows]


FILTERS = some.fixed_dictionaries({}, optional={
    "actor": some.sampled_from(["u-00000001", "u-00000002", "nobody"]),
    "section": some.sampled_from([section for section, _ in PLACES]),
    "medium": some.sampled_from([medium for _, medium in PLACES]),
    "outcome": some.sampled_from(["shown", "denied", "absent"]),
    "purpose": some.sampled_from(["TREAT", "HOPERAT"]),
    "patient": some.sampled_from([f"{n:08d}" for n in range(1, PEOPLE + 1)]),
    "since": some.sampled_from(["2026-03-08", "2026-03-09 10:00", "2027-01-01"]),
    "until": some.just("2026-03-15"),
    "order": some.just("oldest"),
})  # fmt: skip


@given(filters=FILTERS)
def test_the_screen_and_every_file_hold_the_same_reads_in_the_same_order(
    office: Service, auditor: FlaskClient, filters: dict[str, str]
) -> None:
    told = {**filters, "until": filters.get("until", "2026-03-18")}  # what the test itself looks at comes after
    if "patient" in told:
        told["patient"] = office.views.directory.search(f"Patient {int(told['patient']) - 1}")[0]["mrn"]
    asked = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in told.items())

    shown = on_screen(auditor, f"/audit/access?{asked}")

    assert shown == sorted(shown, reverse="order" not in filters)
    for form in ("csv", "json", "ndjson"):
        assert in_file(auditor, f"/audit/access.{form}?{asked}", form) == shown


def test_the_reads_that_fit_are_those_that_were_made_so(office: Service, auditor: FlaskClient) -> None:
    asked = "actor=u-00000002&outcome=shown&until=2026-03-18"

    shown = on_screen(auditor, f"/audit/access?{asked}&order=oldest")

    assert shown == [n + 2 for n in range(150) if n % 4 == 0 and n % 11]


@pytest.mark.parametrize(("query", "words"), [
    ("since=soon", "Write a day as 2026-11-21"), ("section=attic", "There is no section 'attic'"),
    ("patient=123", "There is no patient of this number"), ("after=x", "'x' is no position in the log of reads"),
])  # fmt: skip
def test_a_filter_that_cannot_be_read_is_named_and_nothing_is_listed(
    auditor: FlaskClient, query: str, words: str
) -> None:
    page, file = auditor.get(f"/audit/access?{query}"), auditor.get(f"/audit/access.json?{query}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert words in text(page.text).replace("&#39;", "'")
    assert on_screen(auditor, f"/audit/access?{query}") == []


def test_where_nothing_fits_each_filter_can_be_taken_away(auditor: FlaskClient) -> None:
    page = auditor.get("/audit/access?actor=nobody&section=chart").text

    assert "No read fits. Loosen:" in text(page)
    assert 'href="/audit/access?section=chart"' in page


def test_of_one_patient_only_what_showed_them_is_listed(office: Service, auditor: FlaskClient) -> None:
    number = office.views.directory.search("Patient 1")[0]["mrn"]

    shown = on_screen(auditor, f"/patients/{number}/access?until=2026-03-18&order=oldest")

    assert shown == [n + 2 for n in range(150) if n % 7 == 0 or n % 3 == 1]
    assert in_file(auditor, f"/patients/{number}/access.json?until=2026-03-18&order=oldest", "json") == shown
    assert len(shown) > reads.PAGE


def test_a_read_tells_who_what_whose_and_leads_to_what_they_saw(office: Service, auditor: FlaskClient) -> None:
    page = auditor.get("/audit/access/3").text

    assert "Ama Boateng: Form, opened to work on" in text(page)
    assert "Patient 1" in text(page)
    assert 'href="/audit/access/3/seen"' in page
    assert auditor.get("/audit/access/99999").status_code == 404


def test_an_office_in_which_nobody_looked_yet_says_so(service: Service) -> None:
    page = looking(service, "auditor").get("/audit/access").text

    assert "Nobody has looked yet." in text(page)


# the patient's own report


def test_a_patient_is_told_in_plain_words_who_looked_and_what_changed(service: Service, clock: StandingClock) -> None:
    who = register(service.records)
    looked_at(service, who, AMA)
    looked_at(service, who, AMA)
    looked_at(service, who, KOFI, section="chart", medium="print", purpose="PATRQT")
    clock.on(days=3)
    looked_at(service, who, KOFI, section="search", medium="list", purpose=None)

    told = text(looking(service, "clerk").get(f"/patients/{who}/own-report").text)

    assert "4 times somebody was shown something about you" in told
    assert (
        "Ama Boateng (clerk) looked at the summary of your record, 2 times, for the work of the records office." in told
    )
    assert "Kofi Adjei (senior clerk) printed your chart, because you asked." in told
    assert told.index("saw your name in a search") < told.index("printed your chart")
    assert "What changed" in told
    assert "Clerk" in told.partition("What changed")[2]


def test_a_report_begins_where_it_is_asked_to_and_refuses_what_is_no_day(
    service: Service, clock: StandingClock
) -> None:
    who = register(service.records)
    looked_at(service, who)
    clock.on(days=400)
    client = looking(service, "clerk")

    year, all_of_it = (
        text(client.get(f"/patients/{who}/own-report{query}").text) for query in ("", "?since=2026-01-01")
    )
    wrong = client.get(f"/patients/{who}/own-report?since=once")

    assert "0 times somebody was shown something about you, and 0 things were written down" in year
    assert "Nobody, in this time." in year
    assert "1 time somebody was shown" in all_of_it or "2 times somebody was shown" in all_of_it
    assert (wrong.status_code, "Write a day as 2026-11-21" in wrong.text) == (400, True)


@pytest.fixture
def who(service: Service) -> UUID:
    return register(service.records)


@given(some.lists(some.sampled_from([b"0123456789", b"9", b"12345678901", b" ", b"a", b"\xd9\xa3", b"-"])))
def test_a_number_is_found_wherever_as_many_digits_stand_by_themselves(parts: list[bytes]) -> None:
    data = b"".join(parts)

    assert looked._runs(data) == {one.decode() for one in re.findall(rb"(?<![0-9])[0-9]{10}(?![0-9])", data)}
