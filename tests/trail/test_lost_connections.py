"""Connections to PostgreSQL that are lost at any moment: nothing acknowledged is lost, nothing is recorded twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Repeated
from tests.support.clock import StandingClock
from tests.support.crowd import at_once, cheap, in_one_commit
from tests.support.office import AMA, register
from tests.support.postgres import SERVING, Cluster, cluster
from tests.support.stores import as_owner, database_of, template
from tests.trail.logs import ORIGIN, verified
from tests.trail.wire import Wire, wired
from trail import keys
from trail.errors import AnswerLost, StoreError
from trail.keys import BATCH, KEY
from trail.log import Log
from trail.postgres import recorder, server
from trail.postgres.recorder import DatabaseRecorder
from trail.store import Store

ENOUGH = 12  # disturbances in a test
WEIGHT = [{"kind": "weight", "value": "70", "unit": "kg"}]


class Database(NamedTuple):
    url: str

    @property
    def name(self) -> str:
        return self.url.split("?")[0].rsplit("/", 1)[1]

    def kill(self, *pids: int) -> int:
        """The processes that serve this database, or those of them that are named; how many there were."""
        with closing(
            psycopg.connect(as_owner(self.url).replace(f"/{self.name}?", "/postgres?"), autocommit=True)
        ) as db:
            ask = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
            chosen = (self.name, list(pids))
            return len(db.execute(f"{ask} and (pid = any(%s) or %s = '{{}}')", (*chosen, chosen[1])).fetchall())

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Nobody gets in."""
        cluster().run(f"alter database {self.name} with allow_connections false")
        self.kill()
        try:
            yield
        finally:
            self.back()

    def back(self) -> None:
        cluster().run(f"alter database {self.name} with allow_connections true")

    @contextmanager
    def held(self) -> Iterator[Callable[[], int]]:
        """Nobody appends meanwhile; answers the process that waits for it, once there is one."""
        with closing(psycopg.connect(as_owner(self.url))) as db:
            db.execute("select * from log.tree_head for update")
            yield self._waiting

    def _waiting(self) -> int:
        until = time.monotonic() + 20
        ask = "select pid from pg_stat_activity where datname = %s and usename = %s and wait_event_type = 'Lock'"
        with closing(psycopg.connect(as_owner(self.url), autocommit=True)) as db:
            while not (found := db.execute(ask, (self.name, SERVING)).fetchone()):
                assert time.monotonic() < until
                time.sleep(0.005)
        return int(found[0])


@pytest.fixture
def database() -> Iterator[Database]:
    with database_of("postgresql") as url:
        assert url
        yield Database(url)


@pytest.fixture
def store(tmp_path: Path, database: Database) -> Iterator[Store]:
    with closing(Store.create(tmp_path / "store", ORIGIN, database=database.url)) as made:
        made.log.append([cheap(uuid4())])
        yield made


@pytest.fixture
def log(store: Store) -> Log:
    return store.log


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (server, recorder):
        monkeypatch.setattr(module, "PATIENCE", 0.3)


def writer_of(log: Log) -> int:
    """The process that serves the connection by which this log is written."""
    assert isinstance(log.recorder, DatabaseRecorder)
    assert log.recorder._writer
    return log.recorder._writer.info.backend_pid


def told(positions: list[int]) -> bytes:
    return b"%d" % positions[0]


def answers(log: Log) -> dict[str, bytes]:
    return dict(log.recorder.ask("select request, response from command"))


def recorded(log: Log) -> list[tuple[int, str, int]]:
    return [(row.position, row.stream, row.version) for row in log.rows(2, 100_000)]


def in_time(future: Future[Any]) -> Any:
    return future.result(30)


# before, during and after


def test_a_connection_that_was_lost_before_an_append_is_not_noticed(log: Log, database: Database) -> None:
    for n in range(3):
        assert database.kill(writer_of(log)) == 1

        assert log.append([cheap(UUID(int=5), n + 1)], f"form-{n}", told) == [3 + n]

    assert len(recorded(log)) == len(answers(log)) == 3


