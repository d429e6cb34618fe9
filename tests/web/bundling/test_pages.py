"""The auditor's exports in the browser: asked for once it was counted, made beside the pages, taken home and noted."""

from __future__ import annotations

import html
import io
import re
import subprocess
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from projections.accesses import Row
from projections.exported import Exported
from tests.support.erased import erased
from tests.support.made import Held, at_step, held, small_pages, verdict
from tests.support.office import RUTH, everything
from tests.support.pages import looking
from tests.web.clerk_desk import Desk, text
from tests.web.test_looked import harm
from trail.rows import quick
from web.bundling import kept
from web.bundling.jobs import Jobs
from web.service import Service

ALL = "/audit/exports"
ASKED = {"profile": "full", "recipient": "Harbour Review Board", "purpose": "HCOMPL"}
LONG = 60.0  # seconds


@pytest.fixture
def who(service: Service) -> UUID:
    return everything(service)


@pytest.fixture
def auditor(service: Service, who: UUID) -> Desk:
    return Desk(service, "auditor")


def send(desk: Desk, **told: str) -> TestResponse:
    """The form opened with what narrows it, as the change log does, so that it was counted; then sent."""
    narrow = {name: value for name, value in told.items() if name in ("profile", "shown", "patient", "since", "type")}
    address = desk.client.get(f"{ALL}/new", query_string=narrow).request.full_path  # type: ignore[union-attr]
    return desk.send(address, {**ASKED, **told})


def jobs(desk: Desk) -> Jobs:
    made: Jobs = desk.app.extensions["exports"]
    return made


def ask(desk: Desk, **told: str) -> str:
    """The address of an export that is made."""
    answer = send(desk, **told)
    assert answer.status_code == 303, text(answer.text)
    jobs(desk).wait(LONG)
    return str(answer.location)


def newest(service: Service) -> Exported:
    service.views.ready()
    return service.views.exports.newest(2**62, 1)[0]


def reads(service: Service) -> list[Row]:
    service.reads.ready()
    return list(service.reads.accesses.rows({}, newest=False))


def whose(service: Service, read: Row) -> list[str]:
    return service.reads.accesses.patients([read["position"]])[read["position"]]


# asking for one


def test_what_fits_is_counted_before_anything_is_recorded(auditor: Desk) -> None:
    before = auditor.service.store.log.position

    page = text(auditor.get(f"{ALL}/new"))
    years = text(auditor.get(f"{ALL}/new?since=2027"))

    told = re.search(r"([\d,]+) of ([\d,]+) events fit , from 7 Mar 2026, .* to 7 Mar 2026,", page)
    assert told
    assert told[1] == told[2] == f"{before:,}"
    assert f"Of {before:,} events none fits" in years
    assert auditor.service.store.log.position == before


def test_the_count_is_of_what_was_chosen(auditor: Desk, who: UUID) -> None:
    log, key = auditor.service.store.log, auditor.service.store.log.key_of(who)
    own = sum(quick(row.entry).key == key for row in log.rows(0, log.position))
    auditor.service.views.ready()

    page = text(auditor.get(f"{ALL}/new?patient={auditor.service.views.current.head(who).mrn}"))

    assert f"{own} of {auditor.service.store.log.position} events fit" in page
    assert "All of them are of Lucía Núñez" in page


def test_no_page_is_made_of_what_was_erased_to_say_that_it_was(
    auditor: Desk, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*told: object, **more: object) -> str:
        raise AssertionError(told)

    erased(auditor.service, who)
    monkeypatch.setattr("web.pages.access.render_template", never)

    assert "This record was erased, and nothing of it is left" in text(auditor.get(f"{ALL}/new?patient={who}", 422))
    assert whose(auditor.service, reads(auditor.service)[-1]) == [str(who)]


def test_it_is_recorded_for_whom_and_why_and_made(auditor: Desk, who: UUID, tmp_path: Path) -> None:
    size = auditor.service.store.log.position
    told = {"address": "4 Mill Lane, Hollins", "note": "For the review of March."}

    at = ask(auditor, since="2026-03", **told)

    found = newest(auditor.service)
    assert at == f"{ALL}/{found.id}"
    assert found.told == {
        "profile": "full", "filter": {"since": "2026-03"}, "count": size, "purpose": "HCOMPL",
        "recipient": "Harbour Review Board", **told,
    }  # fmt: skip
    assert (found.by["by"], found.sealed is not None) == ("Auditor Boateng", True)
    bundle = auditor.client.get(f"{at}.zip").data
    assert verdict(bundle, auditor.service, tmp_path)["verdict"] == "proved"


