"""The diagnoses of a visit: a line each, with a code or without, kept as they were where nobody touched them."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.patient import Patient
from tests.web.clerk_desk import AMA, WHY, Desk, text
from web.coding import icd
from web.entering import diagnosing

PRESSURE = {
    "system": icd.SYSTEM, "code": "I10", "display": "Essential (primary) hypertension", "version": icd.EDITION,
}  # fmt: skip
FOREIGN: dict[str, Any] = {
    "text": "Asthma", "codings": [{"system": "http://snomed.info/sct", "code": "195967001", "display": "Asthma"}],
}  # fmt: skip
ENDED = {"start": "2026-03-07 09:00 UTC", "visit_class": "AMB", "end": "2026-03-07 09:20 UTC"}
END = {"end": "2026-03-07T09:20Z"}
WRONG = {"reason": "typing-error"}
LINES = st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12), max_size=5)


@pytest.fixture
def visit(desk: Desk, who: UUID) -> str:
    desk.service.records.open_visit(who, {"start": "2026-03-07T09:00Z", "visit_class": "AMB"}, AMA)
    return f"/patients/{who}/visits/v1"


def standing(desk: Desk, who: UUID) -> Any:
    """The diagnoses of the visit, as they stand."""
    return desk.service.store.journal.load(Patient, who).file.visits.items["v1"].get("diagnoses")


def offered(page: str) -> list[tuple[str, str]]:
    """(what the button would make of the field, its words)."""
    found = re.findall(r'name="fix" value="([^"]*)">([^<]*)<', page)
    return [(html.unescape(value), html.unescape(words)) for value, words in found]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Pneumonia", {"text": "Pneumonia"}),
        ("I10 High pressure", {"text": "High pressure", "codings": [PRESSURE]}),
        ("i10", {"text": PRESSURE["display"], "codings": [PRESSURE]}),
        ("B12 deficiency", {"text": "B12 deficiency"}),
        ("  I10\tHigh  ", {"text": "I10\tHigh"}),
    ],
)
def test_a_code_before_a_line_is_its_code(line: str, told: dict[str, Any]) -> None:
    assert diagnosing.read(line) == [told]


def test_what_was_written_by_others_is_kept_with_codes_that_are_none_of_ours() -> None:
    known = [FOREIGN, {"text": "High pressure", "codings": [PRESSURE]}]

    assert diagnosing.written(known) == "Asthma\nI10 High pressure"
    assert diagnosing.read("I10 High pressure\n\nAsthma", known) == known[::-1]
    assert diagnosing.read("Asthma", ()) == [{"text": "Asthma"}]


@given(LINES)
def test_what_is_read_reads_the_same_when_it_is_written(lines: list[str]) -> None:
    read = diagnosing.read("\n".join(lines))

    assert diagnosing.read(diagnosing.written(read), read) == read
    assert diagnosing.read(diagnosing.written(read)) == read


def test_codes_are_offered_for_the_first_line_without_one_and_keep_the_clerks_words() -> None:
    assert diagnosing.looked({"diagnoses": "I10 High pressure\nxyzzy"}) == {"diagnoses": []}

    found = diagnosing.looked({"diagnoses": "I10 High pressure\nxyzzy\nasthma\nthe flu"})["diagnoses"]
    assert found[0].values == {"diagnoses": "I10 High pressure\nxyzzy\nJ45 asthma\nthe flu"}
    assert {fix.words.split()[0][:1] for fix in found} >= {"J"}
    assert diagnosing.looked({"diagnoses": "i10"}) == diagnosing.looked({}) == {"diagnoses": []}


def test_a_clerk_finds_the_code_at_the_end_of_a_visit_and_sees_it_in_the_record(
    desk: Desk, who: UUID, visit: str
) -> None:
    typed = {"end": "2026-03-07 09:20 UTC", "diagnoses": "high pressure\nbroncho"}
    asked = desk.send(f"{visit}/close", {**typed, "diagnoses": "hypertension"}, look="diagnoses")
    value, words = offered(asked.text)[0]
    assert "Is it one of these?" in asked.text
    assert words == "I10 Essential (primary) hypertension"

    taken = desk.again(f"{visit}/close", asked, {**typed, "diagnoses": "hypertension", "fix": value})
    assert ">I10 hypertension</textarea>" in taken.text
    desk.again(f"{visit}/close", taken, {**typed, "diagnoses": "I10 hypertension"})

    assert desk.told(who)[-1] == (
        "visit.closed", {"visit": "v1", **END, "diagnoses": [{"text": "hypertension", "codings": [PRESSURE]}]},
    )  # fmt: skip
    assert "ICD-10-CM I10 Essential (primary) hypertension" in text(desk.get(visit))
    assert "Code: ICD-10-CM I10 Essential (primary) hypertension" in text(desk.get(f"/patients/{who}/print"))


def test_nothing_found_is_said_and_nothing_is_lost(desk: Desk, visit: str) -> None:
    typed = {"end": "2026-03-07 09:20 UTC", "diagnoses": "xyzzy"}

    answer = desk.send(f"{visit}/close", typed, look="diagnoses")

    assert "It can stay without a code." in answer.text
    assert ">xyzzy</textarea>" in answer.text


def test_a_diagnosis_of_a_visit_that_is_over_is_put_right_and_the_others_keep_their_codes(
    desk: Desk, who: UUID, visit: str
) -> None:
    records = desk.service.records
    records.close_visit(who, "v1", END["end"], AMA, diagnoses=[FOREIGN, {"text": "Cough"}])
    assert ">Asthma\nCough</textarea>" in desk.get(f"{visit}/correct")

    answer = desk.send(f"{visit}/correct", {**ENDED, **WRONG, "diagnoses": "Asthma\ni10"})

    assert answer.status_code == 303
    assert standing(desk, who) == [FOREIGN, {"text": PRESSURE["display"], "codings": [PRESSURE]}]
    (topic, told), changes = desk.told(who)[-1], {"now": [PRESSURE]}
    assert (topic, told["chapter"], told["entry"]) == ("entry.corrected", "visits", "v1")
    assert told["changes"] == {
        "diagnoses.1.text": {"was": "Cough", "now": PRESSURE["display"]}, "diagnoses.1.codings": changes,
    }  # fmt: skip
    assert desk.send(f"{visit}/correct", {**ENDED, **WRONG}).status_code == 303
    assert standing(desk, who) is None


def test_diagnoses_that_nobody_touched_stay_when_something_else_is_put_right(desk: Desk, who: UUID, visit: str) -> None:
    desk.service.records.close_visit(who, "v1", END["end"], AMA, diagnoses=[FOREIGN])

    desk.send(f"{visit}/correct", {**ENDED, **WRONG, "diagnoses": "Asthma", "site": "North wing"})

    told = desk.told(who)[-1][1]["changes"]
    assert told == {"site": {"now": "North wing"}}


def test_of_two_clerks_who_wrote_diagnoses_the_second_chooses(desk: Desk, who: UUID, visit: str) -> None:
    desk.service.records.close_visit(who, "v1", END["end"], AMA, diagnoses=["Cough"])
    page = desk.get(f"{visit}/correct")
    desk.service.records.correct(who, "visits", "v1", {"diagnoses": ["Bronchitis"]}, WHY)
    hidden = {name: html.unescape(it) for name, it in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}
    mine = {**hidden, **ENDED, **WRONG, "diagnoses": "Pneumonia"}

    clash = desk.client.post(f"{visit}/correct", data=mine)

    assert clash.status_code == 409
    assert re.search(r"Diagnoses Cough .*Bronchitis .*Pneumonia", text(clash.text))
    chosen = re.findall(r'type="radio"[^>]* name="settle-diagnoses" value="([^"]*)"', clash.text)
    theirs, yours = (html.unescape(one) for one in chosen)
    before = len(desk.facts(who))
    kept = desk.again(
        f"{visit}/correct", clash, {**ENDED, **WRONG, "diagnoses": "Pneumonia", "settle-diagnoses": theirs}
    )
    assert (kept.status_code, len(desk.facts(who))) == (303, before)
    desk.again(f"{visit}/correct", clash, {**ENDED, **WRONG, "diagnoses": "Pneumonia", "settle-diagnoses": yours})
    assert standing(desk, who) == [{"text": "Pneumonia"}]


@pytest.mark.parametrize(
    "forged", ['{"diagnoses": "x"}', '{"diagnoses": [{}]}', '{"diagnoses": 7}', "[1]", '{"diagnoses": [7]}']
)
def test_what_stood_on_the_form_is_not_believed_blindly(desk: Desk, who: UUID, visit: str, forged: str) -> None:
    desk.service.records.close_visit(who, "v1", END["end"], AMA, diagnoses=["Cough"])

    answer = desk.send(f"{visit}/correct", {**ENDED, **WRONG, "diagnoses": "Flu", "expect": forged})

    assert answer.status_code in (303, 409, 422)
    assert answer.status_code != 303 or desk.told(who)[-1][0] != "entry.corrected"
