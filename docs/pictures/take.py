"""Takes the pictures of the documents: `python -m docs.pictures.take`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from trail.clock import utc_now
from web.app import create_app
from web.demo.fill import fill, first_day
from web.demo.office import DemoClock
from web.service import Service

HERE = Path(__file__).parent
SIZES = {"desktop": (1280, 900), "phone": (375, 812)}
PASSWORD = "only for pictures"


def take() -> None:
    until = utc_now()
    clock = DemoClock(first_day(until))
    with Service.create(Path(tempfile.mkdtemp()) / "store", "demo.example", clock) as service:
        fill(service, clock, until, 30, 1, lambda ended: None)
        for login in ("ama", "ruth", "amal"):
            service.accounts.set_password(login, PASSWORD)
        server = make_server("127.0.0.1", 0, create_app(service), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        service.views.ready(60)
        hits = service.views.directory.recent(30)
        busiest = max(hits, key=lambda hit: service.views.changes.count({"patient": hit["id"]}))
        _pictures(f"http://127.0.0.1:{server.port}", f"/patients/{busiest['mrn']}")
        server.shutdown()


def _pictures(address: str, record: str) -> None:
    shots = {
        "ama": {"start": "/", "register": "/patients/new", "record": record, "measure": f"{record}/measurements",
                "chart": f"{record}/chart", "report": f"{record}/reports"},
        "ruth": {"trail": f"{record}/trail", "past": f"{record}?event=12"},
        "amal": {"log": "/audit/log", "proof": "/audit/verify?run=yes"},
    }  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for login, pages in shots.items():
                page = browser.new_context(viewport={"width": width, "height": height}).new_page()
                _sign_in(page, address, login)
                for name, path in pages.items():
                    page.goto(address + path)
                    page.screenshot(path=HERE / f"{name}-{size}.png")
        browser.close()


def _sign_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.locator("#name").fill(login)
    page.locator("#pw").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


if __name__ == "__main__":
    take()
