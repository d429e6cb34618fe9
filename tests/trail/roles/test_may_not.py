"""What the role that serves may not: change, empty or drop what is kept, destroy a key, or erase by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.support.postgres import SERVING
from tests.support.stores import as_owner
from trail.postgres.schema import KEPT
from trail.store import Store

TABLES = ("event", "tree_head", "tree_tile", "command", "format")
COLUMNS = {"event": "entry", "tree_head": "stack", "tree_tile": "bytes", "command": "response", "format": "made"}


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
