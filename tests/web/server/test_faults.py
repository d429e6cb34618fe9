"""Faults that a server survives: a full disk, a database that takes nothing more, a folder that is not its own."""

from __future__ import annotations

import json
import os
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from urllib.error import HTTPError

import pytest
from psycopg import connect

from tests.support.serving import Browser, served
from tests.support.stores import as_owner
from tests.web.command import answer, caretrail
from tests.web.server.clinic import CANARY, MRN, NAMES, made, registered  # noqa: F401  # for the fixtures of this folder
from trail.store import Config
from web.service import Service

_NOBODY = 65534


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
        refused = [registered(clerk, n) for n in range(3)]
        unread = _unread(clerk)
        _limit_children(server.process.pid, resource.RLIM_INFINITY)
        code, _ = registered(clerk, 3)
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
        refused = [registered(clerk, n) for n in range(3)]
        unread = _unread(clerk)
        _read_only(url, "off")
        code, _ = registered(clerk, 3)
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
