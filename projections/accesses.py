"""The log of reads as it is asked: whose record, by whom, when, and what of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Connection, Index, MetaData, Select, Table, func, select

from domain.access import RecordAccessed
from domain.fact import Fact, iso
from projections.view import number, optional, place, table, text
from trail.tables import Tables, put

METADATA = MetaData()
"""Of views of the log of reads, beside those of the records."""
ACCESS = table(
    "access",
    place("position"), text("at"), text("actor"), text("name"), text("role"), optional("session"), text("channel"),
    text("section"), text("medium"), text("address"), text("outcome"), number("known"), number("patients"),
    number("whole"), optional("purpose"), optional("sought"),
    rowid=True, metadata=METADATA,
)  # fmt: skip
SIGHT = table("sight", text("patient", primary_key=True), place("position"), text("outcome"), metadata=METADATA)
for _name in ("actor", "session"):
    Index(f"access_{_name}", ACCESS.c[_name], ACCESS.c.position)
Index("sight_position", SIGHT.c.position)
_NAMES = tuple(column.name for column in ACCESS.columns)
_NUMBER = re.compile(r"(?<!\d)\d{10}(?!\d)")
Row = dict[str, Any]


class Accesses:
    """Rows are `{"position", "at", "actor", "name", "role", "session", "channel", "section", "medium", "address",
    "outcome", "known", "patients", "whole", "purpose", "sought"}`; `patients` is how many."""

    NAME: ClassVar[str] = "accesses"
    VERSION: ClassVar[int] = 1
    TABLES: ClassVar[Sequence[Table]] = (ACCESS, SIGHT)

    tables: Tables
    until: int | None = None
    """The position before which it is asked; None for all that there is."""
    erased: Callable[[], Set[UUID]] = staticmethod(frozenset)
    """Whose records were erased: in the address of what was shown of them, their numbers are left out."""

    def apply(self, facts: Sequence[Fact], db: Connection) -> None:
        own = [fact for fact in facts if isinstance(fact, RecordAccessed)]
        erased = {str(one) for one in self.erased()}
        put(db, ACCESS, [_row(fact, erased) for fact in own])
        put(
            db,
            SIGHT,
            [(patient, one.by.position, one.outcome) for one in own for patient in dict.fromkeys(one.patients)],
        )

    def rows(self, asked: Mapping[str, Any], limit: int | None = None, newest: bool = True) -> Iterator[Row]:
        """Those that fit, by position; see `_fitting` for what can be asked."""
        order = ACCESS.c.position.desc() if newest else ACCESS.c.position
        ask = self._asked(select(ACCESS), asked).order_by(order)
        for row in self.tables.stream(ask.limit(limit) if limit else ask):
            yield dict(zip(_NAMES, row, strict=True))

    def count(self, asked: Mapping[str, Any]) -> int:
        return int(self.tables.value(self._asked(select(func.count()).select_from(ACCESS), asked)))

    def _asked(self, ask: Select[Any], asked: Mapping[str, Any]) -> Select[Any]:
        return _fitting(ask if self.until is None else ask.where(ACCESS.c.position < self.until), asked)

    def patients(self, positions: Sequence[int]) -> dict[int, list[str]]:
        """Whose data each of these reads held."""
        found: dict[int, list[str]] = {position: [] for position in positions}
        own: Select[Any] = select(SIGHT.c.position, SIGHT.c.patient).where(SIGHT.c.position.in_(positions))
        ask = own.order_by(SIGHT.c.position, SIGHT.c.patient)
        for row in self.tables.all(ask):
            found[row.position].append(row.patient)
        return found

    def reached(self, asked: Mapping[str, Any]) -> set[str]:
        """Everybody whose data these reads held."""
        positions = self._asked(select(ACCESS.c.position), asked)
        ask: Select[Any] = select(SIGHT.c.patient).distinct().where(SIGHT.c.position.in_(positions))
        return {row.patient for row in self.tables.all(ask)}

    def tally(self, asked: Mapping[str, Any], name: str) -> list[tuple[str, int]]:
        """How many reads of each value of a column, the most first."""
        column = ACCESS.c[name]
        told: Select[Any] = select(column.label("value"), func.count().label("number"))
        ask = self._asked(told, asked).group_by(column).order_by(func.count().desc(), column)
        return [(row.value or "", row.number) for row in self.tables.all(ask)]


def address_of(fact: RecordAccessed, erased: Set[str]) -> str:
    """As it may be shown: without the number of a record that was erased."""
    return fact.address if erased.isdisjoint(fact.patients) else _NUMBER.sub("erased", fact.address)


def _row(fact: RecordAccessed, erased: Set[str]) -> tuple[Any, ...]:
    by = fact.by
    address = address_of(fact, erased)
    return (
        by.position, iso(by.at), by.actor, by.name, by.role, by.session, by.channel, fact.section, fact.medium,
        address, fact.outcome, fact.known, len(set(fact.patients)), int(bool(fact.whole)), fact.purpose,
        fact.sought,
    )  # fmt: skip


def _fitting(ask: Select[Any], asked: Mapping[str, Any]) -> Select[Any]:
    """`patient`, any column by its name, `since` and `until` (instants, inclusive and not), `before` and `after`;
    `known_from` and `known_before`: positions of the log of the records, inclusive and not."""
    for name, value in asked.items():
        match name:
            case "patient":
                own = select(SIGHT.c.position).where(SIGHT.c.patient == value)
                ask = ask.where(ACCESS.c.position.in_(own))
            case "since":
                ask = ask.where(ACCESS.c.at >= value)
            case "until":
                ask = ask.where(ACCESS.c.at < value)
            case "known_from":
                ask = ask.where(ACCESS.c.known >= value)
            case "known_before":
                ask = ask.where(ACCESS.c.known < value)
            case "before":
                ask = ask.where(ACCESS.c.position < value)
            case "after":
                ask = ask.where(ACCESS.c.position > value)
            case _:
                ask = ask.where(ACCESS.c[name] == value)
    return ask
