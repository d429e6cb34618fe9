"""What came in and waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, bindparam, func, select

from domain.fact import Fact, iso
from domain.held import ItemHeld, ItemSettled
from projections.view import key, optional, table, text
from trail.tables import Statement, Tables, known, put

HELD = table("held", key("stream"), text("reason"), text("place"), text("at"), optional("outcome"))
_COLUMNS = ("stream", "reason", "place", "at")
_open = HELD.c.outcome.is_(None)
_WAITING = Statement(
    select(*(HELD.c[name] for name in _COLUMNS))
    .where(_open)
    .order_by(HELD.c.at, HELD.c.stream)
    .limit(bindparam("most"))
)
_COUNT = Statement(select(func.count()).select_from(HELD).where(_open))


class Held:
    NAME: ClassVar[str] = "held"
    VERSION: ClassVar[int] = 2
    TABLES: ClassVar[Sequence[Table]] = (HELD,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, (ItemHeld, ItemSettled))]
        rows = known(db, HELD, [(fact.stream,) for fact in own])
        for fact in own:
            key = (fact.stream,)
            if isinstance(fact, ItemHeld):
                rows[key] = fact.stream, fact.reason, fact.place, iso(fact.by.at), None
            elif key in rows:
                rows[key] = *rows[key][:4], fact.outcome
        put(db, HELD, rows.values())

    def waiting(self, limit: int = 100) -> list[dict[str, Any]]:
        return [dict(zip(_COLUMNS, row, strict=True)) for row in self.tables.rows(_WAITING, {"most": limit})]

    def count(self) -> int:
        found: int = self.tables.rows(_COUNT)[0][0]
        return found
