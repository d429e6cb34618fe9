"""Tables beside the log, asked through SQLAlchemy Core: whether in a file or in PostgreSQL is known here alone.

The log itself is not among them: `trail.recorder` writes that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Connection,
    Dialect,
    Executable,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import FunctionElement

from trail.errors import StoreError

Exact = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that is compared octet by octet on both."""
Whole = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_SQLITE: Dialect = sqlite.dialect(paramstyle="named")
_POSTGRESQL: Dialect = psycopg.dialect()  # type: ignore[no-untyped-call]
BESIDE = "beside"
"""The schema by which statements name tables that `Tables.begin` was told of."""
Values = Mapping[str, Any] | None
Line = tuple[Any, ...]
"""A row as the driver gives it: by place, as a name for every value would cost as much as reading it."""


class Occupied(StoreError):
    """Others were at it for longer than one would wait. Nothing was done."""


class Statement:
    """What is asked or changed over and over in the same words, made into SQL once for each engine."""

    def __init__(self, said: Executable) -> None:
        self._said, self._sql = said, dict[tuple[str, str], tuple[str, dict[str, Any]]]()
        self.asks = isinstance(said, Select)

    def on(self, engine: str, schema: str = "") -> tuple[str, dict[str, Any]]:
        """SQL with named places, and the values of those that the statement fills itself."""
        if (engine, schema) not in self._sql:
            self._sql[engine, schema] = _compiled(self._said, engine, schema)
        return self._sql[engine, schema]


