"""A chart as a browser prints it: no page without its patient, no row cut, no page for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.support.listening import listening
from tests.support.office import everything
from tests.support.scanned import scanned
from tests.web.test_journey import PASSWORD, Desk
from tests.web.test_prints import came_often, cut
from trail.sealed import checkpoint
from web.app import create_app
from web.service import Service

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The record of somebody who came often, in files alone: what is looked at is how it is printed."""
    with Service.create(tmp_path / "store", "test.example/log") as service:
        who = everything(service)
        service.accounts.set_password("ama", PASSWORD)
        came_often(service, who)
        checkpoint(service.store)
        with listening(create_app(service)) as address:
            yield f"{address}/patients/{who}"


def paper(browser: Browser, address: str) -> bytes:
    host, _, record = address.partition("/patients/")
    page = Desk(browser, host, script=True).sign_in("ama")
    page.goto(f"{host}/patients/{record}/print")
    return page.pdf(prefer_css_page_size=True)


def read(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [one.get_textpage().get_text_range() for one in document]


def test_every_page_names_the_patient_the_moment_and_the_checkpoint_and_none_is_for_the_end_alone(
    browser: Browser, address: str
) -> None:
    pdf = paper(browser, address)
    pages = read(pdf)

    assert len(pages) > 5
    for n, page in enumerate(pages, 1):
        assert "Lucía Núñez · 00 000 001-95 · born 7 Mar 1984" in page
        assert f"page {n} of {len(pages)}" in page
        assert "As known at position" in page
        assert "Checkpoint of" in page
    assert "End of this chart" in pages[-1]
    assert len(pages[-1].partition("End of this chart")[0].split()) > 20
    assert {tuple(code.partition("\n")[0] for code in codes) for codes in scanned(pdf)} == {("test.example/log",)}


def test_a_row_begins_and_ends_on_one_page(browser: Browser, address: str) -> None:
    assert [page for page in read(paper(browser, address)) if cut(page)] == []
