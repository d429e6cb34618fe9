"""Connections that are lost at any moment under load: nothing acknowledged is lost, nothing is recorded twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

from domain.refusal import Repeated
from tests.support.crowd import at_once, cheap
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template
from tests.trail.logs import ORIGIN, verified
from tests.trail.lost_connections.losing import Database, answers, harassed, recorded, told
from tests.trail.wire import Wire
from trail.errors import StoreError
from trail.log import Log
from trail.postgres.recorder import DatabaseRecorder
from trail.store import Store

ENOUGH = 12  # disturbances in a test


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
