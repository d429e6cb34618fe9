"""How a case ends, who may do what with it and when, and what its facts mean whatever the rules have become."""

from __future__ import annotations

from typing import Any

import pytest

from domain.casefile import (
    CaseAnswered,
    CaseAsked,
    CaseClosed,
    CaseFindingRecorded,
    CasePeopleTold,
    CasePinned,
    CaseReopened,
    CaseUnpinned,
)
from tests.support.cases import (
    AMA,
    ANSWERED,
    ASKED,
    CLOSED,
    FOUND,
    KOFI,
    LISTED,
    PINNED,
    REOPENED,
    RUTH,
    TOLD,
    case,
    done,
)
from tests.support.given import CLERK, NOON, Happened, refused

MINE = "This case is about you: a colleague decides about it."
SHUT = "This case is closed. Reopen it first."
FILL = "Fill this in."


# closing and opening anew


def test_a_case_with_a_finding_and_nothing_open_is_closed() -> None:
    one = case(PINNED, ASKED, ANSWERED, FOUND)

    decisions = one.close("It was all answered.", RUTH)

    assert done(decisions) == [(CaseClosed, {})]
    one.record(decisions, CLERK)
    assert one.file["status"] == "closed"


@pytest.mark.parametrize("history", [(), (FOUND, CLOSED, REOPENED)], ids=["new", "reopened"])
def test_a_case_is_not_closed_without_a_finding_of_its_own_time(history: tuple[Happened, ...]) -> None:
    with refused("", "Record a finding first: a case is closed with what was found."):
        case(*history).close("Because.", RUTH)


@pytest.mark.parametrize(("history", "left"), [
    ((ASKED,), "Ama has not answered."),
    ((ASKED, (CaseAsked, {"ask": "q2", "staff": KOFI, "name": "Kofi", "question": "?"})),
     "Ama and Kofi have not answered."),
    ((LISTED,), "2 people have not been told."),
    ((ASKED, LISTED, TOLD), "Ama has not answered. 1 person has not been told."),
])  # fmt: skip
def test_what_is_left_open_is_named_until_it_is_said_why(history: tuple[Happened, ...], left: str) -> None:
    one = case(PINNED, *history, FOUND)
    with refused("waived", f"{left} Wait for that, or say why the case is closed without it."):
        one.close(" ", RUTH)

    assert done(one.close("She has left.", RUTH)) == [(CaseClosed, {"waived": "She has left."})]


def test_a_closed_case_is_reopened_with_a_reason() -> None:
    one = case(FOUND, CLOSED)
    with refused("why", FILL):
        one.reopen("", RUTH)

    assert done(one.reopen("A letter came.", RUTH)) == [(CaseReopened, {"why": "A letter came."})]


def test_an_open_case_is_not_reopened() -> None:
    with refused("", "This case is open."):
        case(FOUND, CLOSED, REOPENED).reopen("A letter came.", RUTH)


# who may, and when

ACTS: dict[str, Any] = {
    "pin": lambda one, by: one.pin("record", 8, None, by),
    "unpin": lambda one, by: one.unpin("p1", "Another patient's.", by),
    "ask": lambda one, by: one.ask(KOFI, "Kofi", "Why?", None, by),
    "find": lambda one, by: one.find("other", "Nothing.", by),
    "list people": lambda one, by: one.list_people([{"name": "Dr Otieno"}], by),
    "tell": lambda one, by: one.tell([{"name": "Dr Otieno"}], "phone", "2026-03", None, by, NOON),
    "close": lambda one, by: one.close(None, by),
}


@pytest.mark.parametrize("act", [*ACTS, "reopen"])
def test_nobody_decides_about_a_case_that_is_about_them(act: str) -> None:
    one = case(PINNED, FOUND, *((CLOSED,) if act == "reopen" else ()))
    with refused("", MINE):
        ACTS[act](one, AMA) if act in ACTS else one.reopen("Because.", AMA)

    assert ACTS[act](one, RUTH) if act in ACTS else one.reopen("Because.", RUTH)


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_case_is_left_as_it_is(act: str) -> None:
    with refused("", SHUT):
        ACTS[act](case(PINNED, FOUND, CLOSED), RUTH)


# folding


@pytest.mark.parametrize("fact", [
    (CaseUnpinned, {"pin": "p9", "why": ""}), (CaseAnswered, {"ask": "q9", "text": ""}),
    (CaseFindingRecorded, {"kind": "guilty", "text": ""}), (CasePinned, {"pin": "p1", "log": "diary", "position": -1}),
    (CasePeopleTold, {"people": [{"name": ""}], "how": "pigeon", "at": "some day"}), CLOSED, REOPENED,
])  # fmt: skip
def test_rules_may_tighten_but_old_facts_still_load(fact: Happened) -> None:
    assert case(fact).version == 2


def test_a_file_is_never_changed_in_place() -> None:
    one = case(PINNED, ASKED, LISTED)
    before, kept = one.file, repr(one.file)

    one.record(one.answer("q1", "A slip.", AMA), CLERK)
    one.record(one.unpin("p1", "Not this.", RUTH), CLERK)
    one.record(one.tell([{"name": "Dr Brandt"}], "phone", "2026-03", None, RUTH, NOON), CLERK)

    assert repr(before) == kept