class Tables(ABC):
    """Questions may come from any thread, each answered as of one moment; changes come in transactions.

    What an engine complains of comes as its driver or SQLAlchemy tell it, but for `StoreError` where a database does
    not answer. `shared`: other hosts may be at work on them.
    """

    shared: bool = False

    def __init__(self, metadata: MetaData) -> None:
        self.metadata = metadata

    # changing

    @abstractmethod
    def begin(
        self, alone: str | Sequence[str] = (), seconds: float | None = None, beside: Tables | None = None
    ) -> AbstractContextManager[Connection]:
        """A transaction; nobody else, on any host, is in one of the same name `alone` meanwhile.

        Of several names, give them in one order everywhere. `Occupied` where that takes longer than `seconds`. The
        tables of `beside` can be read in the same transaction, in the schema `BESIDE`.
        """

    @abstractmethod
    def exchange(self, db: Connection, tables: Sequence[Table]) -> None:
        """In a transaction that was told of tables beside: all rows of these for those here; readers see either."""

    @abstractmethod
    def beside(self, word: str) -> AbstractContextManager[Tables]:
        """Room for tables of the same names, empty, nobody else's meanwhile and gone afterwards. `Occupied`."""

    def renewed(self, error: BaseException, other: Tables | None = None) -> bool:
        """Where it remedies such an error, throw everything away, or put what is `beside` in its place."""
        return False

    @abstractmethod
    def scour(self) -> None:
        """Leave no byte of what was deleted in the files, where they are ours. `Occupied` while others read."""

    # asking

    @abstractmethod
    def all(self, ask: Executable, values: Values = None) -> Sequence[Row[Any]]: ...

    @abstractmethod
    def rows(self, ask: Statement, values: Values = None) -> list[Line]:
        """The quick way, for what is asked all the time."""

    @abstractmethod
    def stream(self, ask: Executable, values: Values = None) -> Iterator[Row[Any]]:
        """The same as `all`, read as it is used, in little memory."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """Every question to this connection is answered as of the moment of the first."""

    def first(self, ask: Executable, values: Values = None) -> Row[Any] | None:
        return next(iter(self.all(ask, values)), None)

    def value(self, ask: Executable, values: Values = None) -> Any:
        """The first column of the first row; None where there is none."""
        row = self.first(ask, values)
        return row[0] if row else None

    def lost(self, error: BaseException) -> bool:
        """Whether it was the way to the database that failed, so that the same may be tried again."""
        return False

    @abstractmethod
    def close(self) -> None: ...


# inside a transaction


def run(connection: Connection, statement: Statement, values: Values = None) -> list[Line]:
    """Ask or change; the rows, where there are any."""
    sql, told = statement.on(connection.dialect.name, _schema(connection))
    done = _driver(connection).execute(sql, {**told, **(values or {})})
    return done.fetchall() if statement.asks else []


def put(connection: Connection, table: Table, rows: Iterable[Line], lasting: tuple[str, ...] = ()) -> None:
    """Insert whole rows, in the order of the table's columns; a row of the same primary key is replaced.

    Of two rows of one key the last counts. In a row that is replaced, the columns named `lasting` stay as they are.
    """
    told, driver = list(rows), _driver(connection)
    if told and connection.dialect.name == "sqlite":
        driver.executemany(_inserting(table, lasting), told)
    elif told:
        keys = _places(table)
        last = {tuple([row[place] for place in keys]): row for row in told}
        arrays = [list(column) for column in zip(*last.values(), strict=True)]
        driver.execute(_unnesting(table, _schema(connection), lasting), arrays)


def known(connection: Connection, table: Table, keys: Iterable[Line]) -> dict[Line, Line]:
    """The whole rows of these primary keys, as far as there are such: in PostgreSQL one question for all."""
    wanted, places, driver = list(dict.fromkeys(keys)), _places(table), _driver(connection)
    if not wanted:
        return {}
    if connection.dialect.name == "sqlite":
        ask = _finding(table)
        rows = [row for key in wanted if (row := driver.execute(ask, key).fetchone())]
    else:
        arrays = [list(column) for column in zip(*wanted, strict=True)]
        rows = driver.execute(_joining(table, _schema(connection)), arrays).fetchall()
    return {tuple([row[place] for place in places]): row for row in rows}


def sending(connection: Connection) -> AbstractContextManager[Any]:
    """While it lasts, what was `put` is on its way to the server and one goes on; it is there at the end, or fails."""
    return nullcontext() if connection.dialect.name == "sqlite" else _driver(connection).pipeline()


class Given(FunctionElement[str]):
    """The texts of a list, given as JSON, as a table with the column `value`."""

    inherit_cache = True
    name = "given"

    @classmethod
    def named(cls, list_: str) -> Self:
        return cls(BindParameter(list_, type_=Text()))


def given(list_: str) -> Select[Any]:
    """The texts of such a list, to be looked for among."""
    return select(Given.named(list_).table_valued("value").c.value)


@compiles(Given, "sqlite")
def _given_sqlite(given: Given, compiler: SQLCompiler, **told: Any) -> str:
    return f"json_each({compiler.process(given.clauses, **told)})"


@compiles(Given, "postgresql")
def _given_postgresql(given: Given, compiler: SQLCompiler, **told: Any) -> str:
    return f"jsonb_array_elements_text(cast({compiler.process(given.clauses, **told)} as jsonb))"


# SQL


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _schema(connection: Connection) -> str:
    named = connection.get_execution_options().get("schema_translate_map")
    return named[None] if named else ""


def _compiled(said: Executable, engine: str, schema: str) -> tuple[str, dict[str, Any]]:
    assert isinstance(said, ClauseElement)
    if engine == "sqlite":
        made = said.compile(dialect=_SQLITE)
    else:
        told: Any = {"schema_translate_map": {None: schema}, "render_schema_translate": True}
        made = said.compile(dialect=_POSTGRESQL, **told)
    assert isinstance(made, SQLCompiler)
    return str(made), {name: bound.value for name, bound in made.binds.items() if not bound.required}


@lru_cache
def _places(table: Table) -> list[int]:
    columns = list(table.columns)
    return [columns.index(column) for column in table.primary_key]


@lru_cache
def _inserting(table: Table, lasting: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(table.columns))
    return f"insert into {_quoted(table.name)} ({_names(table.columns)}) values ({places}) {_else(table, lasting)}"


@lru_cache
def _unnesting(table: Table, schema: str, lasting: tuple[str, ...]) -> str:
    """One statement for any number of rows: a column of values comes as one array."""
    into, rows = f"{schema}.{_quoted(table.name)} ({_names(table.columns)})", _arrays(table.columns)
    return f"insert into {into} select * from unnest({rows}) {_else(table, lasting)}"


def _else(table: Table, lasting: tuple[str, ...]) -> str:
    """What becomes of a row that is there already."""
    others = [column for column in table.columns if not column.primary_key and column.name not in lasting]
    told = ", ".join(f"{_quoted(one.name)} = excluded.{_quoted(one.name)}" for one in others)
    return f"on conflict ({_names(table.primary_key)}) do {f'update set {told}' if others else 'nothing'}"


@lru_cache
def _finding(table: Table) -> str:
    told = " and ".join(f"{_quoted(key.name)} = ?" for key in table.primary_key)
    return f"select {_names(table.columns)} from {_quoted(table.name)} where {told}"


@lru_cache
def _joining(table: Table, schema: str) -> str:
    keys, wanted = _names(table.primary_key), _arrays(table.primary_key)
    told = f"select {_names(table.columns)} from {schema}.{_quoted(table.name)}"
    return f"{told} join unnest({wanted}) as wanted ({keys}) using ({keys})"


def _names(columns: Iterable[Column[Any]]) -> str:
    return ", ".join(_quoted(column.name) for column in columns)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _arrays(columns: Iterable[Column[Any]]) -> str:
    """In the binary form, in which a text goes as it is."""
    return ", ".join(f"%b::{column.type.compile(_POSTGRESQL).split(' COLLATE ')[0]}[]" for column in columns)
