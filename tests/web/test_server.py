"""The server as a process: its address, its end, what it logs, and faults that it survives."""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from flask import Flask
from psycopg import connect

from tests.support.office import register
from tests.support.serving import COMMAND, PASSWORD, Browser, served
from tests.support.stores import as_owner
from tests.web.command import answer, caretrail
from trail.store import Config
from web.ports import PortTaken, address_of, listen, listen_near
from web.server import _opened, _Server
from web.service import Service

MRN = "0000000195"
CANARY = "Quetzalcoatlina"
NAMES = ("Kofi Mensah", "Almaz Bekele", "Siti", "Oksana Tkach")
_NOBODY = 65534


def made(folder: Path, database: str | None = None) -> Path:
    with Service.create(folder, "test.example/log", database=database) as service:
        service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
        service.personnel.add("sam", "Sam Owusu", "admin", service.system())
        service.accounts.set_password("ama", PASSWORD)
        register(service.records, names=[f"Lucía {CANARY}"])
    return folder


@pytest.fixture
def folder(own: Path) -> Path:
    return own


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
    """Where IPv6 is switched off there is none, and that is said."""
    if not _has_ipv6():
        with pytest.raises(PortTaken, match="cannot be served"):
            listen("::1", 0)
        return
    with listen("::1", 0) as bound:
        assert re.fullmatch(r"http://\[::1\]:\d+/", address_of(bound))


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


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


def test_serve_where_the_database_is_not_there_says_so(tmp_path: Path) -> None:
    Config("test.example/log", "postgresql://caretrail:kuve-sila@127.0.0.1:1/nowhere").write(tmp_path)

    done = refused(tmp_path)

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "The database nowhere at 127.0.0.1 cannot be reached" in done.stderr
    assert "kuve-sila" not in done.stderr


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
    return clerk.post("patients/new", **_person(n))


def _person(n: int) -> dict[str, str]:
    return {"name": NAMES[n], "born": str(1950 + 7 * n), "gender": "unknown"}


def test_a_second_server_is_told_who_has_the_store(in_files: Path) -> None:
    with served(in_files):
        done = refused(in_files)
        status = caretrail(in_files, "trail", "status")

    assert (done.returncode, status.exit_code) == (1, 0)
    assert "is in use by process" in done.stderr


@pytest.mark.slow
def test_with_the_log_in_a_database_a_second_server_is_let_in_and_both_show_what_either_recorded(
    in_database: Path,
) -> None:
    """On one folder: `serve` is one process, and a machine with many cores may have several."""
    with served(in_database) as one, served(in_database) as two:
        clerk = Browser(one.url)
        host = urlsplit(two.url).netloc
        status, _, address = clerk.send("patients/new", clerk.form("patients/new", **_person(0)))
        seen = clerk.get(urlsplit(address).path.lstrip("/"), two.url)
        again, _, other = clerk.send("patients/new", clerk.form("patients/new", two.url, **_person(1)), two.url)
        found = clerk.get(urlsplit(other).path.lstrip("/"))
        ended = [server.stop() for server in (one, two)]

    assert (status, NAMES[0] in seen) == (200, True)
    assert (again, urlsplit(other).netloc, NAMES[1] in found) == (200, host, True)
    assert ended == [(0, "")] * 2


def test_with_the_log_in_a_database_commands_that_record_work_beside_the_server(in_database: Path) -> None:
    with served(in_database) as server:
        clerk = Browser(server.url)
        locked = answer(in_database, "staff", "lock", "ama", "--json", actor="sam")
        out = clerk.get(f"patients/{MRN}")
        unlocked = answer(in_database, "staff", "lock", "ama", "--unlock", "--json", actor="sam")
        clerk = Browser(server.url)
        back = clerk.get(f"patients/{MRN}")
        code, _ = _register(clerk, 2)
        signed = answer(in_database, "trail", "checkpoint", "--json")
        checked, rebuilt = (caretrail(in_database, "views", word) for word in ("check", "rebuild"))
        found = clerk.get(f"patients?q={NAMES[2]}")
        ended = server.stop()

    assert (CANARY in out, CANARY in back) == (False, True)
    assert (code, signed["size"] > unlocked["position"]) == (200, True)
    assert unlocked["position"] == locked["position"] + 1
    assert NAMES[2] in found.split("<main")[1]
    assert (checked.exit_code, rebuilt.exit_code, ended) == (0, 0, (0, ""))


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


