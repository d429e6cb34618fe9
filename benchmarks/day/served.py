"""Servers in processes of their own, and what they hold in memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple

_ROOT = Path(__file__).parents[2]
_PROGRAM = "from web.cli import main; main()"  # of this folder, wherever the one lies that is installed
_URL = re.compile(r"http://127\.0\.0\.1:\d+")


class Server(NamedTuple):
    url: str
    pid: int

    def resident(self) -> int:
        """Octets of memory that the server's processes hold, together."""
        return sum(_resident(pid) for pid in (self.pid, *_children(self.pid)))


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """As a clinic runs it."""
    command = [sys.executable, "-c", _PROGRAM, "--data", str(folder), "serve", "--port", "0"]
    with _started(command, {}) as server:
        yield server


@contextmanager
def floor(folder: Path) -> Iterator[Server]:
    settings = ["--worker-class", "gthread", "--workers", "1", "--threads", "1", "--keep-alive", "300"]
    command = [sys.executable, "-m", "gunicorn", *settings, "--bind", "127.0.0.1:0", "benchmarks.day.floor_server:app"]
    with _started(command, {"FLOOR": str(folder)}) as server:
        yield server


@contextmanager
def _started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Server]:
    """Both say on stderr where they listen."""
    env, quiet = {**os.environ, **settings}, subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=_ROOT, env=env, stdout=quiet, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    said = list[str]()
    try:
        for line in process.stderr:
            said.append(line)
            if match := _URL.search(line):
                Thread(target=process.stderr.read, daemon=True).start()
                yield Server(match[0], process.pid)
                return
        raise RuntimeError("".join(said))
    finally:
        process.terminate()
        process.wait(60)


def _resident(pid: int) -> int:
    """What a process holds in memory; a page that two of them share counts half for each."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    match = re.search(r"^Pss:\s+(\d+) kB", told, re.M)
    return int(match[1]) * 1024 if match else 0


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
