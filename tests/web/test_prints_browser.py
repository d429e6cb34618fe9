"""A chart as a browser prints it: no page without its patient, no row cut, no page for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pypdfium2
import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.support.office import everything
from tests.web.test_journey import PASSWORD, Desk
from tests.web.test_prints import came_often, cut
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
        server = make_server("127.0.0.1", 0, create_app(service), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}/patients/{who}"
        server.shutdown()


def printed(browser: Browser, address: str) -> list[str]:
    """The text of each page."""
    host, _, record = address.partition("/patients/")
    page = Desk(browser, host, script=True).sign_in("ama")
    page.goto(f"{host}/patients/{record}/print")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        return [one.get_textpage().get_text_range() for one in document]


def test_every_page_names_the_patient_and_the_moment_and_none_is_for_the_end_alone(
    browser: Browser, address: str
) -> None:
    pages = printed(browser, address)

    assert len(pages) > 5
    for n, page in enumerate(pages, 1):
        assert "Lucía Núñez · 00 000 001-95 · born 7 Mar 1984" in page
        assert f"page {n} of {len(pages)}" in page
        assert "As known at position" in page
    assert "End of this chart" in pages[-1]
    assert len(pages[-1].partition("End of this chart")[0].split()) > 20


def test_a_row_begins_and_ends_on_one_page(browser: Browser, address: str) -> None:
    assert [page for page in printed(browser, address) if cut(page)] == []
