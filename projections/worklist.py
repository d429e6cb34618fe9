"""What is missing, as the office's policy counts it: since when, until when, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

import orjson

from domain.completeness.rules import words
from domain.completeness.terms import NEXT_VISIT, SEVERITIES, VISIT_CLOSE, Terms, length
from domain.fact import Plain
from projections.counting import (
    DATED,
    GAPS,
    KEPT,
    OVER,
    PAIRS,
    WAITING,
    Frozen,
    Policy,
    Shape,
    capped,
    frozen,
    listed,
    split,
    tallied,
)
from projections.gaps import PAIRED, moment
from projections.keeping import is_kept
from projections.phrases import when as spoken
from trail.tables import Line, Tables

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DUE, _SEVERITY, _AT = 9, 11, 12  # columns


class Deficiency(NamedTuple):
    """A gap that counts. `due` is None while what it waits for has not come; times are in UTC."""

    patient: str
    rule: str
    about: str
    severity: str
    since: datetime
    due: datetime | None
    waits: str  # "", visit-close or next-visit
    owner: str
    owner_given: bool
    waived: bool
    disputed: str
    text: str
    state: str  # open, overdue or delinquent


class Tally(NamedTuple):
    """How many count now, by state: `{"open", "overdue"}`, all of them open; those that are waived are in neither.

    `by_rule` tells in how many records, and how many are overdue.
    """

    all: dict[str, int]
    mine: dict[str, int]
    by_rule: dict[str, tuple[int, int]]


class Worklist:
    """`tables` are those of the views. Any policy may be asked for; that which is in force is answered quickly."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._ask = tables, tables.rows

    def rows(
        self,
        policy: Policy,
        now: datetime,
        patient: str | None = None,
        owners: Sequence[str] = (),
        rule: str | None = None,
        most: int = 100,
        skip: int = 0,
        waived: bool = False,
    ) -> list[Deficiency]:
        """What is overdue, then what is due, the gravest first; `owners` are roles, staff ids or names of authors."""
        shape = patient is not None, len(owners), rule is not None, waived
        told: dict[str, Any] = {
            "now": moment(now),
            "patient": patient,
            "rule": rule,
            "most": skip + most,
            **_named(owners),
        }
        asked = [one for one in self._sources(policy) if rule is None or (one[0] == PAIRS) == (rule == PAIRED)]
        found = [self._listed(source, terms, shape, told) for source, terms in asked]
        ranked = merge(*found, key=lambda row: _rank(row, told["now"]))
        return [_read(row, policy, now) for row in islice(ranked, skip, skip + most)]

    def count(self, policy: Policy, now: datetime, owners: Sequence[str] = ()) -> dict[str, int]:
        return self.tally(policy, now, owners).mine

    def some(self, policy: Policy, now: datetime, owners: Sequence[str], most: int) -> int:
        """How many count now, `most` where it is as many or more: a list that is long is not counted through."""
        told: dict[str, Any] = {"now": moment(now), "most": most, **_named(owners)}
        found = 0
        for source, terms in self._sources(policy):
            for own, shape in _each(source, told, (False, len(owners), False, False)):
                found += int(self._ask(capped(terms, source, shape[1]), own)[0][0])
                if found >= most:
                    return most
        return found

    def by_rule(self, policy: Policy, now: datetime) -> dict[str, tuple[int, int]]:
        return self.tally(policy, now).by_rule

    def tally(self, policy: Policy, now: datetime, mine: Sequence[str] = ()) -> Tally:
        """`mine` are owners as of `rows`; of nobody in particular, everything."""
        told: dict[str, Any] = {"now": moment(now), **_named(mine)}
        asked = [tallied(terms, source, len(mine)) for source, terms in self._sources(policy)]
        rows = sorted(tuple(row) for ask in asked for row in self._ask(ask, told))
        whole, late, own, own_late = (sum(int(row[n]) for row in rows) for n in (2, 3, 4, 5))
        by_rule = {row[0]: (int(row[1]), int(row[3])) for row in rows}
        return Tally({"open": whole, "overdue": late}, {"open": own, "overdue": own_late}, by_rule)

    def _sources(self, policy: Policy) -> list[tuple[str, Frozen]]:
        parts = split(frozen(policy))
        if not is_kept(self._tables, policy):
            return parts
        return [(KEPT, ()) if source == GAPS else (source, terms) for source, terms in parts]

    def _listed(self, source: str, terms: Frozen, shape: Shape, told: Mapping[str, Any]) -> Iterator[Line]:
        found = [self._ordered(source, terms, shape, own) for own, shape in _each(source, told, shape)]
        return merge(*found, key=lambda row: _rank(row, told["now"]))

    def _ordered(self, source: str, terms: Frozen, shape: Shape, told: Mapping[str, Any]) -> list[Line]:
        """Of what is kept, the parts come one after the other, each in the order of an index."""
        if source != KEPT or shape[-1]:
            return self._ask(listed(terms, source, shape), told)
        found: list[Line] = []
        for late in (OVER, DATED, WAITING):
            found += self._ask(listed(terms, source, shape, late), {**told, "most": told["most"] - len(found)})
            if len(found) == told["most"]:
                break
        return found


def _each(source: str, told: Mapping[str, Any], shape: Shape) -> Iterator[tuple[Mapping[str, Any], Shape]]:
    """What is kept is asked of one owner after the other: so each answer comes in the order of an index."""
    patient, owners, rule, waived = shape
    if source != KEPT or owners < 2:
        yield told, shape
        return
    for owner in dict.fromkeys(told[f"owner{n}"] for n in range(owners)):
        yield {**told, "owner0": owner}, (patient, 1, rule, waived)


def _read(row: Sequence[Any], policy: Policy, now: datetime) -> Deficiency:
    patient, rule, about, told, author, owner, waived, disputed, since, due, how, severity, _ = row
    usual = policy[rule].owner
    when = _time(due) if due is not None else None
    return Deficiency(
        patient, rule, about, SEVERITIES[severity], _time(since), when, ("", VISIT_CLOSE, NEXT_VISIT)[how],
        owner or (author if usual == "author" else usual), bool(owner), waived is not None and waived > (moment(now)),
        disputed, words(rule, _spoken(orjson.loads(told))), _state(policy[rule], when, now),
    )  # fmt: skip


def _state(terms: Terms, due: datetime | None, now: datetime) -> str:
    if due is None or due >= now:
        return "open"
    return "delinquent" if due + length(terms.limit) < now else "overdue"


def _time(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def _named(owners: Sequence[str]) -> dict[str, str]:
    return {f"owner{n}": owner for n, owner in enumerate(owners)}


def _rank(row: Line, now: int) -> tuple[Any, ...]:
    """In the order of the rows, which is a whole one: no two are equal."""
    due, late = row[_DUE], WAITING if row[_DUE] is None else OVER if row[_DUE] < now else DATED
    return late, -row[_SEVERITY], due or 0, row[_AT], *row[:3]


def _spoken(told: Plain) -> Plain:
    """With its day as one says it."""
    return {**told, "day": spoken(told["day"], "").strip()} if "day" in told else told
