"""Who may do what in PostgreSQL: the role that serves can read, and add through the log's own functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, NotNullViolation, RaiseException, UniqueViolation

from tests.support.crowd import at_once, cheap
from tests.support.postgres import SERVING, cluster
from tests.support.stores import as_owner, database_of
from tests.trail.logs import ORIGIN, ROWS, page_of, verified
from trail.backend import backend_of
from trail.errors import NoStore, StoreError
from trail.head import Head
from trail.postgres.migration import migrate
from trail.postgres.recorder import _arguments, appending
from trail.postgres.schema import FORMAT, KEPT
from trail.postgres.server import Server
from trail.recorder import EventRow
from trail.sealed import checkpoint
from trail.store import Config, Store
from web.keeping.rooms import ROOMS

TABLES = ("event", "tree_head", "tree_tile", "command", "format")
COLUMNS = {"event": "entry", "tree_head": "stack", "tree_tile": "bytes", "command": "response", "format": "made"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with database_of("postgresql") as made:
        assert made
        yield made


@pytest.fixture(scope="module")
def store(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Signed, with a few events; in the hands of the role that serves."""
    folder = tmp_path_factory.mktemp("roles") / "store"
    with closing(Store.create(folder, ORIGIN, database=url)) as made:
        made.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
        checkpoint(made)
        yield made


@pytest.fixture
def serving(store: Store, url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whatever it does is taken back."""
    with closing(psycopg.connect(url)) as db:
        yield db


# what the role that serves may not


def _statements() -> Iterator[str]:
    for table in TABLES:
        column = COLUMNS[table]
        yield f"insert into log.{table} select * from log.{table}"
        yield f"update log.{table} set {column} = {column}"
        yield f"delete from log.{table}"
        yield f"truncate log.{table}"
        yield f"select * from log.{table} for update"
        yield f"lock table log.{table} in access exclusive mode"
        yield f"alter table log.{table} add column more text"
        yield f"alter table log.{table} disable trigger all"
        yield f"drop table log.{table}"
        yield f"alter table log.{table} owner to {SERVING}"
        yield f"create trigger mine before insert on log.{table} execute function suppress_redundant_updates_trigger()"
    for table in KEPT:
        yield f"drop trigger {table}_stays on log.{table}"
        yield f"drop trigger {table}_is_not_emptied on log.{table}"
    for function in ("append", "hold", "refuse", "erase"):
        yield f"drop function log.{function} cascade"
        yield f"alter function log.{function} owner to {SERVING}"
    yield "create or replace function log.refuse() returns trigger language plpgsql as $$ begin return old; end $$"
    yield "create table log.mine (n integer)"
    yield "drop schema log cascade"
    yield "set session_replication_role = replica"
    for table in ("keys.key", "keys.secret"):
        yield f"update {table} set wrapped = ''"
        yield f"delete from {table}"
        yield f"truncate {table}"
        yield f"drop table {table}"
    yield "update keys.doom set word = 'spared'"
    yield "delete from keys.doom"
    yield "drop function keys.destroy"
    yield "delete from signer.signed"
    yield "truncate signer.signed"


@pytest.mark.parametrize("statement", [*_statements()])
def test_the_role_that_serves_may_not(serving: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        serving.execute(statement.encode())


def _call(db: psycopg.Connection[Any], at: int | None, rows: list[EventRow], stack: bytes, **more: Any) -> Any:
    """`log.append` as it is called, with rows that nobody of ours would send."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    columns += more.get("tiles", [[], [], []])
    was = db.execute("select stack from log.tree_head").fetchall()[0][0]
    return db.execute(appending("log"), (at, was, stack, *columns, [], [], [], [])).fetchone()


@pytest.fixture
def rows(store: Store) -> list[EventRow]:
    """Three that would follow, each a stream of its own."""
    drafts = [cheap(uuid4()) for _ in range(3)]
    return list(page_of(Head.read(store.log.recorder.ask), drafts, store.keys, store.keys.new()).rows)


def test_what_follows_is_taken_and_only_once(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow]
) -> None:
    """So that the refusals below are of what is sent, and not of how."""
    n = store.log.position

    assert _call(serving, n, rows, b"") == (False, [], [])
    assert _call(serving, n, rows, b"") == (True, [], [])


@pytest.mark.parametrize("positions", [
    (2,), (0,), (-1,), (1, 3), (2, 1), (1, 1), (1, 1, 3), (1, 9, 3), (3, 2, 1), (2, 3, 4), (1, 2, 4), (None, 2),
    (1, None),
])  # fmt: skip
def test_positions_with_a_gap_are_not_taken(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow], positions: tuple[int | None, ...]
) -> None:
    n = store.log.position
    wrong: list[Any] = [
        (n + at if at is not None else None, *row[1:])
        for at, row in zip(positions, rows[: len(positions)], strict=True)
    ]

    with pytest.raises((RaiseException, NotNullViolation, UniqueViolation)):
        _call(serving, n, wrong, b"")


