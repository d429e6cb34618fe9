"""Who signs in with which person of which provider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from sqlalchemy import Connection, Table, select

from domain.fact import Fact, iso
from domain.links import LinkOpened, StaffLinked, StaffUnlinked
from projections.view import key, table, text
from trail.tables import Statement, Tables, known, put

LINKED = table("linked", key("stream"), text("issuer"), text("subject"), text("staff"), text("login"), text("since"))
_ALL = Statement(select(LINKED).where(LINKED.c.staff != "").order_by(LINKED.c.login, LINKED.c.since))


class Linked(NamedTuple):
    """`staff` and `login` are empty where it is nobody's any more."""

    stream: str
    issuer: str
    subject: str
    staff: str = ""
    login: str = ""
    since: str = ""


class Links:
    NAME: ClassVar[str] = "links"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (LINKED,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, LinkOpened | StaffLinked | StaffUnlinked)]
        rows = {key: Linked(*row) for key, row in known(db, LINKED, [(fact.stream,) for fact in own]).items()}
        for fact in own:
            key = (fact.stream,)
            match fact:
                case LinkOpened():
                    rows[key] = Linked(fact.stream, fact.issuer, fact.subject)
                case StaffLinked() if key in rows:
                    rows[key] = rows[key]._replace(staff=fact.staff, login=fact.login, since=iso(fact.by.at))
                case StaffUnlinked() if key in rows:
                    rows[key] = rows[key]._replace(staff="", login="")
        put(db, LINKED, rows.values())

    def every(self, staff: str | None = None) -> list[Linked]:
        """By sign-in name: one person's, or everybody's."""
        found = [Linked(*row) for row in self.tables.rows(_ALL)]
        return [one for one in found if staff in (None, one.staff)]