@pytest.mark.parametrize(("told", "place", "words"), [
    ({"recipient": ""}, "recipient", "Say who gets it."),
    ({"purpose": ""}, "purpose", "Say what it is for."),
    ({"words": "For the court."}, "words", "Choose a purpose or write your own"),
    ({"since": "soon"}, "since", "is no time"),
    ({"patient": "1234"}, "patient", "There is no such record."),
    ({"profile": "patient-copy"}, "patient", "Choose whose copy it is."),
    ({"profile": "minimum"}, "shown", "Choose which fields are shown."),
    ({"shown": "kind"}, "shown", "Fields are chosen for the minimum alone."),
])  # fmt: skip
def test_a_fault_is_named_at_its_field_and_nothing_that_was_typed_is_lost(
    auditor: Desk, told: dict[str, str], place: str, words: str
) -> None:
    before = auditor.service.store.log.position

    answer = send(auditor, note="Read < this > first.", address="4 Mill Lane", **told)

    assert answer.status_code == 422
    assert words in text(answer.text)
    assert re.search(rf'id="{place}-no".*?{re.escape(html.escape(words.split("’")[0]))}', answer.text, re.S)
    assert "Read &lt; this &gt; first." in answer.text
    assert ">4 Mill Lane</textarea>" in answer.text
    assert all(_stands(html.escape(value), answer.text) for value in told.values() if value)
    assert auditor.service.store.log.position == before


def _stands(value: str, page: str) -> bool:
    """In one of its fields."""
    return f'value="{value}"' in page or f">{value}</textarea>" in page


def test_what_is_changed_after_the_count_is_counted_first(auditor: Desk) -> None:
    before = auditor.service.store.log.position

    answer = auditor.send(f"{ALL}/new", {**ASKED, "since": "2027"})

    assert answer.status_code == 422
    assert "has changed since it was counted" in text(answer.text)
    assert f"Of {before} events none fits" in text(answer.text)
    assert auditor.service.store.log.position == before
    assert auditor.again(f"{ALL}/new", answer, {**ASKED, "since": "2027"}).status_code == 303


def test_counting_again_keeps_what_was_typed_and_records_nothing(auditor: Desk) -> None:
    before = auditor.service.store.log.position

    answer = auditor.send(f"{ALL}/new", {**ASKED, "recipient": "The court", "type": "visit.opened"}, then="count")

    assert answer.status_code == 200
    assert 'value="The court"' in answer.text
    assert re.search(r"\d+ of \d+ events fit", text(answer.text))
    assert auditor.service.store.log.position == before


def test_a_purpose_is_told_in_own_words_as_well(auditor: Desk) -> None:
    at = ask(auditor, purpose="", words="The court wants it.")

    assert newest(auditor.service).told["purpose"] == "The court wants it."
    assert "The court wants it." in text(auditor.get(at))


def test_sent_twice_it_is_asked_for_once(auditor: Desk) -> None:
    page = auditor.client.get(f"{ALL}/new").text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    told = {name: html.unescape(value) for name, value in hidden.items()} | ASKED

    first, second = (auditor.client.post(f"{ALL}/new", data=told) for _ in range(2))

    jobs(auditor).wait(LONG)
    assert first.location == second.location


def test_the_change_log_hands_its_filters_on(auditor: Desk, who: UUID) -> None:
    asked = f"patient={who}&type=visit.opened&since=2026-03-01&marked=late"

    page = auditor.get(f"/audit/log?{asked}".replace("&marked=late", ""))

    link = html.unescape(re.search(r'href="(/audit/exports/new\?[^"]*)">As a bundle', page)[1])  # type: ignore[index]
    form = auditor.get(link)
    assert f">{who}</textarea>" in form
    assert '<option value="visit.opened" selected>' in form
    assert 'value="2026-03-01"' in form
    assert 'href="/audit/exports/new"' in auditor.get("/audit/verify")


def test_somebody_is_asked_about_by_the_name_they_sign_in_with(auditor: Desk) -> None:
    auditor.service.views.ready()
    staff = next(one for one in auditor.service.views.staff.all() if one["login"] == "ama")

    assert f'<option value="{staff["staff"]}" selected>' in auditor.get(f"{ALL}/new?actor=ama")
    assert "Nobody of this name works here." in text(auditor.get(f"{ALL}/new?actor=Nobody", 422))


# the profiles


@pytest.mark.parametrize(("told", "shown"), [
    ({"profile": "envelope"}, 0), ({"profile": "patient-copy"}, None), ({"profile": "minimum", "shown": "value"}, None),
])  # fmt: skip
def test_each_profile_is_proved_and_shows_what_it_says(
    auditor: Desk, who: UUID, tmp_path: Path, told: dict[str, str], shown: int | None
) -> None:
    at = ask(auditor, patient=str(who), **told)

    bundle = auditor.client.get(f"{at}.zip").data

    own = newest(auditor.service).told["count"]
    key = auditor.service.store.log.key_of(who)
    positions = {entry["i"] for entry in held(bundle, "entries.jsonl") if entry["kid"] == key}
    lines = [line for line in held(bundle, "payloads.jsonl") if line["i"] in positions]
    assert verdict(bundle, auditor.service, tmp_path)["verdict"] == "proved"
    assert len(lines) == (own if shown is None else shown)
    if told["profile"] == "minimum":
        assert {name for line in lines for name in line["fields"]} <= {"value"}


