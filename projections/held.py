"""What came in and waits for a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from domain.fact import Fact, iso
from domain.held import ItemHeld, ItemSettled
from projections.engine import Engine


class Held:
    NAME: ClassVar[str] = "held"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Mapping[str, str]] = {
        "held": "create table held (stream text primary key, reason text not null, place text not null, "
        "at text not null, outcome text) without rowid"
    }
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {"held": ("stream",)}

    engine: Engine

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        for fact in facts:
            match fact:
                case ItemHeld():
                    row = fact.stream, fact.reason, fact.place, iso(fact.by.at)
                    db.execute("insert into held values (?, ?, ?, ?, null)", row)
                case ItemSettled():
                    db.execute("update held set outcome = ? where stream = ?", (fact.outcome, fact.stream))

    def waiting(self, limit: int = 100) -> list[dict[str, Any]]:
        ask = "select stream, reason, place, at from held where outcome is null order by at, stream limit ?"
        return [dict(row) for row in self.engine.reader().execute(ask, (limit,))]

    def count(self) -> int:
        found: int = self.engine.reader().execute("select count(*) from held where outcome is null").fetchone()[0]
        return found
