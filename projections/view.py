"""The shape of a view: tables of its own, and how facts change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from sqlalchemy import Column, Connection, MetaData, Table

from domain.fact import Fact
from trail.tables import Exact, Tables, Whole

METADATA = MetaData()
"""Of all views; complete once `projections.views` is imported."""


class View(Protocol):
    """`tables` is where it reads; a change of its `VERSION` has its rows regrown."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    TABLES: ClassVar[Sequence[Table]]

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        """Take in facts, in the order of the log."""
        ...


def table(name: str, *columns: Column[Any], rowid: bool = False, metadata: MetaData = METADATA) -> Table:
    """In SQLite it keeps to its types, and has its rows where their keys are; `rowid` where the key is a number."""
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=rowid)


def key(name: str) -> Column[str]:
    return Column(name, Exact, primary_key=True)


def place(name: str) -> Column[int]:
    """A key that is a number of the log's own."""
    return Column(name, Whole, primary_key=True, autoincrement=False)


def text(name: str, **told: Any) -> Column[str]:
    return Column(name, Exact, nullable=False, **told)


def optional(name: str) -> Column[str]:
    return Column(name, Exact)


def maybe(name: str) -> Column[int]:
    return Column(name, Whole)


def number(name: str) -> Column[int]:
    return Column(name, Whole, nullable=False)