# its page


def test_while_it_is_made_its_page_looks_again_and_tells_how_far_it_is(
    auditor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = Held()
    small_pages(monkeypatch)
    at_step(monkeypatch, 3, hold)
    monkeypatch.setattr("web.pages.exports._PATIENCE", 0.0)

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


def test_given_up_while_it_is_made_no_file_is_left_and_the_reason_stays(
    auditor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = Held()
    small_pages(monkeypatch)
    at_step(monkeypatch, 3, hold)
    monkeypatch.setattr("web.pages.exports._PATIENCE", 0.0)
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


# taking it home


def test_a_download_goes_on_where_it_was_broken_off(auditor: Desk) -> None:
    at = ask(auditor)
    whole = auditor.client.get(f"{at}.zip")
    half = len(whole.data) // 2

    rest = auditor.client.get(f"{at}.zip", headers={"Range": f"bytes={half}-", "If-Range": whole.headers["ETag"]})
    same = auditor.client.get(f"{at}.zip", headers={"If-None-Match": whole.headers["ETag"]})
    beyond = auditor.client.get(f"{at}.zip", headers={"Range": f"bytes={10**9}-"})

    assert (rest.status_code, whole.headers["Accept-Ranges"]) == (206, "bytes")
    assert rest.data == whole.data[half:]
    assert (same.status_code, same.data, beyond.status_code) == (304, b"", 416)


def test_each_download_is_noted_as_a_read_of_all(auditor: Desk) -> None:
    at = ask(auditor)
    before = len(reads(auditor.service))

    auditor.client.get(f"{at}.zip")
    auditor.client.get(f"{at}.zip", headers={"Range": "bytes=5-"})

    told = reads(auditor.service)[before:]
    assert [(one["section"], one["medium"], one["whole"], one["address"]) for one in told] == [
        ("export", "file", True, f"{at}.zip")
    ] * 2


def test_of_chosen_patients_it_is_noted_as_theirs(auditor: Desk, who: UUID) -> None:
    at = ask(auditor, patient=str(who), profile="patient-copy")
    before = len(reads(auditor.service))

    auditor.client.get(at)
    auditor.client.get(f"{at}.zip")

    page, file = reads(auditor.service)[before:]
    assert (page["section"], page["medium"], bool(page["whole"])) == ("exports", "page", False)
    assert (file["section"], file["medium"], bool(file["whole"])) == ("export", "file", False)
    assert whose(auditor.service, page) == whose(auditor.service, file) == [str(who)]


def test_what_was_typed_of_a_recipient_stands_in_no_address(auditor: Desk) -> None:
    ask(auditor, note="A secret note.")
    auditor.send(f"{ALL}/new", {**ASKED, "note": "A secret note."}, then="count")

    assert not [one for one in reads(auditor.service) if "secret" in one["address"] or "Harbour" in one["address"]]


def test_where_the_read_cannot_be_noted_nothing_is_handed_out(auditor: Desk) -> None:
    at = ask(auditor)
    harm(auditor.service)

    assert auditor.client.get(f"{at}.zip").status_code == 503


def _seen(desk: Desk, client: FlaskClient, address: str) -> str:
    client.get(address)
    position = reads(desk.service)[-1]["position"]
    return text(client.get(f"/audit/access/{position}/seen").text)


def test_what_somebody_saw_of_an_export_is_shown_again_as_the_log_had_it(auditor: Desk, who: UUID) -> None:
    at = ask(auditor, patient=str(who))
    client = looking(auditor.service, "reviewer")

    page, listed, form = (_seen(auditor, client, address) for address in (at, ALL, f"{ALL}/new?patient={who}"))
    client.get(f"{at}.zip")
    file = _seen(auditor, client, f"{at}.zip")

    assert "The export was sealed" in page
    assert "Harbour Review Board" in listed
    assert "All of them are of Lucía Núñez" in form
    assert "This cannot be shown again" in file


@pytest.mark.parametrize("role", ["clerk", "senior-clerk", "verifier", "admin"])
def test_others_are_told_that_it_is_not_for_their_role(auditor: Desk, role: str) -> None:
    at = ask(auditor)
    client = looking(auditor.service, role)

    answers = {client.get(address).status_code for address in (ALL, at, f"{at}.zip", f"{ALL}/new")}
    sent = {client.post(f"{at}/{act}").status_code for act in ("give-up", "go-on", "take-away")}

    assert (answers, sent) == ({403}, {403})
    assert "Exports" not in client.get("/").text
