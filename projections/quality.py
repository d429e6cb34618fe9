"""How the office's records come about: acts, corrections, overrides and late entries, by month and by person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from projections.logged import CHANGE
from projections.view import key, number, table
from trail.tables import Line, Statement, Tables, known, put

SHARE = table(
    "share", key("month"), key("name"), number("acts"), number("corrected"), number("overridden"), number("late"),
)  # fmt: skip
"""Counted as the log is read: a year of it is too long to be counted through for a page."""
RIGHTED = ("entry.corrected", "entry.retracted", "entry.moved-out", "demographics.corrected", "report.amended")
_PLACES = {column.name: place for place, column in enumerate(CHANGE.columns)}
_SINCE = Statement(select(SHARE).where(SHARE.c.month >= bindparam("since")).order_by(SHARE.c.month, SHARE.c.name))


class Share(NamedTuple):
    """What one person did in one month: events of patients, and how many of them were of each kind."""

    month: str
    name: str
    acts: int
    corrected: int
    overridden: int
    late: int


def add_shares(db: Connection, changes: Iterable[Line]) -> None:
    """What these rows of the change log tell of, added to what was counted before."""
    told = [_share(row) for row in changes if _counts(row)]
    found = {key: Share(*row) for key, row in known(db, SHARE, [(one.month, one.name) for one in told]).items()}
    for one in told:
        own = (one.month, one.name)
        found[own] = _sum(found[own], one) if own in found else one
    put(db, SHARE, found.values())


def _counts(row: Line) -> bool:
    return row[_PLACES["patient"]] is not None and row[_PLACES["channel"]] == "form"


def _share(row: Line) -> Share:
    recorded, name, type, warned, late = (
        row[_PLACES[column]] for column in ("recorded_at", "name", "type", "warned", "late")
    )
    return Share(recorded[:7], name, 1, int(type in RIGHTED), warned, late)


def _sum(one: Share, other: Share) -> Share:
    return Share(one.month, one.name, *(a + b for a, b in zip(one[2:], other[2:], strict=True)))


def shares(tables: Tables, since: datetime) -> list[Share]:
    """From that month on, what was done on forms."""
    return [Share(*row) for row in tables.rows(_SINCE, {"since": f"{since:%Y-%m}"})]