@pytest.mark.parametrize("away", [-2, -1, 1, 5])
def test_rows_for_another_place_are_not_taken(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow], away: int
) -> None:
    n = store.log.position

    moved = [(row[0] + away, *row[1:]) for row in rows]

    assert _call(serving, n + away, moved, b"") == (True, [], [])
    assert serving.execute("select count(*) from log.event").fetchone() == (n,)


def test_rows_for_no_place_are_not_taken(serving: psycopg.Connection[Any], rows: list[EventRow]) -> None:
    with pytest.raises((RaiseException, NotNullViolation)):
        _call(serving, None, rows, b"")


def test_columns_of_unequal_length_are_not_taken(serving: psycopg.Connection[Any], rows: list[EventRow]) -> None:
    n, was = serving.execute("select n, stack from log.tree_head").fetchall()[0]
    for column in range(6):
        columns: list[Any] = [list(one) for one in zip(*rows, strict=True)]
        columns[column] = columns[column] + columns[column][:1]
        with serving.transaction(force_rollback=True), pytest.raises(psycopg.Error), serving.transaction():
            serving.execute(appending("log"), (n, was, b"", *columns, [], [], [], [], [], [], []))


def test_tables_of_ones_own_are_not_taken_for_the_logs(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow]
) -> None:
    n = store.log.position
    serving.execute("create temp table tree_head (one integer, n bigint, stack bytea)")
    serving.execute("create temp table event (like log.event)")
    serving.execute("insert into pg_temp.tree_head values (1, 77, '')")
    serving.execute("set search_path = pg_temp, log")

    assert _call(serving, 77, [(row[0] - n + 77, *row[1:]) for row in rows], b"") == (True, [], [])
    assert _call(serving, n, rows, b"") == (False, [], [])
    assert serving.execute("select count(*) from pg_temp.event").fetchone() == (0,)


def test_what_is_sent_through_the_function_by_hand_is_what_the_recorder_sends(
    serving: psycopg.Connection[Any], store: Store
) -> None:
    page = page_of(Head.read(store.log.recorder.ask), [cheap(uuid4())], store.keys, store.keys.new(), {"form": b"x"})

    assert serving.execute(appending("log"), _arguments(page)).fetchone() == (False, [], [])
    assert serving.execute("select entry from log.event where position = %s", (page.end,)).fetchone() == (
        page.rows[0][4],
    )


# strangers


@pytest.fixture(scope="module")
def stranger(store: Store, url: str) -> Iterator[str]:
    """The URL of a role to which nothing was granted."""
    name = f"stranger_{uuid4().hex[:8]}"
    cluster().run(f"create role {name} login")
    yield url.replace(f"//{SERVING}@", f"//{name}@")
    cluster().run(f"drop role {name}")


@pytest.mark.parametrize("statement", [
    "select * from log.event", "select n from log.tree_head", "select * from keys.key", "select * from signer.signed",
    "select * from credentials.credential", "select log.hold()", "create table log.mine (n integer)",
])  # fmt: skip
def test_a_stranger_may_not_even_read(stranger: str, statement: str) -> None:
    with closing(psycopg.connect(stranger)) as db, pytest.raises(InsufficientPrivilege):
        db.execute(statement.encode())


def test_a_stranger_may_not_append(stranger: str, store: Store, rows: list[EventRow]) -> None:
    with closing(psycopg.connect(stranger)) as db, pytest.raises(InsufficientPrivilege):
        _call(db, store.log.position, rows, b"")


