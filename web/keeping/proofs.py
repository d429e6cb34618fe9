"""Proofs on request: one at a time, beside the server, so that nobody waits for one without a word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread

from trail.verify import Verdict

_HOME = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Proof:
    """`verdict` is None while it runs, and where it `failed`: the text says why there is none."""

    started: datetime
    done: int = 0
    total: int = 0
    ended: datetime | None = None
    verdict: Verdict | None = None
    failed: str = ""

    @property
    def running(self) -> bool:
        return self.ended is None

    @property
    def seconds(self) -> float:
        return (self.ended - self.started).total_seconds() if self.ended else 0.0


class Proofs:
    """The last proof of one store, and the one that runs."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._lock, self._thread = Lock(), Thread()
        self.last: Proof | None = None

    def start(self) -> None:
        """Begin a proof, unless one is running."""
        with self._lock:
            if self.last is None or not self.last.running:
                self.last = Proof(self._clock())
                self._thread = Thread(target=self._run, args=(self.last,), name="proof", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Until the proof has ended, but no longer than this."""
        thread = self._thread
        if thread.ident is not None:
            thread.join(seconds)

    def _run(self, proof: Proof) -> None:
        command = [sys.executable, "-P", "-m", "web.keeping.proving", str(self._folder)]
        path = os.pathsep.join(filter(None, (str(_HOME), os.environ.get("PYTHONPATH"))))
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, **pipes) as process:  # type: ignore[call-overload]
            for line in process.stdout:
                proof = self._told(proof, json.loads(line))
                if proof.verdict is None:  # else it has ended, which is told at once
                    self.last = proof
            why = process.stderr.read().strip().splitlines()[-1:]
        if proof.verdict is None:
            proof = replace(proof, failed=" ".join(why) or f"the process ended with {process.returncode}")
        self.last = replace(proof, ended=self._clock())

    @staticmethod
    def _told(proof: Proof, told: dict[str, object]) -> Proof:
        verdict = told.get("verdict")
        if isinstance(verdict, dict):
            return replace(proof, verdict=Verdict(**verdict))
        return replace(proof, done=int(str(told["done"])), total=int(str(told["total"])))