def test_a_connection_that_is_lost_while_an_append_waits_is_not_noticed(log: Log, database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.held() as waiting:
        future = pool.submit(log.append, [cheap(UUID(int=5))], "form-1", told)
        killed = waiting()
        assert database.kill(killed) == 1
        assert waiting() != killed  # it was asked again

    assert in_time(future) == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


def test_connections_that_are_lost_again_and_again_are_not_noticed(log: Log, database: Database) -> None:
    with ThreadPoolExecutor(1) as pool, database.held() as waiting:
        future = pool.submit(log.append, [cheap(UUID(int=5))], "form-1", told)
        for _ in range(4):
            database.kill(waiting())

    assert in_time(future) == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


def test_a_commit_of_many_whose_connection_is_lost_is_recorded_once(log: Log, database: Database) -> None:
    streams = [uuid4() for _ in range(6)]
    database.kill(writer_of(log))

    got = in_one_commit(log, [partial(log.append, [cheap(one)], one.hex, told) for one in streams])

    assert got == [[4 + n] for n in range(6)]
    assert [log.last_version(one) for one in streams] == [1] * 6
    assert log.position == 9


@pytest.fixture
def line(tmp_path: Path, database: Database) -> Iterator[tuple[Wire, Log]]:
    """A log behind a line that can be cut, once it has been written to."""
    with wired(database.url) as (wire, url), closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as made:
        made.log.append([cheap(uuid4())], "first", told)
        made.log.append([cheap(uuid4())], "second", told)
        yield wire, made.log


@pytest.mark.parametrize("heard", [0, 1, 5, 40, 70])
def test_an_append_whose_answer_was_lost_is_found_and_not_made_again(line: tuple[Wire, Log], heard: int) -> None:
    wire, log = line
    wire.answers = heard
    Thread(target=_mended, args=(wire,)).start()

    assert log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)], "form-1", told) == [4, 5]

    assert log.position == 5
    assert answers(log)["form-1"] == b"4"
    assert log.append([cheap(UUID(int=5), 3)]) == [6]


def _mended(wire: Wire) -> None:
    while wire.answers is not None and wire.answers > 0:
        time.sleep(0.01)
    time.sleep(0.1)
    wire.mend()


@pytest.mark.parametrize("sent", [0, 1, 100, 1500])
def test_an_append_that_never_came_through_is_made_again(line: tuple[Wire, Log], sent: int) -> None:
    wire, log = line
    wire.questions = sent
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.append, [cheap(UUID(int=5), body=b'"%s"' % (b"x" * 5000))], "form-1", told)
        time.sleep(0.1)
        wire.mend()

    assert in_time(future) == [4]
    assert (log.position, answers(log)["form-1"]) == (4, b"4")


def test_an_append_that_was_lost_while_others_went_on_is_recorded_behind_them(
    line: tuple[Wire, Log], database: Database, tmp_path: Path
) -> None:
    """Another host took the place that the lost one would have had."""
    wire, log = line
    (tmp_path / "other").mkdir()
    for name in ("config.toml", "master.key"):
        text = (tmp_path / "store" / name).read_text()
        (tmp_path / "other" / name).write_text(text)
    other = Store.open(tmp_path / "other")
    log.append([cheap(UUID(int=5))])
    wire.questions = 0
    with closing(other), ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.append, [cheap(UUID(int=5), 2)], "form-1", told)
        time.sleep(0.1)
        with closing(psycopg.connect(as_owner(database.url))) as db:
            assert db.execute("select n from log.tree_head").fetchone() == (4,)
        wire.mend()
        others = other.log.append([cheap(UUID(int=6))])
        mine = in_time(future)

    assert sorted([*others, *mine]) == [5, 6]
    assert (log.position, answers(log)["form-1"]) == (6, told(mine))


# under load


