"""Cases without a store: one to which something happened, and random acts on one in a service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from domain.by import By
from domain.case import Case
from domain.casefile import (
    CaseAnswered,
    CaseAsked,
    CaseClosed,
    CaseFindingRecorded,
    CaseOpened,
    CasePeopleListed,
    CasePeopleTold,
    CasePinned,
    CaseReopened,
)
from domain.casework import Cases, Pin
from domain.fact import Decisions
from domain.receipt import Receipt
from domain.refusal import Refused
from tests.support.given import Happened, facts

RUTH, AMA, KOFI = "u-3", "u-1", "u-2"
OPENED: Happened = (
    CaseOpened,
    {"number": "C-2026-0001", "title": "A wrong weight", "question": "Who saw it?", "person": AMA},
)
PINNED: Happened = (CasePinned, {"pin": "p1", "log": "record", "position": 7})
ASKED: Happened = (CaseAsked, {"ask": "q1", "staff": AMA, "name": "Ama", "question": "Why?", "pin": "p1"})
ANSWERED: Happened = (CaseAnswered, {"ask": "q1", "text": "A slip."})
FOUND: Happened = (CaseFindingRecorded, {"kind": "record-wrong", "text": "Two digits."})
LISTED: Happened = (CasePeopleListed, {"people": [{"staff": KOFI, "name": "Kofi"}, {"name": "Dr Brandt"}]})
TOLD: Happened = (CasePeopleTold, {"people": [{"staff": KOFI, "name": "Kofi"}], "how": "phone", "at": "2026-03-07"})
CLOSED: Happened = (CaseClosed, {})
REOPENED: Happened = (CaseReopened, {"why": "A letter came."})


def case(*history: Happened, opened: Happened = OPENED) -> Case:
    found: Any = None
    for fact in facts(opened, *history):
        found = fact.mutate(found)
    assert isinstance(found, Case)
    return found


def done(decisions: Decisions) -> list[Happened]:
    """Whole facts, without the fields that are empty."""
    return [(kind, {name: value for name, value in told.items() if value is not None}) for kind, told in decisions]


# in a service

REVIEWERS = [By(actor=f"u-{n}", name=name, role="reviewer") for n, name in enumerate(("Ruth", "Noor"), start=7)]
CLERKS = [By(actor=f"u-{n}", name=name, role="clerk") for n, name in enumerate(("Ama", "Kofi", "Inês"), start=1)]
Act = Callable[[Cases, str, By, Random], Receipt]


def _some(rng: Random) -> list[dict[str, Any]]:
    return [{"staff": one.actor, "name": one.name} for one in rng.sample(CLERKS, rng.randint(1, 2))]


ACTS: dict[str, Act] = {
    "pin": lambda cases, number, by, rng: cases.pin(number, Pin("access", rng.randint(1, 6), "Seen."), by),
    "unpin": lambda cases, number, by, rng: cases.unpin(number, f"p{rng.randint(1, 4)}", "Another's.", by),
    "ask": lambda cases, number, by, rng: cases.ask(number, (one := rng.choice(CLERKS)).actor, one.name, "Why?", by),
    "answer": lambda cases, number, by, rng: cases.answer(number, f"q{rng.randint(1, 4)}", "So.", rng.choice(CLERKS)),
    "find": lambda cases, number, by, rng: cases.find(number, "other", "Nothing.", by),
    "list": lambda cases, number, by, rng: cases.list_people(number, _some(rng), by),
    "tell": lambda cases, number, by, rng: cases.tell(number, _some(rng), "phone", "2026-03", by),
    "close": lambda cases, number, by, rng: cases.close(number, by, "Enough."),
    "reopen": lambda cases, number, by, rng: cases.reopen(number, "A letter came.", by),
}


def begun(cases: Cases, rng: Random, **about: str | None) -> str:
    """A case that is about a clerk, or about nobody; its number."""
    one = rng.choice([*CLERKS, None])
    person = {"person": one.actor, "person_name": one.name} if one else {}
    return cases.open("A wrong weight", "Who saw it?", rng.choice(REVIEWERS), **person, **about).entries[0]


def act(cases: Cases, number: str, rng: Random) -> None:
    """Something that people do with cases, or try to do."""
    with suppress(Refused):
        ACTS[rng.choice(sorted(ACTS))](cases, number, rng.choice(REVIEWERS), rng)