def test_a_store_of_a_stranger_is_refused_in_a_sentence(stranger: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^test_\w+ at /\S+ cannot be read by this role: permission denied"):
        backend_of(tmp_path, stranger)


# the schema


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


def _schema(database: str) -> list[Any]:
    return [cluster().run(question, database=database) for question in _SCHEMA]


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database in which nothing is yet; whoever serves is known."""
    with database_of("postgresql"), cluster().database() as name:
        yield name


def migrated(database: str, role: str | None = SERVING, by: str = "postgres") -> tuple[int, int]:
    with closing(Server(cluster().url(database, by))) as server:
        return migrate(server, ROOMS, role)


def test_migrating_twice_changes_nothing(empty: str) -> None:
    first, schema = migrated(empty), _schema(empty)

    again = migrated(empty)

    assert (first, again) == ((0, FORMAT), (FORMAT, FORMAT))
    assert _schema(empty) == schema


def test_migrating_a_log_that_is_there_leaves_every_row(store: Store, url: str) -> None:
    before = [tuple(row) for row in store.log.recorder.ask(ROWS)], store.log.head(), store.keys.cipher(1)

    migrated(url.split("?")[0].rsplit("/", 1)[1])

    assert ([tuple(row) for row in store.log.recorder.ask(ROWS)], store.log.head(), store.keys.cipher(1)) == before
    assert verified(store.folder, url).verdict == "proved"


def test_two_that_migrate_at_once_wait_for_each_other(empty: str) -> None:
    told = at_once([partial(migrated, empty)] * 4)

    assert sorted(one for one in told if isinstance(one, tuple)) == [(0, FORMAT), *[(FORMAT, FORMAT)] * 3]


def test_a_store_is_made_and_opened_after_a_migration(empty: str, tmp_path: Path) -> None:
    migrated(empty)
    url = cluster().url(empty, SERVING)

    Store.create(tmp_path / "store", ORIGIN, database=url).close()
    with closing(Store.open(tmp_path / "store")) as store:
        assert store.log.append([cheap(uuid4())]) == [2]
    assert verified(tmp_path, url).verdict == "proved"


def test_a_migration_that_may_not_be_made_is_a_sentence_and_leaves_nothing(empty: str) -> None:
    with pytest.raises(StoreError, match=rf"The schema of {empty} at \S+ was not changed: permission denied"):
        migrated(empty, by=SERVING)

    assert cluster().run("select count(*) from pg_namespace where nspname in ('log', 'keys')", database=empty) == [(0,)]


def test_a_migration_for_a_role_that_is_not_there_is_a_sentence_and_leaves_nothing(empty: str) -> None:
    with pytest.raises(StoreError, match=r'was not changed: role "nobody; drop" does not exist'):
        migrated(empty, role="nobody; drop")

    assert cluster().run("select count(*) from pg_namespace where nspname in ('log', 'keys')", database=empty) == [(0,)]


def test_a_database_in_another_encoding_is_refused() -> None:
    name = f"ascii_{uuid4().hex[:8]}"
    cluster().run(f"create database {name} encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0")
    try:
        with pytest.raises(StoreError, match="is encoded as SQL_ASCII; make the database with encoding UTF8"):
            migrated(name)
    finally:
        cluster().run(f"drop database {name} with (force)")


# what a host is told as it starts


@pytest.mark.parametrize("act", [
    lambda folder, url: Store.create(folder / "store", ORIGIN, database=url), backend_of,
])  # fmt: skip
def test_a_database_that_was_not_migrated_says_how(empty: str, tmp_path: Path, act: Any) -> None:
    with pytest.raises(StoreError, match=r"has no tables of this version\. Make them: caretrail store migrate-schema"):
        act(tmp_path, cluster().url(empty, SERVING))


def test_a_database_of_a_later_version_is_neither_served_nor_migrated(empty: str, tmp_path: Path) -> None:
    migrated(empty)
    cluster().run("insert into log.format values (99)", database=empty)

    with pytest.raises(StoreError, match=rf"has format 99, of a later Caretrail; this one knows up to {FORMAT}\."):
        backend_of(tmp_path, cluster().url(empty, SERVING))
    with pytest.raises(StoreError, match="has format 99, of a later Caretrail"):
        migrated(empty)


@pytest.mark.parametrize(("url", "told"), [
    ("postgresql://caretrail:secret@127.0.0.1:9/clinic", "The database clinic at 127.0.0.1 cannot be reached: "),
    ("host=127.0.0.1 port=9 dbname=clinic password=secret", "The database clinic at 127.0.0.1 cannot be reached: "),
    ("postgresql://caretrail:secret@nowhere.invalid/clinic", "The database clinic at nowhere.invalid cannot be"),
])  # fmt: skip
def test_a_server_that_is_not_there_is_told_without_a_password(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(StoreError, match=f"^{re.escape(told)}") as caught:
        backend_of(tmp_path, url)

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://[caretrail/clinic", "no url at all", "postgresql://h/d?nothing=5", "\0"])
def test_what_is_no_url_is_told_in_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError):
        backend_of(tmp_path, url)


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"The database nowhere at \S+ cannot be reached: .*does not exist"):
        backend_of(tmp_path, cluster().url("nowhere"))


def test_a_store_whose_server_is_gone_says_so_when_it_is_opened(tmp_path: Path) -> None:
    with database_of("postgresql") as url:
        assert url
        as_owner(url)  # which has it dropped rather than emptied for the next test
        Store.create(tmp_path / "store", ORIGIN, database=url).close()

    with pytest.raises(StoreError, match="cannot be reached"):
        Store.open(tmp_path / "store")


def test_an_empty_log_is_no_store(tmp_path: Path, empty: str) -> None:
    migrated(empty)
    folder = tmp_path / "store"
    folder.mkdir()
    Config(ORIGIN, cluster().url(empty, SERVING)).write(folder)

    with pytest.raises(NoStore, match=r"There is no log in \S+ at \S+ yet"):
        Store.open(folder)


def test_the_owner_is_not_the_one_that_serves(url: str) -> None:
    assert as_owner(url) != url


def test_a_key_that_is_not_doomed_is_not_destroyed(serving: psycopg.Connection[Any], store: Store) -> None:
    kid = store.keys.new()

    with pytest.raises(psycopg.errors.RaiseException, match=f"key {kid} is not to be destroyed"):
        serving.execute("select keys.destroy(%s)", (kid,))
    assert store.keys.cipher(kid)


def test_nothing_is_erased_under_an_entry_that_erases_nothing(serving: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="event 1 erases nothing"):
        serving.execute("select log.erase(1, '{1}', '{}')")