class Load:
    """Clerks that append, each its own stream, and remember what they were told."""

    def __init__(self, log: Log) -> None:
        self.log, self.acknowledged, self.sent = log, dict[str, tuple[list[int], str, int]](), set[str]()

    def clerk(self, times: list[float]) -> None:
        """Until the database has been harassed often enough."""
        stream, version = uuid4(), 0
        while version < 10 or len(times) < ENOUGH:
            request, version = uuid4().hex, version + 1
            self.sent.add(request)
            positions = self._insisted(partial(self.log.append, [cheap(stream, version)], request, told))
            self.acknowledged[request] = positions, cheap(stream).sid, version

    def _insisted(self, act: Callable[[], list[int]]) -> list[int]:
        """Sent again for as long as the database does not answer, as a clerk would."""
        while True:
            try:
                return act()
            except Repeated as error:
                return [int(error.response)]
            except StoreError:
                time.sleep(0.05)

    def check(self) -> None:
        """All that was acknowledged is there where it was said to be, once, and nothing else."""
        rows = recorded(self.log)
        assert sorted(rows) == sorted((at[0], sid, version) for at, sid, version in self.acknowledged.values())
        assert answers(self.log) == {request: told(at) for request, (at, _, _) in self.acknowledged.items()}
        assert [row[0] for row in rows] == list(range(3, len(rows) + 3))
        assert self.acknowledged.keys() == self.sent


@contextmanager
def harassed(act: Callable[[], object]) -> Iterator[list[float]]:
    """`act` is done at random moments meanwhile; answers when."""
    over, times, chance = Event(), list[float](), Random(20261124)

    def go_on() -> None:
        while not over.wait(chance.random() * 0.03):
            act()
            times.append(time.monotonic())

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield times
    finally:
        over.set()
        thread.join(30)


def test_nothing_acknowledged_is_lost_or_doubled_while_the_writers_connection_is_lost_at_random_moments(
    log: Log, store: Store, database: Database
) -> None:
    load = Load(log)

    def kill() -> None:
        if isinstance(log.recorder, DatabaseRecorder) and (writer := log.recorder._writer):
            database.kill(writer.info.backend_pid)

    with harassed(kill) as times:
        got = at_once([partial(load.clerk, times)] * 4)

    assert got == [None] * 4
    load.check()
    assert verified(store.folder, database.url).findings == []


def test_nothing_acknowledged_is_lost_or_doubled_while_every_connection_is_lost_at_random_moments(
    log: Log, store: Store, database: Database
) -> None:
    load = Load(log)

    with harassed(database.kill) as times:
        got = at_once([partial(load.clerk, times)] * 4)

    assert got == [None] * 4
    load.check()
    assert verified(store.folder, database.url).findings == []


def test_nothing_acknowledged_is_lost_or_doubled_while_answers_are_cut_off_at_random_octets(
    line: tuple[Wire, Log], database: Database, tmp_path: Path
) -> None:
    wire, log = line
    load, chance = Load(log), Random(7)
    before = {row.position for row in log.rows(2, 10)}

    def cut() -> None:
        wire.answers = chance.randrange(200)
        time.sleep(0.02)
        wire.mend()

    with harassed(cut) as times:
        got = at_once([partial(load.clerk, times)] * 4)
    wire.mend()

    assert got == [None] * 4
    rows = [row for row in recorded(log) if row[0] not in before]
    assert sorted(rows) == sorted((at[0], sid, version) for at, sid, version in load.acknowledged.values())
    assert verified(tmp_path, database.url).findings == []


def test_two_hosts_lose_nothing_and_double_nothing_while_connections_are_lost(
    tmp_path: Path, store: Store, database: Database
) -> None:
    (tmp_path / "other").mkdir()
    for name in ("config.toml", "master.key"):
        (tmp_path / "other" / name).write_bytes((store.folder / name).read_bytes())
    with closing(Store.open(tmp_path / "other")) as other:
        loads = [Load(store.log), Load(other.log)]
        with harassed(database.kill) as times:
            got = at_once([partial(load.clerk, times) for load in loads * 2])

    assert got == [None] * 4
    loads[0].acknowledged |= loads[1].acknowledged
    loads[0].sent |= loads[1].sent
    loads[0].check()
    assert verified(store.folder, database.url).findings == []


