"""The file beside its rows: its structure, and the bytes that are no content."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

from trail.sqlite import resting
from trail.verdict import Verdict


class FileCheck(Thread):
    """At work while the rows are gone through: all it does is done outside of Python's own lock."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="file check")
        self._path, self._faults, self._digest = path, list[str](), ""

    def run(self) -> None:
        try:
            with closing(connect(self._path)) as db:
                told = [str(row[0]) for row in db.execute("pragma integrity_check(20)")]
            self._faults = [one for one in told if one != "ok"]  # what an index leaves out would never be read
            if resting.read(self._path):
                self._digest = resting.digest(self._path)
        except (sqlite3.Error, OSError, ValueError, OverflowError) as error:
            self._faults = [f"the file cannot be read: {error}"]

    def tell(self, verdict: Verdict) -> None:
        """Wait, and add what was found. Bytes are compared where nothing was written since the store was closed."""
        self.join()
        for fault in self._faults:
            verdict.found("file", None, fault)
        at_rest = resting.read(self._path)
        if not self._digest or at_rest is None or at_rest.events != verdict.size:
            verdict.not_proved.append(
                "Unused bytes of the file were not compared: it was not closed since it was written."
            )
        elif self._digest != at_rest.sha256:
            verdict.found("file", None, "a byte of the file is not what it was when the store was closed")


def connect(path: Path) -> sqlite3.Connection:
    """For reading; a log at rest can be read even in a folder where nothing may be written."""
    pending = Path(f"{path}-wal")
    still = not os.access(path.parent, os.W_OK) and not (pending.exists() and pending.stat().st_size)
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if still else ''}", uri=True)
