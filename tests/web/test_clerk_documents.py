"""Documents: attached, listed, and handed out as they came in."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.support.office import register
from tests.web.clerk_desk import WHY, Desk, text
from web.entering.attaching import LARGEST
from web.service import Service

PDF = b"%PDF-1.7 an invented letter %%EOF"
PAGE = b"<html><script>alert(1)</script></html>"


def attach(desk: Desk, who: UUID, content: bytes, name: str = "letter.pdf", **fields: Any) -> TestResponse:
    return desk.send(
        f"/patients/{who}/attachments", {"title": "Referral letter", "file": (BytesIO(content), name), **fields}
    )


def test_a_document_is_kept_with_what_it_is_and_comes_back_unchanged(desk: Desk) -> None:
    who = register(desk.service.records)

    done = attach(desk, who, PDF, taken_at="2 Mar 2026", author="Dr Sato")
    answer = desk.client.get(f"/patients/{who}/attachments/a1/content")

    assert done.status_code == 303
    topic, told = desk.told(who)[-1]
    told.pop("address")
    assert (topic, told) == (
        "document.attached",
        {
            "document": "a1", "digest": sha256(PDF).hexdigest(), "size": len(PDF), "mime": "application/pdf",
            "title": "Referral letter", "filename": "letter.pdf", "claimed_mime": "application/pdf",
            "taken_at": "2026-03-02", "author": "Dr Sato",
        },
    )  # fmt: skip
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"


def test_another_file_in_the_same_form_is_kept_too(desk: Desk) -> None:
    who = register(desk.service.records)

    for content in (PDF, PDF, b"%PDF-1.7 its second page %%EOF"):
        attach(desk, who, content, request="the-same")

    kept = [told["digest"] for topic, told in desk.told(who) if topic == "document.attached"]
    assert kept == [sha256(PDF).hexdigest(), sha256(b"%PDF-1.7 its second page %%EOF").hexdigest()]


def test_a_document_is_never_shown_as_a_page_of_ours(desk: Desk) -> None:
    who = register(desk.service.records)
    attach(desk, who, PAGE, 'a"b\r\n;ü.html')

    answer = desk.client.get(f"/patients/{who}/attachments/a1/content")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox; ")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"].partition(";")[0] in ("text/plain", "application/octet-stream")


def test_documents_are_listed_with_their_kind_size_and_day(desk: Desk) -> None:
    who = register(desk.service.records)
    empty = text(desk.get(f"/patients/{who}/attachments"))
    attach(desk, who, PDF, taken_at="2026-03-02")

    page = text(desk.get(f"/patients/{who}/attachments"))

    assert "No document is kept in this record yet." in empty
    assert "1 document Referral letter PDF, 33 bytes · 2 Mar 2026" in page
    assert "Referral letter PDF, 33 bytes · 2 Mar 2026" in text(desk.get(f"/patients/{who}"))


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.pdf", "a.pdf is empty."),
        (b"x", "", "Choose the file to attach."),
        (bytes(LARGEST + 1), "scan.png", "scan.png is larger than 20 MB; nothing was recorded."),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_and_what_was_typed_stays(
    desk: Desk, content: bytes, name: str, why: str
) -> None:
    who = register(desk.service.records)

    answer = attach(desk, who, content, name)

    assert answer.status_code == 422
    assert why in text(answer.text)
    assert 'value="Referral letter"' in answer.text
    assert len(desk.told(who)) == 1


def test_a_document_entered_in_error_is_no_longer_offered_and_stays_in_the_list(desk: Desk) -> None:
    who = register(desk.service.records)
    attach(desk, who, PDF)
    desk.service.records.retract(who, "attachments", "a1", WHY)

    page = desk.get(f"/patients/{who}/attachments")

    assert '<del class="ct-was">Referral letter</del>' in page
    assert "Entered in error: typing error" in text(page)


@pytest.mark.parametrize(("role", "status"), [("clerk", 200), ("auditor", 200), ("admin", 403)])
def test_only_whoever_may_read_the_record_gets_its_documents(service: Service, role: str, status: int) -> None:
    who = register(service.records)
    attach(Desk(service), who, PDF)
    reader = Desk(service, role) if role != "clerk" else None

    client = reader.client if reader else Desk(service, "senior-clerk").client
    answer = client.get(f"/patients/{who}/attachments/a1/content")

    assert answer.status_code == status


def test_a_reader_who_may_not_write_cannot_attach(service: Service) -> None:
    desk = Desk(service, "auditor")
    who = register(service.records)

    assert "Attach a document" not in desk.get(f"/patients/{who}/attachments")
    assert attach(desk, who, PDF).status_code in (400, 403)
    assert len(desk.told(who)) == 1


@pytest.mark.parametrize("entry", ["a9", "..", "a1/../../x"])
def test_a_document_that_is_not_there_is_not_found(desk: Desk, entry: str) -> None:
    who = register(desk.service.records)

    desk.get(f"/patients/{who}/attachments/{entry}/content", 404)


def test_one_patients_document_is_not_found_under_another(desk: Desk) -> None:
    who, other = register(desk.service.records), register(desk.service.records, identifiers=[])
    attach(desk, who, PDF)

    desk.get(f"/patients/{other}/attachments/a1/content", 404)
