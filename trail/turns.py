"""Group commit: whoever comes first commits for all who wait, and hands on to the first of those who came meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from trail.mapper import Draft

MOST = 256  # commands in one commit
Response = Callable[[list[int]], bytes]


class Command:
    """What one caller wants appended, all or nothing, and what became of it."""

    __slots__ = ("_bell", "drafts", "error", "leads", "positions", "request", "response")

    def __init__(self, drafts: Sequence[Draft], request: str | None = None, response: Response | None = None) -> None:
        self.drafts, self.request, self.response = drafts, request, response
        self.positions: list[int] | None = None
        self.error: Exception | None = None
        self.leads = False
        self._bell = Lock()
        self._bell.acquire()

    @property
    def done(self) -> bool:
        return self.positions is not None or self.error is not None

    def wait(self) -> None:
        """Until it was committed or refused, or is to lead."""
        self._bell.acquire()

    def wake(self) -> None:
        self._bell.release()


class Turns:
    """`commit` gets the commands that wait, the oldest first, from one thread at a time."""

    def __init__(self, commit: Callable[[list[Command]], None]) -> None:
        self._commit, self._guard = commit, Lock()
        self._queue: list[Command] = []
        self._led = False

    def take(self, mine: Command) -> None:
        """Returns when this command was committed or refused, by this thread or by another."""
        with self._guard:
            self._queue.append(mine)
            mine.leads, self._led = not self._led, True
        if not mine.leads:
            mine.wait()
        if mine.leads:
            self._lead(mine)

    def _lead(self, mine: Command) -> None:
        with self._guard:
            batch, self._queue = self._queue[:MOST], self._queue[MOST:]
        try:
            self._commit(batch)
        finally:
            self._hand_on()
            for command in batch:
                if command is not mine:
                    command.wake()

    def _hand_on(self) -> None:
        with self._guard:
            successor = self._queue[0] if self._queue else None
            self._led = successor is not None
        if successor:
            successor.leads = True
            successor.wake()
