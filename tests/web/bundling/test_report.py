"""The report of an export: what it is, what it holds, and how it is checked, on a page that needs nothing else."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from domain.export import ENVELOPE, PROFILES
from tests.support.bundling import entry, report
from tests.support.office import AMA, RUTH, everything, register
from tests.web.clerk_desk import Desk
from web.bundling.report import drawn, grouped, narrowed, page
from web.bundling.told import Told
from web.service import Service


def text(told: str) -> str:
    """What it says, on one line."""
    body = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>", " ", told)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def told(service: Service) -> str:
    everything(service)
    return page(*report(service))


def test_it_says_who_asked_for_whom_why_and_for_what(service: Service) -> None:
    register(service.records)
    about, gathered = report(service)
    asked = replace(about.requested, address="1 Harbour Street", note="For the yearly review.")

    said = text(page(replace(about, requested=asked), gathered))

    by = f"{RUTH.name} (compliance reviewer)"
    assert f"{by} asked for this export for The Commissioner on 7 Mar 2026, 09:30:00 UTC" in said
    for words in ("A review or a complaint", "1 Harbour Street", "For the yearly review.", PROFILES["full"]):
        assert words in said
    assert "Nothing: the whole log" in said
    assert f"Event {asked.by.position} of the log" in said
    assert "caretrail 0.1.0" in said


def test_it_says_where_the_log_stood_and_with_which_key_it_is_signed(service: Service) -> None:
    register(service.records)
    about, gathered = report(service)

    said = text(page(about, gathered))

    size, root = service.store.log.head()
    assert size == about.requested.by.position
    assert grouped(root.hex()) in said
    fingerprint = sha256(about.key.encode()).hexdigest()
    assert said.replace(" ", "").count(fingerprint.upper()) == 3  # the state, how to check it, and the foot
    assert "test.example/log" in said


def test_a_purpose_in_somebodys_own_words_is_told_as_it_is(service: Service) -> None:
    about, gathered = report(service)
    asked = replace(about.requested, purpose="An order of the court <b>of May</b>")

    assert "An order of the court &lt;b&gt;of May&lt;/b&gt;" in page(replace(about, requested=asked), gathered)


def test_it_needs_nothing_but_itself(told: str) -> None:
    assert "<script" not in told
    assert re.findall(r'(?:src|href|action|data)\s*=\s*["\'](?!#)', told) == []
    assert re.findall(r"url\(|@import", told) == []
    assert "default-src 'none'" in told
    assert re.findall(r'\son\w+="', told) == []
    named = {"http://www.w3.org/2000/svg", "https://login.example"}  # of which the second is what an event says
    assert set(re.findall(r'https?://[^"\s<]+', told)) <= named


def test_every_event_of_the_sample_is_told_with_its_place_and_how_it_is_opened(service: Service) -> None:
    who = register(service.records)
    about, gathered = report(service)

    said = text(page(about, gathered))

    assert "Ama Boateng registered Lucía Núñez, born Mar 1984." in said
    assert f"/audit/log/2 /patients/{who}?known=2" in said
    assert f"The seed is {about.standing.root.hex()} , the root of the log at the request" in said


def test_the_addresses_of_the_sample_are_pages_of_the_program(service: Service) -> None:
    everything(service)
    _, gathered = report(service, most=8)
    doors = {"/audit": Desk(service, "auditor"), "/patients": Desk(service, "reviewer")}

    for one in gathered.sample:
        if one.entry.position > 1:  # what the log says of itself has no page
            for way in drawn(one).opened:
                assert f"{one.entry.position}" in doors[f"/{way.split('/')[1]}"].get(way)


def test_a_sample_of_few_is_all_of_them(told: str) -> None:
    said = text(told)

    assert re.search(r"60 of \d+ events, drawn", said)
    assert len(re.findall(r'<tr><th scope="row">\d+</th>', told)) == 60


def test_an_envelope_names_nobody_and_tells_nothing_of_what_was_recorded(service: Service) -> None:
    everything(service)

    said = text(page(*report(service, ENVELOPE)))

    assert "Lucía" not in said
    assert "Penicillin" not in said
    assert "Ama Boateng" not in said
    assert "Patient: registered" in said
    assert "Of what was recorded, nothing is shown" in said
    assert "u-00000003" in said


def test_a_page_of_no_events_says_so(service: Service) -> None:
    said = text(page(*report(service, since="2031")))

    assert "no event : none fits what was asked for" in said
    assert "How to check it" in said
    assert "Who" not in said.split("What it does not prove")[1]


def test_what_is_proved_and_what_is_not_stands_in_plain_words(told: str) -> None:
    said = text(told)

    assert "None was left out, added, swapped or altered since it was signed" in said
    assert "That the person whose account it was sat at the keyboard" in said
    assert 'python3 verify.py BUNDLE.zip --fingerprint "' in said


@pytest.mark.parametrize(
    ("filter", "words"),
    [
        ({"keys": [3]}, "sealed under key 3: a patient's events, all of them, have one key"),
        ({"without": [3]}, "without what was recorded in 1 record closed to whoever asked"),
        ({"actors": ["u-1", "u-2"]}, "recorded by u-1, u-2"),
        ({"types": ["visit.opened"]}, "of the kind visit.opened"),
        ({"since": "2026-03"}, "recorded in 2026-03 or later, UTC"),
        ({"until": "2026"}, "recorded in 2026 or earlier, UTC"),
        ({"fields": ["value"]}, "of each, the fields value"),
    ],
)
def test_a_filter_is_told_in_words(filter: dict[str, object], words: str) -> None:
    assert narrowed(filter) == [words]


def test_whose_records_it_is_stands_by_name_where_it_may_and_by_id_otherwise(service: Service) -> None:
    who = str(register(service.records))
    about, gathered = report(service)
    asked = replace(about.requested, patients=[who])

    assert f"Whose records {who}" in text(page(replace(about, requested=asked), gathered))
    named = text(page(replace(about, requested=asked, whose=["Lucía Núñez, 00 000 001-95"]), gathered))
    assert "Whose records Lucía Núñez, 00 000 001-95" in named


def test_what_somebody_typed_cannot_become_a_part_of_the_page(service: Service) -> None:
    records = service.records
    records.register({"names": ["</td><script>x</script>"], "gender": "female", "birth": {"value": "1984"}}, AMA)
    about, gathered = report(service)
    asked = replace(about.requested, recipient="</title><b>x", note="{{ 7 * 7 }}")

    told = page(replace(about, requested=asked), gathered)

    assert "<script" not in told
    assert "</title><b>x" not in told
    assert "{{ 7 * 7 }}" in told


def test_what_the_program_did_by_itself_is_told_as_that(told: str) -> None:
    assert "The program itself" in text(told)


def test_an_event_of_which_only_the_envelope_is_shown_is_told_by_its_kind() -> None:
    assert drawn(Told(entry())).says == "Visit: opened"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_it_fits_and_asks_for_nothing(
    browser: Browser, service: Service, tmp_path: Path, width: int
) -> None:
    everything(service)
    told = page(*report(service, most=6))
    (tmp_path / "report.html").write_text(told, encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    seen = context.new_page()
    asked: list[str] = []
    seen.on("request", lambda request: asked.append(request.url))

    seen.goto((tmp_path / "report.html").as_uri())

    assert [one["id"] for one in Axe().run(seen)["violations"]] == []
    assert seen.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [(tmp_path / "report.html").as_uri()]
    context.close()


@pytest.mark.browser
def test_printed_it_names_the_key_on_every_page_and_cuts_no_row(browser: Browser, tmp_path: Path, told: str) -> None:
    (tmp_path / "report.html").write_text(told, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    seen = context.new_page()
    seen.goto((tmp_path / "report.html").as_uri())

    with pypdfium2.PdfDocument(seen.pdf(prefer_css_page_size=True)) as document:
        pages = [one.get_textpage().get_text_range() for one in document]
        sizes = {tuple(round(side) for side in one.get_size()) for one in document}

    assert sizes == {(595, 842)}  # A4
    assert len(pages) > 2
    for n, one in enumerate(pages, 1):
        assert "A view, not evidence" in one
        assert f"page {n} of {len(pages)}" in one
    context.close()
