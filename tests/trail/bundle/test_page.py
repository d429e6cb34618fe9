"""The page that verifies a bundle, opened from a disk in a real browser."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.archive import archive
from tests.support.bundles import NEW, OLD, WITNESSES, Bundle, office
from tests.support.node import Node
from trail.bundle.reader import page, script
from trail.witness.cosignature import cosign

NOW = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)

DROPPED = """([name, text]) => {
  const octets = Uint8Array.from(atob(text), (one) => one.charCodeAt(0)), dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([octets], name));
  const how = { bubbles: true, cancelable: true, dataTransfer }, main = document.querySelector("main");
  for (const type of ["dragover", "drop"]) main.dispatchEvent(new DragEvent(type, how));
}"""


class Opened:
    """The page, and what it said or asked for that it should not have."""

    def __init__(self, browser: Browser, folder: Path, width: int = 1280) -> None:
        self.folder, self.wrong = folder, list[str]()
        (folder / "verify.html").write_bytes(page())
        self.page: Page = browser.new_context(viewport={"width": width, "height": 812}).new_page()
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "request", lambda request: self.wrong.append(request.url) if "verify.html" not in request.url else None
        )
        self.page.goto((folder / "verify.html").as_uri())

    def look(self) -> None:
        self.wrong += [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(self.page)["violations"]]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.wrong.append("stands out at the side")

    def drop(self, name: str, octets: bytes) -> None:
        self.page.evaluate(DROPPED, [name, base64.b64encode(octets).decode()])

    def verdict(self, fingerprint: str = "") -> str:
        self.page.get_by_label("The printed fingerprint").fill(fingerprint)
        self.page.get_by_role("button", name="Verify").click()
        self.page.locator("#answer:not([hidden])").wait_for()
        return self.page.get_by_role("heading", level=2).inner_text()

    def finish(self) -> None:
        assert self.wrong == []


def broken() -> Bundle:
    bundle = office()
    bundle.line(6)["fields"]["name"][1] = '"Lu"'
    bundle.without(9)
    return bundle


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_a_bundle_is_dropped_and_the_verdict_is_read(browser: Browser, tmp_path: Path, width: int) -> None:
    opened = Opened(browser, tmp_path, width)
    opened.look()

    for bundle, fingerprint, verdict in (
        (office(), OLD.fingerprint[:32], "Proved"),
        (office(), "", "Undecided"),
        (broken(), NEW.fingerprint, "Broken"),
    ):
        opened.drop("bundle.zip", archive(bundle.files()))
        assert opened.verdict(fingerprint) == verdict
        assert opened.page.get_by_role("status").inner_text().startswith(f"{verdict}. ")
        assert opened.page.evaluate("document.activeElement.id") == "answer"
        opened.look()
    rows = opened.page.get_by_role("table").locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[:2] for row in rows] == [["payload", "6"], ["missing", "9"]]
    opened.finish()


@pytest.mark.browser
def test_a_bundle_is_chosen_by_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path)
    office().zip(tmp_path / "bundle.zip")
    keys = opened.page.keyboard

    keys.press("Tab")
    assert opened.page.evaluate("document.activeElement.id") == "bundle"
    with opened.page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(tmp_path / "bundle.zip")
    keys.press("Tab")
    keys.type(NEW.fingerprint)
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")

    opened.page.get_by_role("heading", name="Proved", exact=True).wait_for()
    opened.finish()


@pytest.mark.browser
def test_an_earlier_bundle_is_judged_as_well(browser: Browser, tmp_path: Path) -> None:
    opened, bundle = Opened(browser, tmp_path), office()
    bundle.zip(tmp_path / "bundle.zip")
    opened.page.get_by_text("An earlier bundle, witnesses").click()
    opened.look()

    opened.page.get_by_label("An earlier bundle of the same log").set_input_files(tmp_path / "bundle.zip")
    opened.drop("bundle.zip", (tmp_path / "bundle.zip").read_bytes())

    assert opened.verdict(OLD.vkey) == "Proved"
    assert "continues the earlier one" in opened.page.locator("#answer").inner_text()
    opened.finish()


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 375])
def test_witnesses_are_counted(browser: Browser, tmp_path: Path, width: int) -> None:
    """Two of three have signed, as a witness does: all three are wanted, then two, then what one signed is altered."""
    opened, note = Opened(browser, tmp_path, width), office().note()
    lines = [cosign(one.name, one.private, note, NOW) for one in WITNESSES[:2]]
    opened.page.get_by_text("An earlier bundle, witnesses").click()
    opened.page.get_by_label("Witnesses that you know").fill("\n".join(one.vkey for one in WITNESSES))

    opened.drop("bundle.zip", archive(cosigned(note, *lines).files()))
    assert opened.verdict(NEW.vkey) == "Undecided"
    opened.look()
    told = opened.page.locator("#answer")
    assert "That 3 of your witnesses saw this checkpoint: 2 did." in told.inner_text()
    opened.page.get_by_label("How many of them have to have seen it").fill("2")
    assert opened.verdict(NEW.vkey) == "Proved"
    opened.look()
    assert "2 of your witnesses saw this same checkpoint." in told.inner_text()
    assert opened.verdict() == "Undecided"

    later = cosign(WITNESSES[0].name, WITNESSES[0].private, note.replace("\n16\n", "\n17\n"), NOW)
    opened.drop("bundle.zip", archive(cosigned(note, lines[1], later).files()))
    assert opened.verdict(NEW.vkey) == "Broken"
    opened.look()
    assert told.get_by_role("table").locator("tbody tr").all_inner_texts() == [
        f"witness\t–\ta cosignature of {WITNESSES[0].name}"
    ]
    opened.finish()


def cosigned(note: str, *lines: str) -> Bundle:
    bundle = office()
    bundle.instead["checkpoint.note"] = f"{note}{''.join(lines)}".encode()
    return bundle


@pytest.mark.browser
def test_what_was_typed_wrong_is_said(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path)

    opened.page.get_by_role("button", name="Verify").click()
    opened.page.get_by_text("Choose a bundle first.").wait_for()
    opened.drop("bundle.zip", b"")
    opened.page.get_by_label("The printed fingerprint").fill("9c4b")
    opened.page.get_by_role("button", name="Verify").click()
    opened.page.get_by_text("A fingerprint has 32 to 64 hexadecimal digits").wait_for()
    opened.look()

    assert opened.verdict() == "Broken"
    opened.finish()


@pytest.mark.browser
def test_the_page_says_the_same_as_the_command(browser: Browser, node: Node, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path)
    for n, bundle in enumerate((office(), office(profile="envelope"), broken())):
        path = bundle.zip(tmp_path / f"{n}.zip")
        opened.drop("bundle.zip", path.read_bytes())
        opened.verdict(NEW.vkey)

        answer = node.verify(path, "--key", NEW.vkey).answer
        told = opened.page.locator("#answer li").all_inner_texts()
        assert told == [*answer["proved"], *answer["not_proved"]]
    opened.finish()


def test_the_page_may_reach_nothing_and_run_nothing_else() -> None:
    text = page().decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    code, style = (re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("script", "style"))

    assert policy
    assert code
    assert style
    hashes = [base64.b64encode(sha256(found.group(1).encode()).digest()).decode() for found in (code, style)]
    assert policy.group(1).split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{hashes[0]}'",
        f"style-src 'sha256-{hashes[1]}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert re.findall(r"https?://|//[a-z]+\.", text) == []
    assert "[[" not in text.split("<script>")[0]


def test_no_part_of_the_script_takes_a_name_from_another() -> None:
    named = r"^(?:async )?(?:function|class|const|let) (\w+)"
    for whole in (script().decode(), page().decode()):
        names = re.findall(named, whole, re.MULTILINE)
        assert sorted(names) == sorted(set(names))
