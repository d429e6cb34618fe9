"""Which gaps count under a policy, since when and until when: the questions of the work list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    union_all,
)

from domain.completeness.terms import NEXT_VISIT, SEVERITIES, VISIT_CLOSE, Terms, length
from projections.doubles import DOUBLE
from projections.dues import DUE
from projections.gaps import GAP, PAIRED, STAY, keyed
from trail.tables import Given, Statement, Whole, given

Policy = Mapping[str, Terms]
_NOW = bindparam("now", type_=Whole)
_APART = 12 * 3_600_000_000  # microseconds after which one is here for another time

Frozen = tuple[tuple[str, str, str, int, int, int, int, int, str], ...]
"""For each rule and group that may count: rule, group, groups that have terms of their own, after, due (microseconds),
kind of due, least, severity, owner."""
_COLUMNS = ("rule", "kind", "others", "after", "due", "how", "least", "severity", "whose")
_AUTHOR = "author"
_LASTS, _AT_CLOSE, _AT_VISIT = 0, 1, 2
GAPS, PAIRS, KEPT = "gaps", "pairs", "kept"
"""What is asked: gaps, pairs of patients, or the gaps as they are kept under the policy in force."""
OVER, DATED, WAITING = 0, 1, 2
"""In this order they are listed: overdue, due on a day, and waiting for something that has not come."""
Shape = tuple[bool, int, bool, bool]
"""Of a list: whether a patient is named, how many owners are, whether a rule is, and whether it is the waived."""


def split(told: Frozen) -> list[tuple[str, Frozen]]:
    """What is asked of gaps, and what of pairs; nothing is asked where every such rule is off."""
    parts = [
        (source, tuple(row for row in told if (row[0] == PAIRED) == (source == PAIRS))) for source in (GAPS, PAIRS)
    ]
    return [part for part in parts if part[1]]


def frozen(policy: Policy) -> Frozen:
    """What a statement is made for; rules that are off are not in it."""
    return tuple(
        (
            rule,
            group,
            "" if group else f"|{'|'.join(one.after)}|",
            _us(after),
            *_due(one, group),
            one.least,
            SEVERITIES.index(one.severity),
            one.owner,
        )
        for rule, one in sorted(policy.items())
        if one.on
        for group, after in sorted(one.after.items())
        if after is not None
    )


def _us(text: str) -> int:
    return length(text) // timedelta(microseconds=1)


def _due(one: Terms, group: str) -> tuple[int, int]:
    if one.due in (VISIT_CLOSE, NEXT_VISIT):
        return 0, _AT_CLOSE if one.due == VISIT_CLOSE else _AT_VISIT
    more = one.longer.get(group)
    return _us(one.due) + (_us(more) if more else 0), _LASTS


def _terms(told: Frozen) -> CTE:
    rows: list[Any] = [
        select(*(literal(value).label(name) for name, value in zip(_COLUMNS, row, strict=True))) for row in told
    ]
    return union_all(*rows).cte("terms")


class _Counting(NamedTuple):
    """Gaps that count at some time, with their due time, and whose they are by the policy."""

    gaps: Any  # columns
    source: FromClause
    since: ColumnElement[int]
    due: ColumnElement[Any]
    how: ColumnElement[int]
    severity: ColumnElement[int]
    whose: ColumnElement[str]
    enough: ColumnElement[bool]

    @property
    def over(self) -> ColumnElement[bool]:
        return self.due < _NOW

    def told(self) -> list[ColumnElement[Any]]:
        g = self.gaps
        own = [g.patient, g.rule, g.about, g.told, g.author, g.owner, g.waived, g.disputed]
        names = {"since": self.since, "due": self.due, "how": self.how, "severity": self.severity}
        return [*own, *(column.label(name) for name, column in names.items()), g.at]

    def now(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Those that count now."""
        ends = self.gaps.ends
        counts = self.since <= _NOW, self.enough, or_(ends.is_(None), ends > _NOW)
        return select(*columns).select_from(self.source).where(*counts)


def _counting(frozen: Frozen, source: str) -> _Counting:
    """The terms of a gap's own group, or else those of its rule."""
    if source == KEPT:
        d = DUE.c
        return _Counting(d, DUE, d.since, d.due, d.how, d.severity, d.whose, true())
    gaps: FromClause = DOUBLE if source == PAIRS else GAP
    terms, g = _terms(frozen), gaps.c
    usual = and_(terms.c.kind == "", terms.c.others.not_like("%|" + g.kind + "|%"))
    told = terms.join(gaps, and_(g.rule == terms.c.rule, or_(g.kind == terms.c.kind, usual)))
    after, due_in, how, least, severity, whose = (
        terms.c[name] for name in ("after", "due", "how", "least", "severity", "whose")
    )
    since = g.at + after
    own_visit = g.about.startswith("visits.")
    due = case(
        (how == _LASTS, since + due_in), (how == _AT_VISIT, _first(STAY.c.began, g.patient, since + _APART)),
        (own_visit, g.met), else_=_first(STAY.c.ended, g.patient, since),
    )  # fmt: skip
    return _Counting(g, told, since, due, how, severity, whose, g.amount >= least)


