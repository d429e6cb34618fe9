"""Two hosts on one database, clerks at work on both, while one host and one of the database's processes are killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from tests.support.insisting import Clerk, hosts_of, nothing_lost
from tests.support.postgres import SERVING, Cluster
from tests.support.serving import kill_host, served
from tests.support.stores import template

CLERKS = 8  # on each host


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [4, 180])
def test_nothing_that_was_acknowledged_is_lost_or_doubled_when_a_host_and_a_backend_are_killed(
    own_server: Cluster, tmp_path: Path, seconds: int
) -> None:
    with ExitStack() as stack:
        name = stack.enter_context(own_server.database(template(own_server)))
        url = own_server.url(name, SERVING)
        folders = hosts_of(tmp_path, url)
        hosts = [stack.enter_context(served(folder)) for folder in folders]
        done = Event()
        clerks = [Clerk(number, hosts, done) for number in range(2 * CLERKS)]
        for clerk in clerks:
            clerk.start()
        time.sleep(seconds / 3)
        kill_host(hosts[1].process.pid)
        time.sleep(seconds / 6)
        hosts[1] = stack.enter_context(served(folders[1]))
        for clerk in clerks:
            clerk.hosts = hosts
        _kill_a_backend(own_server, name)
        time.sleep(seconds / 2)
        done.set()
        for clerk in clerks:
            clerk.join(120)
        ended = [host.stop()[0] for host in hosts]
        nothing_lost(folders[0], clerks)
    assert ended == [0, 0]


def _kill_a_backend(own_server: Cluster, database: str) -> None:
    """PostgreSQL takes that for a crash: it ends every connection, and recovers from its own log."""
    busy = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    (pid, *_), *_ = own_server.run(busy, database=database)
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)
