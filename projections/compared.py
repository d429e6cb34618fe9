"""Two growths of the same views, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from projections.view import View

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
    left, right = _rows(have, table), _rows(should, table)
    mine, theirs = next(left, None), next(right, None)
    while mine or theirs:
        if theirs is None or (mine and mine[0] < theirs[0]):
            assert mine
            yield mine[0], "", mine[1], None
            mine = next(left, None)
        elif mine is None or theirs[0] < mine[0]:
            yield theirs[0], "", None, theirs[1]
            theirs = next(right, None)
        else:
            for name, value in theirs[1].items():
                if mine[1][name] != value:
                    yield theirs[0], name, mine[1][name], value
            mine, theirs = next(left, None), next(right, None)


def _rows(db: Connection, table: Table) -> Iterator[tuple[Key, dict[str, Any]]]:
    """By primary key: text goes by octets, as UTF-8 and Python's own order agree on."""
    keys, names = [column.name for column in table.primary_key], [column.name for column in table.columns]
    ask = select(table).order_by(*table.primary_key)
    for row in db.execute(ask, execution_options={"yield_per": _PAGE}):
        fields = dict(zip(names, row, strict=True))
        yield tuple(fields[key] for key in keys), fields
