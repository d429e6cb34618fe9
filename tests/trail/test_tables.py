"""Tables in a file and in PostgreSQL: the same statements, the same rows, and the same manners among writers."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import orjson
import psycopg
import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from tests.support.postgres import cluster
from trail.errors import StoreError
from trail.postgres.server import Server
from trail.postgres.tables import SchemaTables
from trail.sqlite.tables import FileTables
from trail.tables import Exact, Given, Occupied, Statement, Tables, Whole, known, put, run, sending

METADATA = MetaData()
THING = Table(
    "thing",
    METADATA,
    Column("kind", Exact, primary_key=True),
    Column("name", Exact, primary_key=True),
    Column("count", Whole),
    Column("octets", LargeBinary),
    sqlite_strict=True,
)
MARK = Table("mark", METADATA, Column("name", Exact, primary_key=True), sqlite_strict=True)
ALL = select(THING).order_by(THING.c.kind, THING.c.name)
FIRST = ("a", "one", 1, b"\x00\xff")
SECOND = ("a", "two", 2**53, None)
THIRD = ("b", "Ünder 'quotes' \"and\" \\ {braces}, %s %(x)s :y ?", None, b"")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with cluster().database() as name:
        cluster().run("create schema room", "create schema room_beside", database=name)
        server = Server(cluster().url(name))
        yield server
        server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tables]:
    made: Tables = (
        FileTables(tmp_path / "room.db", METADATA)
        if request.param == "sqlite"
        else SchemaTables(request.getfixturevalue("server"), "room", METADATA)
    )
    with made.begin() as db:
        METADATA.drop_all(db)
        METADATA.create_all(db)
        put(db, THING, [FIRST, SECOND, THIRD])
    yield made
    made.close()


@pytest.fixture
def other(tables: Tables) -> Iterator[Tables]:
    """The same tables as another process or host has them."""
    if isinstance(tables, FileTables):
        made: Tables = FileTables(tables.path, METADATA)
        yield made
        made.close()
    else:
        assert isinstance(tables, SchemaTables)
        server = Server(tables.server.url)
        yield SchemaTables(server, tables.schema, METADATA)
        server.close()


def everything(tables: Tables) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in tables.all(ALL)]


# rows


def test_whole_rows_come_back_as_they_were_put(tables: Tables) -> None:
    assert everything(tables) == [FIRST, SECOND, THIRD]
    assert [tuple(row) for row in tables.stream(ALL)] == [FIRST, SECOND, THIRD]
    assert tables.first(ALL) == FIRST
    assert tables.value(ALL) == "a"
    assert tables.value(ALL.where(THING.c.kind == "z")) is None


def test_a_row_of_the_same_key_is_replaced_and_of_two_the_last_counts(tables: Tables) -> None:
    with tables.begin() as db:
        put(db, THING, [("a", "one", 7, None), ("c", "new", 1, None), ("a", "one", 8, b"x")])
        put(db, THING, [])
        put(db, MARK, [("m",), ("m",)])
        put(db, MARK, [("m",)])

    assert everything(tables) == [("a", "one", 8, b"x"), SECOND, THIRD, ("c", "new", 1, None)]
    assert [tuple(row) for row in tables.all(select(MARK))] == [("m",)]


def test_columns_named_lasting_stay_as_they_are_in_a_row_that_is_replaced(tables: Tables) -> None:
    with tables.begin() as db:
        put(db, THING, [("a", "one", 9, b"y"), ("c", "new", 9, b"y")], lasting=("count",))

    assert everything(tables) == [("a", "one", 1, b"y"), SECOND, THIRD, ("c", "new", 9, b"y")]


def test_rows_are_known_by_their_keys_as_far_as_there_are_such(tables: Tables) -> None:
    with tables.begin() as db:
        found = known(db, THING, [("a", "two"), ("b", "two"), THIRD[:2], ("a", "two")])
        assert known(db, THING, []) == {}

    assert found == {("a", "two"): SECOND, THIRD[:2]: THIRD}


def test_text_is_ordered_by_its_octets(tables: Tables) -> None:
    names = ["a", "B", "_", "ä", "z", "Z", "\U0010ffff", "", "a b", "-"]
    with tables.begin() as db:
        put(db, MARK, [(name,) for name in names])

    assert [row[0] for row in tables.all(select(MARK).order_by(MARK.c.name))] == sorted(names)
    after = select(MARK).where(MARK.c.name >= "a", MARK.c.name < "b").order_by(MARK.c.name)
    assert [row[0] for row in tables.all(after)] == ["a", "a b"]


# statements

KINDS = Statement(
    select(THING.c.name, func.length(THING.c.kind) + 1)
    .where(THING.c.kind == bindparam("kind"))
    .order_by(THING.c.name.desc())
    .limit(bindparam("most"))
)


def test_a_statement_answers_in_plain_tuples(tables: Tables) -> None:
    assert tables.rows(KINDS, {"kind": "a", "most": 5}) == [("two", 2), ("one", 2)]
    assert tables.rows(KINDS, {"kind": "a", "most": 1}) == [("two", 2)]
    assert tables.rows(KINDS, {"kind": "x\0y", "most": 1}) == []
    assert tables.rows(Statement(select(func.count()).select_from(THING))) == [(3,)]


def test_a_statement_asks_and_changes_in_a_transaction(tables: Tables) -> None:
    wanted = Given.named("names").table_valued("value")
    forget = Statement(delete(THING).where(THING.c.name.in_(select(wanted.c.value))))
    with tables.begin() as db:
        assert run(db, forget, {"names": orjson.dumps(["one", THIRD[1], "none"]).decode()}) == []
        assert run(db, KINDS, {"kind": "a", "most": 5}) == [("two", 2)]
        db.execute(update(THING).values(count=5))

    assert everything(tables) == [("a", "two", 5, None)]


# transactions


def test_a_transaction_that_fails_leaves_nothing(tables: Tables) -> None:
    def stumble() -> None:
        with tables.begin() as db:
            put(db, THING, [("c", "new", 1, None)])
            raise RuntimeError("stumbled")

    def offend() -> None:
        with tables.begin() as db:
            put(db, THING, [("c", "new", 1, None)])
            db.execute(insert(MARK), {"name": None})

    with pytest.raises(RuntimeError, match="stumbled"):
        stumble()
    with pytest.raises(IntegrityError):
        offend()

    assert everything(tables) == [FIRST, SECOND, THIRD]
    with tables.begin() as db:
        put(db, THING, [("c", "new", 1, None)])
    assert len(everything(tables)) == 4


def test_nobody_sees_what_is_not_committed_and_readers_do_not_wait(tables: Tables, other: Tables) -> None:
    with tables.begin(alone="work") as db:
        put(db, THING, [("c", "new", 1, None)])
        assert everything(tables) == everything(other) == [FIRST, SECOND, THIRD]

    assert len(everything(other)) == 4


def test_who_works_alone_is_waited_for(tables: Tables, other: Tables) -> None:
    inside, order = Event(), list[str]()

    def work() -> None:
        with other.begin(alone=["a", "work"]):
            inside.set()
            time.sleep(0.3)
            order.append("first")

    thread = Thread(target=work)
    thread.start()
    inside.wait(10)
    with tables.begin(alone="work", seconds=10):
        order.append("second")
    thread.join()

    assert order == ["first", "second"]


@pytest.mark.parametrize("same", [True, False])
def test_waiting_ends_in_time(tables: Tables, other: Tables, same: bool) -> None:
    """For a thread of this process, and for another process or host."""
    inside, done = Event(), Event()

    def work() -> None:
        with (tables if same else other).begin(alone="work"):
            inside.set()
            done.wait(10)

    thread = Thread(target=work)
    thread.start()
    inside.wait(10)
    begun = time.monotonic()
    with pytest.raises(Occupied), tables.begin(alone=["work"], seconds=0.3):
        pytest.fail("was let in")
    waited = time.monotonic() - begun
    done.set()
    thread.join()

    assert 0.2 < waited < 2
    assert issubclass(Occupied, StoreError)
    with tables.begin(alone=["work"], seconds=0.3) as db:
        put(db, MARK, [("in",)])


def test_what_is_read_together_is_of_one_moment(tables: Tables, other: Tables) -> None:
    with tables.reading() as db:
        before = db.execute(ALL).all()
        with other.begin() as writing:
            put(writing, THING, [("c", "new", 1, None)])
        assert db.execute(ALL).all() == before

    assert len(everything(tables)) == len(before) + 1


def test_what_is_sent_is_there_at_the_end_and_is_asked_for_meanwhile(tables: Tables) -> None:
    with tables.begin() as db, sending(db):
        put(db, THING, [("c", "new", 1, None)])
        assert known(db, THING, [("c", "new"), ("c", "none")]) == {("c", "new"): ("c", "new", 1, None)}
        put(db, THING, [("c", "new", 2, None)])
        assert run(db, KINDS, {"kind": "c", "most": 5}) == [("new", 2)]
        run(db, Statement(delete(THING).where(THING.c.kind == "a")))
        put(db, MARK, [("m",)])

    assert everything(tables) == [THIRD, ("c", "new", 2, None)]


def test_what_was_sent_and_fails_leaves_nothing(tables: Tables) -> None:
    def offend() -> None:
        with tables.begin() as db, sending(db):
            put(db, THING, [("c", "new", 1, None)])
            put(db, MARK, [(None,)])
            put(db, THING, [("c", "newer", 1, None)])

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        offend()

    assert everything(tables) == [FIRST, SECOND, THIRD]
    with tables.begin() as db:
        put(db, MARK, [("m",)])


# beside


def test_tables_grown_beside_are_read_in_one_transaction_and_gone_afterwards(tables: Tables) -> None:
    with tables.beside("new") as room:
        with room.begin() as db:
            THING.create(db)
            put(db, THING, [("grown", "x", 1, None)])
        with tables.begin(beside=room) as db:
            tables.exchange(db, [THING])
            put(db, THING, [("grown", "y", 2, None)])

    assert everything(tables) == [("grown", "x", 1, None), ("grown", "y", 2, None)]
    with tables.beside("new") as room, room.begin() as db:
        THING.create(db)
        assert db.execute(select(func.count()).select_from(THING)).scalar() == 0


def test_only_one_at_a_time_grows_beside(tables: Tables) -> None:
    at_once, most, wrong = list[int](), list[int](), list[Exception]()

    def grow() -> None:
        try:
            with tables.beside("new") as room:
                at_once.append(1)
                most.append(len(at_once))
                with room.begin() as db:
                    THING.create(db)
                time.sleep(0.05)
                at_once.pop()
        except Exception as error:
            wrong.append(error)

    threads = [Thread(target=grow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (most, wrong) == ([1] * 4, [])


def test_what_failed_beside_leaves_room_for_the_next(tables: Tables) -> None:
    def stumble() -> None:
        with tables.beside("new") as room:
            with room.begin() as db:
                THING.create(db)
            raise RuntimeError("stumbled")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="stumbled"):
            stumble()


@pytest.mark.parametrize("fails", [False, True])
def test_who_reads_for_long_is_not_held_up_while_rows_are_exchanged(
    tables: Tables, other: Tables, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trail.postgres.tables._TRIES", 2)

    def exchange() -> None:
        with tables.beside("new") as room:
            with room.begin() as db:
                METADATA.create_all(db)
                put(db, THING, [("grown", "x", 1, None)])
            with tables.begin(beside=room) as db:
                tables.exchange(db, [THING, MARK])
                if fails:
                    raise RuntimeError("stumbled")

    with other.reading() as db:
        before = db.execute(ALL).all()
        with pytest.raises(RuntimeError, match="stumbled") if fails else nullcontext():
            exchange()
        assert db.execute(ALL).all() == before

    assert everything(other) == ([FIRST, SECOND, THIRD] if fails else [("grown", "x", 1, None)])


# files


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

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    with tables.beside("new") as room:
        with room.begin() as db:
            METADATA.create_all(db)
            put(db, MARK, [("a",), ("b",)])
        tables.renewed(sqlite3.DatabaseError(), room)
    until = time.monotonic() + 10
    while 2 not in seen and time.monotonic() < until:
        time.sleep(0.01)
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


# PostgreSQL


def test_a_question_is_asked_again_when_the_connection_was_lost(server: Server) -> None:
    tables = SchemaTables(server, "room", METADATA)
    with tables.begin() as db:
        METADATA.drop_all(db)
        METADATA.create_all(db)
        put(db, THING, [FIRST])
    ask = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
    name = server.name.split(" at ")[0]

    def cut_off() -> None:
        with tables.begin() as db:
            cluster().run(f"{ask} pg_backend_pid()", database=name)
            put(db, THING, [SECOND])

    cluster().run(f"{ask} pg_backend_pid()", database=name)
    assert everything(tables) == [FIRST]
    cluster().run(f"{ask} pg_backend_pid()", database=name)
    assert tables.rows(KINDS, {"kind": "a", "most": 1}) == [("one", 2)]
    with pytest.raises(psycopg.OperationalError) as lost:
        cut_off()

    assert tables.lost(lost.value)
    assert not tables.lost(KeyError("x"))
    with tables.begin() as db:
        put(db, THING, [THIRD])
    assert everything(tables) == [FIRST, THIRD]
