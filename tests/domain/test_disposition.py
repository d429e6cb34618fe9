"""What may become of a record: two people erase it, a hold keeps it, a refusal says on what ground."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as always
from hypothesis import strategies as some

from domain.disposition import (
    GROUNDS,
    REFUSALS,
    Disposition,
    DispositionOpened,
    ErasureApproved,
    ErasureProved,
    ErasureRefused,
    ErasureRequested,
    HoldLifted,
    HoldPlaced,
    RecordErased,
)
from domain.fact import Decisions, Envelope
from domain.refusal import Refused
from tests.support.given import ADA, NOON, Happened, facts

RUTH = Envelope(actor="u-3", name="Ruth", role="privacy-officer", at=NOON)
WHO = str(ADA)
OPENED: Happened = (DispositionOpened, {"holder": WHO})
ASKED: Happened = (ErasureRequested, {"holder": WHO, "ground": "court-order"})
HELD: Happened = (HoldPlaced, {"holder": WHO, "hold": "h1", "matter": "Ada against Ben"})
LIFTED: Happened = (HoldLifted, {"holder": WHO, "hold": "h1", "why": "It was settled."})
BY_RUTH = {"id": "u-3", "name": "Ruth", "at": "2026-03-07T12:00:00+00:00"}
BY_MIRA = {"id": "u-1", "name": "Mira", "at": "2026-03-07T12:00:00+00:00"}
APPROVED: Happened = (ErasureApproved, {"holder": WHO, "ground": "court-order", "requested": BY_RUTH})
ERASED: Happened = (
    RecordErased,
    {
        "holder": WHO,
        "keys": [7],
        "ground": "court-order",
        "requested": BY_RUTH,
        "approved": BY_MIRA,
        "size": 9,
        "root": "ab",
    },
)


def disposed(*history: Happened) -> Disposition:
    """Ruth asked, Mira approved; whoever did the rest does not matter."""
    one: Any = None
    for fact in facts(OPENED, *history):
        asked = isinstance(fact, ErasureRequested)
        by = RUTH._replace(position=fact.by.position) if asked else fact.by
        one = type(fact)(fact.originator_id, fact.originator_version, NOON, by, **fact.payload()).mutate(one)
    assert isinstance(one, Disposition)
    return one


def told(decisions: Decisions) -> list[Happened]:
    return [(kind, {name: value for name, value in said.items() if value is not None}) for kind, said in decisions]


def refused(no: str) -> Any:
    return pytest.raises(Refused, match=no)


# asking


def test_an_erasure_is_asked_for_on_a_ground() -> None:
    assert told(disposed().ask("court-order", " ")) == [ASKED]


@always(some.text(max_size=30).filter(lambda code: code not in GROUNDS))
def test_a_ground_is_one_of_the_list(code: str) -> None:
    with refused("Choose one of"):
        disposed().ask(code, None)


def test_nothing_is_asked_for_twice() -> None:
    with refused("asked for already"):
        disposed(ASKED).ask("objection", None)


def test_after_a_refusal_it_can_be_asked_for_again() -> None:
    denied: Happened = (ErasureRefused, {"holder": WHO, "basis": "retention"})

    assert told(disposed(ASKED, denied).ask("court-order", None)) == [ASKED]


# approving and refusing


def test_somebody_else_approves_it() -> None:
    assert told(disposed(ASKED).approve(frozenset({"u-1"}))) == [APPROVED]


def test_nobody_approves_what_they_asked_for() -> None:
    with refused("Somebody else has to approve"):
        disposed(ASKED).approve(frozenset({"u-3"}))


def test_what_was_approved_is_approved_once() -> None:
    assert disposed(ASKED, APPROVED).approve(frozenset({"u-1"})) == ()


@pytest.mark.parametrize("act", ["approve", "refuse", "erase"])
def test_there_is_nothing_to_decide_where_nobody_asked(act: str) -> None:
    told: dict[str, Any] = {"approve": (frozenset({"u-1"}),), "refuse": ("retention", None), "erase": ([7], 9, b"")}
    with refused("Nobody has asked"):
        getattr(disposed(), act)(*told[act])


@pytest.mark.parametrize("basis", REFUSALS)
def test_a_refusal_says_on_what_ground(basis: str) -> None:
    assert told(disposed(ASKED).refuse(basis, "As the law has it.")) == [
        (ErasureRefused, {"holder": WHO, "basis": basis, "note": "As the law has it."})
    ]


def test_a_refusal_without_a_ground_is_none() -> None:
    with refused("Choose one of"):
        disposed(ASKED).refuse("because", None)


# holds


def test_a_hold_is_placed_for_a_matter_and_lifted_for_a_reason() -> None:
    assert told(disposed().hold("Ada against Ben")) == [HELD]
    assert told(disposed(HELD).lift("h1", "It was settled.")) == [LIFTED]


def test_holds_are_told_apart_also_after_one_was_lifted() -> None:
    assert told(disposed(HELD, LIFTED).hold("Again"))[0][1]["hold"] == "h2"


def test_a_hold_that_does_not_stand_cannot_be_lifted() -> None:
    with refused("no such hold"):
        disposed(HELD, LIFTED).lift("h1", "It was settled.")


@pytest.mark.parametrize("act", ["ask", "approve", "erase"])
def test_a_hold_keeps_the_record_at_every_step(act: str) -> None:
    begun = {"ask": (), "approve": (ASKED,), "erase": (ASKED, APPROVED)}[act]
    told: dict[str, Any] = {"ask": ("objection", None), "approve": (frozenset({"u-1"}),), "erase": ([7], 9, b"")}

    with refused("A hold keeps this record: Ada against Ben"):
        getattr(disposed(*begun, HELD), act)(*told[act])
    assert getattr(disposed(*begun, HELD, LIFTED), act)(*told[act])


def test_a_hold_does_not_keep_anybody_from_refusing() -> None:
    assert disposed(ASKED, HELD).refuse("legal-claim", None)


# erasing


def test_the_erasure_names_the_keys_the_people_and_the_tree_before() -> None:
    assert told(disposed(ASKED, APPROVED).erase({7}, 9, b"\xab")) == [ERASED]


def test_what_was_not_approved_is_not_erased() -> None:
    with refused("Nobody has approved"):
        disposed(ASKED).erase([7], 9, b"")


def test_a_record_is_erased_once_and_proved_once() -> None:
    proof = {"payloads": 3, "documents": 1, "verdict": "proved", "size": 12, "root": "cd", "told": "All is well."}
    after = disposed(ASKED, APPROVED, ERASED)

    assert after.erase([7], 9, b"") == ()
    assert told(after.prove(**proof)) == [(ErasureProved, {"holder": WHO, "erased": 4, **proof})]
    again: Happened = (ErasureProved, {"holder": WHO, "erased": 4, **proof})
    assert disposed(ASKED, APPROVED, ERASED, again).prove(**proof) == ()


@pytest.mark.parametrize("act", ["ask", "approve", "refuse", "hold"])
def test_nothing_more_is_decided_about_a_record_that_is_gone(act: str) -> None:
    told: dict[str, Any] = {
        "ask": ("objection", None),
        "approve": (frozenset({"u-1"}),),
        "refuse": ("retention", None),
        "hold": ("Late",),
    }
    with refused("This record was erased"):
        getattr(disposed(ASKED, APPROVED, ERASED), act)(*told[act])


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_a_matter_and_a_reason_say_something(text: str) -> None:
    with refused("Fill this in"):
        disposed().hold(text)
    with refused("Fill this in"):
        disposed(HELD).lift("h1", text)
