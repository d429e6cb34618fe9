"""The searches that people kept under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

import orjson
from sqlalchemy import Connection, Table, bindparam, or_, select

from domain.fact import Fact
from domain.searches import SearchRemoved, SearchRenamed, SearchSaved, SearchShared
from projections.view import key, number, table, text
from trail.tables import Statement, Tables, known, put

SEARCH = table(
    "search",
    key("search"), text("name"), text("page"), text("asked"), number("shared"), text("owner"), text("owner_name"),
    number("removed"),
)  # fmt: skip
_c = SEARCH.c
_SEEN = Statement(
    select(SEARCH)
    .where(_c.removed == 0, or_(_c.owner == bindparam("owner"), _c.shared == 1))
    .order_by(_c.page, _c.shared, _c.name, _c.search)
)
_OWN = (SearchSaved, SearchRenamed, SearchShared, SearchRemoved)


class Kept(NamedTuple):
    """`asked` are the filters as JSON; `owner` is a staff id, `owner_name` what they were called when they saved it."""

    search: str
    name: str
    page: str
    asked: str
    shared: int
    owner: str
    owner_name: str
    removed: int

    @property
    def address(self) -> dict[str, str]:
        """The filters, as an address has them."""
        found: dict[str, str] = orjson.loads(self.asked)
        return found


class SavedSearches:
    NAME: ClassVar[str] = "searches"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (SEARCH,)

    tables: Tables

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, _OWN)]
        rows = {key: Kept(*row) for key, row in known(db, SEARCH, [(fact.search,) for fact in own]).items()}
        for fact in own:
            key = (fact.search,)
            match fact:
                case SearchSaved():
                    asked = orjson.dumps(fact.asked).decode()
                    told = (fact.name, fact.page, asked, int(fact.shared), fact.owner, fact.by.name, 0)
                    rows[key] = Kept(fact.search, *told)
                case SearchRenamed():
                    rows[key] = rows[key]._replace(name=fact.now)
                case SearchShared():
                    rows[key] = rows[key]._replace(shared=int(fact.shared))
                case SearchRemoved():
                    rows[key] = rows[key]._replace(removed=1)
        put(db, SEARCH, rows.values())

    def seen(self, owner: str, page: str = "") -> list[Kept]:
        """What one person sees, their own first: of one page, or of all."""
        found = [Kept(*row) for row in self.tables.rows(_SEEN, {"owner": owner})]
        return [one for one in found if not page or one.page == page]

    def one(self, search: str, owner: str) -> Kept | None:
        """A search that they see; None where there is none."""
        return next((kept for kept in self.seen(owner) if kept.search == search), None)
