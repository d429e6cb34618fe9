"""One peer in a process of its own: `python -m benchmarks.peers.worker MODULE FOLDER [DATABASE]`.

Reads lists of calls from its input, does them with a `Player`, and tells in pickles what they took and what went wrong.
Nothing here needs more than Python: it runs where the peer's packages are, and ours are not.
"""

from __future__ import annotations

import os
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks.day.player import Player
from benchmarks.peers.attacks import attacked


class Worker:
    def __init__(self, adapter: Any) -> None:
        self._adapter, self._player = adapter, Player(adapter, strict=False)

    def can(self) -> set[str]:
        """What not every peer has: views that can be regrown, a check of the log."""
        return {name for name in ("rebuild", "check_log", "check_views") if hasattr(self._adapter, name)}

    def versions(self) -> dict[str, str]:
        found: dict[str, str] = self._adapter.versions()
        return found

    def play(self, calls: list[tuple[str, tuple[Any, ...]]]) -> float:
        """Seconds that the works took; the oracle's own time is not among them."""
        for name, arguments in calls:
            getattr(self._player, name)(*arguments)
        return self._player.take()

    def least(self) -> dict[str, float]:
        return self._player.least

    def octets(self) -> int:
        found: int = self._adapter.octets()
        return found

    def attacked(self) -> dict[str, str]:
        return attacked(self._player, self._adapter)

    def close(self) -> None:
        self._adapter.close()


def serve(worker: Worker, asked: BinaryIO, told: BinaryIO) -> None:
    """Until nothing more is asked."""
    while True:
        try:
            name, arguments = pickle.load(asked)
        except EOFError:
            return
        answer: tuple[Any, str | None]
        try:
            answer = getattr(worker, name)(*arguments), None
        except Exception as error:
            answer = None, f"{type(error).__name__}: {error}"[:2000]
        pickle.dump(answer, told)
        told.flush()


def main() -> None:
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    module, folder, *database = sys.argv[1:]
    adapter = import_module(module).opened(Path(folder), *database)
    serve(Worker(adapter), sys.stdin.buffer, told)


if __name__ == "__main__":
    main()
