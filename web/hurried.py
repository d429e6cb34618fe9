"""Requests that arrive in time: whoever sends one by drops does not hold a thread for ever."""

from __future__ import annotations

import time
from socket import socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

ARRIVAL = 120.0  # seconds in which a request has to be there, its body included


class Hurried:
    """A socket that reads up to a deadline; all else is the socket's own doing."""

    def __init__(self, plain: socket, seconds: float = ARRIVAL) -> None:
        self._plain, self._seconds, self._until = plain, seconds, 0.0

    def begin(self) -> None:
        """The next request begins to arrive."""
        self._until = time.monotonic() + self._seconds

    def recv(self, size: int, flags: int = 0) -> bytes:
        """`TimeoutError` once the time is up."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request did not arrive in time")
        self._plain.settimeout(left)
        try:
            return self._plain.recv(size, flags)
        finally:
            self._plain.settimeout(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is not typed
    def handle(self, conn: Any) -> Any:
        if not isinstance(conn.sock, Hurried):
            conn.sock = Hurried(conn.sock)
        conn.sock.begin()
        return super().handle(conn)
