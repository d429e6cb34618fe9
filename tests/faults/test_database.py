"""PostgreSQL whose postmaster is killed, and a network that is cut between it and a web host, while clerks insist."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

from tests.conftest import needed
from tests.faults.clinic import made
from tests.faults.runs import SEED, often
from tests.faults.tally import ROOT, Tally, counted
from tests.faults.test_writers import crowding, held, hosts
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import database_of, template
from trail.store import Config

SENTENCES = ("The database ", "Nothing was recorded")
FORWARD = (
    "import sys, time; from tests.trail.wire import Wire; print(Wire(*sys.argv[1:]).port, flush=True); time.sleep(1e6)"
)


def came(told: list[dict[str, Any]], folder: Path, tally: Tally) -> None:
    for one in told:
        for error in one["errors"]:
            if not error.startswith(SENTENCES):
                tally.wrong(error, silent=1)
    tally.add(0, len(told))
    held(folder, [one["receipt"] for one in told], tally)


# the server


@pytest.fixture
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server with the settings that one comes with: it waits for the disk."""
    cluster = Cluster(tmp_path_factory.mktemp("postmaster") / "cluster", "\n# as it comes\nlog_min_messages = fatal\n")
    yield cluster
    cluster.server.cleanup()


def fall(cluster: Cluster) -> None:
    """The postmaster dies; its children notice and end, and nobody tidies up. Then it is started again.

    Where nobody buries the dead (a container, say), its number would count as its life: so files that name it go.
    It stands still first, so that it has no child that is not known here: while one lives, no other server starts.
    """
    pid = cluster.pid
    os.kill(pid, signal.SIGSTOP)
    while _state(pid) != "T":
        time.sleep(0.001)
    all_of_it = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    os.kill(pid, signal.SIGKILL)
    while any(map(_is_there, all_of_it)):
        time.sleep(0.01)
    sockets = Path(unquote(cluster.url().split("host=")[1]))
    for named in (cluster.server.pgdata / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
        named.unlink(missing_ok=True)
    cluster.server.ensure_postgres_running()


def _is_there(pid: int) -> bool:
    return _state(pid) not in ("", "Z")


def _state(pid: int) -> str:
    """As the kernel tells it in a letter; nothing where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


@pytest.mark.parametrize("times", [pytest.param(2, id="2"), *often(10, 100)[1:]])
def test_nothing_acknowledged_is_lost_where_the_postmaster_is_killed(
    lasting: Cluster, tmp_path: Path, times: int
) -> None:
    chance = Random(SEED)
    with lasting.database(template(lasting)) as name, counted("postmaster", "postgresql", SEED) as tally:
        folder = tmp_path / "store"
        made(folder, lasting.url(name, SERVING))
        with crowding("insists", 4 * times, hosts(folder, 4)) as told:
            for _ in range(times):
                time.sleep(chance.random())
                fall(lasting)
                tally.add(1)
        came(told, folder, tally)


# the network


class Line(NamedTuple):
    """Two rooms with a network each, and one cable between them: the database is told of in `there`."""

    here: str
    there: str
    cable: str
    net: str

    def ip(self, *words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    @contextmanager
    def cut(self, how: str) -> Iterator[None]:
        """The cable is out, or one way is silent: what goes that way is dropped, and nobody is told."""
        if how == "cable":
            broken, mended = ["link", "set", self.cable, "down"], ["link", "set", self.cable, "up"]
            room = self.there
        else:
            room, other = (self.there, f"{self.net}.2") if how == "answers" else (self.here, f"{self.net}.1")
            broken, mended = ["route", "add", "blackhole", other], ["route", "del", "blackhole", other]
        self.ip("-n", room, *broken)
        try:
            yield
        finally:
            self.ip("-n", room, *mended)


@pytest.fixture
def line() -> Iterator[Line]:
    needed(os.geteuid() == 0 and shutil.which("ip") is not None, "root, and ip with network namespaces,")
    mine = os.getpid()
    line = Line(f"ct-web-{mine}", f"ct-db-{mine}", f"ctb{mine}", f"10.213.{mine % 256}")
    try:
        line.ip("netns", "add", line.here)
    except subprocess.CalledProcessError:
        needed(False, "network namespaces")
    try:
        line.ip("netns", "add", line.there)
        line.ip("link", "add", line.cable, "netns", line.there, "type", "veth", "peer", "eth0", "netns", line.here)
        for room, end, place in ((line.there, line.cable, 1), (line.here, "eth0", 2)):
            line.ip("-n", room, "address", "add", f"{line.net}.{place}/24", "dev", end)
            line.ip("-n", room, "link", "set", end, "up")
        yield line
    finally:
        for room in (line.here, line.there):
            subprocess.run(["ip", "netns", "delete", room], check=False, capture_output=True)


@contextmanager
def through(line: Line, url: str) -> Iterator[str]:
    """The URL of the same database from the other end of the line."""
    address, folder = url.split("?host=")
    inside = ["ip", "netns", "exec", line.there, sys.executable, "-c", FORWARD]
    words = [f"{unquote(folder)}/.s.PGSQL.5432", f"{line.net}.1"]
    with subprocess.Popen([*inside, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT) as forward:
        assert forward.stdout
        port = forward.stdout.readline().strip()
        try:
            yield f"{address.replace('@/', f'@{line.net}.1:{port}/')}?sslmode=disable"
        finally:
            forward.kill()


SHORT = [("cable", 1.0), ("answers", 1.0), ("questions", 1.0)]
LONG = [*SHORT, ("answers", 45.0), ("cable", 20.0), ("questions", 45.0)]


@pytest.mark.slow
@pytest.mark.parametrize("cuts", [SHORT, LONG], ids=["short", "long"])
def test_nothing_acknowledged_is_lost_where_the_network_is_cut(
    line: Line, tmp_path: Path, cuts: list[tuple[str, float]]
) -> None:
    """Of one who sits behind the cut; another host is on the side of the database."""
    with database_of("postgresql") as url, counted("network", "postgresql") as tally, through(line, url or "") as away:
        folder = tmp_path / "store"
        made(folder, url)
        near, far = hosts(folder, 2)
        origin = Config.read(far).origin
        (far / "config.toml").unlink()
        Config(origin, away).write(far)
        seconds = int(4 + sum(3 + length for _, length in cuts))
        inside = ["ip", "netns", "exec", line.here]
        with crowding("insists", seconds, [near]) as others, crowding("insists", seconds, [far], inside) as told:
            for how, length in cuts:
                with line.cut(how):
                    time.sleep(length)
                tally.add(1)
                time.sleep(2)
        came(told + others, folder, tally)
        assert told
