"""What somebody is asked in cases, as they meet it: the question and what it is about, and nothing else of the case."""

from __future__ import annotations

from typing import NamedTuple

from domain.fact import Plain
from domain.staff import StaffAccount
from web.review import evidence
from web.service import Service
from web.wording import words


class Question(NamedTuple):
    """`says` is a line of a list that leads to `address`."""

    address: str
    says: str
    question: str
    since: str


def questions(service: Service, account: StaffAccount) -> list[Question]:
    """Those that wait for an answer, the oldest case first."""
    waiting = [(case, ask, _pins(case, ask)) for case, ask in service.views.cases.waiting(account.staff)]
    told = iter(evidence.every(service, account, [place for _, _, places in waiting for place in places]))
    return [_question(account, case, ask, next(told) if places else None) for case, ask, places in waiting]


def shown(service: Service, account: StaffAccount, case: Plain, ask: Plain) -> evidence.Evidence | None:
    """The evidence that goes with a question; None where it is about nothing in particular."""
    return next(iter(evidence.every(service, account, _pins(case, ask))), None)


def _pins(case: Plain, ask: Plain) -> list[tuple[str, int]]:
    """The one that it is about, or none."""
    return [(one["log"], one["position"]) for one in case["pins"] if one["id"] == ask.get("pin")][:1]


def _question(account: StaffAccount, case: Plain, ask: Plain, told: evidence.Evidence | None) -> Question:
    what = "you" if told is None else f"about {'an entry of yours' if told.actor == account.staff else 'an entry'}"
    return Question(
        f"/asked/{case['number']}/{ask['id']}", f"{ask['by']['by']} asks {what}", ask["question"],
        words.when(ask["by"]["at"][:10]),
    )  # fmt: skip