def _parent(pid: int) -> int:
    """0 where there is no such process any more."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def test_nothing_acknowledged_is_lost_or_doubled_while_the_server_falls_and_recovers(
    own_server: Cluster, tmp_path: Path
) -> None:
    """A process of it that is killed takes all connections with it, and what was not on disk."""
    with own_server.database(template(own_server)) as name:
        url = own_server.url(name, SERVING)
        with closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as store:
            store.log.append([cheap(uuid4())])
            load, falls = Load(store.log), list[int]()

            def fall() -> None:
                assert isinstance(store.log.recorder, DatabaseRecorder)
                writer = store.log.recorder._writer
                if len(falls) < 3 and writer and own_server.pid == _parent(writer.info.backend_pid):
                    falls.append(writer.info.backend_pid)
                    os.kill(falls[-1], signal.SIGKILL)

            with harassed(fall) as times:
                got = at_once([partial(load.clerk, times)] * 4)

            assert got == [None] * 4
            assert falls
            load.check()
        assert verified(store.folder, url).findings == []


# questions


def test_lost_readers_do_not_fail_the_next_question(store: Store, log: Log, database: Database) -> None:
    at_once([lambda: log.rows(0, 10)] * 5)
    for _ in range(3):
        assert database.kill() > 0

        assert [row.position for row in log.rows(0, 10)] == [1, 2]
        assert log.position == 2
        assert store.keys._tables.value(keys._LAST) == BATCH


def test_readers_that_are_lost_while_they_ask_do_not_fail(log: Log, database: Database) -> None:
    """Each is asked once more."""

    def seldom() -> None:
        time.sleep(0.2)
        database.kill()

    def look(times: list[float]) -> list[list[int]]:
        seen = list[list[int]]()
        while len(times) < 4:
            seen.append([row.position for row in log.rows(0, 10)])
        return [one for one in seen if one != [1, 2]]

    with harassed(seldom) as times:
        got = at_once([partial(look, times)] * 3)

    assert got == [[]] * 3


def test_tables_beside_the_log_are_written_after_connections_were_lost(store: Store, database: Database) -> None:
    """As when the server was started again at night, and a clerk begins in the morning."""
    at_once([lambda: store.log.rows(0, 10)] * 3)
    while store.keys.new() < BATCH:
        pass
    database.kill()

    made = [store.keys.new() for _ in range(5)]

    assert made == sorted(set(made))
    assert store.keys._tables.value(keys._LAST) == 2 * BATCH


def test_a_stream_of_rows_is_begun_after_connections_were_lost(store: Store, database: Database) -> None:
    at_once([lambda: store.log.rows(0, 10)] * 3)
    database.kill()

    assert len(list(store.keys._tables.stream(KEY.select()))) == BATCH


def test_a_command_after_the_night_is_recorded(store: Store, database: Database, clock: StandingClock) -> None:
    records = Records(store.journal, store.keys.index_secret, clock)
    who = register(records)
    while store.keys.new() < BATCH:
        pass
    database.kill()
    store.journal.forget(who)

    assert records.measure(who, WEIGHT, AMA, "2026-03-01")
    database.kill()
    assert register(records, identifiers=[], names=["Kofi Mensah"])


def test_who_listens_hears_again_after_the_connection_was_lost(log: Log, database: Database) -> None:
    log.recorder.wait(0)
    database.kill()
    began = time.monotonic()
    log.recorder.wait(0.05)
    log.recorder.wait(0)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(log.recorder.wait, 20)
        time.sleep(0.1)
        log.append([cheap(uuid4())])
        future.result(15)

    assert time.monotonic() - began < 10


def test_the_turn_of_a_host_that_died_is_free(log: Log, database: Database) -> None:
    with closing(psycopg.connect(database.url, autocommit=True)) as dead:
        dead.execute("select pg_advisory_lock(%s)", (recorder._TURNS["log"],))
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(_turned, log)
            time.sleep(0.1)
            assert not future.done()
            database.kill(dead.info.backend_pid)
            assert in_time(future) == [3]


def _turned(log: Log) -> list[int]:
    log._overtaken = True
    return log.append([cheap(uuid4())])


def test_a_lock_that_is_held_for_longer_than_one_waits_is_asked_for_again(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server._SETTINGS, "options", "-c search_path=log -c lock_timeout=50")
    with closing(Store.create(tmp_path / "store", ORIGIN, database=database.url)) as store:
        with ThreadPoolExecutor(1) as pool, database.held() as waiting:
            future = pool.submit(store.log.append, [cheap(uuid4())], "form-1", told)
            waiting()
            time.sleep(0.3)
        assert in_time(future) == [2]
        assert answers(store.log) == {"form-1": b"2"}


# a database that stays away


def _sent(log: Log, request: str, version: int = 1) -> list[int]:
    try:
        return log.append([cheap(UUID(int=5), version)], request, told)
    except Repeated as error:
        return [int(error.response)]


@pytest.mark.usefixtures("impatient")
def test_an_append_to_a_database_that_is_gone_is_told_and_recorded_once_when_it_is_back(
    log: Log, database: Database
) -> None:
    with database.gone():
        for _ in range(2):
            with pytest.raises(StoreError, match=r"does not answer|cannot be reached"):
                _sent(log, "form-1")

    assert _sent(log, "form-1") == _sent(log, "form-1") == [3]
    assert (len(recorded(log)), answers(log)) == (1, {"form-1": b"3"})


@pytest.mark.usefixtures("impatient")
def test_an_append_that_was_recorded_before_the_database_went_is_doubtful_and_found_when_it_is_back(
    line: tuple[Wire, Log],
) -> None:
    wire, log = line
    wire.answers, wire.open = 0, False

    with pytest.raises(AnswerLost, match="it is not known whether this was recorded"):
        _sent(log, "form-1")
    wire.mend()

    assert _sent(log, "form-1") == [4]
    assert (log.position, answers(log)["form-1"]) == (4, b"4")
    assert log.append([cheap(UUID(int=5), 2)]) == [5]


@pytest.mark.usefixtures("impatient")
def test_an_append_that_never_came_is_doubtful_and_recorded_when_it_is_sent_again(line: tuple[Wire, Log]) -> None:
    wire, log = line
    wire.questions, wire.open = 0, False

    with pytest.raises(AnswerLost, match="Send it again"):
        _sent(log, "form-1")
    wire.mend()

    assert _sent(log, "form-1") == [4]
    assert (log.position, answers(log)["form-1"]) == (4, b"4")


@pytest.mark.usefixtures("impatient")
def test_all_of_a_commit_are_told_that_the_database_is_gone(log: Log, database: Database) -> None:
    streams = [uuid4() for _ in range(4)]
    work = [partial(log.append, [cheap(one)], one.hex, told) for one in streams]

    with database.gone():
        got = at_once(work)

    assert [isinstance(one, StoreError) for one in got] == [True] * 4
    assert {one[0] for one in at_once(work) if isinstance(one, list)} == {3, 4, 5, 6}


@pytest.mark.usefixtures("impatient")
def test_whoever_asks_while_the_database_is_gone_is_told_in_a_sentence(store: Store, database: Database) -> None:
    log = store.log
    questions: dict[str, Callable[[], object]] = {
        "rows": lambda: log.rows(0, 10),
        "position": lambda: log.position,
        "head": log.head,
        "version": lambda: log.last_version(UUID(int=5)),
        "key": lambda: store.keys.cipher(10**6),
        "new keys": lambda: [store.keys.new() for _ in range(BATCH)],
        "many rows": lambda: list(store.keys._tables.stream(KEY.select())),
        "news": store.journal.refresh,
        "behind others": lambda: _turned(log),
    }

    with database.gone():
        got = dict(zip(questions, at_once(questions.values()), strict=True))

    assert {name: one for name, one in got.items() if not isinstance(one, StoreError)} == {}
    assert log.position == 2


@pytest.mark.usefixtures("impatient")
def test_a_command_of_the_record_sent_again_after_the_database_was_gone_is_carried_out_once(
    store: Store, database: Database, clock: StandingClock
) -> None:
    records = Records(store.journal, store.keys.index_secret, clock)
    who = register(records)
    by, before = AMA._replace(request="form-1"), store.log.position

    def measure() -> Receipt:
        return records.measure(who, WEIGHT, by, "2026-03-01")

    with database.gone(), pytest.raises(StoreError):
        measure()

    assert measure() == measure()
    assert store.log.position == before + 1


@pytest.mark.usefixtures("impatient")
def test_a_store_is_closed_though_its_database_is_gone(tmp_path: Path, database: Database) -> None:
    store = Store.create(tmp_path / "store", ORIGIN, database=database.url)
    with database.gone():
        store.close()

    with pytest.raises(StoreError, match="The log is closed"):
        store.log.append([cheap(uuid4())])
