"""Two tables of things and marks, what stands in them, and what is asked of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, func, select

from trail.tables import Exact, Statement, Tables, Whole

METADATA = MetaData()
THING = Table(
    "thing",
    METADATA,
    Column("kind", Exact, primary_key=True),
    Column("name", Exact, primary_key=True),
    Column("count", Whole),
    Column("octets", LargeBinary),
    sqlite_strict=True,
)
MARK = Table("mark", METADATA, Column("name", Exact, primary_key=True), sqlite_strict=True)
ALL = select(THING).order_by(THING.c.kind, THING.c.name)
FIRST = ("a", "one", 1, b"\x00\xff")
SECOND = ("a", "two", 2**53, None)
THIRD = ("b", "Ünder 'quotes' \"and\" \\ {braces}, %s %(x)s :y ?", None, b"")
KINDS = Statement(
    select(THING.c.name, func.length(THING.c.kind) + 1)
    .where(THING.c.kind == bindparam("kind"))
    .order_by(THING.c.name.desc())
    .limit(bindparam("most"))
)


def everything(tables: Tables) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in tables.all(ALL)]