@lru_cache(256)
def kept(frozen: Frozen, some: str = "") -> Statement:
    """The gaps put down as they count: all, or those of the `patients` given, or those of the `keys` given."""
    found = _counting(frozen, GAPS)
    g = found.gaps
    own = keyed(GAP) if some == "keys" else [g.patient.in_(given("patients"))] if some else []
    holder = case((g.owner != "", g.owner), (found.whose == _AUTHOR, g.author), else_=found.whose)
    columns = *found.told(), g.ends, found.whose, holder.label("holder")
    rows = select(*columns).select_from(found.source).where(found.enough, *own)
    return Statement(insert(DUE).from_select([column.name for column in DUE.columns], rows))


def _first(times: Column[str], patient: ColumnElement[str], after: ColumnElement[Any]) -> ColumnElement[Any]:
    """The first of a patient's visits then or later."""
    each = Given(times).table_valued("value")
    at = cast(each.c.value, Whole)
    found = select(func.min(at)).select_from(STAY.join(each, true())).where(STAY.c.patient == patient, at >= after)
    return found.correlate_except(STAY, each).scalar_subquery()


def _standing(counting: _Counting, waived: bool = False) -> ColumnElement[bool]:
    until: ColumnElement[int] = counting.gaps.waived
    return until > _NOW if waived else or_(until.is_(None), until <= _NOW)


def _owned(counting: _Counting, owners: int) -> list[ColumnElement[bool]]:
    """Given to them, or nobody's yet and theirs by the policy."""
    if not owners:
        return []
    g = counting.gaps
    names: list[Any] = [bindparam(f"owner{n}") for n in range(owners)]
    if counting.source is DUE:
        return [DUE.c.holder.in_(names) if owners > 1 else DUE.c.holder == names[0]]
    theirs = case((counting.whose == _AUTHOR, g.author), else_=counting.whose).in_(names)
    return [or_(g.owner.in_(names), and_(g.owner == "", theirs))]


@lru_cache(64)
def listed(frozen: Frozen, source: str, shape: Shape, late: int | None = None) -> Statement:
    """All that fit, in their order, or one part of them: `OVER`, `DATED` or `WAITING`."""
    patient, owners, rule, waived = shape
    found = _counting(frozen, source)
    g = found.gaps
    wanted = [_standing(found, waived), *_owned(found, owners)]
    wanted += [g.patient == bindparam("patient")] if patient else []
    wanted += [g.rule == bindparam("rule")] if rule else []
    parts = {OVER: found.over, DATED: found.due >= _NOW, WAITING: found.due.is_(None)}
    wanted += [parts[late]] if late is not None else []
    first = [case((found.over, OVER), (found.due.is_not(None), DATED), else_=WAITING)] if late is None else []
    order = *first, found.severity.desc(), found.due, g.at, g.patient, g.rule, g.about
    return Statement(found.now(*found.told()).where(*wanted).order_by(*order).limit(bindparam("most")))


@lru_cache(64)
def capped(frozen: Frozen, source: str, owners: int) -> Statement:
    found = _counting(frozen, source)
    each = found.now(found.gaps.rule).where(_standing(found), *_owned(found, owners))
    return Statement(select(func.count()).select_from(each.limit(bindparam("most")).subquery()))


@lru_cache(64)
def tallied(frozen: Frozen, source: str, owners: int) -> Statement:
    """Of each rule: patients, gaps, those overdue, and the same of the owners' own."""
    found = _counting(frozen, source)
    late, mine = _one(found.over), _owned(found, owners)
    own, own_late = (_one(*mine), _one(*mine, found.over)) if mine else (literal(1), late)
    sums = [func.sum(one).label(name) for one, name in ((late, "late"), (own, "own"), (own_late, "own_late"))]
    g = found.gaps  # patient by patient first: rows come in this order, and nothing is sorted to tell them apart
    each = found.now(g.rule, func.count().label("every"), *sums).where(_standing(found)).group_by(g.rule, g.patient)
    of = each.subquery("each").c
    told = of.rule, func.count(), *(func.sum(of[name]) for name in ("every", "late", "own", "own_late"))
    return Statement(select(*told).group_by(of.rule).order_by(of.rule))


def _one(*holds: ColumnElement[bool]) -> ColumnElement[int]:
    return case((and_(*holds), 1), else_=0)
