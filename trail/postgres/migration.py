"""Making the tables and bringing them to this version: a command of its own, never done by hosts as they start."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError

from trail.errors import StoreError
from trail.postgres import schema
from trail.postgres.server import Server

DISPOSABLE = ("views", "views_beside", "reads", "reads_beside")
"""Schemas that the serving role owns: what is in them can be regrown."""
_OLDEST = 15  # of PostgreSQL's versions
_MAY = {"keys": "select, insert", "signer": "select, insert, update"}
_ALL = "select, insert, update, delete"


def migrate(server: Server, rooms: Mapping[str, MetaData], role: str | None) -> tuple[int, int]:
    """The format before (0 for none) and now. `rooms`: tables beside the log, by schema; `role`: whoever serves.

    Two that migrate at once wait for each other. `StoreError` where the database will not have it.
    """
    try:
        with server.engine.execution_options(isolation_level="READ COMMITTED").begin() as db:
            _run(db, "select pg_advisory_xact_lock(hashtextextended('migrate', 0))")
            before = format_of(server, db)
            _fits(server, db, before)
            for step, made in enumerate((schema.first, schema.second, schema.third, schema.fourth), start=1):
                if before < step:
                    _run(db, made())
                    _run(db, f"insert into log.format values ({step})")
            for room, metadata in rooms.items():
                _run(db, f"create schema if not exists {room}")
                metadata.create_all(db.execution_options(schema_translate_map={None: room}))
            _owned(db, role)
            if role:
                _granted(db, rooms, _quoted(db, role))
            return before, schema.FORMAT
    except DBAPIError as error:
        raise StoreError(f"The schema of {server.name} was not changed: {error.orig}".strip()) from None


def format_of(server: Server, db: Connection) -> int:
    """0 where there are no tables of ours."""
    if db.exec_driver_sql("select to_regclass('log.format')").scalar() is None:
        return 0
    return int(db.exec_driver_sql("select max(version) from log.format").scalar() or 0)


def check_format(server: Server) -> None:
    """`StoreError` for a database that has to be migrated first, or that a later Caretrail has changed."""
    with server.engine.connect() as db:
        try:
            found = format_of(server, db)
        except DBAPIError as error:
            raise StoreError(f"{server.name} cannot be read by this role: {error.orig}") from None
    if found < schema.FORMAT:
        raise StoreError(f"{server.name} has no tables of this version. Make them: caretrail store migrate-schema")
    if found > schema.FORMAT:
        raise StoreError(
            f"{server.name} has format {found}, of a later Caretrail; this one knows up to {schema.FORMAT}."
        )


def _fits(server: Server, db: Connection, before: int) -> None:
    version = int(db.exec_driver_sql("show server_version_num").scalar() or 0) // 10000
    if version < _OLDEST:
        raise StoreError(f"{server.name} is PostgreSQL {version}; {_OLDEST} or later is needed.")
    if (coding := db.exec_driver_sql("show server_encoding").scalar()) != "UTF8":
        raise StoreError(f"{server.name} is encoded as {coding}; make the database with encoding UTF8.")
    if before > schema.FORMAT:
        raise StoreError(f"{server.name} has format {before}, of a later Caretrail.")


def _owned(db: Connection, role: str | None) -> None:
    for room in DISPOSABLE:
        _run(db, f"create schema if not exists {room}" + (f" authorization {_quoted(db, role)}" if role else ""))


def _granted(db: Connection, rooms: Mapping[str, MetaData], role: str) -> None:
    _run(db, schema.grants(role))
    for room in rooms:
        _run(db, f"grant usage on schema {room} to {role}")
        _run(db, f"grant {_MAY.get(room, _ALL)} on all tables in schema {room} to {role}")


def _quoted(db: Connection, name: str) -> str:
    raw = db.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return sql.Identifier(name).as_string(raw)


def _run(db: Connection, statements: str) -> None:
    db.execution_options(no_parameters=True).exec_driver_sql(statements)
