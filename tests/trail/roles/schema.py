"""A schema as it is made, and all that can be seen of it."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from tests.support.postgres import SERVING, cluster
from trail.postgres.migration import migrate
from trail.postgres.server import Server
from web.keeping.rooms import ROOMS

_SCHEMA = (
    "select table_schema, table_name, column_name, data_type, is_nullable, collation_name "
    "from information_schema.columns where table_schema !~ '^(pg_|information)' order by 1, 2, ordinal_position",
    "select event_object_schema, event_object_table, trigger_name, event_manipulation, action_statement "
    "from information_schema.triggers order by 1, 2, 3, 4",
    "select n.nspname, p.proname, pg_get_functiondef(p.oid), p.proacl::text, p.proowner::regrole::text from pg_proc p "
    "join pg_namespace n on n.oid = p.pronamespace where n.nspname !~ '^(pg_|information)' order by 1, 2",
    "select n.nspname, c.relname, c.relkind, c.relacl::text, c.relowner::regrole::text from pg_class c "
    "join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^(pg_|information)' order by 1, 2",
    "select nspname, nspacl::text, nspowner::regrole::text from pg_namespace where nspname !~ '^pg_' order by 1",
    "select version, made from log.format",
)


def schema_of(database: str) -> list[Any]:
    return [cluster().run(question, database=database) for question in _SCHEMA]


def migrated(database: str, role: str | None = SERVING, by: str = "postgres") -> tuple[int, int]:
    with closing(Server(cluster().url(database, by))) as server:
        return migrate(server, ROOMS, role)
