"""Where a server listens: a port that is taken, a host that is not ours, and a store that is not there are said."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.web.server.clinic import made, refused  # noqa: F401  # for the fixtures of this folder
from trail.store import Config
from web.ports import PortTaken, address_of, listen, listen_near


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
