"""A server and one that follows it, of the wheel's programs, without anybody who would have the second take over."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.support.patroni import as_account, children, free_ports, given
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template

_SETTINGS = "shared_buffers=16MB", "max_connections=300"


class Standby:
    """Follows `primary`, in step or not, until it is promoted. Both answer at ports of this machine."""

    def __init__(self, primary: Cluster, folder: Path) -> None:
        self.primary, self.folder = primary, folder
        self.first, self.port = free_ports(2)
        self._programs = Path(primary.server.bin_path)

    def follow(self) -> None:
        settings = f"listen_addresses = '127.0.0.1'\nport = {self.first}\n"
        with (self.primary.server.pgdata / "postgresql.conf").open("a") as file:
            file.write(settings)
        self.primary.server.stop()
        self.primary.server.start()
        given(self.folder)
        source = f"host=127.0.0.1 port={self.first} user=postgres application_name=standby"
        self._run("pg_basebackup", "-D", str(self.folder / "data"), "-d", source, "-R", "-X", "stream", "-c", "fast")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o",
                  f"-c port={self.port} -c unix_socket_directories=''", "start")  # fmt: skip

    def url(self, database: str, role: str = SERVING) -> str:
        """With both in it."""
        return f"postgresql://{role}@127.0.0.1:{self.first},127.0.0.1:{self.port}/{database}"

    def alone(self, database: str, role: str = "postgres") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def step(self, name: str | None) -> None:
        """Commits wait for whoever is called that; for nobody where it is None."""
        self.primary.run(f"alter system set synchronous_standby_names = '{name or ''}'", "select pg_reload_conf()")

    def cut_off(self) -> None:
        """What is recorded from now on does not come through: the process that would send it stands still."""
        ((pid,),) = self.primary.run("select pid from pg_stat_replication")
        assert isinstance(pid, int)
        os.kill(pid, signal.SIGSTOP)

    def kill_primary(self) -> None:
        pid = self.primary.pid
        for one in (pid, *children(pid)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)

    def promote(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "promote")

    def stop(self) -> None:
        if (self.folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def caught_up(self) -> None:
        ((here,),) = self.primary.run("select pg_current_wal_lsn()::text")
        with psycopg.connect(self.alone("postgres"), autocommit=True) as db:
            ask = "select pg_last_wal_replay_lsn() >= %s::pg_lsn"
            until = time.monotonic() + 20
            while not db.execute(ask, (here,)).fetchall()[0][0]:
                assert time.monotonic() < until
                time.sleep(0.02)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [*as_account(), str(self._programs / program), *words], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@contextmanager
def standing_by(folder: Path) -> Iterator[tuple[Standby, str]]:
    """A server with a database for a store, the one that follows it, and the URL with both of them in it."""
    folder.mkdir(exist_ok=True)
    primary = Cluster(folder / "primary")
    name = template(primary)
    primary.run(f"create database clinic template {name}")
    made = Standby(primary, folder / "standby")
    made.folder.mkdir()
    try:
        made.follow()
        yield made, made.url("clinic")
    finally:
        made.stop()
        primary.server.cleanup()
