"""Tables in a file: it is replaced when it is damaged, read by all threads, and whole by itself when it is closed."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from tests.trail.tables.things import FIRST, KINDS, MARK, METADATA, THING, everything
from trail.sqlite.tables import FileTables
from trail.tables import Statement, put


def test_a_damaged_file_is_thrown_away_or_replaced(tmp_path: Path) -> None:
    path = tmp_path / "room.db"
    path.write_bytes(b"no database at all" * 500)
    tables = FileTables(path, METADATA)
    with pytest.raises(DatabaseError) as damage, tables.begin():
        pytest.fail("was opened")

    assert not tables.renewed(KeyError("x"))
    assert path.stat().st_size > 0
    with tables.beside("new") as room:
        with room.begin() as db:
            METADATA.create_all(db)
            put(db, THING, [FIRST])
        assert tables.renewed(damage.value, room)

    assert everything(tables) == [FIRST]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if ".new" in one.name] == []
    assert tables.renewed(damage.value)
    assert not path.exists()
    tables.close()


def test_a_file_that_was_replaced_is_read_by_all_threads(tmp_path: Path) -> None:
    tables = FileTables.create(tmp_path / "room.db", METADATA)
    count, done, seen = Statement(select(func.count()).select_from(MARK)), Event(), set[int]()

    def read() -> None:
        while not done.is_set():
            with suppress(sqlite3.OperationalError):  # between the old file and the new one
                seen.add(tables.rows(count)[0][0])

    def awaited(count: int) -> None:
        until = time.monotonic() + 20
        while count not in seen and time.monotonic() < until:
            time.sleep(0.01)

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    awaited(0)
    with tables.beside("new") as room:
        with room.begin() as db:
            METADATA.create_all(db)
            put(db, MARK, [("a",), ("b",)])
        tables.renewed(sqlite3.DatabaseError(), room)
    awaited(2)
    done.set()
    for thread in threads:
        thread.join()

    assert seen == {0, 2}
    assert tables.rows(count) == [(2,)]
    tables.close()


def test_a_closed_file_is_whole_by_itself(tmp_path: Path) -> None:
    tables = FileTables.create(tmp_path / "room.db", METADATA)
    with tables.begin() as db:
        put(db, THING, [FIRST])
    assert everything(tables) == [FIRST]
    assert tables.rows(KINDS, {"kind": "a", "most": 1}) == [("one", 2)]

    tables.close()

    assert [one.name for one in tmp_path.iterdir()] == ["room.db"]
