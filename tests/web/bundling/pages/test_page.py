"""The page of an export while it is made and afterwards, and the list of all."""

from __future__ import annotations

import html
import io
import re
import subprocess
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.support.made import Held, at_step, small_pages
from tests.support.office import RUTH
from tests.web.bundling.pages.asking import ALL, LONG, ask, jobs, newest, send
from tests.web.clerk_desk import Desk, text
from web.bundling import kept
from web.service import Service

# its page


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Held:
    """An export is held up in its midst, and no page waits for it."""
    made = Held()
    small_pages(monkeypatch)
    at_step(monkeypatch, 3, made)
    monkeypatch.setattr("web.pages.exports._PATIENCE", 0.0)
    return made


def test_while_it_is_made_its_page_looks_again_and_tells_how_far_it_is(auditor: Desk, hold: Held) -> None:
    first, second = (str(send(auditor).location) for _ in range(2))
    hold.begun.wait(LONG)
    made, waits = auditor.client.get(first), auditor.client.get(second)
    listed, early = text(auditor.get(ALL)), auditor.client.get(f"{first}.zip").status_code
    hold.go.set()
    jobs(auditor).wait(LONG)

    assert made.headers["Refresh"] == f"2; url={first}"
    assert re.search(r'<progress class="ct-progress" value="\d+" max="\d+"', made.text)
    assert "It waits its turn 1 other export is made first" in text(waits.text)
    assert waits.headers["Refresh"] == f"2; url={second}"
    assert "Being made" in listed
    assert "Waits its turn" in listed
    assert early == 404
    ready = auditor.client.get(second)
    assert "The export is ready" in text(ready.text)
    assert "Refresh" not in ready.headers


def test_a_made_one_says_how_it_is_checked(auditor: Desk) -> None:
    at = ask(auditor)

    page = auditor.get(at)
    bundle = auditor.client.get(f"{at}.zip")

    known = kept.kept(auditor.service, UUID(newest(auditor.service).id))
    assert known
    assert known.sha256 in page
    assert f"{known.bytes:,} octets" in page
    name = re.search(r"filename=(\S+)", bundle.headers["Content-Disposition"])[1]  # type: ignore[index]
    assert f"python verify.py {name} \\" in html.unescape(page)
    assert (bundle.mimetype, len(bundle.data)) == ("application/zip", known.bytes)


