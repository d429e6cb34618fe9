"""Two growths of the same views, row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projections.view import View


@dataclass(frozen=True, slots=True)
class Difference:
    """`have` stands in the view, `should` follows from the log; None where there is no such row."""

    view: str
    table: str
    key: tuple[Any, ...]
    field: str
    have: Any
    should: Any


def differences(db: sqlite3.Connection, regrown: Path, views: Sequence[View]) -> Iterator[Difference]:
    other = sqlite3.connect(regrown)
    try:
        for view in views:
            for table, keys in view.KEYS.items():
                for key, field, have, should in _table(db, other, table, keys):
                    yield Difference(view.NAME, table, key, field, have, should)
    finally:
        other.close()


def _table(
    left: sqlite3.Connection, right: sqlite3.Connection, table: str, keys: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], str, Any, Any]]:
    have, should = _rows(left, table, keys), _rows(right, table, keys)
    mine, theirs = next(have, None), next(should, None)
    while mine or theirs:
        if theirs is None or (mine and mine[0] < theirs[0]):
            assert mine
            yield mine[0], "", dict(mine[1]), None
            mine = next(have, None)
        elif mine is None or theirs[0] < mine[0]:
            yield theirs[0], "", None, dict(theirs[1])
            theirs = next(should, None)
        else:
            for name, value in theirs[1].items():
                if mine[1][name] != value:
                    yield theirs[0], name, mine[1][name], value
            mine, theirs = next(have, None), next(should, None)


def _rows(
    db: sqlite3.Connection, table: str, keys: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    found = db.execute(f"select * from {table} order by {', '.join(keys)}")
    names = [column[0] for column in found.description]
    for row in found:
        fields = dict(zip(names, row, strict=True))
        yield tuple(fields[key] for key in keys), fields
