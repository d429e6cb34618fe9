"""The log of reads as the rules look at it: what of a time was looked at, by whom and whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from domain.fact import iso
from projections.accesses import ACCESS, SIGHT
from projections.flags.given import Look
from trail.tables import Line, Statement, Tables

_PATIENT = re.compile(r"/patients/([0-9a-f-]{36}|\d{10})(?![\w-])", re.ASCII)
_a = ACCESS.c
_TOLD = (
    _a.position, _a.at, _a.actor, _a.name, _a.role, _a.section, _a.medium, _a.address, _a.outcome, _a.purpose,
    _a.sought, _a.whole, _a.patients,
)  # fmt: skip
_during = _a.position >= bindparam("first"), _a.at >= bindparam("since"), _a.at < bindparam("until")
_LOOKS = Statement(select(*_TOLD).where(*_during).order_by(_a.position))
_SIGHTS = Statement(
    select(SIGHT.c.position, SIGHT.c.patient)
    .join(ACCESS, _a.position == SIGHT.c.position)
    .where(SIGHT.c.position >= bindparam("first"), *_during, _a.medium != "list", _a.whole == 0)
)


class Since:
    """Where in a log a time begins, found by halves: its positions go with its times."""

    def __init__(self, table: Table, at: ColumnElement[str]) -> None:
        self._last: Select[Any] = select(func.coalesce(func.max(table.c.position), 0))
        here = select(table.c.position, at).where(table.c.position >= bindparam("from")).order_by(table.c.position)
        self._here = Statement(here.limit(1))

    def first(self, tables: Tables, moment: datetime) -> int:
        """The first position of that time or later, one beyond the last where there is none."""
        low, high, wanted = 1, int(tables.value(self._last)) + 1, iso(moment)
        while low < high:
            middle = (low + high) // 2
            position, at = tables.rows(self._here, {"from": middle})[0]
            if at < wanted:
                low = position + 1
            else:
                high = middle
        return low


SINCE = Since(ACCESS, _a.at)
Ids = Callable[[set[str]], Mapping[str, str]]


def looks(tables: Tables, since: datetime, until: datetime, ids: Ids) -> list[Look]:
    """In the order of the log; `ids` knows the patients' ids by record number."""
    asked = {"first": SINCE.first(tables, since), "since": iso(since), "until": iso(until)}
    seen: dict[int, list[str]] = {}
    for position, patient in tables.rows(_SIGHTS, asked):
        seen.setdefault(position, []).append(patient)
    rows = tables.rows(_LOOKS, asked)
    named = ids(set(_numbers(rows)))
    return [_look(row, seen.get(row[0], ()), named) for row in rows]


def _numbers(rows: Sequence[Line]) -> Iterator[str]:
    """The record numbers in the addresses of those that show several patients."""
    for row in rows:
        if row[-1] > 1 and (found := _PATIENT.match(row[7])) and len(found[1]) == 10:
            yield found[1]


def _look(row: Line, seen: Sequence[str], ids: Mapping[str, str]) -> Look:
    position, at, actor, name, role, section, medium, address, outcome, purpose, sought, whole, _ = row
    return Look(
        position, datetime.fromisoformat(at), actor, name, role, section, medium, address, outcome,
        _subject(address, seen, ids), purpose, sought, bool(whole),
    )  # fmt: skip


def _subject(address: str, seen: Sequence[str], ids: Mapping[str, str]) -> str:
    """Whom the address names, if it is one of those who were seen; or the only one of these."""
    if len(seen) == 1:
        return seen[0]
    found = _PATIENT.match(address)
    named = ids.get(found[1], found[1]) if found else ""
    return named if named in seen else ""
