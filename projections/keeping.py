"""Keeps what counts under the policy in force up with the gaps, and all of it anew when another policy is adopted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from sqlalchemy import Connection, delete, select

from domain.completeness.terms import DEFAULT, terms
from domain.fact import Fact
from domain.policies import PolicyAdopted
from projections.counting import GAPS, Frozen, Policy, frozen, kept, split
from projections.dues import DUE, TERMS
from projections.gaps import Renewed, keyed, keys_of
from trail.tables import Statement, Tables, given, put, run

_SET = "completeness"
_TOLD = Statement(select(TERMS.c.told))
_ALL = Statement(delete(DUE))
_of = DUE.c.patient.in_(given("patients"))
_SOME = {
    "patients": Statement(delete(DUE).where(_of)),
    "keys": Statement(delete(DUE).where(*keyed(DUE))),
}


def keep_dues(db: Connection, facts: Sequence[Fact], renewed: Renewed) -> None:
    """Once the gaps are those that hold after the facts."""
    adopted = [fact.text for fact in facts if isinstance(fact, PolicyAdopted) and fact.set == _SET]
    known = run(db, _TOLD)
    if adopted or not known:
        put(db, TERMS, [(_SET, _told(terms(adopted[-1]) if adopted else DEFAULT))])
        run(db, _ALL)
        if wanted := _read(run(db, _TOLD)[0][0]):
            run(db, kept(wanted))
        return
    wanted = _read(known[0][0])
    for some, values in _given(renewed):
        run(db, _SOME[some], values)
        if own := _of_rules(wanted, values.get("rules")):
            run(db, kept(own, some), values)


def _of_rules(wanted: Frozen, rules: str | None) -> Frozen:
    """Of some rules alone, where these are named: few are much quicker than all."""
    return wanted if rules is None else tuple(row for row in wanted if row[0] in orjson.loads(rules))


def _given(renewed: Renewed) -> Iterator[tuple[str, dict[str, str]]]:
    """All of a patient's, or some."""
    if whole := [patient for patient, keys in renewed.items() if keys is None]:
        yield "patients", {"patients": _json(whole)}
    if some := [key for keys in renewed.values() for key in keys or ()]:
        yield "keys", keys_of(some)


def _json(texts: list[str]) -> str:
    return orjson.dumps(texts).decode()


def is_kept(tables: Tables, policy: Policy) -> bool:
    """Whether the rows are those of this policy."""
    told = tables.rows(_TOLD)
    return bool(told) and told[0][0] == _told(policy)


def _told(policy: Policy) -> str:
    return orjson.dumps(dict(split(frozen(policy))).get(GAPS, ())).decode()


def _read(told: str) -> Frozen:
    return tuple(tuple(row) for row in orjson.loads(told))
