"""Exports: each with what was asked for, whether it was sealed, and why it was given up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Index, Table, bindparam, select

from domain.export import ExportGivenUp, ExportRequested, ExportSealed
from domain.fact import Fact, Plain, iso
from projections.view import key, number, optional, table, text
from trail.tables import Statement, Tables, known, put

EXPORT = table("export", key("id"), number("position"), text("told"), optional("sealed"), optional("ended"))
"""`position` is that of the request; the others are JSON: `told` with `asked`, and who did it when."""
Index("export_position", EXPORT.c.position)
_e = EXPORT.c


class Exported(NamedTuple):
    """`told` is what was asked for; `by`, `sealed` and `ended` are `{"by", "actor", "channel", "at", "position"}`, the
    last two None where that did not happen; `ended` has `why` as well."""

    id: str
    position: int
    told: Plain
    by: Plain
    sealed: Plain | None
    ended: Plain | None


class Exports:
    NAME: ClassVar[str] = "exports"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (EXPORT,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        for fact in facts:
            match fact:
                case ExportRequested():
                    told = {"told": fact.payload(), "by": _mark(fact)}
                    put(db, EXPORT, [(fact.stream, fact.by.position, _json(told), None, None)])
                case ExportSealed():
                    _amend(db, fact, sealed=_json(_mark(fact)))
                case ExportGivenUp():
                    _amend(db, fact, ended=_json({**_mark(fact), "why": fact.why}))

    # reading

    def newest(self, before: int, most: int) -> list[Exported]:
        """The newest first, requested before a position."""
        return [_exported(row) for row in self.tables.rows(_NEWEST, {"before": before, "most": most})]

    def one(self, id: str) -> Exported | None:
        return next((_exported(row) for row in self.tables.rows(_ONE, {"id": id})), None)


def _amend(db: Connection, fact: Fact, **changed: str) -> None:
    names = [column.name for column in EXPORT.columns]
    for row in known(db, EXPORT, [(fact.stream,)]).values():
        had = dict(zip(names, row, strict=True))
        put(db, EXPORT, [tuple({**had, **changed}.values())])


def _mark(fact: Fact) -> Plain:
    by = fact.by
    return {"by": by.name, "actor": by.actor, "channel": by.channel, "at": iso(by.at), "position": by.position}


def _json(told: Plain) -> str:
    return orjson.dumps(told).decode()


def _exported(row: Any) -> Exported:
    id, position, asked, sealed, ended = row
    told = orjson.loads(asked)
    read = (orjson.loads(one) if one else None for one in (sealed, ended))
    return Exported(id, position, told["told"], told["by"], *read)


_NEWEST = Statement(
    select(EXPORT).where(_e.position < bindparam("before")).order_by(_e.position.desc()).limit(bindparam("most"))
)
_ONE = Statement(select(EXPORT).where(_e.id == bindparam("id")))
