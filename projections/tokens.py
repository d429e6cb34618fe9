"""Tokens of programs: whose they are, what they may do, and whether they were ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from sqlalchemy import Connection, Table, bindparam, select

from domain.fact import Fact, iso
from domain.tokens import TokenIssued, TokenRevoked
from projections.view import key, optional, table, text
from trail.tables import Statement, Tables, known, put

ISSUED = table(
    "issued",
    key("token"), text("staff"), text("login"), text("name"), text("scopes"), text("until"), text("issued"),
    text("issuer"), optional("revoked"), optional("revoker"),
)  # fmt: skip
_c = ISSUED.c
_ALL = Statement(select(ISSUED).order_by(_c.issued.desc(), _c.token))
_ONE = Statement(select(ISSUED).where(_c.token == bindparam("token")))


class Issued(NamedTuple):
    """`scopes` are words of `domain.tokens.SCOPES` with spaces between; `issuer` and `revoker` are names."""

    token: str
    staff: str
    login: str
    name: str
    scopes: str
    until: str
    issued: str
    issuer: str
    revoked: str | None = None
    revoker: str | None = None


class IssuedTokens:
    NAME: ClassVar[str] = "tokens"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (ISSUED,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, TokenIssued | TokenRevoked)]
        rows = {key: Issued(*row) for key, row in known(db, ISSUED, [(fact.token,) for fact in own]).items()}
        for fact in own:
            key, by = (fact.token,), fact.by
            match fact:
                case TokenIssued():
                    told = (fact.staff, fact.login, fact.name, " ".join(fact.scopes), fact.until)
                    rows[key] = Issued(fact.token, *told, iso(by.at), by.name)
                case TokenRevoked() if key in rows:
                    rows[key] = rows[key]._replace(revoked=iso(by.at), revoker=by.name)
        put(db, ISSUED, rows.values())

    def every(self, staff: str | None = None) -> list[Issued]:
        """The newest first: one person's, or everybody's."""
        found = [Issued(*row) for row in self.tables.rows(_ALL)]
        return [one for one in found if staff in (None, one.staff)]

    def one(self, token: str) -> Issued | None:
        return next((Issued(*row) for row in self.tables.rows(_ONE, {"token": token})), None)
