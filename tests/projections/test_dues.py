"""What is kept under the policy in force: it answers as the gaps themselves do, on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.completeness.terms import DEFAULT, terms
from projections.counting import frozen
from projections.current import Current
from projections.keeping import is_kept
from tests.support.missing import STRICT, Case
from tests.support.office import AMA, SAM

DAY = timedelta(days=1)


def answers(case: Case, policy: Any, now: datetime) -> list[Any]:
    """Everything that a work list is asked for."""
    lists, everybody = case.worklist, ((), ("reviewer",), ("clerk", "u-1", AMA.name), ("clerk", "clerk"), ("nobody",))
    told: list[Any] = [lists.rows(policy, now, str(case.who), most=500), lists.rows(policy, now, most=9, skip=20)]
    for owners in everybody:
        told += [lists.rows(policy, now, owners=owners, most=most) for most in (5, 500)]
        told += [lists.rows(policy, now, owners=owners, waived=True), lists.tally(policy, now, owners)]
        told += [lists.some(policy, now, owners, most) for most in (3, 500)]
    return told + [lists.rows(policy, now, rule=rule, most=500) for rule in policy]


@pytest.mark.parametrize("days", [-2, 0, 5, 400])
def test_what_is_kept_answers_at_any_time_as_the_gaps_themselves(
    town: Case, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = town.clock.at + days * DAY
    assert is_kept(town.service.views.current.tables, DEFAULT)
    found = answers(town, DEFAULT, now)

    monkeypatch.setattr("projections.worklist.is_kept", lambda *told: False)

    assert found == answers(town, DEFAULT, now)


def test_a_policy_that_is_adopted_is_the_one_that_is_kept(town: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, now = town.service.views.current.tables, town.clock.at
    for text in (STRICT, {"rules": {rule: {"on": False} for rule in DEFAULT}}, {"rules": {}}):
        town.service.rulebook.adopt("completeness", text, SAM, "The head of the office")
        town.service.views.ready()

        policy = terms(text)
        assert [is_kept(tables, other) for other in (policy, terms({"rules": {"DQ01": {"due": "P9D"}}}))] == [
            True,
            False,
        ]
        found = answers(town, policy, now)
        with monkeypatch.context() as plainly:
            plainly.setattr("projections.worklist.is_kept", lambda *told: False)
            assert found == answers(town, policy, now)


def test_when_the_rules_themselves_change_the_view_is_regrown() -> None:
    """Raise `Current.VERSION` with it: rows are kept by the rules as the program has them."""
    told = sha256(repr(frozen(DEFAULT)).encode()).hexdigest()[:12]

    assert (Current.VERSION, told) == (17, "9f637129124f")
