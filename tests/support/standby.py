"""A server and one that follows it, of the wheel's programs, without anybody who would have the second take over."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from tests.support.patroni import as_account, children, given
from tests.support.ports import free_ports
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template

NOBODY = "nobody"  # is called that: commits wait for ever


class Standby:
    """Follows `primary`, in step or not, until it is promoted. It answers at a port of this machine."""

    def __init__(self, primary: Cluster, folder: Path) -> None:
        self.primary, self.folder = primary, folder
        self._socket = primary.server.get_uri().split("host=")[1]
        (self.port,) = free_ports(1)
        self._programs = Path(primary.server.bin_path)
        self._still = list[int]()

    def follow(self) -> None:
        given(self.folder)
        source = f"host={self._socket} user=postgres application_name=standby"
        self._run("pg_basebackup", "-D", str(self.folder / "data"), "-d", source, "-R", "-X", "stream", "-c", "fast")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-o",
                  f"-c port={self.port} -c unix_socket_directories=''", "start")  # fmt: skip

    def url(self, database: str, role: str = SERVING) -> str:
        """With both in it."""
        return f"postgresql://{role}@/{database}?host={quote(self._socket, safe='/')},127.0.0.1&port=5432,{self.port}"

    def alone(self, database: str, role: str = "postgres") -> str:
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    def in_step(self) -> None:
        """From now on commits wait for this one."""
        commits_wait_for(self.primary, "standby")

    def cut_off(self) -> None:
        """What is recorded from now on does not come through: the process that would send it stands still."""
        ((pid,),) = self.primary.run("select pid from pg_stat_replication")
        assert isinstance(pid, int)
        self._still.append(pid)
        os.kill(pid, signal.SIGSTOP)

    def let_go(self) -> None:
        """A server that is to end waits a minute for a process of its own that stands still."""
        for pid in self._still:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

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
        run(self._programs / program, *words)


def commits_wait_for(server: Cluster, name: str) -> None:
    """For a standby that is called this, and from now on: before a commit is seen to wait, others are not safe yet."""
    _in_step(server, NOBODY)
    with ThreadPoolExecutor(1) as pool:
        commit, waits = None, None
        until = time.monotonic() + 20
        while not waits:
            assert time.monotonic() < until
            if commit is None or commit.done():
                commit = pool.submit(server.run, "select pg_logical_emit_message(true, '', '')")
            waits = waiting(server, "postgres")
        server.run(f"select pg_cancel_backend({waits[0]})")
    _in_step(server, name)


def commits_wait_for_none(server: Cluster) -> None:
    _in_step(server, "")


def waiting(server: Cluster, database: str) -> list[int]:
    """The processes whose commits wait for a standby."""
    asked = f"select pid from pg_stat_activity where wait_event = 'SyncRep' and datname = '{database}'"
    return [int(str(pid)) for (pid,) in server.run(asked)]


def _in_step(server: Cluster, name: str) -> None:
    server.run(f"alter system set synchronous_standby_names = '{name}'", "select pg_reload_conf()")


def run(program: Path, *words: str) -> None:
    """One of PostgreSQL's, which refuse to be root."""
    done = subprocess.run(
        [*as_account(), str(program), *words], stdin=subprocess.DEVNULL, text=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@contextmanager
def listening_at(address: str, network: str, folder: Path) -> Iterator[str]:
    """A server that a network reaches, with a database for a store: its URL as a host has it."""
    cluster, (port,) = Cluster(folder), free_ports(1)
    name, programs, data = template(cluster), Path(cluster.server.bin_path), str(folder)
    cluster.run(f"create database clinic template {name}")
    with (folder / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {network} trust\n")
    cluster.server.stop()
    settings = f"-c listen_addresses={address} -c port={port} -c unix_socket_directories=''"
    run(programs / "pg_ctl", "-D", data, "-l", f"{data}/log", "-w", "-o", settings, "start")
    try:
        yield f"postgresql://{SERVING}@{address}:{port}/clinic"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


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
        made.let_go()
        with suppress(psutil.NoSuchProcess):  # where it was killed
            primary.server.cleanup()
