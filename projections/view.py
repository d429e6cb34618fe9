"""The shape of a view: tables of its own, and how facts change them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from domain.fact import Fact


class View(Protocol):
    """`TABLES` names each table with its columns as SQL; `KEYS` the columns by which a row is told from others."""

    NAME: ClassVar[str]
    VERSION: ClassVar[int]
    TABLES: ClassVar[Mapping[str, str]]
    KEYS: ClassVar[Mapping[str, Sequence[str]]]

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        """Take in facts, in the order of the log."""
        ...


def create(view: View, db: sqlite3.Connection) -> None:
    for statement in view.TABLES.values():
        db.execute(statement)
