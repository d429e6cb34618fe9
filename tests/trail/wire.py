"""A line to PostgreSQL that can be cut: what is sent goes through, and what is answered does not come back."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from urllib.parse import unquote


class Wire:
    """Listens on a port of this machine and hands on to the server's socket."""

    def __init__(self, server: str, here: str = "127.0.0.1") -> None:
        self._server, self._guard, self._pairs = server, Lock(), list[tuple[socket.socket, socket.socket]]()
        self._listener = socket.create_server((here, 0))
        self.port: int = self._listener.getsockname()[1]
        self.answers: int | None = None  # octets of answers that still come back
        self.questions: int | None = None  # octets of questions that still go through
        self.open = True
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """All connections there are."""
        with self._guard:
            for pair in self._pairs:
                _hang_up(*pair)
            self._pairs.clear()

    def mend(self) -> None:
        with self._guard:
            self.answers, self.questions, self.open = None, None, True

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                there = socket.socket(socket.AF_UNIX)
                if not self.open:
                    _hang_up(here, there)
                    continue
                there.connect(self._server)
                with self._guard:
                    self._pairs.append((here, there))
                Thread(target=self._carry, args=(here, there, "questions"), daemon=True).start()
                Thread(target=self._carry, args=(there, here, "answers"), daemon=True).start()

    def _carry(self, origin: socket.socket, to: socket.socket, what: str) -> None:
        with suppress(OSError):
            while content := origin.recv(65536):
                through = self._through(what, len(content))
                to.sendall(content[:through])
                if through < len(content):
                    break
        _hang_up(origin, to)

    def _through(self, what: str, octets: int) -> int:
        """How many of so many octets come through; they are counted before the wire is mended, or not at all."""
        with self._guard:
            left: int | None = getattr(self, what)
            if left is None:
                return octets
            setattr(self, what, max(0, left - octets))
            return min(left, octets)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def wired(url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to this database, and the URL by which it is used."""
    address, folder = url.split("?host=")
    wire = Wire(f"{unquote(folder)}/.s.PGSQL.5432")
    try:
        yield wire, f"{address.replace('@/', f'@127.0.0.1:{wire.port}/')}?sslmode=disable"
    finally:
        wire.close()
