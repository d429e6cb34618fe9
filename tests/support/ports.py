"""Ports of this machine for servers that want to be told theirs, and for addresses where nobody listens."""

from __future__ import annotations

from socket import SO_REUSEADDR, SOL_SOCKET, socket

_held: list[socket] = []


def free_ports(many: int) -> list[int]:
    """None twice, and nobody else's as long as this process lasts, also while no server listens there.

    Each stays bound to a socket that does not listen: who connects is refused, the system gives it to nobody, and a
    server that asks for it by its number, and says that it may be in use (`SO_REUSEADDR`, as servers do), gets it.
    """
    for _ in range(many):
        _held.append(socket())
        _held[-1].setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        _held[-1].bind(("127.0.0.1", 0))
    return [int(one.getsockname()[1]) for one in _held[len(_held) - many :]]
