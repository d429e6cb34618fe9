"""A log in PostgreSQL, for proof."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg

from trail.errors import Unreachable
from trail.postgres.primary import Raw
from trail.postgres.server import primary_of
from trail.verdict import Verdict

_MOMENT = "begin isolation level repeatable read read only"


class Reading:
    def __init__(self, db: Raw) -> None:
        self._db = db

    def execute(self, question: str, values: tuple[Any, ...] = (), /) -> psycopg.Cursor[Any]:
        return self._db.execute(question.replace("?", "%s").encode(), values)

    def close(self) -> None:
        self._db.close()


class Elsewhere:
    """Nothing of our own: how PostgreSQL keeps its files is its own business, and its checksums'."""

    def start(self) -> None:
        pass

    def tell(self, verdict: Verdict) -> None:
        verdict.not_proved.append(
            "PostgreSQL's own files were not looked at; its checksums (data_checksums) and pg_amcheck are for that."
        )


class DatabaseSource(NamedTuple):
    """`log` is the schema: `log` itself, or `access` for the log of reads."""

    url: str
    log: str = "log"

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        return psycopg.Error, UnicodeDecodeError, OverflowError

    def open(self) -> Reading:
        try:
            primary = primary_of(self.url)
            primary.look()
            return Reading(primary.connect(options=f"-c search_path={self.log}"))
        except psycopg.OperationalError as error:
            raise Unreachable(f"The log cannot be reached: {str(error).splitlines()[0]}") from None

    def moment(self) -> Reading:
        reading = self.open()
        reading.execute(_MOMENT)
        return reading

    def beside(self) -> Elsewhere:
        return Elsewhere()
