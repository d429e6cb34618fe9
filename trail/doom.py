"""Data keys that are destroyed: written down before, so that an erasure that was broken off is gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Column, MetaData, Row, Table, func, insert, select, text

from trail.tables import Exact, Tables, Whole

DOOMED, DESTROYED, DONE, SPARED = "doomed", "destroyed", "done", "spared"
_STILL = (DOOMED, DESTROYED)
_ANYBODY = select(text("1"))


class Fate(NamedTuple):
    """`holder` is the record's id, `word` what was said of the key last."""

    kid: int
    holder: str
    word: str


def doom_table(metadata: MetaData) -> Table:
    """Rows are only ever added: the last one of a key tells what became of it."""
    return Table(
        "doom",
        metadata,
        Column("n", Whole, primary_key=True, autoincrement=False),
        Column("kid", Whole, nullable=False),
        Column("holder", Exact, nullable=False),
        Column("word", Exact, nullable=False),
        sqlite_strict=True,
    )


class Doom:
    """What is remembered here is as it was when it was looked at last: other hosts may have gone on."""

    def __init__(self, tables: Tables, doom: Table, key: Table) -> None:
        self._tables, self._doom, self._key = tables, doom, key
        self._fates: dict[int, Fate] = {}
        self._looking = Lock()
        self.sealed = self.gone = frozenset[int]()
        self.holders = frozenset[UUID]()
        self.look()

    def look(self) -> None:
        """`sealed` are keys under which nothing is recorded any more, `gone` those of them that are destroyed, and
        `holders` whose records went with these."""
        with self._looking:  # or whoever looked earlier might remember later
            self._remember(self._rows())

    def _rows(self) -> Sequence[Row[Any]]:
        self._tables.all(_ANYBODY)  # a connection that was lost while it rested is found here, and sought anew
        with self._tables.reading() as db:
            there = db.dialect.has_table(db, self._doom.name, schema=db.schema_for_object(self._doom))
            return db.execute(select(self._doom).order_by(self._doom.c.n)).all() if there else []

    def _remember(self, rows: Sequence[Row[Any]]) -> None:
        self._fates = {row.kid: Fate(row.kid, row.holder, row.word) for row in rows}
        self.sealed = frozenset(kid for kid, fate in self._fates.items() if fate.word != SPARED)
        gone = [fate for fate in self._fates.values() if fate.word in (DESTROYED, DONE)]
        if len(gone) != len(self.gone):  # it stays the same object as long as it says the same
            self.gone = frozenset(fate.kid for fate in gone)
            self.holders = frozenset(UUID(fate.holder) for fate in gone)

    def fates(self) -> list[Fate]:
        return [*self._fates.values()]

    def unfinished(self) -> list[Fate]:
        return [fate for fate in self._fates.values() if fate.word in _STILL]

    def say(self, kid: int, holder: str, word: str) -> None:
        """Durable when it returns; what was said last is not said again."""
        with self._tables.begin(alone="doom") as db:
            self._doom.create(db, checkfirst=True)
            last = select(self._doom.c.word).where(self._doom.c.kid == kid).order_by(self._doom.c.n.desc()).limit(1)
            if db.execute(last).scalar() != word:
                n = int(db.execute(select(func.coalesce(func.max(self._doom.c.n), 0))).scalar_one()) + 1
                db.execute(insert(self._doom), {"n": n, "kid": kid, "holder": holder, "word": word})
        self.look()

    def destroy(self, kid: int, holder: str) -> None:
        self.delete(kid)
        self.say(kid, holder, DESTROYED)

    def delete(self, kid: int) -> None:
        """The key, and every trace of it in the files. In PostgreSQL only its owner's function may."""
        with self._tables.begin(alone="doom") as db:
            if db.dialect.name == "postgresql":
                db.execute(text("select keys.destroy(:kid)"), {"kid": kid})
            else:
                db.execute(self._key.delete().where(self._key.c.kid == kid))
        self._tables.scour()
