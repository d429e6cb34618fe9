"""A log in a file, for proof: with nothing but Python's own library."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from trail.sqlite.filecheck import FileCheck, connect
from trail.sqlite.schema import READS

__all__ = ["READS", "FileSource"]


class FileSource(NamedTuple):
    path: Path

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        return sqlite3.Error, UnicodeDecodeError, OverflowError

    def open(self) -> sqlite3.Connection:
        return connect(self.path)

    def moment(self) -> sqlite3.Connection:
        db = connect(self.path)
        db.execute("begin")
        return db

    def beside(self) -> FileCheck:
        return FileCheck(self.path)
