"""Who works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Connection, Table, select

from domain.fact import Fact
from domain.staff import StaffAdded, StaffLocked, StaffRoleChanged, StaffUnlocked, StaffValidityChanged
from projections.view import key, number, optional, table, text
from trail.tables import Statement, Tables, known, put

ACCOUNT = table(
    "account",
    key("stream"), text("staff"), text("login"), text("name"), text("role"), number("locked"), optional("begins"),
    optional("ends"),
)  # fmt: skip
_COLUMNS = ("staff", "login", "name", "role", "locked", "begins", "ends")
_ALL = Statement(select(*(ACCOUNT.c[name] for name in _COLUMNS)).order_by(ACCOUNT.c.login))
_OWN = (StaffAdded, StaffRoleChanged, StaffLocked, StaffUnlocked, StaffValidityChanged)


class _Account(NamedTuple):
    stream: str
    staff: str
    login: str
    name: str
    role: str
    locked: int
    begins: str | None = None
    ends: str | None = None


class Staff:
    NAME: ClassVar[str] = "staff"
    VERSION: ClassVar[int] = 3
    TABLES: ClassVar[Sequence[Table]] = (ACCOUNT,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, _OWN)]
        rows = {key: _Account(*row) for key, row in known(db, ACCOUNT, [(fact.stream,) for fact in own]).items()}
        for fact in own:
            key = (fact.stream,)
            match fact:
                case StaffAdded():
                    rows[key] = _Account(fact.stream, fact.staff, fact.login, fact.name, fact.role, 0)
                case StaffRoleChanged() if key in rows:
                    rows[key] = rows[key]._replace(role=fact.now)
                case StaffLocked() | StaffUnlocked() if key in rows:
                    rows[key] = rows[key]._replace(locked=int(isinstance(fact, StaffLocked)))
                case StaffValidityChanged() if key in rows:
                    rows[key] = rows[key]._replace(begins=fact.now["from"], ends=fact.now["until"])
        put(db, ACCOUNT, rows.values())

    def all(self) -> list[dict[str, Any]]:
        """`[{"staff", "login", "name", "role", "locked", "begins", "ends"}]` by login; of the days each
        may be None."""
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in self.tables.rows(_ALL)]
        return [{**row, "locked": bool(row["locked"])} for row in rows]
