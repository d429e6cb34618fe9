"""The report of a bundle as PDF: what its page says, in the same words, out of any bundle that has one."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest

from tests.support.bundling import report
from tests.support.clock import StandingClock
from tests.support.given import NOON
from tests.support.office import everything
from tests.support.scanned import scanned
from tests.web.bundling.pages.asking import ask, reads
from tests.web.clerk_desk import Desk
from tests.web.command import caretrail
from web.bundling.paper import NoReport, of_bundle, printed
from web.bundling.report import page
from web.service import Service

_SAID = re.compile(r"(?s)<(td|th|li|dt|dd|h1|h2|p|pre)\b[^>]*>(.*?)</\1>")
STANDING = "test.example/log\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of an office in which everything has happened."""
    folder = tmp_path_factory.mktemp("office") / "store"
    with Service.create(folder, "test.example/log", StandingClock(NOON)) as service:
        everything(service)
        return page(*report(service))


@pytest.fixture(scope="module")
def pdf(told: str) -> bytes:
    return printed(told)


def squeezed(text: str) -> str:
    """Without the places where a line may end."""
    return re.sub(r"[\s\u200b\ufffe\x02-]+", "", text)


def read(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [one.get_textpage().get_text_range() for one in document]


def said(told: str) -> list[str]:
    """Each part of the page that is read in one piece."""
    body = re.sub(r"(?s)<(svg|small class=\"rp-open)\b.*?</\1>|<small class=\"rp-open\">.*?</small>", "", told)
    return [html.unescape(re.sub(r"<[^>]+>", "", inside)) for _, inside in _SAID.findall(body)]


def test_all_that_the_page_says_is_in_it_on_one_sheet_each(told: str, pdf: bytes) -> None:
    sheets = [squeezed(sheet) for sheet in read(pdf)]

    missing = [one for one in said(told) if not any(squeezed(one) in sheet for sheet in sheets)]

    assert len(said(told)) > 150
    assert missing == []


def test_every_sheet_has_the_log_as_it_was_asked_for_in_its_foot_and_its_number(pdf: bytes) -> None:
    sheets, codes = read(pdf), scanned(pdf)

    for n, (sheet, code) in enumerate(zip(sheets, codes, strict=True), 1):
        assert f"page {n} of {len(sheets)}" in sheet
        assert "A view, not evidence: entries.jsonl is." in sheet
        assert len(code) == 1
        assert code[0].startswith(STANDING)


def test_it_is_the_same_to_the_byte_each_time_and_is_tagged(told: str, pdf: bytes) -> None:
    assert printed(told) == pdf
    assert b"/MarkInfo" in pdf
    assert b"pdfuaid:part" in pdf


def test_what_somebody_typed_stays_text(told: str) -> None:
    typed = '</p><svg> #panic("x") $1 \\ <b>_of_ *May*'

    sheets = read(printed(told.replace("The Commissioner", html.escape(typed))))

    assert squeezed(typed) in squeezed(sheets[0])


def test_letters_that_no_font_has_are_owned_up_to(told: str) -> None:
    assert "Some letters are missing." in read(printed(told.replace("The Commissioner", "\U000130ff")))[0]


@pytest.mark.parametrize("page", ["", "<p>hm", "<title>a</title><main>b</main>"])
def test_a_page_that_is_no_report_is_refused(page: str, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("report.html", page)
    (tmp_path / "none.zip").write_text("hm")

    for place in ("other.zip", "none.zip"):
        with pytest.raises(NoReport):
            of_bundle(tmp_path / place)


def test_the_page_of_an_export_leads_to_it_and_that_it_left_is_noted(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(service, "auditor")
    at = ask(desk)
    before = len(reads(service))

    shown, answer = desk.get(at), desk.client.get(f"{at}.pdf")
    (tmp_path / "log.zip").write_bytes(desk.client.get(f"{at}.zip").data)
    noted = [(one["section"], one["medium"]) for one in reads(service)[before:]]
    done = caretrail(tmp_path, "trail", "report", str(tmp_path / "log.zip"), str(tmp_path / "report.pdf"))
    again = caretrail(tmp_path, "trail", "report", str(tmp_path / "log.zip"), str(tmp_path / "report.pdf"))

    assert f'href="{at}.pdf"' in shown
    assert answer.mimetype == "application/pdf"
    assert ("export", "file") in noted
    assert (done.exit_code, (tmp_path / "report.pdf").read_bytes()) == (0, answer.data)
    assert (again.exit_code, "nothing is written over" in again.stderr) == (1, True)
    monkeypatch.setitem(sys.modules, "typst", None)
    assert f"{at}.pdf" not in desk.get(at)
    desk.get(f"{at}.pdf", 404)
    refused = caretrail(tmp_path, "trail", "report", str(tmp_path / "log.zip"), str(tmp_path / "other.pdf"))
    assert (refused.exit_code, "pip install 'caretrail[pdf]'" in refused.stderr) == (2, True)
