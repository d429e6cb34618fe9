"""What the role that serves may add: what follows in the log, once, in its place, and without a gap."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import NotNullViolation, RaiseException, UniqueViolation

from tests.support.crowd import cheap
from tests.trail.logs import page_of
from tests.trail.roles.calling import call
from trail.head import Head
from trail.postgres.recorder import _arguments, appending
from trail.recorder import EventRow
from trail.store import Store


def test_what_follows_is_taken_and_only_once(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow]
) -> None:
    """So that the refusals below are of what is sent, and not of how."""
    n = store.log.position

    assert call(serving, n, rows, b"") == (False, [], [])
    assert call(serving, n, rows, b"") == (True, [], [])


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
        call(serving, n, wrong, b"")


@pytest.mark.parametrize("away", [-2, -1, 1, 5])
def test_rows_for_another_place_are_not_taken(
    serving: psycopg.Connection[Any], store: Store, rows: list[EventRow], away: int
) -> None:
    n = store.log.position

    moved = [(row[0] + away, *row[1:]) for row in rows]

    assert call(serving, n + away, moved, b"") == (True, [], [])
    assert serving.execute("select count(*) from log.event").fetchone() == (n,)


def test_rows_for_no_place_are_not_taken(serving: psycopg.Connection[Any], rows: list[EventRow]) -> None:
    with pytest.raises((RaiseException, NotNullViolation)):
        call(serving, None, rows, b"")


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

    assert call(serving, 77, [(row[0] - n + 77, *row[1:]) for row in rows], b"") == (True, [], [])
    assert call(serving, n, rows, b"") == (False, [], [])
    assert serving.execute("select count(*) from pg_temp.event").fetchone() == (0,)


def test_what_is_sent_through_the_function_by_hand_is_what_the_recorder_sends(
    serving: psycopg.Connection[Any], store: Store
) -> None:
    page = page_of(Head.read(store.log.recorder.ask), [cheap(uuid4())], store.keys, store.keys.new(), {"form": b"x"})

    assert serving.execute(appending("log"), _arguments(page)).fetchone() == (False, [], [])
    assert serving.execute("select entry from log.event where position = %s", (page.end,)).fetchone() == (
        page.rows[0][4],
    )