def _unread(clerk: Browser) -> tuple[int, str]:
    """What is shown of a patient where it cannot be written down that it was."""
    with pytest.raises(HTTPError) as refused:
        clerk.get(f"patients/{MRN}")
    return refused.value.code, refused.value.read().decode()


def test_a_full_disk_is_said_on_the_page_with_all_that_was_typed_and_nothing_is_half_written(in_files: Path) -> None:
    """No file may be written to beyond its first kilobyte: as on a disk that is full."""
    with served(in_files) as server:
        clerk = Browser(server.url)
        _limit_children(server.process.pid, 1024)
        refused = [_register(clerk, n) for n in range(3)]
        unread = _unread(clerk)
        _limit_children(server.process.pid, resource.RLIM_INFINITY)
        code, _ = _register(clerk, 3)
        ended, said = server.stop()

    assert [status for status, _ in refused] == [503] * 3, said
    assert all("Nothing was recorded" in text and name in text for (_, text), name in zip(refused, NAMES, strict=False))
    assert (unread[0], CANARY in unread[1]) == (503, False)
    assert (code, ended) == (200, 0)
    assert not any(name in said for name in NAMES)
    assert answer(in_files, "trail", "verify", "--json")["verdict"] == "proved"
    with Service.open(in_files) as service:
        service.views.ready()
        assert service.views.directory.count() == 2


def test_a_database_that_takes_nothing_more_is_said_on_the_page_with_all_that_was_typed(in_database: Path) -> None:
    """As a standby takes nothing, or a server whose disk is full."""
    url = as_owner(str(Config.read(in_database).database))
    with served(in_database) as server:
        clerk = Browser(server.url)
        _read_only(url, "on")
        refused = [_register(clerk, n) for n in range(3)]
        unread = _unread(clerk)
        _read_only(url, "off")
        code, _ = _register(clerk, 3)
        ended, said = server.stop()

    assert [status for status, _ in refused] == [503] * 3, said
    assert all("Nothing was recorded" in text and name in text for (_, text), name in zip(refused, NAMES, strict=False))
    assert (unread[0], CANARY in unread[1]) == (503, False)
    assert (code, ended) == (200, 0)
    assert not any(name in said for name in NAMES)
    with Service.open(in_database) as service:
        service.views.ready()
        assert service.views.directory.count() == 2


def _read_only(url: str, how: str) -> None:
    """Every connection from now on; those that are open are ended."""
    with connect(url, autocommit=True) as db:
        name = db.info.dbname
        db.execute("set default_transaction_read_only = off")
        db.execute(f"alter database {name} set default_transaction_read_only = {how}".encode())
        db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> %s",
            (name, db.info.backend_pid),
        )


def _limit_children(pid: int, most: int) -> None:
    """The size that a file of the serving process may have from now on."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        resource.prlimit(int(child), resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_a_folder_that_cannot_be_written_to_can_be_proved_and_nothing_else(in_files: Path) -> None:
    caretrail(in_files, "trail", "checkpoint")
    _keep_from_everybody(in_files)

    write = _as_nobody(in_files, "trail", "checkpoint")
    prove = _as_nobody(in_files, "trail", "verify", "--json")

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


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[Flask]:
    """What the worker serves, loaded here."""
    Service.create(tmp_path / "store").close()
    left = tmp_path / "store" / "past-abc"
    left.mkdir()
    (left / "views.db").write_text("somebody's record, as it was")
    app = _Server(partial(_opened, tmp_path / "store", 0), {}).load()
    yield app
    gc.unfreeze()
    app.extensions["caretrail"].close()


def test_what_a_server_has_when_it_starts_is_not_looked_through_again(loaded: Flask) -> None:
    assert gc.get_freeze_count() > 10_000


def test_what_a_server_that_died_left_of_pages_of_the_past_is_taken_away_by_the_next(loaded: Flask) -> None:
    folder = loaded.extensions["caretrail"].folder

    assert not list(folder.glob("past-*"))
    assert (folder / "views.db").exists()
