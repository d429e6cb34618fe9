"""When somebody was last here, of each record: what a schedule of retention looks at, without policy and clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, Self

import orjson
from sqlalchemy import ColumnElement, Connection, Index, and_, bindparam, func, or_, select

from domain import retention
from domain.fact import Plain
from domain.identity import KEY, Identity
from domain.retention import Bounds, Span
from projections.entries import ENTRY, Change, Entries
from projections.head import Head
from projections.view import key, optional, table, text
from trail.tables import Line, Statement, Tables, known, put, run

RETAINED = table("retained", key("patient"), text("contact"), text("born"), optional("died"), optional("imaged"))
"""Days, as `domain.retention.Span` has them."""
_r = RETAINED.c
Index("retained_contact", _r.contact, _r.patient)
_EVERY = Statement(select(ENTRY.c.chapter, ENTRY.c.json).where(ENTRY.c.patient == bindparam("patient")))


class Retained(NamedTuple):
    patient: str
    span: Span

    @property
    def place(self) -> str:
        """Where it stands in the list: what comes after it is asked for by this."""
        return f"{self.span.contact}.{self.patient}"

    @classmethod
    def read(cls, row: Line) -> Self:
        patient, contact, born, died, imaged = row
        days = (date.fromisoformat(one) if one else None for one in (died, imaged))
        return cls(patient, Span(date.fromisoformat(born), date.fromisoformat(contact), *days))


# growing


def retain(db: Connection, entries: Entries, heads: Mapping[str, Head]) -> None:
    """The rows of everybody whose entries were touched, once these are written."""
    touched: dict[str, list[Change]] = {}
    for one in entries.changes():
        touched.setdefault(one.patient, []).append(one)
    stood = known(db, RETAINED, [(patient,) for patient in touched if patient in heads])
    rows = [
        _row(db, heads[patient], own, stood.get((patient,))) for patient, own in touched.items() if patient in heads
    ]
    put(db, RETAINED, rows)


def _row(db: Connection, head: Head, changes: list[Change], stood: Line | None) -> Line:
    patient, opened = head.patient, head.opened[:10]
    details = next((one.now for one in changes if one.chapter == Identity.NAME and one.item == KEY), None)
    _, contact, born, died, imaged = stood or (patient, None, None, None, None)
    new = [(one.chapter, one.now) for one in changes]
    unsure = contact == opened and (_last(retention.contact, new, None) or "") < opened  # it may have been no contact
    if unsure or any(_went(one, contact, imaged) for one in changes):
        every = [(chapter, orjson.loads(told)) for chapter, told in run(db, _EVERY, {"patient": patient})]
        contact = imaged = None
    else:
        every = new
    contact = _last(retention.contact, every, contact)
    imaged = _last(retention.imaged, every, imaged)
    if details is not None:
        born, dead = str(retention.born(details, date.fromisoformat(opened))), retention.died(details)
        died = str(dead) if dead else None
    return patient, contact or opened, born or opened, died, imaged


def _went(one: Change, contact: str | None, imaged: str | None) -> bool:
    """Whether it was the last one, and is so no more: it was corrected, or struck."""
    if one.was is None:
        return False
    return _fell(retention.contact, one, contact) or _fell(retention.imaged, one, imaged)


def _fell(asks: retention.Asks, one: Change, known: str | None) -> bool:
    was, now = asks(one.chapter, one.was or {}), asks(one.chapter, one.now)
    return was is not None and str(was) == known and (now is None or now < was)


def _last(asks: retention.Asks, every: Iterable[tuple[str, Plain]], known: str | None) -> str | None:
    days = [str(day) for chapter, item in every if (day := asks(chapter, item))]
    return max([*days, *([known] if known else [])], default=None)


# reading


class Retention:
    """`tables` are those of the views."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of(self, patient: str) -> Span | None:
        rows = self._tables.rows(_ONE, {"patient": patient})
        return Retained.read(rows[0]).span if rows else None

    def ended(self, by: Bounds, after: str = "", most: int = -1) -> Iterator[Retained]:
        """Whose time is over, those first who were last seen longest ago; `after` a place."""
        contact, _, patient = after.partition(".")
        told = {**_told(by), "after": contact, "patient": patient, "most": _MOST if most < 0 else most}
        return map(Retained.read, self._tables.rows(_ENDED, told))

    def count(self, by: Bounds) -> int:
        found: int = self._tables.rows(_COUNT, _told(by))[0][0]
        return found


def _told(by: Bounds) -> dict[str, str]:
    """With the later of the two bounds of a last contact, by which an index narrows."""
    told = {name: str(day) for name, day in by._asdict().items()}
    return {**told, "either": max(told["contact"], told["died"])}


def _by(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return column <= bindparam(name)


_MOST = 2**53
_living = and_(_r.died.is_(None), _by(_r.contact, "contact"), _by(_r.born, "born"))
_dead = and_(_by(_r.died, "died"), _by(_r.contact, "died"))
_OVER = (_by(_r.contact, "either"), or_(_living, _dead), or_(_r.imaged.is_(None), _by(_r.imaged, "imaged")))
_onward = or_(
    _r.contact > bindparam("after"), and_(_r.contact == bindparam("after"), _r.patient > bindparam("patient"))
)
_ONE = Statement(select(RETAINED).where(_r.patient == bindparam("patient")))
_COUNT = Statement(select(func.count()).select_from(RETAINED).where(*_OVER))
_ENDED = Statement(select(RETAINED).where(*_OVER, _onward).order_by(_r.contact, _r.patient).limit(bindparam("most")))
