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
    return [_question(service, account, case, ask) for case, ask in service.views.cases.waiting(account.staff)]


def shown(service: Service, account: StaffAccount, case: Plain, ask: Plain) -> evidence.Evidence | None:
    """The evidence that goes with a question; None where it is about nothing in particular."""
    pin = next((one for one in case["pins"] if one["id"] == ask.get("pin")), None)
    return evidence.evidence(service, account, pin["log"], pin["position"]) if pin else None


def _question(service: Service, account: StaffAccount, case: Plain, ask: Plain) -> Question:
    told = shown(service, account, case, ask)
    what = "you" if told is None else f"about {'an entry of yours' if told.actor == account.staff else 'an entry'}"
    return Question(
        f"/asked/{case['number']}/{ask['id']}", f"{ask['by']['by']} asks {what}", ask["question"],
        words.when(ask["by"]["at"][:10]),
    )  # fmt: skip
