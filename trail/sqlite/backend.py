"""A store in the files of one folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import MetaData
from sqlalchemy.exc import DatabaseError

from trail.errors import NoStore, StoreError
from trail.sqlite import schema
from trail.sqlite.format import known_format
from trail.sqlite.recorder import FileRecorder
from trail.sqlite.schema import LOG, READS
from trail.sqlite.tables import FileTables

__all__ = ["LOG", "READS", "Files"]


class Files:
    shared = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def look(self) -> None:
        if not (self.folder / LOG).exists():
            raise NoStore(f"{self.folder / LOG} is gone: the log itself. Restore it.")
        known_format(self.folder / LOG)

    def recorder(self, readonly: bool = False) -> FileRecorder:
        return FileRecorder(self.folder / LOG, readonly)

    def new_recorder(self, begun: bool = False) -> FileRecorder:
        there = (self.folder / LOG).exists()
        if there and not begun:
            raise NoStore(f"There is a log in {self.folder} already.")
        return FileRecorder(self.folder / LOG) if there else FileRecorder.create(self.folder / LOG)

    def reads(self) -> FileRecorder:
        if not (self.folder / READS).exists():
            schema.create(self.folder / READS)
        return FileRecorder(self.folder / READS, shared=True)

    def tables(self, room: str, metadata: MetaData, lasting: bool = True, create: bool = True) -> FileTables:
        path = self.folder / f"{room}.db"
        synchronous = "full" if lasting else "normal"
        if not lasting:
            return FileTables(path, metadata, synchronous)  # whoever can regrow them makes them as well
        if create:
            return _created(path, metadata, synchronous)
        if not path.exists():
            raise FileNotFoundError(path)
        return FileTables(path, metadata, synchronous)

    def writable(self) -> bool:
        return os.access(self.folder / LOG, os.W_OK) and os.access(self.folder / READS, os.W_OK)

    def connections(self) -> Mapping[str, int]:
        return {}

    def close(self) -> None:
        """Each file is closed by whoever opened it."""


def _created(path: Path, metadata: MetaData, synchronous: str) -> FileTables:
    try:
        return FileTables.create(path, metadata, synchronous)
    except DatabaseError as error:
        raise StoreError(f"{path} cannot be read: {error.orig}. Restore it from the backup.") from None
