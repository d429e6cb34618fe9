"""Takes the pictures of the documents: `python -m docs.pictures.take`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from domain.by import By
from domain.fact import Plain
from trail.clock import utc_now
from trail.sealed import checkpoint
from web.app import create_app
from web.demo.fill import fill, first_day
from web.demo.office import DemoClock
from web.service import Service

HERE = Path(__file__).parent
SIZES = {"desktop": (1280, 900), "phone": (375, 812)}
WHOLE = ("start", "register", "record", "measure", "report")  # shown down to their foot on a wide screen
PASSWORD = "only for pictures"
_REASONS = ("Wound dressing", "Antenatal check", "Warfarin check", "Headache", "Follow-up", "Vaccination", "Cough")


def take() -> None:
    until = utc_now().replace(hour=10, minute=42)
    clock = DemoClock(first_day(until))
    with Service.create(Path(tempfile.mkdtemp()) / "store", "demo.example", clock) as service:
        fill(service, clock, until - timedelta(days=1), 40, 1, lambda ended: None)
        checkpoint(service.store)
        clock.forward(until)
        for login in ("ama", "ruth", "amal"):
            service.accounts.set_password(login, PASSWORD)
        chosen = _chosen(service)
        _a_morning(service, chosen)
        server = make_server("127.0.0.1", 0, create_app(service), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        service.views.ready(60)
        _pictures(f"http://127.0.0.1:{server.port}", chosen)
        server.shutdown()


def _chosen(service: Service) -> Plain:
    """The record with most in it among those with an allergy and one blood group."""
    service.views.ready(60)

    def weight(hit: Plain) -> tuple[bool, int]:
        chapters = service.views.current.file(UUID(hit["id"]))["chapters"]
        state = chapters["blood_group"].get("current", {}).get("state")
        known = [(one["kind"], one["what"]["text"]) for one in chapters["history"].values() if "what" in one]
        whole = state in ("single", "confirmed") and "allergy" in dict(known) and len(known) == len(set(known))
        return whole and str(hit["born"]) < "2000" and len(str(hit["born"])) == 10, len(chapters["measurements"])

    return max(service.views.directory.recent(40), key=weight)


def _a_morning(service: Service, chosen: Plain) -> None:
    """Visits of today, a slip of the pen that was put right, and a letter."""
    ama, records = service.by(service.personnel.account("ama") or _nobody()), service.records
    start = service.clock().replace(hour=8, minute=20)
    others = [hit for hit in service.views.directory.recent(8) if hit["id"] != chosen["id"]]
    for n, (hit, reason) in enumerate(zip([*others[:6], chosen], _REASONS, strict=False)):
        began = start + timedelta(minutes=19 * n)
        told = {"visit_class": "AMB", "start": _minute(began), "reason": {"text": reason}, "seen_by": "Dr Sato"}
        (visit,) = records.open_visit(UUID(hit["id"]), told, ama).entries
        if n < 3:
            records.close_visit(UUID(hit["id"]), visit, _minute(began + timedelta(minutes=24)), ama)
    service.views.ready(60)
    _slip(service, UUID(chosen["id"]), ama, _minute(start + timedelta(minutes=121)))
    _letter(service, UUID(chosen["id"]), ama)


def _slip(service: Service, who: UUID, by: By, at: str) -> None:
    entries = service.views.current.file(who)["chapters"]["measurements"].values()
    last = [one["value"] for one in entries if one["kind"] == "weight"][-1]
    right = f"{float(last) - 0.6:.1f}"
    pressure = [{"kind": "systolic", "value": "138"}, {"kind": "diastolic", "value": "86"}]
    wrong = {"kind": "weight", "value": f"{right[1]}{right[0]}{right[2:]}"}
    why = by._replace(reason="typing-error", because="two digits changed places")
    weight = service.records.measure(who, [wrong, *pressure], by, at).entries[0]
    service.records.correct(who, "measurements", weight, {"value": right}, why)


def _letter(service: Service, who: UUID, by: By) -> None:
    content = b"%PDF-1.7 an invented letter"
    told = {
        "digest": sha256(content).hexdigest(),
        "size": 214_000,
        "mime": "application/pdf",
        "title": "Referral letter",
    }
    address = service.store.attachments.put(content, who)
    service.records.attach(who, {**told, "address": address, "taken_at": "2026-03-02"}, by)


def _minute(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}Z"


def _nobody() -> Any:
    raise LookupError("the demonstration has no clerk called ama")


def _pictures(address: str, chosen: Plain) -> None:
    record = f"/patients/{chosen['mrn']}"
    shots: dict[str, dict[str, str]] = {
        "ama": {"start": "/", "register": "/patients/new", "record": record, "measure": f"{record}/measurements",
                "chart": f"{record}/chart", "report": f"{record}/reports", "documents": f"{record}/attachments"},
        "ruth": {"trail": f"{record}/trail", "past": f"{record}?event=12"},
        "amal": {"log": "/audit/log", "proof": "/audit/verify?run=yes"},
    }  # fmt: skip
    acts: dict[str, Callable[[Page], None]] = {
        "register": lambda page: _register(page, chosen),
        "record": lambda page: page.locator("#measurements tr:has(del) .ct-val").first.click(),
        "measure": _measure,
        "report": _report,
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for login, pages in shots.items():
                page = browser.new_context(viewport={"width": width, "height": height}).new_page()
                _sign_in(page, address, login)
                for named, path in pages.items():
                    page.goto(address + path)
                    acts.get(named, lambda page: None)(page)
                    page.evaluate("scrollTo(0, 0)")
                    whole = size == "desktop" and named in WHOLE
                    page.evaluate("scrollTo(0, 0)")  # an address with a place in it begins further down
                    page.screenshot(path=HERE / f"{named}-{size}.png", full_page=whole, timeout=120_000)
        browser.close()


def _register(page: Page, chosen: Plain) -> None:
    """Somebody like this is on file already, and the birth date could be two days."""
    page.locator("#name").fill(chosen["name"])
    page.locator("#born").fill(f"3/2/{chosen['born'][:4]}")
    page.locator(f"input[name=gender][value={chosen['sex']}]").check()
    page.locator("#phone").fill("0612 340 178")
    page.get_by_role("button", name="Register", exact=True).click()


def _measure(page: Page) -> None:
    """A weight ten times too high, and a pulse that is only unusual."""
    page.locator("#weight").fill("665")
    page.locator("#heart_rate").fill("148")
    page.get_by_role("button", name="Record", exact=True).click()


def _report(page: Page) -> None:
    """Half of a slip that was begun from a former one."""
    page.locator(".ct-again a").first.click()
    for n, value in enumerate(("212", "38", "141")):
        page.locator(f"#r{n}_value").fill(value)
    page.get_by_role("button", name="More lines").click()


def _sign_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.locator("#name").fill(login)
    page.locator("#pw").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


if __name__ == "__main__":
    take()
