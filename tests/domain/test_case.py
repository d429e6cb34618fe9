"""A reviewer's case: given what befell it, when somebody acts, then these facts, or a refusal in these words."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case import Case
from domain.casefile import (
    FINDINGS,
    WAYS,
    CaseAnswered,
    CaseAsked,
    CaseFindingRecorded,
    CaseOpened,
    CasePeopleListed,
    CasePeopleTold,
    CasePinned,
    CaseUnpinned,
)
from domain.fact import Plain
from tests.support.cases import (
    AMA,
    ANSWERED,
    ASKED,
    CLOSED,
    FOUND,
    KOFI,
    LISTED,
    PINNED,
    RUTH,
    TOLD,
    case,
    done,
)
from tests.support.given import CLERK, NOON, Happened, refused

FILL = "Fill this in."


# opening


def test_a_case_is_opened_with_its_question_and_what_it_is_about() -> None:
    decision = Case.open("C-2026-0001", " A wrong weight ", "Who saw it?", (RUTH,), patient="9", mrn="0000000195")

    assert done((decision,)) == [(CaseOpened, {
        "number": "C-2026-0001", "title": "A wrong weight", "question": "Who saw it?", "patient": "9",
        "mrn": "0000000195",
    })]  # fmt: skip


@pytest.mark.parametrize(("title", "question", "field"), [("", "Why?", "title"), ("A case", " ", "question")])
def test_a_case_without_a_title_or_a_question_is_not_opened(title: str, question: str, field: str) -> None:
    with refused(field, FILL):
        Case.open("C-2026-0001", title, question, (RUTH,))


def test_nobody_opens_a_case_about_themselves() -> None:
    with refused("person", "This case would be about you. Ask a colleague to open it."):
        Case.open("C-2026-0001", "A wrong weight", "Who saw it?", (AMA,), person=AMA)


# evidence


def test_an_event_or_a_view_is_pinned_with_a_note() -> None:
    assert done(case().pin("record", 7, "The first one.", RUTH)) == [
        (CasePinned, {"pin": "p1", "log": "record", "position": 7, "note": "The first one."})
    ]
    assert done(case(PINNED).pin("access", 7, "", RUTH)) == [
        (CasePinned, {"pin": "p2", "log": "access", "position": 7})
    ]


@pytest.mark.parametrize("position", [0, -1, True, "7", 7.0, None])
def test_what_is_no_position_is_not_pinned(position: Any) -> None:
    with refused("position", "Give the position of the event in the record log: a whole number from 1."):
        case().pin("record", position, None, RUTH)


def test_there_are_two_logs_and_no_third() -> None:
    with refused("log", "Choose one of: record, access."):
        case().pin("diary", 7, None, RUTH)


def test_the_same_is_pinned_once_and_again_after_it_was_taken_out() -> None:
    with refused("position", "It is pinned to this case already."):
        case(PINNED).pin("record", 7, None, RUTH)

    out: Happened = (CaseUnpinned, {"pin": "p1", "why": "Another patient's."})
    assert done(case(PINNED, out).pin("record", 7, None, RUTH)) == [
        (CasePinned, {"pin": "p2", "log": "record", "position": 7})
    ]


def test_evidence_is_taken_out_with_a_reason_and_stays_readable() -> None:
    one = case(PINNED)

    one.record(one.unpin("p1", "Another patient's.", RUTH), CLERK)

    assert [(pin["position"], pin["unpinned"]["why"]) for pin in one.file["pins"]] == [(7, "Another patient's.")]
    with refused("pin", "This is not among the evidence."):
        one.unpin("p1", "Again.", RUTH)


def test_evidence_is_not_taken_out_without_a_reason() -> None:
    with refused("why", FILL):
        case(PINNED).unpin("p1", " ", RUTH)


# questions and answers


def test_somebody_is_asked_about_a_piece_of_evidence() -> None:
    assert done(case(PINNED).ask(KOFI, "Kofi", "Did you see it?", "p1", RUTH)) == [
        (CaseAsked, {"ask": "q1", "staff": KOFI, "name": "Kofi", "question": "Did you see it?", "pin": "p1"})
    ]
    assert done(case(PINNED, ASKED).ask(KOFI, "Kofi", "Did you?", "", RUTH)) == [
        (CaseAsked, {"ask": "q2", "staff": KOFI, "name": "Kofi", "question": "Did you?"})
    ]


@pytest.mark.parametrize(("staff", "question", "pin", "field", "words"), [
    (RUTH, "Why?", None, "staff", "Ask somebody else: what you know yourself belongs in a note or the finding."),
    (KOFI, "", None, "question", FILL),
    ("", "Why?", None, "staff", FILL),
    (KOFI, "Why?", "p9", "pin", "This is not among the evidence."),
])  # fmt: skip
def test_a_question_is_refused_where_it_is_wrong(
    staff: str, question: str, pin: str | None, field: str, words: str
) -> None:
    with refused(field, words):
        case(PINNED).ask(staff, "Kofi", question, pin, RUTH)


def test_whoever_was_asked_answers_though_the_case_be_about_them() -> None:
    assert done(case(PINNED, ASKED).answer("q1", "A slip.", AMA)) == [(CaseAnswered, {"ask": "q1", "text": "A slip."})]


@pytest.mark.parametrize(("history", "ask", "text", "by", "field", "words"), [
    ((ASKED,), "q1", "A slip.", KOFI, "", "Only whoever was asked answers this."),
    ((ASKED,), "q1", "A slip.", RUTH, "", "Only whoever was asked answers this."),
    ((ASKED,), "q2", "A slip.", AMA, "", "There is no such question."),
    ((ASKED,), "q1", " ", AMA, "text", FILL),
    ((ASKED, ANSWERED), "q1", "A slip.", AMA, "", "This was answered already."),
    ((ASKED, FOUND, CLOSED), "q1", "A slip.", AMA, "", "The case was closed; no answer is waited for any more."),
])  # fmt: skip
def test_an_answer_is_refused_where_it_is_not_due(
    history: tuple[Happened, ...], ask: str, text: str, by: str, field: str, words: str
) -> None:
    with refused(field, words):
        case(*history).answer(ask, text, by)


# findings


@pytest.mark.parametrize("kind", FINDINGS)
def test_every_kind_of_finding_can_be_recorded(kind: str) -> None:
    assert done(case().find(kind, "Two digits.", RUTH)) == [
        (CaseFindingRecorded, {"kind": kind, "text": "Two digits."})
    ]


@pytest.mark.parametrize(("kind", "text", "field", "words"), [
    ("guilty", "Two digits.", "kind", f"Choose one of: {', '.join(FINDINGS)}."), ("other", "", "text", FILL),
])  # fmt: skip
def test_a_finding_is_of_a_kind_and_says_what_was_found(kind: str, text: str, field: str, words: str) -> None:
    with refused(field, words):
        case().find(kind, text, RUTH)


def test_a_later_finding_counts_and_the_earlier_stays() -> None:
    one = case(FOUND)

    one.record(one.find("training", "She is new.", RUTH), CLERK)

    assert [found["kind"] for found in one.file["findings"]] == ["record-wrong", "training"]


# people who have to know


def test_people_are_listed_once_by_their_staff_id_or_their_name() -> None:
    named: list[Plain] = [{"staff": KOFI, "name": "Kofi"}, {"name": "dr brandt"}, {"name": "Dr Otieno", "staff": None}]

    assert done(case(LISTED).list_people(named, RUTH)) == [(CasePeopleListed, {"people": [{"name": "Dr Otieno"}]})]
    assert case(LISTED).list_people(named[:2], RUTH) == ()


@pytest.mark.parametrize("how", WAYS)
def test_people_are_told_with_how_and_when(how: str) -> None:
    one = case(LISTED)

    decisions = one.tell([{"staff": KOFI, "name": "Kofi"}], how, "2026-03-07", "At noon.", RUTH, NOON)

    people = [{"staff": KOFI, "name": "Kofi"}]
    assert done(decisions) == [(CasePeopleTold, {"people": people, "how": how, "at": "2026-03-07", "note": "At noon."})]
    one.record(decisions, CLERK)
    assert ["told" in person for person in one.file["people"]] == [True, False]


def test_somebody_who_was_not_on_the_list_is_on_it_once_told() -> None:
    one = case(LISTED)

    one.record(one.tell([{"name": "Dr Otieno"}], "phone", "2026-03", None, RUTH, NOON), CLERK)

    assert [(person["name"], "told" in person) for person in one.file["people"]] == [
        ("Kofi", False), ("Dr Brandt", False), ("Dr Otieno", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("people", "how", "at", "field", "words"), [
    ([], "phone", "2026-03-07", "people", "Name at least one person."),
    ([{"name": "x"}] * 501, "phone", "2026-03-07", "people", "Name at most 500 people at once."),
    ([{"name": " "}], "phone", "2026-03-07", "people", FILL),
    ([{"staff": KOFI, "name": "Kofi"}], "phone", "2026-03-07", "people", "Kofi was told already."),
    ([{"name": "Dr Brandt"}], "pigeon", "2026-03-07", "how", f"Choose one of: {', '.join(WAYS)}."),
    ([{"name": "Dr Brandt"}], "phone", "", "at", FILL),
    ([{"name": "Dr Brandt"}], "phone", "2026-03-08", "at", "This is still to come. Is the date right?"),
])  # fmt: skip
def test_telling_is_refused_where_it_is_wrong(people: list[Plain], how: str, at: str, field: str, words: str) -> None:
    with refused(field, words):
        case(LISTED, TOLD).tell(people, how, at, None, RUTH, NOON)
