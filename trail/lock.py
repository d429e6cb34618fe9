"""One process writes; a second is told who the first one is."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self


class StoreLocked(Exception):
    """Another process has this store open."""


class Lock:
    """Held until released, or until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(self._fd, 20).decode(errors="replace").strip()
            os.close(self._fd)
            raise StoreLocked(f"{path.parent} is in use by process {pid}. Stop that one first.") from None
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *told: object) -> None:
        self.release()

    def release(self) -> None:
        os.close(self._fd)
