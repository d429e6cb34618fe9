"""The server as a process: its address, its end, what it logs, and faults that it survives."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.conftest import needed
from tests.support.office import register
from tests.web.command import answer, caretrail
from web.ports import PortTaken, address_of, listen, listen_near
from web.service import Service

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
PASSWORD = "kuve-sila-nora-dipo"
MRN = "0000000195"
CANARY = "Quetzalcoatlina"
NAMES = ("Kofi Mensah", "Almaz Bekele", "Siti", "Oksana Tkach")
_NOBODY = 65534


@dataclass
class Served:
    process: subprocess.Popen[str]
    url: str

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """The exit code, and all that it said on both streams after it was up."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=40)
        return self.process.returncode, out + err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Service.create(tmp_path / "store", "test.example/log") as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        service.accounts.set_password("ama", PASSWORD)
        register(service.records, names=[f"Lucía {CANARY}"])
    return tmp_path / "store"


@contextmanager
def served(folder: Path, *words: str, limit: Callable[[], None] | None = None) -> Iterator[Served]:
    """`caretrail serve` on a free port."""
    run = [*COMMAND, "--data", str(folder), "serve", "--port", "0", *words]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limit) as process:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + process.stderr.read()
        try:
            yield Served(process, found[0])
        finally:
            if process.poll() is None:
                process.kill()


@dataclass
class Browser:
    """Somebody who is signed in."""

    url: str

    def __post_init__(self) -> None:
        self._jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open
        self.post("", name="ama", pw=PASSWORD)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def get(self, path: str) -> str:
        with self._open(self.url + path, timeout=30) as response:
            text: str = response.read().decode()
        return text

    def form(self, path: str, **fields: str) -> bytes:
        """The body of that page's form, filled in."""
        hidden = dict(re.findall(r'type="hidden" name="(csrf_token|request)" value="([^"]+)"', self.get(path)))
        return urllib.parse.urlencode({**hidden, **fields}).encode()

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        try:
            with self._open(self.url + path, self.form(path, **fields), timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


# where it listens


def test_a_port_that_is_taken_is_named_and_another_one_found_where_none_was_asked_for() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port} cannot be served: another program listens there"):
            listen("127.0.0.1", port)
        with listen_near("127.0.0.1", port) as near:
            assert address_of(near) != address_of(taken)


def test_a_host_that_is_not_ours_is_refused_with_the_reason() -> None:
    for host in ("192.0.2.1", "no such host"):
        with pytest.raises(PortTaken, match="cannot be served"):
            listen(host, 0)


def test_an_address_of_ipv6_is_written_as_browsers_read_it() -> None:
    needed(socket.has_ipv6 and Path("/proc/net/if_inet6").exists(), "IPv6")
    try:
        bound = listen("::1", 0)
    except PortTaken:
        pytest.skip("IPv6 is switched off on this machine")
    with bound:
        assert re.fullmatch(r"http://\[::1\]:\d+/", address_of(bound))


