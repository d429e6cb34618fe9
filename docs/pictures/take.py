"""Takes the pictures of the documents: `python -m docs.pictures.take`, or some of them by name."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from docs.pictures.office import PASSWORD, Office, opened
from docs.pictures.paper import image, keep, sheets
from docs.pictures.shots import SHOTS, Shot
from projections.impact import impact, readers

HERE = Path(__file__).parent
SEEN = HERE / "seen.json"
"""What each picture's page said when the picture was taken, as a hash: a test renders the pages again and compares."""
_BY_CHANCE = re.compile(
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=Submit)\s+\S+|"
    r"\b(u-)?[0-9a-f]{8,}\b|\b[0-9a-f]{4}( [0-9a-f]{4}){15}\b|\b[0-9A-F]{4}( [0-9A-F]{4}){5,}\b|"
    r"[\w+/]{40,}=*|\b\d+([.,]\d+)* (ms|s|seconds?|[kM]B|octets)\b|\d+ \w{3} \d{4}, [\d:]{8}"
)


def take(names: Collection[str] = ()) -> None:
    """All of them, or those that are named."""
    seen = json.loads(SEEN.read_text()) if names else {}
    with opened() as office, _browser() as browser:
        for shot, page in visited(browser, office):
            if not names or shot.name in names:
                seen[shot.name] = said(page, shot)
                _picture(page, shot)
    SEEN.write_text(json.dumps(dict(sorted(seen.items())), indent=1) + "\n")


def looked() -> dict[str, str]:
    """What each page says now, as a hash."""
    with opened() as office, _browser() as browser:
        return {shot.name: said(page, shot) for shot, page in visited(browser, office)}


def visited(browser: Browser, office: Office) -> Iterator[tuple[Shot, Page]]:
    """Each page as its picture shows it, always all of them and in this order: what is read is written down as well."""
    people = {name: getattr(office, name)["mrn"] for name in ("chosen", "child", "ill", "lacking", "quiet")}
    people |= _mistaken(office)
    pages: dict[str, Page] = {}
    for shot in SHOTS:
        if shot.login not in pages:
            pages[shot.login] = browser.new_context().new_page()
            _sign_in(pages[shot.login], office.address, shot.login)
            _why(pages[shot.login], f"{office.address}/patients/{people['chosen']}", shot.login)
        page = pages[shot.login]
        page.set_viewport_size({"width": shot.size[0], "height": shot.size[1]})
        page.goto(office.address + shot.path.format(**people))
        shot.act(page, office)
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")  # an address with a place in it begins further down
        yield shot, page


def said(page: Page, shot: Shot) -> str:
    """The words of a page and what stands in its fields, without what is drawn by lot."""
    typed = "[...document.querySelectorAll('input:not([type=hidden]), textarea')].map(one => one.value).join(' ')"
    text = page.evaluate(f"document.body.innerText + ' ' + {typed}")
    words = _BY_CHANCE.sub("#", text).split()
    return sha256(" ".join(sorted(words) if shot.by_lot else words).encode()).hexdigest()[:16]


def _picture(page: Page, shot: Shot) -> None:
    path = HERE / f"{shot.name}.png"
    if shot.sheets:
        keep(sheets(page.pdf(prefer_css_page_size=True), shot.sheets), path)
        return
    width, height = shot.size
    if shot.until:
        box = page.locator(shot.until).first.bounding_box()
        height = round(box["y"] + box["height"]) + 24 if box else height
    clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": height}
    taken = page.screenshot(full_page=bool(shot.until), clip=clip, timeout=120_000)
    keep(image(taken), path)


def _mistaken(office: Office) -> dict[str, str]:
    """The record whose blood group was wrong, the event that put it right, and the third read in between."""
    views, asked = office.service.views, {"type": "entry.corrected", "chapter": "blood_group"}
    change = next(views.changes.rows(asked, newest=True))
    found = impact(views.changes, change)
    office.service.reads.ready()
    assert found
    reads = list(readers(office.service.reads.accesses, change["patient"], found, change))
    return {"wrong": change["mrn"], "fixed": str(change["position"]), "third": str(reads[2]["position"])}


def _why(page: Page, record: str, login: str) -> None:
    """Asked why they look, everybody says so first: it is asked once."""
    if login:
        page.goto(record)
        if page.locator("#looking").count():
            page.locator("#looking").select_option("HOPERAT")
            page.get_by_role("button", name="Note it").click()
            page.wait_for_load_state()


def _sign_in(page: Page, address: str, login: str) -> None:
    if not login:
        return
    page.goto(address)
    page.locator("#name").fill(login)
    page.locator("#pw").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1:])
