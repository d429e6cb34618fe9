"""Beside a server: nobody on a store in files, and others and commands where the log is in a database."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.serving import Browser, served
from tests.web.command import answer, caretrail
from tests.web.server.clinic import CANARY, MRN, NAMES, made, person, refused, registered  # noqa: F401  # for the fixtures of this folder


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
        status, _, address = clerk.send("patients/new", clerk.form("patients/new", **person(0)))
        seen = clerk.get(urlsplit(address).path.lstrip("/"), two.url)
        again, _, other = clerk.send("patients/new", clerk.form("patients/new", two.url, **person(1)), two.url)
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
        code, _ = registered(clerk, 2)
        signed = answer(in_database, "trail", "checkpoint", "--json")
        checked, rebuilt = (caretrail(in_database, "views", word) for word in ("check", "rebuild"))
        found = clerk.get(f"patients?q={NAMES[2]}")
        ended = server.stop()

    assert (CANARY in out, CANARY in back) == (False, True)
    assert (code, signed["size"] > unlocked["position"]) == (200, True)
    assert unlocked["position"] == locked["position"] + 1
    assert NAMES[2] in found.split("<main")[1]
    assert (checked.exit_code, rebuilt.exit_code, ended) == (0, 0, (0, ""))