def refused(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A server that does not come up; it is given ten seconds to say so."""
    run = [*COMMAND, "--data", str(folder), "serve", *(words or ("--port", "0"))]
    return subprocess.run(run, capture_output=True, text=True, timeout=10)


def test_serve_says_that_its_port_is_taken(folder: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        done = refused(folder, "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "Name a free one with --port" in done.stderr


def test_serve_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    done = refused(tmp_path)

    assert done.returncode == 3
    assert f"caretrail --data {tmp_path} init" in done.stderr


# how it ends


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_quietly_when_it_is_asked_to(folder: Path, how: signal.Signals) -> None:
    with served(folder) as server:
        Browser(server.url).get(f"patients/{MRN}")
        code, said = server.stop(how)

    assert (code, said) == (0, "")
    assert answer(folder, "trail", "verify", "--json")["verdict"] == "proved"


def test_an_answer_under_way_is_finished_before_it_ends(folder: Path) -> None:
    """Half of a form is sent, then the server is asked to end, then the other half is sent."""
    with served(folder) as server:
        clerk = Browser(server.url)
        form = clerk.form("patients/new", name=NAMES[0], born="1984", gender="unknown")
        host, port = server.url.removeprefix("http://").rstrip("/").split(":")
        raw = HTTPConnection(host, int(port), timeout=20)
        raw.putrequest("POST", "/patients/new")
        raw.putheader("Content-Type", "application/x-www-form-urlencoded")
        raw.putheader("Content-Length", str(len(form)))
        raw.putheader("Cookie", clerk.cookie)
        raw.endheaders(form[:40])
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        raw.send(form[40:])
        status = raw.getresponse().status
        code, said = server.stop()

    with Service.open(folder) as service:
        service.views.ready()
        there = service.views.directory.count()
    assert (status, code, said) == (303, 0, "")
    assert there == 2


def _register(clerk: Browser, n: int) -> tuple[int, str]:
    """What the page answered when somebody new was registered."""
    return clerk.post("patients/new", name=NAMES[n], born=str(1950 + 7 * n), gender="unknown")


def test_a_second_server_is_told_who_has_the_store(folder: Path) -> None:
    with served(folder):
        done = refused(folder)
        status = caretrail(folder, "trail", "status")

    assert (done.returncode, status.exit_code) == (1, 0)
    assert "is in use by process" in done.stderr


# what it logs


def test_nothing_that_was_asked_or_shown_is_logged(folder: Path) -> None:
    """A patient's name goes in by every door there is, wrong ones as well, and comes out by none of the streams."""
    with served(folder) as server:
        clerk = Browser(server.url)
        assert CANARY in clerk.get(f"patients/{MRN}")
        clerk.get(f"patients?q={CANARY}")
        clerk.post("", name=CANARY, pw=CANARY)
        host, port = server.url.removeprefix("http://").rstrip("/").split(":")
        for request in (
            f"GET /{CANARY} HTTP/9.9\r\n\r\n",
            f"{CANARY} / HTTP/1.1\r\nHost: x\r\n\r\n",
            f"GET /patients?q={CANARY * 1000} HTTP/1.1\r\nHost: x\r\n\r\n",
            f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: {CANARY}\r\nContent-Length: {CANARY}\r\n\r\n",
            f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{CANARY}\r\n",
        ):
            with socket.create_connection((host, int(port)), timeout=10) as raw:
                raw.sendall(request.encode())
                raw.shutdown(socket.SHUT_WR)
                while raw.recv(65536):
                    pass
        code, said = server.stop()

    assert code == 0
    assert CANARY not in said


# faults


def test_a_full_disk_is_said_on_the_page_with_all_that_was_typed_and_nothing_is_half_written(folder: Path) -> None:
    """No file may be written to beyond its first kilobyte: as on a disk that is full."""
    with served(folder) as server:
        clerk = Browser(server.url)
        _limit_children(server.process.pid, 1024)
        refused = [_register(clerk, n) for n in range(3)]
        page = clerk.get(f"patients/{MRN}")
        _limit_children(server.process.pid, resource.RLIM_INFINITY)
        code, _ = _register(clerk, 3)
        ended, said = server.stop()

    assert [status for status, _ in refused] == [503] * 3
    assert all("Nothing was recorded" in text and name in text for (_, text), name in zip(refused, NAMES, strict=False))
    assert CANARY in page
    assert (code, ended) == (200, 0)
    assert not any(name in said for name in NAMES)
    assert answer(folder, "trail", "verify", "--json")["verdict"] == "proved"
    with Service.open(folder) as service:
        service.views.ready()
        assert service.views.directory.count() == 2


def _limit_children(pid: int, most: int) -> None:
    """The size that a file of the serving process may have from now on."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        resource.prlimit(int(child), resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_a_folder_that_cannot_be_written_to_can_be_proved_and_nothing_else(folder: Path) -> None:
    caretrail(folder, "trail", "checkpoint")
    _keep_from_everybody(folder)

    write = _as_nobody(folder, "trail", "checkpoint")
    prove = _as_nobody(folder, "trail", "verify", "--json")

    assert (write[0], write[1], len(write[2].splitlines())) == (3, "", 1)
    assert "cannot be written to. Who owns this folder?" in write[2]
    assert (prove[0], json.loads(prove[1])["verdict"]) == (0, "proved")


def _keep_from_everybody(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        if os.geteuid() == 0:
            os.chown(path, _NOBODY, _NOBODY)
        path.chmod(0o500 if path.is_dir() else 0o400)
    for parent in folder.parents:
        if os.geteuid() == 0 and parent.stat().st_uid == 0:
            parent.chmod(parent.stat().st_mode | 0o011)


def _as_nobody(folder: Path, *words: str) -> tuple[int, str, str]:
    """In a process that root has left for good: root may write everywhere."""
    with ProcessPoolExecutor(1, get_context("fork"), _leave_root) as pool:
        return pool.submit(_told, folder, words).result(timeout=60)


def _leave_root() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


def _told(folder: Path, words: tuple[str, ...]) -> tuple[int, str, str]:
    done = caretrail(folder, *words)
    return done.exit_code, done.stdout, done.stderr
