"""Who works here."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from domain.fact import Fact
from domain.staff import StaffAdded, StaffLocked, StaffRoleChanged, StaffUnlocked
from projections.engine import Engine

_COLUMNS = ("staff", "login", "name", "role", "locked")


class Staff:
    NAME: ClassVar[str] = "staff"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Mapping[str, str]] = {
        "account": "create table account (stream text primary key, staff text not null, login text not null, "
        "name text not null, role text not null, locked integer not null) without rowid"
    }
    KEYS: ClassVar[Mapping[str, Sequence[str]]] = {"account": ("stream",)}

    engine: Engine

    def apply(self, facts: Sequence[Fact], db: sqlite3.Connection) -> None:
        for fact in facts:
            stream = fact.stream
            match fact:
                case StaffAdded():
                    row = stream, fact.staff, fact.login, fact.name, fact.role
                    db.execute("insert into account values (?, ?, ?, ?, ?, 0)", row)
                case StaffRoleChanged():
                    db.execute("update account set role = ? where stream = ?", (fact.now, stream))
                case StaffLocked() | StaffUnlocked():
                    locked = int(isinstance(fact, StaffLocked))
                    db.execute("update account set locked = ? where stream = ?", (locked, stream))

    def all(self) -> list[dict[str, Any]]:
        """`[{"staff", "login", "name", "role", "locked"}]` by login."""
        rows = self.engine.reader().execute(f"select {', '.join(_COLUMNS)} from account order by login")
        return [{**dict(row), "locked": bool(row["locked"])} for row in rows]
