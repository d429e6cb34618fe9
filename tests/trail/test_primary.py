"""A standby that takes over: hosts follow it by themselves, and leave a former primary alone that goes on answering."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.refusal import Repeated
from tests.support.crowd import at_once, cheap
from tests.support.postgres import SERVING, Cluster
from tests.support.standby import NOBODY, Standby, commits_wait_for, commits_wait_for_none, standing_by, waiting
from tests.support.stores import template
from tests.trail.hosts.several import another
from tests.trail.logs import ORIGIN, verified
from trail.errors import AnswerLost, StoreError
from trail.log import Log
from trail.postgres import primary, recorder, server
from trail.postgres.backend import Shared
from trail.postgres.primary import Primary
from trail.sealed import checkpoint
from trail.signer import Rewritten
from trail.store import Store
from trail.verify import verify
from web.keeping.proving import kept, source


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Standby, str]]:
    with standing_by(tmp_path / "servers") as made:
        yield made


def told(positions: list[int]) -> bytes:
    return b"%d" % positions[0]


def events(url: str) -> int:
    with psycopg.connect(url) as db:
        return int(db.execute("select n from log.tree_head").fetchall()[0][0])


def primary_of(store: Store) -> Primary:
    assert isinstance(store.backend, Shared)
    return store.backend.server.primary


# the URL


@pytest.mark.parametrize(("url", "places"), [
    ("postgresql:///clinic", [{}]),
    ("postgresql://caretrail@db/clinic", [{"host": "db"}]),
    ("postgresql://db:5433/clinic", [{"host": "db", "port": "5433"}]),
    ("postgresql://a,b,c/clinic", [{"host": "a"}, {"host": "b"}, {"host": "c"}]),
    ("postgresql://a:1,b:2/clinic", [{"host": "a", "port": "1"}, {"host": "b", "port": "2"}]),
    ("host=a,b port=5433 dbname=clinic", [{"host": "a", "port": "5433"}, {"host": "b", "port": "5433"}]),
    ("host=a,b hostaddr=10.0.0.1,10.0.0.2", [
        {"host": "a", "hostaddr": "10.0.0.1"}, {"host": "b", "hostaddr": "10.0.0.2"},
    ]),
    ("postgresql:///clinic?host=/run/postgresql", [{"host": "/run/postgresql"}]),
    ("postgresql:///clinic?host=/run,b&port=,5433", [{"host": "/run"}, {"host": "b", "port": "5433"}]),
])  # fmt: skip
def test_the_hosts_of_a_url_are_those_that_libpq_reads(url: str, places: list[dict[str, str]]) -> None:
    assert Primary(url).places == places


def test_none_of_several_that_answers_is_told_with_what_each_said() -> None:
    with pytest.raises(psycopg.OperationalError, match=r"refused.*; .*refused"):
        Primary("postgresql://127.0.0.1:1,127.0.0.1:2/clinic").connect()


def test_hosts_without_ports_are_asked_each_by_itself_at_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """libpq reads a list of ports of which none is told, and would hold it against one host."""
    monkeypatch.setenv("PGPORT", "1")

    with pytest.raises(psycopg.OperationalError) as told:
        Primary("postgresql://127.0.0.1,localhost/clinic").connect()

    assert "could not match" not in str(told.value)
    assert str(told.value).count("port 1 failed") == 2


# taking over


@pytest.mark.slow
def test_a_standby_in_step_has_all_that_was_acknowledged_and_hosts_go_on_with_it(
    pair: tuple[Standby, str], tmp_path: Path
) -> None:
    standby, url = pair
    standby.in_step()
    with closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as store:
        kept = at_once([partial(store.log.append, [cheap(uuid4())]) for _ in range(20)])
        standby.kill_primary()
        with ThreadPoolExecutor(4) as pool:
            late = [pool.submit(store.log.append, [cheap(uuid4())], f"form-{n}", told) for n in range(4)]
            standby.promote()
            kept += [one.result(30) for one in late]

        assert sorted(one[0] for one in kept if isinstance(one, list)) == list(range(2, 26))
        assert len(list(store.log.rows(1, 100))) == 24
        assert events(standby.alone("clinic")) == 25
    assert verified(store.folder, url).findings == []


@pytest.mark.slow
def test_a_former_primary_that_goes_on_answering_is_neither_read_nor_written(
    pair: tuple[Standby, str], tmp_path: Path
) -> None:
    standby, url = pair
    former = standby.primary.url("clinic")
    with closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as store:
        store.log.append([cheap(uuid4())])
        standby.caught_up()
        standby.promote()

        primary_of(store).look()

        assert store.log.append([cheap(uuid4())]) == [3]
        assert (events(former), events(standby.alone("clinic"))) == (2, 3)
        assert store.log.position == 3
        assert verified(store.folder, url).size == 3  # a proof is of what leads, though the former stands first
        with closing(Store.open(another(store))) as fresh:
            assert fresh.log.position == 3
        standby.stop()
        with pytest.raises(psycopg.OperationalError, match="was the primary once, and another one has taken over"):
            primary_of(store).connect()
        assert events(former) == 2


@pytest.mark.slow
def test_that_another_leads_is_noticed_by_whoever_waits_for_the_former(
    pair: tuple[Standby, str], tmp_path: Path
) -> None:
    """It is cut off from its standby, as where a machine hangs that nobody restarts: no commit of its comes through."""
    standby, url = pair
    standby.in_step()
    with closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as store, ThreadPoolExecutor(1) as pool:
        store.log.append([cheap(uuid4())])
        standby.caught_up()
        standby.cut_off()
        waits = pool.submit(store.log.append, [cheap(UUID(int=5))], "form-1", told)
        _until_one_waits(standby.primary, "clinic")
        standby.promote()

        assert waits.result(30) == [3]
        assert events(standby.alone("clinic")) == 3
        assert store.log.append([cheap(UUID(int=5), 2)]) == [4]


@pytest.mark.slow
def test_what_a_standby_out_of_step_had_not_received_is_reported_and_never_written_over(
    pair: tuple[Standby, str], tmp_path: Path
) -> None:
    standby, url = pair
    with closing(Store.create(tmp_path / "store", ORIGIN, database=url)) as store:
        store.log.append([cheap(UUID(int=5))])
        checkpoint(store)
        standby.caught_up()
        standby.cut_off()
        assert store.log.append([cheap(UUID(int=5), 2)]) == [3]  # acknowledged, and to be lost
        checkpoint(store)
        standby.kill_primary()
        standby.promote()

        with pytest.raises(StoreError, match=r"has 2 events, and this host has seen 3: .*was put back"):
            store.log.append([cheap(uuid4())])
        with pytest.raises(Rewritten, match=r"has 2 entries; 3 were signed. It was cut or put back"):
            checkpoint(store)
        assert events(standby.alone("clinic")) == 2
    found = verify(source(store.folder), kept(store.folder))
    assert {one["kind"] for one in found.findings} == {"cut"}


# a commit that no standby has


@pytest.fixture
def lonely(own_server: Cluster, tmp_path: Path) -> Iterator[Store]:
    """Its commits wait for a standby that is not there, from the second event on."""
    with (
        own_server.database(template(own_server)) as name,
        closing(Store.create(tmp_path / "store", ORIGIN, database=own_server.url(name, SERVING))) as store,
    ):
        store.log.append([cheap(uuid4())])
        commits_wait_for(own_server, NOBODY)
        try:
            yield store
        finally:
            commits_wait_for_none(own_server)


def _until_one_waits(one: Cluster, database: str, but: int = 0) -> int:
    until = time.monotonic() + 20
    while not (found := [pid for pid in waiting(one, database) if pid != but]):
        assert time.monotonic() < until
        time.sleep(0.02)
    return found[0]


def database_of(store: Store) -> str:
    assert store.config.database
    return store.config.database.split("?")[0].rsplit("/", 1)[1]


def test_a_commit_whose_wait_for_a_standby_was_cancelled_is_not_acknowledged(
    lonely: Store, own_server: Cluster
) -> None:
    """PostgreSQL itself answers that it is done."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(lonely.log.append, [cheap(UUID(int=5))], "form-1", told)
        waits = _until_one_waits(own_server, database_of(lonely))
        own_server.run(f"select pg_cancel_backend({waits})")
        _until_one_waits(own_server, database_of(lonely), but=waits)
        assert not future.done()
        commits_wait_for_none(own_server)

        assert future.result(30) == [3]
    assert [row.position for row in lonely.log.rows(1, 100)] == [2, 3]


def test_whoever_waits_long_for_a_standby_is_told_and_sent_again_it_is_recorded_once(
    lonely: Store, own_server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(primary, "PATIENCE", 0.2)
    for module in (server, recorder):
        monkeypatch.setattr(module, "PATIENCE", 0.3)

    with pytest.raises(AnswerLost):
        lonely.log.append([cheap(UUID(int=5))], "form-1", told)
    Thread(target=commits_wait_for_none, args=(own_server,)).start()

    assert _insisted(lonely.log) == 3
    assert [row.position for row in lonely.log.rows(1, 100)] == [2, 3]


def _insisted(log: Log) -> int:
    while True:
        try:
            return log.append([cheap(UUID(int=5))], "form-1", told)[0]
        except Repeated as error:
            return int(error.response)
        except StoreError:
            time.sleep(0.1)
