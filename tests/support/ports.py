"""Ports for programs that have to be told one before they take it, or that take it again after they were killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import socket

_LEAST = 10_000
_USUAL = 32_768


def _next() -> Iterator[int]:
    """Of those which the system gives to nobody by itself: no connection and no server at port 0 has one. Processes
    that begin one after the other are a hundred apart."""
    most, at = _given_by_itself(), os.getpid() * 100
    while True:
        yield _LEAST + at % (most - _LEAST)
        at += 1


def _given_by_itself() -> int:
    """From which on."""
    with suppress(OSError):
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    return _USUAL


_ports = _next()


def free_ports(many: int) -> list[int]:
    """Of this machine, none twice in a process."""
    found = list[int]()
    while len(found) < many:
        port = next(_ports)
        with suppress(OSError), socket() as one:
            one.bind(("", port))
            found.append(port)
    return found
