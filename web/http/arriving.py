"""Requests on their way in, and answers on their way out: whoever is slow at either holds nobody up.

Gunicorn gives a thread to every connection at once. Here a connection has one only when its request is there, its body
included; until then they all share the thread that waits for new ones. Answers go out through a buffer that a page fits
into, and what does not fit has to be taken in at a certain pace.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, SHUT_WR, SO_SNDBUF, SOL_SOCKET, socket
from typing import IO, Any

from gunicorn.workers.gthread import ThreadWorker

from web.http.gathered import GO_ON, TOO_LATE, Gathered, Turned
from web.http.refused import refusal, status_of

ASKED = 15.0  # seconds in which the headers of a request have to be there
ARRIVAL = 120.0  # and all of its body
LAST = 2.0  # and its first octet, once the server is asked to end
ROOM = 256 * 2**20  # octets of all bodies that are on their way at once
_OUT = 2**20  # octets of an answer that wait to be taken in; Linux gives what `net.core.wmem_max` allows
_GRACE, _PACE = 30.0, 8 * 2**10  # seconds before, and octets a second at which, an answer has to be taken in
_INSTANT = 0.001  # seconds; 0 would mean not to wait for anything at all
_PIECE = 2**16  # octets of it that are sent at once
_READ = 2**16
_HEARD = 16  # times that what is on its way to a connection that will be closed is read


class Slow(OSError):
    """Whoever is at the other end takes too long."""


class Paced:
    """A socket that hands out first what has arrived, and sends at a certain pace or not at all; all else is its own
    doing."""

    def __init__(self, plain: socket, grace: float = _GRACE, pace: int = _PACE) -> None:
        self._plain, self._grace, self._pace = plain, grace, pace
        self.gathered, self.begun, self.since = Gathered(), b"", time.monotonic()
        with suppress(OSError):
            plain.setsockopt(SOL_SOCKET, SO_SNDBUF, _OUT)

    def begin(self) -> None:
        """The next request begins to arrive; `begun` is what came with the one before."""
        self.begun = self.gathered.left()
        self.gathered, self.since = Gathered(), time.monotonic()

    def arrive(self) -> bool:
        """Take in what is there; whether the request is, or will never be. `Turned` for one that is refused."""
        with suppress(BlockingIOError):
            data, self.begun = self.begun or self._plain.recv(_READ, MSG_DONTWAIT), b""
            self.gathered.take(data)
            if self.gathered.expected:
                self._plain.send(GO_ON, MSG_DONTWAIT)
        return self.gathered.whole

    def late(self, now: float, ending: bool) -> bool:
        """Whether its time is over."""
        held = self.gathered
        return now - self.since > (ARRIVAL if held.asked else LAST if ending and not held.size else ASKED)

    def turn_away(self, status: int) -> None:
        """Refuse, and hear what was on its way: whoever still sends would not hear the answer."""
        with suppress(OSError):
            self._plain.send(refusal(status), MSG_DONTWAIT)
            self._plain.shutdown(SHUT_WR)
            for _ in range(_HEARD):
                if not self._plain.recv(_READ, MSG_DONTWAIT):
                    break

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Of this request, and nothing of the next; nothing where it was cut off."""
        return self.gathered.give(size)

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """`Slow`"""
        view = memoryview(data)
        self._out(len(view), lambda sent, size: self._plain.send(view[sent : sent + size]))

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:
        """`Slow`; in pieces, so that each has its time."""
        size = os.fstat(file.fileno()).st_size - offset if count is None else count
        return self._out(size, lambda sent, size: self._plain.sendfile(file, offset + sent, size))

    def _out(self, size: int, send: Callable[[int, int], int]) -> int:
        """Send it piece by piece, each within the time that is left then; how much went."""
        began, sent = time.monotonic(), 0
        while sent < size:
            left = began + self._grace + sent / self._pace - time.monotonic()
            self._plain.settimeout(max(left, _INSTANT))
            try:
                gone = send(sent, min(_PIECE, size - sent))
            except TimeoutError:
                raise Slow(errno.EPIPE, "the answer is not taken in") from None
            if not gone:
                break
            sent += gone
        return sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is not typed
    """`_arriving`: connections without a thread, the one that has waited longest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arriving: dict[Any, None] = {}

    def accept(self, listener: Any) -> None:
        super().accept(listener)
        while self.nr_conns >= self.worker_connections and self._arriving:
            self._part(next(iter(self._arriving)))

    def enqueue_req(self, conn: Any) -> None:
        """The next request of this connection begins; in gunicorn it gets its thread here."""
        if not isinstance(conn.sock, Paced):
            conn.sock = Paced(conn.sock)
        conn.sock.begin()
        self._arriving[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._more, conn))
        if conn.sock.begun:
            self._more(conn, conn.sock)

    def finish_request(self, conn: Any, fs: Any) -> None:
        super().finish_request(conn, fs)
        if conn.sock.gathered.left() and conn in self.keepalived_conns:
            self.on_client_socket_readable(conn, conn.sock)

    def murder_pending(self) -> None:
        """Those whose time is over; gunicorn asks once a second."""
        now = time.monotonic()
        for conn in [one for one in self._arriving if one.sock.late(now, not self.alive)]:
            self._part(conn, TOO_LATE if conn.sock.gathered.size else None)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """What cannot be a request is refused in a few words, and none of them are its own."""
        if (status := status_of(exc)) == 500:
            self.log.exception("Error handling request")
        client.turn_away(status)

    def _more(self, conn: Any, sock: Any) -> None:
        try:
            there = conn.sock.arrive()
        except Turned as turned:
            self._part(conn, turned)
        except OSError:
            self._part(conn)
        else:
            self._go_on(conn) if there else self._make_room()

    def _go_on(self, conn: Any) -> None:
        """Its request is there, and gets a thread."""
        if conn.sock.gathered.size:
            self._leave(conn)
            conn.data_ready = True
            super().enqueue_req(conn)
        else:
            self._part(conn)

    def _make_room(self) -> None:
        """All bodies that arrive share what memory they may have: whoever has taken longest makes room."""
        while sum(one.sock.gathered.size for one in self._arriving) > ROOM:
            self._part(next(iter(self._arriving)), TOO_LATE)

    def _part(self, conn: Any, told: Turned | None = None) -> None:
        self._leave(conn)
        if told:
            conn.sock.turn_away(told.status)
        self.nr_conns -= 1
        conn.close()

    def _leave(self, conn: Any) -> None:
        self._arriving.pop(conn, None)
        with suppress(KeyError, ValueError):
            self.poller.unregister(conn.sock)
