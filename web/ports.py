"""Where to listen."""

from __future__ import annotations

import errno
import socket

_TRIED = 20  # ports from the usual one on


class PortTaken(Exception):
    """Nothing can listen there; the text says why, and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket, port 0 for any that is free; `PortTaken`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program listens there. Name a free one with --port" if taken else error.strerror
        raise PortTaken(f"{host}:{port} cannot be served: {why}.") from None
    return bound


def listen_near(host: str, port: int) -> socket.socket:
    """That port, or one of the next that are free; `PortTaken`."""
    for number in range(port, port + _TRIED):
        try:
            return listen(host, number)
        except PortTaken:
            continue
    return listen(host, 0)


def address_of(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
