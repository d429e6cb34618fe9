"""What is shown of a document, what a DICOM file says of itself, and what is kept of one that is damaged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.office import AMA, WHY
from tests.web.clerk_desk import Desk, text
from web.drawing import pictures
from web.importing.sniffing import DICOM, UNKNOWN, sniffed, whole

PIL = pytest.importorskip("PIL.Image", reason="the extra imaging is needed: pip install caretrail[imaging]")
pytest.importorskip("pydicom", reason="the extra imaging is needed: pip install caretrail[imaging]")


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300)) -> bytes:
    out = BytesIO()
    PIL.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def opened(found: bytes | None) -> Any:
    assert found
    return PIL.open(BytesIO(found))


@pytest.mark.parametrize(
    ("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("TIFF", "image/tiff")]
)
def test_a_picture_is_shown_small_and_in_its_proportions(kind: str, mime: str) -> None:
    shown = opened(pictures.preview(picture(kind), mime))

    assert (shown.format, shown.size) == ("PNG", (640, 160))


def test_a_picture_that_is_small_already_stays_so() -> None:
    assert opened(pictures.preview(picture(size=(20, 10)), "image/png")).size == (20, 10)


@pytest.mark.parametrize("mime", ["application/pdf", "text/plain", "text/html", UNKNOWN])
def test_of_anything_else_there_is_no_picture(mime: str) -> None:
    assert pictures.preview(picture(), mime) is None


@pytest.mark.parametrize("mime", [*pictures.PICTURES, DICOM])
@given(data=some.binary(max_size=300))
def test_whatever_the_bytes_are_nothing_breaks(mime: str, data: bytes) -> None:
    assert pictures.preview(data, mime) is None


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    bomb = BytesIO()
    PIL.new("1", (20_000, 20_000)).save(bomb, "PNG")

    assert pictures.preview(bomb.getvalue(), "image/png") is None


def test_radiographs_are_shown_and_say_what_they_are(shared: Path) -> None:
    for path in sorted((shared / "dicom/xray").glob("*.dcm")):
        data = path.read_bytes()
        assert sniffed(data) == DICOM, path
        assert opened(pictures.preview(data, DICOM)).format == "PNG", path
        assert dict(pictures.header(data) or [])["Modality"] in ("CR", "DX", "RG"), path


def test_names_in_every_script_are_told_as_they_are_written(shared: Path) -> None:
    names = [
        dict(pictures.header(path.read_bytes()) or []).get("Name in the file", "")
        for path in sorted((shared / "dicom/charset").glob("*.dcm"))
    ]

    assert sum(not name.isascii() for name in names) >= 6


def test_odd_files_have_a_header_or_none_and_never_break(shared: Path) -> None:
    for path in sorted((shared / "dicom/odd").glob("*.dcm")):
        told = pictures.header(path.read_bytes())
        assert told is None or all(label and text for label, text in told)
        assert pictures.preview(path.read_bytes(), DICOM) is None


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif")])
def test_a_file_that_was_cut_off_is_not_whole(kind: str, mime: str) -> None:
    data = picture(kind)

    assert whole(data, mime)
    assert not whole(data[: len(data) // 2], mime)


# on the page


@pytest.fixture
def database() -> None:
    """The pages are the same on every engine."""


def attach(desk: Desk, who: UUID, content: bytes, name: str, **fields: str) -> int:
    told = {"title": "Scan", "file": (BytesIO(content), name), **fields}
    return desk.send(f"/patients/{who}/attachments", told).status_code


def test_a_picture_stands_small_beside_its_name_and_larger_on_its_page(desk: Desk, who: UUID) -> None:
    attach(desk, who, picture(), "wrist.png")

    small = desk.client.get(f"/patients/{who}/attachments/a1/preview?thumb")
    large = desk.client.get(f"/patients/{who}/attachments/a1/preview")

    assert "attachments/a1/preview?thumb" in desk.get(f"/patients/{who}/attachments")
    assert "attachments/a1/preview" in desk.get(f"/patients/{who}/attachments/a1")
    assert (opened(small.data).width, opened(large.data).width) == (96, 640)
    assert large.headers["Cache-Control"] == "no-store"
    assert large.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox; ")


def test_what_has_no_picture_has_no_address_of_one(desk: Desk, who: UUID) -> None:
    attach(desk, who, b"Some words.", "a.txt")

    desk.get(f"/patients/{who}/attachments/a1/preview", 404)


def test_a_damaged_file_is_kept_as_unknown_bytes_and_says_so(desk: Desk, who: UUID) -> None:
    half = picture("JPEG")[:500]

    attach(desk, who, half, "wrist.jpg")

    fact = desk.facts(who)[-1]
    assert (fact.payload()["mime"], fact.by.flags) == (UNKNOWN, ("damaged-file",))
    assert desk.client.get(f"/patients/{who}/attachments/a1/content").data == half
    assert "Damaged, and kept as it came in" in text(desk.get(f"/patients/{who}/attachments"))


def test_a_damaged_dicom_file_is_kept_as_unknown_bytes_too(desk: Desk, who: UUID) -> None:
    attach(desk, who, bytes(128) + b"DICM" + b"\xff" * 40, "a.dcm")

    assert desk.facts(who)[-1].by.flags == ("damaged-file",)


def test_a_dicom_file_says_on_its_page_whose_it_says_it_is(desk: Desk, who: UUID, shared: Path) -> None:
    attach(desk, who, (shared / "dicom/xray/dicomdirtests_77654033_CR1_6154.dcm").read_bytes(), "c.dcm")

    page = text(desk.get(f"/patients/{who}/attachments/a1"))

    assert "Name in the file Doe^Archibald" in page


def test_without_the_extra_a_picture_is_kept_and_it_is_said(
    desk: Desk, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)

    assert attach(desk, who, picture(), "wrist.png") == 303
    assert "this server makes no small ones of them" in text(desk.get(f"/patients/{who}/attachments"))
    desk.get(f"/patients/{who}/attachments/a1/preview", 404)


def _reported(desk: Desk, who: UUID) -> None:
    header = {"kind": "laboratory", "what": "Blood sugar"}
    results = [{"what": "Glucose", "value": "5.4"}]
    desk.service.records.issue_report(who, {"collected_at": "2026-03-01"}, AMA, header=header, results=results)


def test_a_scan_belongs_to_its_report_and_outlives_its_amendment(desk: Desk, who: UUID) -> None:
    _reported(desk, who)
    scan = picture()

    attach(desk, who, scan, "slip.png", entry="r1")
    change = {"results": [{"what": "Glucose", "value": "4.5"}]}
    desk.service.records.amend_report(who, "r1", "corrected", change, WHY)
    desk.service.records.retract(who, "reports", "r1", WHY)

    assert "Its documents Attach one Scan" in text(desk.get(f"/patients/{who}/reports/r1"))
    assert desk.client.get(f"/patients/{who}/attachments/a1/content").data == scan


def test_a_document_cannot_belong_to_a_report_that_there_is_not(desk: Desk, who: UUID) -> None:
    _reported(desk, who)

    assert attach(desk, who, picture(), "slip.png", entry="r9") == 422
    assert len(desk.told(who)) == 2


def test_a_request_that_is_far_too_large_is_heard_to_its_end_and_answered(desk: Desk, who: UUID) -> None:
    sent = BytesIO(bytes(34 * 2**20))

    answer = desk.client.post(f"/patients/{who}/attachments", input_stream=sent, content_length=34 * 2**20)

    assert answer.status_code == 413
    assert "More than 32 MB, or than 2,000 fields; nothing was recorded." in text(answer.text)
    assert sent.tell() == 34 * 2**20
