"""A player in another process: what it is asked for waits until `take` asks what it took."""

from __future__ import annotations

import os
import pickle
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.day.plan import Plan

_ROOT = Path(__file__).parents[2]


class Failed(Exception):
    """What a peer's process said when it could not go on."""


class Remote:
    """Calls are done in one go, one player after the other: no pipe is measured, and none disturbs another."""

    def __init__(self, python: Path, module: str, folder: Path, database: str | None = None) -> None:
        folder.mkdir(parents=True)
        self._said = (folder / "said").open("w+")
        command = [str(python), "-m", "benchmarks.peers.worker", module, str(folder), *([database] if database else [])]
        path = {**os.environ, "PYTHONPATH": str(_ROOT)}
        self._process = subprocess.Popen(
            command, cwd=folder, env=path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
        )
        self.plans: list[Plan] = []
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    def ask(self, name: str, *arguments: Any) -> Any:
        """One question of the worker's, at once; `Failed`."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            pickle.dump((name, arguments), self._process.stdin)
            self._process.stdin.flush()
            answer, error = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError) as gone:
            raise Failed(Path(self._said.name).read_text()[-2000:]) from gone
        if error:
            raise Failed(error)
        return answer

    def take(self) -> float:
        waiting, self._waiting = self._waiting, []
        took: float = self.ask("play", waiting)
        return took

    def register(self, plan: Plan) -> None:
        self.plans.append(plan)
        self._later("register", plan)

    def write(self, plan: Plan) -> None:
        self._later("write", plan)

    def settle(self) -> None:
        self._later("settle")

    def file(self, n: int) -> None:
        self._later("file", n)

    def search(self, n: int) -> None:
        self._later("search", n)

    def changes(self, n: int) -> None:
        self._later("changes", n)

    def past(self, n: int) -> None:
        self._later("past", n)

    def export(self, path: Path) -> None:
        self._later("export", path)

    def rebuild(self) -> None:
        self._later("rebuild")

    def check(self) -> None:
        self._later("check")

    def check_log(self) -> None:
        self._later("check_log")

    def close(self) -> None:
        """Also where it has failed before."""
        assert self._process.stdin
        with suppress(Failed):
            self.ask("close")
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def _later(self, name: str, *arguments: Any) -> None:
        self._waiting.append((name, arguments))
