"""One function of the database, prepared once on a connection and called without what the driver does for each.

The driver looks up how each value is written and watches the socket: some 45 µs of the 600 of a command, which waits
for nothing else. Here values go in PostgreSQL's binary form, by libpq's own call (PQexecPrepared), which waits itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg import errors
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

_number = count(1)  # two of them may stand on one connection
Value = bytes | str | int | None


class Statement:
    """`types` are those of the arguments, of `bigint`, `text` and `bytea`; a text with a NUL is refused by the server,
    not cut short at it."""

    def __init__(self, function: str, types: Sequence[str]) -> None:
        told = ", ".join(f"${n}::{type_}" for n, type_ in enumerate(types, 1))
        self._name, self._text = f"{function} {next(_number)}".encode(), f"select {function}({told})".encode()
        self._binary = [1] * len(types)
        self._on = WeakSet[psycopg.Connection[Any]]()

    def ask(self, db: psycopg.Connection[Any], values: Sequence[Value]) -> bytes | None:
        """The text of the one value that is answered. Raises what the driver would raise."""
        if db not in self._on:
            self._checked(db.pgconn.prepare(self._name, self._text), ExecStatus.COMMAND_OK)
            self._on.add(db)
        answer = db.pgconn.exec_prepared(self._name, [_binary(one) for one in values], self._binary)
        self._checked(answer, ExecStatus.TUPLES_OK)
        return answer.get_value(0, 0)

    @staticmethod
    def _checked(answer: PGresult, wanted: ExecStatus) -> None:
        if answer.status == wanted:
            return
        if answer.error_field(DiagnosticField.SQLSTATE) is None:  # libpq failed, no server refused
            raise psycopg.OperationalError(answer.get_error_message())
        raise errors.error_from_result(answer)


def _binary(value: Value) -> Any:
    """What libpq takes, and its types do not say: None is NULL."""
    match value:
        case str():
            return value.encode()
        case int():
            return value.to_bytes(8, "big", signed=True)
        case _:
            return value
