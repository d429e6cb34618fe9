"""Two growths of the same views, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, tuple_

from projections.view import View
from trail.tables import Line, Statement, run

_PAGE = 500  # rows in memory
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`have` stands in the view, `should` follows from the log; None where there is no such row."""

    view: str
    table: str
    key: Key
    field: str
    have: Any
    should: Any


def differences(have: Connection, should: Connection, views: Sequence[View]) -> Iterator[Difference]:
    for view in views:
        for table in view.TABLES:
            for key, *told in _table(have, should, table):
                yield Difference(view.NAME, table.name, key, *told)


def _table(have: Connection, should: Connection, table: Table) -> Iterator[tuple[Key, str, Any, Any]]:
    left, right = _pages(have, table), _pages(should, table)
    for mine, theirs in zip_longest(left, right, fillvalue=list[Line]()):
        if mine != theirs:
            yield from _merged(table, chain(mine, *left), chain(theirs, *right))


def _merged(table: Table, have: Iterable[Line], should: Iterable[Line]) -> Iterator[tuple[Key, str, Any, Any]]:
    names = [column.name for column in table.columns]
    left, right = _keyed(table, have), _keyed(table, should)
    mine, theirs = next(left, None), next(right, None)
    while mine or theirs:
        if theirs is None or (mine and mine[0] < theirs[0]):
            assert mine
            yield mine[0], "", dict(zip(names, mine[1], strict=True)), None
            mine = next(left, None)
        elif mine is None or theirs[0] < mine[0]:
            yield theirs[0], "", None, dict(zip(names, theirs[1], strict=True))
            theirs = next(right, None)
        else:
            for name, one, other in zip(names, mine[1], theirs[1], strict=True):
                if one != other:
                    yield theirs[0], name, one, other
            mine, theirs = next(left, None), next(right, None)


def _pages(db: Connection, table: Table) -> Iterator[list[Line]]:
    """Rows by primary key: text goes by octets, as UTF-8 and Python's own order agree on."""
    first, onward = _asking(table)
    page = run(db, first)
    while page:
        yield page
        last = dict(zip(table.columns.keys(), page[-1], strict=True))
        page = run(db, onward, {f"last_{key.name}": last[key.name] for key in table.primary_key})


@lru_cache
def _asking(table: Table) -> tuple[Statement, Statement]:
    """For the first page, and for the one after a row."""
    keys = list(table.primary_key)
    every = select(table).order_by(*keys).limit(_PAGE)
    last = tuple_(*(bindparam(f"last_{key.name}", type_=key.type) for key in keys))
    return Statement(every), Statement(every.where(tuple_(*keys) > last))


def _keyed(table: Table, rows: Iterable[Line]) -> Iterator[tuple[Key, Line]]:
    columns = list(table.columns)
    places = [columns.index(column) for column in table.primary_key]
    return ((tuple([row[place] for place in places]), row) for row in rows)
