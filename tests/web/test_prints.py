"""A chart on paper: everything that the file holds is there exactly once, on a page and in a PDF."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from hypothesis import given, settings

from domain.chapter import EVERYTHING
from domain.patient import Patient
from tests.support.lives import lived, steps
from tests.support.office import AMA, WHY, everything, register
from tests.support.stores import created
from tests.web.clerk_desk import Desk, text
from tests.web.test_demo import planted
from web.record import pdf, printed
from web.service import Service

_ROW = re.compile(r'<tr id="([a-z_]+)-([^"]+)"')
_WHOLE = re.compile(r'<tr id="([a-z_]+)-([^"]+)"(.*?)</tr>', re.S)
_SAID = frozenset(("text", "value", "conclusion", "findings", "note", "because", "filename", "seen_by", "specimen"))
_REF = re.compile(r"#([\w~.-]+)")


def came_often(service: Service, who: UUID, visits: int = 40) -> None:
    """More than a page holds, and every row of its visits is several lines high."""
    for n in range(1, visits + 1):
        start = f"2025-{1 + n % 12:02}-{1 + n % 28:02}"
        told = {"visit_class": "AMB", "start": start, "reason": {"text": "Cough, " * (1 + n % 9)}, "seen_by": "Dr Sato"}
        late = AMA._replace(reason="paper-first")
        (visit,) = service.records.open_visit(who, told, late, EVERYTHING).entries
        reading = [{"kind": "weight", "value": f"{60 + n % 4}"}]
        service.records.measure(who, reading, late, start, visit, EVERYTHING)


def cut(page: str) -> bool:
    """Whether a table goes on at the top of this page in the middle of a row."""
    top = re.search(r"What it says\s+Recorded\s+(\S)", page)
    return bool(top) and top[1] != "#"


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, "senior-clerk")


def held(service: Service, who: UUID) -> Counter[tuple[str, str]]:
    """Every entry of a file: (chapter, id)."""
    service.views.ready()
    chapters: dict[str, dict[str, Any]] = service.views.current.file(who)["chapters"]
    return Counter((name, id) for name, entries in chapters.items() for id in entries)


def told_in(entry: Any, name: str = "") -> Iterator[str]:
    """What somebody said or read, wherever it stands in an entry."""
    if isinstance(entry, dict):
        for key, one in {**entry, **entry.get("as_entered", {})}.items():
            yield from told_in(one, key)
    elif isinstance(entry, list):
        for one in entry:
            yield from told_in(one, name)
    elif name in _SAID and isinstance(entry, str):
        yield " ".join(entry.split())


def pages(desk: Desk, who: UUID, query: str = "") -> list[str]:
    answer = desk.client.get(f"/patients/{who}/chart.pdf{query}")
    assert answer.mimetype == "application/pdf"
    with pypdfium2.PdfDocument(answer.data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_every_entry_of_the_file_is_printed_once(desk: Desk) -> None:
    who = everything(desk.service)

    page = desk.get(f"/patients/{who}/print")

    assert Counter(_ROW.findall(page)) == held(desk.service, who)
    assert f"End of this chart: {held(desk.service, who).total()} entries." in page


def test_of_every_invented_patient_each_entry_of_the_log_is_printed_once_with_what_it_holds(tmp_path: Path) -> None:
    with planted(tmp_path / "store", 8, 1) as service:
        desk = Desk(service, "reviewer")
        for who in (UUID(one["id"]) for one in service.views.directory.recent(8)):
            page = desk.get(f"/patients/{who}/print")
            rows = {(chapter, id): text(f"<main {row}") for chapter, id, row in _WHOLE.findall(page)}

            chapters = service.store.journal.load(Patient, who).file.chapters
            logged = {(name, id): entry for name, chapter in chapters.items() for id, entry in chapter.items.items()}
            assert Counter(_ROW.findall(page)) == held(service, who) == Counter(list(logged))
            assert [(at, told) for at, entry in logged.items() for told in told_in(entry) if told not in rows[at]] == []


@given(told=steps)
@settings(max_examples=12)
def test_whatever_befell_a_patient_is_printed_once(told: list[tuple[str, int]]) -> None:
    """In files alone: what is tried is how a file is printed, wherever it lies."""
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = lived(service, told)
        service.views.ready()
        sections = printed.sections(service.views.current.file(who))

        found = Counter((section.name, one.ref) for section in sections for one in section.entries)
        assert found == held(service, who)


def test_every_entry_is_in_the_pdf_once_and_every_page_says_of_whom_and_of_when_it_is(desk: Desk) -> None:
    who = everything(desk.service)
    read = pages(desk, who)

    assert Counter(_REF.findall("\n".join(read))) == Counter(id.partition("~")[0] for _, id in held(desk.service, who))
    for n, page in enumerate(read, 1):
        assert "Lucía Núñez · 00 000 001-95 · born 7 Mar 1984" in page
        assert f"page {n} of {len(read)}" in page
        assert "As known at position" in page
        assert "Printed 7 Mar 2026, 09:30:00 UTC by Senior-clerk Boateng." in page


def test_a_row_of_the_pdf_begins_and_ends_on_one_page(desk: Desk) -> None:
    who = everything(desk.service)
    came_often(desk.service, who)

    read = pages(desk, who)

    assert len(read) > 5
    assert [page for page in read if cut(page)] == []


def test_what_has_no_blank_in_it_stays_in_its_column(desk: Desk) -> None:
    who = register(desk.service.records, note="x" * 200)

    (page,) = [page for page in pages(desk, who) if "Who this is" in page and "Note" in page]

    assert "x" * 200 not in page
    assert page.count("x") >= 200


def test_what_was_decided_is_named_by_its_rule(desk: Desk) -> None:
    who = everything(desk.service)

    page = text(desk.get(f"/patients/{who}/print"))

    assert "#DQ09 Allergies never asked" in page


def test_a_pdf_of_the_same_moment_is_the_same_to_the_byte_and_is_tagged(desk: Desk) -> None:
    who = everything(desk.service)

    one, two = (desk.client.get(f"/patients/{who}/chart.pdf").data for _ in range(2))

    assert one == two
    assert b"/MarkInfo" in one
    assert b"pdfuaid:part" in one


@pytest.mark.parametrize("form", ["print", "pdf"])
def test_what_no_longer_counts_is_struck_and_says_why(desk: Desk, form: str) -> None:
    who = everything(desk.service)

    shown = desk.get(f"/patients/{who}/print") if form == "print" else " ".join(pages(desk, who))
    told = " ".join((text(shown) if form == "print" else shown).split())

    assert "Entered in error: struck 7 Mar 2026, 09:30 by Ama Boateng: typing error: Two digits changed places." in told
    assert "typing error: Two digits changed places. Stood there before: value 27.0." in told
    assert "Added 7 Mar 2026, 09:30 by Ama Boateng: With shoes on." in told
    if form == "print":
        assert "<del>Penicillin, rash, resolved</del>" in shown


def test_the_summary_tells_what_was_worked_out_and_how_old_that_was(desk: Desk) -> None:
    who = register(desk.service.records)
    items = [{"kind": "height", "value": "170"}]
    desk.service.records.measure(who, items, AMA, "2025-03-01")
    desk.service.records.measure(who, [{"kind": "weight", "value": "72"}], AMA, "2026-03-01")

    page = text(desk.get(f"/patients/{who}/print"))

    assert "BMI 24.9 kg/m², 1 Mar 2026 (from 72 kg (6 days) and 170 cm (12 months))" in page


def test_a_chapter_that_holds_nothing_says_so(desk: Desk) -> None:
    who = register(desk.service.records)

    page = text(desk.get(f"/patients/{who}/print"))

    for title in ("Reviews", "Measurements", "Blood group", "History", "Reports", "Visits", "Documents"):
        assert f"{title} none recorded" in page
        assert f"{title} None recorded." in page
    assert " ".join(pages(desk, who)).count("None recorded.") == 7


def test_a_cover_says_what_it_was_made_from_and_who_printed_it(desk: Desk) -> None:
    who = everything(desk.service)
    position = desk.service.views.current.head(who).position if not desk.service.views.ready() else 0

    page = text(desk.get(f"/patients/{who}/print"))

    assert f"Made from the record at position {position}, 7 Mar 2026, 09:30:00 UTC" in page
    assert "Printed 7 Mar 2026, 09:30:00 UTC by Senior-clerk Boateng, senior clerk" in page
    assert "Blood group O+, one laboratory; for reference, not for transfusion" in page


def test_a_past_record_prints_as_it_was_known_and_says_that_it_is_the_past(desk: Desk) -> None:
    who = register(desk.service.records)
    desk.service.records.measure(who, [{"kind": "weight", "value": "72"}], AMA, "2026-03-01")
    then = desk.service.store.journal.position
    desk.service.records.correct(who, "measurements", "m1", {"value": "77"}, WHY)

    page, read = desk.get(f"/patients/{who}/print?known={then}"), pages(desk, who, f"?known={then}")

    assert "This is the past." in page
    assert "72 kg" in page
    assert "77 kg" not in page
    assert all("The past" in one for one in read)
    assert "72 kg" in " ".join(read)


def test_letters_that_no_font_has_are_owned_up_to_on_the_cover(desk: Desk) -> None:
    who = register(desk.service.records, note="Written \U000130ff on the card.")

    assert "Some letters are missing." in pages(desk, who)[0]


def test_without_the_library_it_is_said_what_to_install_and_the_page_prints(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = register(desk.service.records)
    monkeypatch.setitem(sys.modules, "typst", None)

    refused, page = desk.get(f"/patients/{who}/chart.pdf", 404), desk.get(f"/patients/{who}/print")

    assert "not installed on this server: pip install 'caretrail[pdf]'" in text(refused)
    assert f'href="/patients/{who}/print"' in refused
    assert f"/patients/{who}/chart.pdf" not in page


def test_a_record_that_is_too_long_for_a_pdf_is_printed_by_the_browser(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = everything(desk.service)
    monkeypatch.setattr(pdf, "MOST", 3)

    assert "a PDF made by the server holds 3" in text(desk.get(f"/patients/{who}/chart.pdf", 413))
    assert Counter(_ROW.findall(desk.get(f"/patients/{who}/print"))) == held(desk.service, who)


def test_what_the_office_decided_is_printed_in_words(desk: Desk) -> None:
    who = everything(desk.service)
    desk.service.views.ready()
    page = text(desk.get(f"/patients/{desk.service.views.directory.person(who)['mrn']}/print"))

    assert "Until 30 Jun 2026, Ama Boateng: Typing error: Two digits changed places." in page
    assert "History, allergy" in page
    assert "Opened in an emergency" in page
    assert "typing-error" not in page