def test_the_command_on_the_page_proves_the_bundle(auditor: Desk, tmp_path: Path) -> None:
    at = ask(auditor)
    page = auditor.get(at)
    command = html.unescape(re.search(r'<pre class="ct-command"[^>]*>(.*?)</pre>', page, re.S)[1])  # type: ignore[index]
    bundle = auditor.client.get(f"{at}.zip").data
    with ZipFile(io.BytesIO(bundle)) as read:
        read.extract("verify.py", tmp_path)
    (tmp_path / re.search(r"\S+\.zip", command)[0]).write_bytes(bundle)  # type: ignore[index]

    done = subprocess.run(
        ["sh", "-c", command.replace("python ", "python3 ", 1)], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.lower().startswith("proved")


def test_given_up_while_it_is_made_no_file_is_left_and_the_reason_stays(auditor: Desk, hold: Held) -> None:
    at = str(send(auditor).location)
    hold.begun.wait(LONG)

    unsaid = auditor.send(f"{at}/give-up", {"why": ""})
    said = auditor.send(f"{at}/give-up", {"why": "It was the wrong year."})
    hold.go.set()
    jobs(auditor).wait(LONG)

    found = newest(auditor.service)
    assert (unsaid.status_code, said.status_code) == (422, 303)
    assert "Say why it is given up." in text(unsaid.text)
    assert found.ended
    assert (found.ended["why"], found.ended["by"]) == ("It was the wrong year.", "Auditor Boateng")
    assert not kept.folder(auditor.service, UUID(found.id)).exists()
    page = text(auditor.get(at))
    assert "It was the wrong year." in page
    assert "Go on" not in page
    assert "It was the wrong year." in text(auditor.get(ALL))
    assert auditor.client.get(f"{at}.zip").status_code == 404


def test_after_the_server_began_anew_it_says_that_it_was_broken_off_and_goes_on(auditor: Desk) -> None:
    told = auditor.service.exporting.request("full", {}, 1, "HCOMPL", "The court", RUTH)
    at = f"{ALL}/{told.id}"

    page = auditor.get(at)
    answer = auditor.client.post(f"{at}/go-on", data={"csrf_token": _token(page)})
    jobs(auditor).wait(LONG)

    assert "The export was broken off" in text(page)
    assert ("another host has it" in text(page)) == bool(auditor.service.store.config.database)
    assert (answer.status_code, answer.location) == (303, at)
    assert "The export is ready" in text(auditor.get(at))


def test_one_that_failed_says_why_and_can_go_on(auditor: Desk) -> None:
    (auditor.service.folder / "exports").write_text("in the way")
    at = ask(auditor)

    page = auditor.get(at)
    (auditor.service.folder / "exports").unlink()
    auditor.client.post(f"{at}/go-on", data={"csrf_token": _token(page)})
    jobs(auditor).wait(LONG)

    assert "The export was not made The disk would not take it" in text(page)
    assert "The export is ready" in text(auditor.get(at))


def test_its_file_is_taken_away_and_made_again(auditor: Desk) -> None:
    at = ask(auditor)
    before, size = auditor.client.get(f"{at}.zip").data, auditor.service.store.log.position

    auditor.client.post(f"{at}/take-away", data={"csrf_token": _token(auditor.get(at))})
    gone, page = auditor.client.get(f"{at}.zip").status_code, auditor.get(at)
    auditor.client.post(f"{at}/go-on", data={"csrf_token": _token(page)})
    jobs(auditor).wait(LONG)

    assert gone == 404
    assert "The file was taken away" in text(page)
    assert auditor.client.get(f"{at}.zip").data == before
    assert auditor.service.store.log.position == size


def test_one_that_is_made_is_not_given_up(auditor: Desk) -> None:
    at = ask(auditor)

    answer = auditor.client.get(f"{at}/give-up")

    assert (answer.status_code, answer.location) == (303, at)
    assert newest(auditor.service).ended is None


def test_one_from_the_command_line_is_told_as_such(auditor: Desk) -> None:
    exporting, by = auditor.service.exporting, RUTH._replace(channel="cli")
    done = exporting.request("full", {}, 1, "HCOMPL", "The court", by)
    exporting.seal(UUID(done.id), done.position, {"changes.csv": "ab" * 32}, by)

    assert "Made on the command line" in text(auditor.get(f"{ALL}/{done.id}"))


def _token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]*)"', page)[1]  # type: ignore[index]


# the list


def test_the_list_tells_each_and_goes_on_page_by_page(auditor: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.exports.PAGE", 2)
    for n in range(3):
        auditor.service.exporting.request("full", {"since": "2026"}, n, "HRESCH", f"Board {n}", RUTH)

    page = auditor.get(ALL)
    older = auditor.get(_older(page))
    oldest = auditor.get(_older(older))

    assert [n for n in range(3) if f"Board {n}" in page] == [1, 2]
    assert "since 2026" in text(page)
    assert "Research" in text(page)
    assert "Board 0" in older
    assert "Lucía Núñez" in oldest


def _older(page: str) -> str:
    return re.search(r'href="(/audit/exports\?before=\d+)"', page)[1]  # type: ignore[index]


def test_an_office_that_exported_nothing_says_so(service: Service) -> None:
    assert "Nothing has been exported yet." in text(Desk(service, "auditor").get(ALL))


@pytest.mark.parametrize("before", ["soon", "-1", "0", str(10**30)])
def test_a_place_in_the_list_that_is_none_is_no_fault_of_ours(auditor: Desk, before: str) -> None:
    assert auditor.client.get(f"{ALL}?before={before}").status_code == 200
