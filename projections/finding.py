"""The tables in which people are found, and the questions to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import add
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Index,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from projections.view import key, number, optional, table, text
from trail.tables import Exact, Given, Statement, Tables

PERSON = table(
    "person",
    key("patient"), text("mrn"), text("name"), optional("born"), text("gender"), number("died"), text("details"),
    text("former"),
)  # fmt: skip
TOKEN = table("token", key("token"), key("patient"), number("former"))
RECENT = table("recent", key("patient"), number("position"))
Index("token_of", TOKEN.c.patient, TOKEN.c.token)
Index("recent_order", RECENT.c.position)

_COMMON = 3000  # a word that more patients share narrows nothing
_NARROW = 9  # characters of a whole date or number, which few can share
_END = "\U0010ffff"
_SHOWN = [PERSON.c[name] for name in ("patient", "mrn", "name", "born", "gender", "died", "former")]
_unscored = literal(0, Integer).label("score")

COUNT = Statement(select(func.count()).select_from(PERSON))
ONE = Statement(select(*_SHOWN, _unscored).where(PERSON.c.patient == bindparam("patient")))
_MANY = Given.named("patients").table_valued("value")
NAMED = Statement(
    select(PERSON.c.patient, PERSON.c.mrn, PERSON.c.name).where(PERSON.c.patient.in_(select(_MANY.c.value)))
)
DETAILS = Statement(select(PERSON.c.patient, PERSON.c.details).where(PERSON.c.patient.in_(select(_MANY.c.value))))
LAST = Statement(
    select(*_SHOWN, _unscored)
    .join_from(RECENT, PERSON, PERSON.c.patient == RECENT.c.patient)
    .order_by(RECENT.c.position.desc())
    .limit(bindparam("most"))
)


class Begins(FunctionElement[Any]):
    """Whether a text (the first) begins with another (the second; the third is where such texts end).

    Asked of rows that were found by something else: PostgreSQL must not think of finding them by this, since it cannot
    guess how many begin so.
    """

    inherit_cache = True
    name = "begins"
    type = NullType()  # of a truth value SQLAlchemy would ask SQLite whether it equals 1, which no index answers


@compiles(Begins, "sqlite")
def _begins_sqlite(begins: Begins, compiler: SQLCompiler, **told: Any) -> str:
    text, word, end = (compiler.process(one, **told) for one in begins.clauses)
    return f"({text} >= {word} and {text} < {end})"


@compiles(Begins, "postgresql")
def _begins_postgresql(begins: Begins, compiler: SQLCompiler, **told: Any) -> str:
    text, word, _ = (compiler.process(one, **told) for one in begins.clauses)
    return f"left({text}, length({word})) = {word}"


def _begins(tokens: FromClause, n: int) -> ColumnElement[bool]:
    """Whether a token begins with the n-th word, to be found by the index."""
    return and_(tokens.c.token >= bindparam(f"word{n}"), tokens.c.token < bindparam(f"end{n}"))


def _one() -> Statement:
    first = select(literal(1, Integer)).where(_begins(TOKEN, 0)).limit(_COMMON).subquery()
    return Statement(select(func.count()).select_from(first))


_SHARED = _one()


@lru_cache(100)
def search(words: int) -> Statement:
    """Patients that have all words, as far as these were typed; whole words count, those of former names for half."""
    t, whole = TOKEN.alias("t"), []
    found = select(t.c.patient).where(_begins(t, 0)).order_by(t.c.token, t.c.patient).limit(bindparam("most"))
    for n in range(1, words):
        o = TOKEN.alias(f"o{n}")
        begins = Begins(o.c.token, bindparam(f"word{n}", type_=Exact), bindparam(f"end{n}", type_=Exact))
        found = found.where(exists().where(o.c.patient == t.c.patient, begins))
    for n in range(words):
        w = TOKEN.alias(f"w{n}")
        own = select(2 - w.c.former).where(w.c.token == bindparam(f"word{n}"), w.c.patient == PERSON.c.patient)
        whole.append(func.coalesce(own.scalar_subquery(), 0))
    ids = select(found.subquery("found").c.patient)
    return Statement(select(*_SHOWN, reduce(add, whole).label("score")).where(PERSON.c.patient.in_(ids)))


def bounds(words: Sequence[str], most: int) -> dict[str, Any]:
    told = {f"word{n}": word for n, word in enumerate(words)} | {f"end{n}": word + _END for n, word in enumerate(words)}
    return {**told, "most": most}


def rarest_first(tables: Tables, words: Sequence[str]) -> list[str]:
    """The search begins with the word that fewest patients share, and looks the others up for each of these."""
    if len(words) == 1:
        return list(words)
    narrow = [word for word in words if len(word) >= _NARROW and word[0].isdigit()]
    if narrow:
        return [narrow[0], *(word for word in words if word != narrow[0])]
    sizes = {word: tables.rows(_SHARED, bounds([word], 0))[0][0] for word in words}
    return sorted(sizes, key=lambda word: (sizes[word], -len(word)))
