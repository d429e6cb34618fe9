"""What of the change log is asked for: filters as they come, and the queries that fit them on every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, case, cast, false, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer

from domain.blood import BloodGroup
from domain.identity import Identity
from domain.text import folded
from projections.logged import CHANGE, HAND
from trail.tables import Given, Statement, given

Shape = tuple[tuple[str, Any], ...]
"""Which filters there are, without their values: questions of one shape are one statement."""
_c = CHANGE.c
_EQUAL = ("patient", "mrn", "actor", "role", "type", "chapter", "entry", "reason", "channel", "session", "tx")
_POSITIONS = ("after", "beyond", "before")
_COUNTED = ("type", "chapter", "actor", "name", "reason", "channel")
_ID = re.compile(r"u-[0-9a-f]{8}|system", re.ASCII)
_PLAIN = str.maketrans(ascii_uppercase, ascii_lowercase)
_imported = _c.channel == "import"
MARKS: Mapping[str, ColumnElement[bool]] = {  # of what came with an import, late and reasoned would say nothing
    "late": and_(_c.late == 1, ~_imported),
    "reasoned": and_(_c.reason.is_not(None), ~_imported),
    "warned": _c.warned == 1,
    "flagged": _c.flagged == 1,
    "safety": _c.safety == 1,
    "import": _imported,
}
TALLIED = (*_COUNTED, *MARKS, "unanchored", "count", "first", "last")


class Place(FunctionElement[int]):
    """Where in a text another begins, counted from 1; 0 where it does not occur."""

    inherit_cache = True
    name = "place"
    type = Integer()


@compiles(Place, "sqlite")
def _place_sqlite(place: Place, compiler: SQLCompiler, **told: Any) -> str:
    return f"instr({compiler.process(place.clauses, **told)})"


@compiles(Place, "postgresql")
def _place_postgresql(place: Place, compiler: SQLCompiler, **told: Any) -> str:
    return f"strpos({compiler.process(place.clauses, **told)})"


def _within(text: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return Place(text, bindparam(name, type_=Text())) > 0


_changes = func.substr(_c.told, Place(_c.told, literal('"changes":')))  # the last part of what is told
_CLAUSES: Mapping[str, ColumnElement[bool]] = {
    **{name: _c[name] == bindparam(name) for name in _EQUAL},
    "field": _within(_changes, "field"),
    "since": _c.recorded_at >= bindparam("since"),
    "until": _c.recorded_at < bindparam("until"),
    "after": _c.position > bindparam("after"),
    "beyond": _c.position > bindparam("beyond"),
    "before": _c.position < bindparam("before"),
    "late": _c.late == 1,
    "someones": _c.patient.is_not(None),
    "office": _c.patient.is_(None),
    "filed": _c.chapter.is_not(None),
    "hands": _c.actor.in_(given("hands")),
    "but": or_(_c.patient.is_(None), _c.patient.not_in(given("but"))),
    "at": _c.position > bindparam("at"),
    "down": _c.position < bindparam("at"),
}


def read(filters: Mapping[str, Any]) -> tuple[Shape, dict[str, Any]]:
    """Filters as `Changes.rows` has them, an actor by id or as `hands`; `KeyError` for one that there is not."""
    shape, values = [], dict[str, Any]()
    for name, value in filters.items():
        if value not in (None, ""):
            kind, told = _read(name, value)
            shape.append((name, kind))
            values |= told
    return tuple(shape), values


def named(actor: Any) -> dict[str, str] | None:
    """What `HANDS` asks for, where an actor is not told by an id that only one can have; part of a name is folded as
    engines fold what is not accented."""
    told = str(actor)
    return None if not told or _ID.fullmatch(told) else {"actor": told, "plain": told.translate(_PLAIN)}


def _read(name: str, value: Any) -> tuple[Any, dict[str, Any]]:
    match name:
        case "types":
            return len(value), {f"type{n}": one for n, one in enumerate(value)}
        case "marked":
            return MARKS[value] is not None and value, {}
        case "hands" | "but":
            return None, {name: orjson.dumps(value).decode()}
        case "until" if len(str(value)) == 10:
            return None, {"until": f"{value}T24"}  # a day named as the end is meant whole
        case "text":
            every = [value] if isinstance(value, str) else value
            return len(every), {f"text{n}": folded(str(one)).strip() for n, one in enumerate(every)}
        case _:
            assert _CLAUSES[name] is not None
            return None, {name: int(value) if name in _POSITIONS else value}


@lru_cache(500)
def lines(shape: Shape, newest: bool, onward: bool) -> Statement:
    """Position and what is told, at most so many (`most`), `onward` from a position (`at`)."""
    shape = (*shape, ("down" if newest else "at", None)) if onward else shape
    order = _c.position.desc() if newest else _c.position
    return Statement(_fitting(select(_c.position, _c.told), shape).order_by(order).limit(bindparam("most")))


HANDS = Statement(
    select(HAND.c.actor).where(or_(HAND.c.actor == bindparam("actor"), _within(func.lower(HAND.c.name), "plain")))
)
STEPS = Statement(
    select(_c.position, _c.type, _c.safety)
    .where(_c.patient == bindparam("patient"), _CLAUSES["filed"])
    .order_by(_c.position)
)
ABOUT = Statement(
    select(_c.position, _c.type, _c.actor, _c.recorded_at)
    .where(_c.patient == bindparam("patient"))
    .order_by(_c.position)
)
WROTE = Statement(
    select(_c.told)
    .where(
        _c.patient == bindparam("patient"),
        or_(
            _c.position.in_(select(cast(Given.named("positions").table_valued("value").c.value, Integer))),
            _c.entry.in_(given("entries")),
            _c.chapter == Identity.NAME,
            _c.chapter == BloodGroup.NAME,
        ),
    )
    .order_by(_c.position.desc())
    .limit(bindparam("most"))
)
TIMES = Statement(
    select(_c.position, _c.recorded_at, _c.name)
    .where(_c.position.in_(select(cast(Given.named("positions").table_valued("value").c.value, Integer))))
    .order_by(_c.position)
)


@lru_cache(500)
def count(shape: Shape) -> Statement:
    return Statement(_fitting(select(func.count()).select_from(CHANGE), shape))


@lru_cache(500)
def patients(shape: Shape) -> Statement:
    return Statement(_fitting(select(_c.patient).distinct(), (*shape, ("someones", None))))


@lru_cache(500)
def tally(shape: Shape, capped: bool) -> Statement:
    """Columns as `TALLIED`, of the newest (`most`); `signed` is the position after which nothing is anchored."""
    marks = {**MARKS, "unanchored": _c.position > bindparam("signed")}
    told = [case((clause, 1), else_=0).label(name) for name, clause in marks.items()]
    fitting = _fitting(select(*(_c[name] for name in _COUNTED), _c.recorded_at, *told), shape)
    newest = (fitting.order_by(_c.position.desc()).limit(bindparam("most")) if capped else fitting).subquery()
    apart = [newest.c[name] for name in (*_COUNTED, *marks)]
    at = newest.c.recorded_at
    summed = select(*apart, func.count().label("count"), func.min(at).label("first"), func.max(at).label("last"))
    return Statement(summed.group_by(*apart).order_by(*(column.nulls_first() for column in apart)))


def _fitting(asked: Select[Any], shape: Shape) -> Select[Any]:
    return asked.where(*_clauses(shape))


def _clauses(shape: Shape) -> Iterable[ColumnElement[bool]]:
    for name, kind in shape:
        if name == "types":
            yield or_(false(), *(_c.type == bindparam(f"type{n}") for n in range(kind)))
        elif name == "text":
            yield from (_within(_c.words, f"text{n}") for n in range(kind))
        else:
            yield MARKS[kind] if name == "marked" else _CLAUSES[name]
