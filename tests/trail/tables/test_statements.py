"""Statements are the same for a file and for PostgreSQL: they answer in plain tuples, and change in a transaction."""

from __future__ import annotations

import orjson
from sqlalchemy import delete, func, select, update

from tests.trail.tables.things import KINDS, THING, THIRD, everything
from trail.tables import Given, Statement, Tables, run


def test_a_statement_answers_in_plain_tuples(tables: Tables) -> None:
    assert tables.rows(KINDS, {"kind": "a", "most": 5}) == [("two", 2), ("one", 2)]
    assert tables.rows(KINDS, {"kind": "a", "most": 1}) == [("two", 2)]
    assert tables.rows(KINDS, {"kind": "x\0y", "most": 1}) == []
    assert tables.rows(Statement(select(func.count()).select_from(THING))) == [(3,)]


def test_a_statement_asks_and_changes_in_a_transaction(tables: Tables) -> None:
    wanted = Given.named("names").table_valued("value")
    forget = Statement(delete(THING).where(THING.c.name.in_(select(wanted.c.value))))
    with tables.begin() as db:
        assert run(db, forget, {"names": orjson.dumps(["one", THIRD[1], "none"]).decode()}) == []
        assert run(db, KINDS, {"kind": "a", "most": 5}) == [("two", 2)]
        db.execute(update(THING).values(count=5))

    assert everything(tables) == [("a", "two", 5, None)]
