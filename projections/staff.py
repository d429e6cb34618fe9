"""Who works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, select

from domain.admission import SecondFactorAdded, SecondFactorRemoved, StaffInvited, StaffPasswordChanged
from domain.fact import Fact
from domain.staff import (
    StaffAdded,
    StaffDelegated,
    StaffDelegationEnded,
    StaffLocked,
    StaffRoleChanged,
    StaffRoleLent,
    StaffUnlocked,
    StaffValidityChanged,
)
from projections.view import key, number, optional, table, text
from trail.tables import Statement, Tables, known, put

ACCOUNT = table(
    "account",
    key("stream"), text("staff"), text("login"), text("name"), text("role"), number("locked"), optional("begins"),
    optional("ends"), number("waiting"), number("second_factor"), optional("lent"), optional("lent_from"),
    optional("lent_until"),
)  # fmt: skip
DELEGATION = table("delegation", key("stream"), key("deputy"), text("name"), text("begins"), text("ends"))
_COLUMNS = (
    "staff", "login", "name", "role", "locked", "begins", "ends", "waiting", "second_factor", "lent", "lent_from",
    "lent_until",
)  # fmt: skip
_ALL = Statement(select(*(ACCOUNT.c[name] for name in _COLUMNS)).order_by(ACCOUNT.c.login))
_NAMES = Statement(select(ACCOUNT.c.name))
_GIVEN = (
    select(ACCOUNT.c.login, ACCOUNT.c.staff, ACCOUNT.c.name, DELEGATION.c.begins, DELEGATION.c.ends)
    .join_from(DELEGATION, ACCOUNT, DELEGATION.c.stream == ACCOUNT.c.stream)
    .where(DELEGATION.c.deputy == bindparam("to"))
    .order_by(ACCOUNT.c.name, ACCOUNT.c.login)
)
_ENDED = delete(DELEGATION).where(DELEGATION.c.stream == bindparam("whose"), DELEGATION.c.deputy == bindparam("who"))
_OWN = (
    StaffAdded, StaffRoleChanged, StaffLocked, StaffUnlocked, StaffValidityChanged, StaffInvited, StaffPasswordChanged,
    SecondFactorAdded, SecondFactorRemoved, StaffRoleLent,
)  # fmt: skip


class _Account(NamedTuple):
    stream: str
    staff: str
    login: str
    name: str
    role: str
    locked: int
    begins: str | None = None
    ends: str | None = None
    waiting: int = 0
    second_factor: int = 0
    lent: str | None = None
    lent_from: str | None = None
    lent_until: str | None = None


class Given(NamedTuple):
    """For whom somebody may act, and on which days, both included."""

    login: str
    staff: str
    name: str
    begins: str
    ends: str


class Staff:
    NAME: ClassVar[str] = "staff"
    VERSION: ClassVar[int] = 4
    TABLES: ClassVar[Sequence[Table]] = (ACCOUNT, DELEGATION)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, _OWN)]
        rows = {key: _Account(*row) for key, row in known(db, ACCOUNT, [(fact.stream,) for fact in own]).items()}
        for fact in own:
            key = (fact.stream,)
            if isinstance(fact, StaffAdded):
                rows[key] = _Account(fact.stream, fact.staff, fact.login, fact.name, fact.role, 0)
            elif key in rows:
                rows[key] = rows[key]._replace(**_changed(fact))
        put(db, ACCOUNT, rows.values())
        for one in facts:
            match one:
                case StaffDelegated():
                    put(db, DELEGATION, [(one.stream, one.to, one.name, one.begins, one.ends)])
                case StaffDelegationEnded():
                    db.execute(_ENDED, {"whose": one.stream, "who": one.to})

    def all(self) -> list[dict[str, Any]]:
        """`[{"staff", "login", "name", "role", "locked", "begins", "ends", "waiting", "second_factor", "lent",
        "lent_from", "lent_until"}]` by login; `lent` is a role and each of the days may be None."""
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in self.tables.rows(_ALL)]
        return [{**row, **{name: bool(row[name]) for name in _BOOLS}} for row in rows]

    def names(self) -> list[str]:
        """Of all of them, as they are spelled."""
        return [row[0] for row in self.tables.rows(_NAMES)]

    def acts_for(self, staff: str) -> list[Given]:
        """Everybody who lets them, now, before or later."""
        return [Given(*tuple(row)) for row in self.tables.all(_GIVEN, {"to": staff})]


_BOOLS = ("locked", "waiting", "second_factor")


def _changed(fact: Fact) -> dict[str, Any]:
    """The columns that are different by it."""
    match fact:
        case StaffRoleChanged():
            return {"role": fact.now}
        case StaffLocked() | StaffUnlocked():
            return {"locked": int(isinstance(fact, StaffLocked))}
        case StaffValidityChanged():
            return {"begins": fact.now["from"], "ends": fact.now["until"]}
        case StaffInvited() | StaffPasswordChanged():
            return {"waiting": int(isinstance(fact, StaffInvited))}
        case SecondFactorAdded() | SecondFactorRemoved():
            return {"second_factor": int(isinstance(fact, SecondFactorAdded))}
        case StaffRoleLent():
            now = fact.now or {}
            return {"lent": now.get("role"), "lent_from": now.get("from"), "lent_until": now.get("until")}
    return {}
