"""The pages of reports: panels, pasted lines, what is not a number, images, who was told, what is critical."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import AMA
from tests.web.clerk_desk import Desk, confirmations, text
from web.entering.reporting import sections


@pytest.fixture
def database() -> None:
    """The pages are the same on every engine."""


def slip(**cells: str) -> dict[str, str]:
    about = {"kind": "laboratory", "what": "Blood sugar", "status": "final", "collected_at": "2026-03-06"}
    return {**about, "lines": "8", **cells}


def last(desk: Desk, who: UUID) -> dict[str, Any]:
    return desk.told(who)[-1][1]


def test_a_usual_panel_lays_out_its_lines_and_brings_its_codes(desk: Desk, who: UUID) -> None:
    at = f"/patients/{who}/reports"
    laid = desk.send(at, {"kind": "laboratory", "panel": "lipids", "fill": "panel"})

    desk.again(at, laid, slip(what="Lipids", r0_what="Cholesterol", r0_value="201", r0_unit="mg/dL", r0_high="200"))

    assert 'name="r3_what" value="Triglycerides"' in laid.text
    told = last(desk, who)
    assert told["header"]["what"]["codings"][0]["code"] == "24331-1"
    assert told["results"][0]["what"]["codings"][0]["code"] == "2093-3"
    assert told["results"][0]["flag"] == "H"


def test_pasted_lines_become_lines_of_the_grid_before_anything_is_recorded(desk: Desk, who: UUID) -> None:
    at, pasted = f"/patients/{who}/reports", "Glucose\t7.4\tmmol/L\t3.9-5.5\tH\nKetones\t<0.6\tmmol/L"

    early = desk.send(at, slip(paste=pasted))
    made = desk.send(at, slip(paste=pasted, fill="paste"))

    assert "Make lines of this first" in text(early.text)
    assert pasted.split("\n")[0] in early.text
    assert 'name="r0_high" value="5.5"' in made.text
    assert 'name="r1_value" value="&lt;0.6"' in made.text
    assert "2 lines were made of it." in text(made.text)
    assert len(desk.told(who)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("≤7", {"value": "7", "comparator": "<="}),
        (">=7", {"value": "7", "comparator": ">="}),
        ("1:80", {"ratio": "1:80"}),
        ("No growth", {"text": "No growth"}),
        ("not done: haemolysed", {"not_done": "haemolysed"}),
        ("Not done, clotted", {"not_done": "clotted"}),
    ],
)
def test_what_was_found_need_not_be_a_number(desk: Desk, who: UUID, typed: str, kept: dict[str, str]) -> None:
    desk.send(f"/patients/{who}/reports", slip(r0_what="Thing", r0_value=typed))

    (line,) = last(desk, who)["results"]
    assert line == {"id": "1", "what": {"text": "Thing"}, **kept}
    shown = "".join(kept.values()) if "comparator" not in kept else f"{kept['comparator']}{kept['value']}"
    assert shown in text(desk.get(f"/patients/{who}/reports/r1"))


@pytest.mark.parametrize("typed", ["not done", "7.2.1", "7 apples"])
def test_what_is_neither_is_refused_at_its_cell(desk: Desk, who: UUID, typed: str) -> None:
    answer = desk.send(f"/patients/{who}/reports", slip(r0_what="Thing", r0_value=typed))

    assert answer.status_code == 422
    assert 'id="r0_value-no"' in answer.text


def test_a_flag_on_the_slip_that_its_range_contradicts_is_asked_about_and_both_are_kept(desk: Desk, who: UUID) -> None:
    at = f"/patients/{who}/reports"
    cells = slip(r0_what="Glucose", r0_value="5.0", r0_low="3.9", r0_high="5.5", r0_printed="H")

    asked = desk.send(at, cells)
    desk.again(at, asked, {**cells, "confirm": confirmations(asked)})

    assert "High on the slip; the range says otherwise." in text(asked.text)
    (line,) = last(desk, who)["results"]
    assert (line["flag"], line["printed_flag"]) == ("N", "H")
    assert "High on the slip" in text(desk.get(f"/patients/{who}/reports/r1"))


@pytest.mark.parametrize("printed", ["L", "low", "(L)", "LL"])
def test_a_flag_on_the_slip_that_agrees_is_kept_without_a_word(desk: Desk, who: UUID, printed: str) -> None:
    cells = slip(r0_what="Glucose", r0_value="3.0", r0_low="3.9", r0_high="5.5", r0_printed=printed)

    assert desk.send(f"/patients/{who}/reports", cells).status_code == 303


IMAGE = {
    "kind": "imaging", "what": "X-ray wrist", "status": "final", "performed_at": "2026-03-06", "modality": "XR",
    "body_site": "Wrist", "laterality": "left", "technique": "Two views", "comparison": "None",
    "clinical_question": "Fracture?", "findings": "No fracture.", "radiologist": "Dr Sato",
}  # fmt: skip


def test_an_image_is_told_with_its_side_and_needs_its_impression(desk: Desk, who: UUID) -> None:
    at = f"/patients/{who}/reports"

    without = desk.send(at, IMAGE)
    desk.again(at, without, {**IMAGE, "impression": "Normal wrist."})

    assert "Impression: A final imaging report needs its impression." in text(without.text)
    told = last(desk, who)
    assert (told["header"]["modality"], told["header"]["laterality"]) == ("XR", "left")
    assert (told["content"]["technique"], told["content"]["radiologist"]) == ("Two views", "Dr Sato")


def test_what_is_only_asked_of_images_is_not_recorded_of_a_laboratory(desk: Desk, who: UUID) -> None:
    desk.send(f"/patients/{who}/reports", slip(r0_what="Glucose", r0_value="5", modality="XR", technique="Two views"))

    assert "modality" not in last(desk, who)["header"]
    assert "technique" not in last(desk, who)["content"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("", []),
        ("All well.", [{"text": "All well."}]),
        ("Rhythm:\nSinus.\nRate 70.\n\nAxis:\nNormal.",
         [{"title": "Rhythm", "text": "Sinus.\nRate 70.\n"}, {"title": "Axis", "text": "Normal."}]),
        ("Axis:", [{"title": "Axis"}]),
    ],
)  # fmt: skip
def test_a_report_in_sections_has_its_headings(told: str, found: list[dict[str, str]]) -> None:
    assert sections(told) == found


def test_a_result_told_by_phone_says_who_read_it_back(desk: Desk, who: UUID) -> None:
    at, told = f"/patients/{who}/reports", slip(r0_what="Potassium", r0_value="6.9", source="phoned")

    without = desk.send(at, told)
    done = desk.again(at, without, {**told, "read_back_by": "Ama Boateng"})

    assert "Read back by: Say who read it back" in text(without.text)
    assert done.status_code == 303


def test_a_critical_result_says_so_until_somebody_has_read_it(desk: Desk, who: UUID) -> None:
    desk.send(f"/patients/{who}/reports", slip(r0_what="Potassium", r0_value="6.9", critical="yes"))
    waiting = text(desk.get(f"/patients/{who}"))

    desk.send(f"/patients/{who}/reports/r1/acknowledge", {})

    assert "Critical, nobody has read it" in waiting
    assert "nobody has read it" not in text(desk.get(f"/patients/{who}"))


def test_an_awaited_report_is_overdue_after_its_day(desk: Desk, who: UUID, clock: StandingClock) -> None:
    header = {"kind": "laboratory", "what": "Culture", "due_at": "2026-03-07"}
    desk.service.records.register_report(who, header, AMA)
    today = text(desk.get(f"/patients/{who}"))
    clock.on(days=1)

    later = text(Desk(desk.service, "senior-clerk").get(f"/patients/{who}"))

    assert "Culture Awaited" in today
    assert "Overdue since 7 Mar 2026" in later


def test_whoever_amends_says_who_was_told(desk: Desk, who: UUID) -> None:
    desk.send(f"/patients/{who}/reports", slip(r0_what="Glucose", r0_value="7.4"))
    at = f"/patients/{who}/reports/r1/amend"
    change = {
        "r0_what": "Glucose", "r0_value": "4.7", "lines": "3", "amendment": "corrected", "reason": "transcription",
    }  # fmt: skip

    silent = desk.send(at, change)
    desk.again(at, silent, {**change, "told_who": "Dr Sato", "told_how": "by phone", "told_at": "2026-03-07 09:00"})

    assert "Say who was told of the change" in text(silent.text)
    told = [{"who": "Dr Sato", "how": "by phone", "at": "2026-03-07T09:00"}]
    assert last(desk, who)["notified"] == told
    assert "Dr Sato was told, by phone" in text(desk.get(f"/patients/{who}/reports/r1"))


def test_nobody_had_seen_it_is_checked_against_who_has_read_it(desk: Desk, who: UUID) -> None:
    desk.send(f"/patients/{who}/reports", slip(r0_what="Glucose", r0_value="7.4"))
    desk.send(f"/patients/{who}/reports/r1/acknowledge", {})
    change = {"r0_what": "Glucose", "r0_value": "4.7", "lines": "3", "amendment": "corrected", "unseen": "yes"}

    answer = desk.send(f"/patients/{who}/reports/r1/amend", {**change, "reason": "transcription"})

    assert "Clerk Boateng has read it: somebody is to be told." in text(answer.text)
