"""An export is asked for once it was counted, and shows what its profile says."""

from __future__ import annotations

import html
import re
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.erased import erased
from tests.support.made import held, verdict
from tests.web.bundling.pages.asking import ALL, ASKED, LONG, ask, jobs, newest, reads, send, whose
from tests.web.clerk_desk import Desk, text
from trail.rows import quick

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
