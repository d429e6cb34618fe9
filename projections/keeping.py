"""Keeps what counts under the policy in force up with the gaps, and all of it anew when another policy is adopted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
from sqlalchemy import Connection, delete, select

from domain.completeness.terms import DEFAULT, terms
from domain.fact import Fact
from domain.policies import PolicyAdopted
from projections.counting import GAPS, Frozen, Policy, frozen, kept, split
from projections.dues import DUE, TERMS
from trail.tables import Given, Statement, Tables, put, run

_SET = "completeness"
_TOLD = Statement(select(TERMS.c.told))
_ALL = Statement(delete(DUE))
_given = select(Given.named("patients").table_valued("value").c.value)
_SOME = Statement(delete(DUE).where(DUE.c.patient.in_(_given)))


def keep_dues(db: Connection, facts: Sequence[Fact], patients: Iterable[str]) -> None:
    """Once the gaps of these patients are those that hold after the facts."""
    adopted = [fact.text for fact in facts if isinstance(fact, PolicyAdopted) and fact.set == _SET]
    known = run(db, _TOLD)
    if adopted or not known:
        put(db, TERMS, [(_SET, _told(terms(adopted[-1]) if adopted else DEFAULT))])
        run(db, _ALL)
        if wanted := _read(run(db, _TOLD)[0][0]):
            run(db, kept(wanted, False))
    elif touched := list(patients):
        values = {"patients": orjson.dumps(touched).decode()}
        run(db, _SOME, values)
        if wanted := _read(known[0][0]):
            run(db, kept(wanted, True), values)


def is_kept(tables: Tables, policy: Policy) -> bool:
    """Whether the rows are those of this policy."""
    told = tables.rows(_TOLD)
    return bool(told) and told[0][0] == _told(policy)


def _told(policy: Policy) -> str:
    return orjson.dumps(dict(split(frozen(policy))).get(GAPS, ())).decode()


def _read(told: str) -> Frozen:
    return tuple(tuple(row) for row in orjson.loads(told))
