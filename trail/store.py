"""A store: one folder with the log, its keys and what belongs to them."""

from __future__ import annotations

import json
import os
import tomllib
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Self
from uuid import UUID

from sqlalchemy import MetaData

from trail.access import AccessLog
from trail.attachments import Attachments
from trail.backend import Backend, backend_of
from trail.blobs import blobs_of
from trail.clock import Clock, utc_now
from trail.errors import NoStore
from trail.files import write_private
from trail.journal import Journal
from trail.keys import Keys
from trail.lock import Lock
from trail.log import Log
from trail.snapshots import Snapshots
from trail.tables import Tables

CONFIG = "config.toml"
_MEANS = {
    "origin": "what the log is called",
    "database": "in which database it is",
    "attachments": "in which folder or bucket documents are",
}


@dataclass(frozen=True)
class Config:
    """`origin` names the log for ever (C2SP tlog-checkpoint).

    `database` is the URL of a PostgreSQL database that hosts share, None for files in the folder; `attachments` a
    folder that they share or a bucket (`s3://BUCKET/PREFIX`), None for a folder of the store's own.
    """

    origin: str
    database: str | None = None
    attachments: str | None = None

    @classmethod
    def read(cls, folder: Path, name: str = CONFIG) -> Config:
        path = folder / name
        if not path.exists():
            raise NoStore(f"There is no store in {folder}. Make one with: caretrail --data {folder} init")
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NoStore(f"{path} cannot be read: {error}") from None
        if not isinstance(told.get("origin"), str):
            raise NoStore(f"{path} does not say what the log is called (origin). Restore it.")
        for key, value in told.items():
            if key not in _MEANS or not isinstance(value, str):
                known = ", ".join(f"{one} ({means})" for one, means in _MEANS.items())
                raise NoStore(f"{path}: {key} is not a setting, or no text. There are {known}.")
        return cls(**told)

    def write(self, folder: Path, name: str = CONFIG) -> None:
        lines = [f"{key} = {_toml(value)}\n" for key, value in asdict(self).items() if value is not None]
        write_private(folder / name, "".join(lines).encode())


def _toml(text: str) -> str:
    """As TOML, which knows no half characters."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Store:
    """Open for writing, files are this process's alone, while others may read; a database is shared by its hosts."""

    def __init__(
        self, folder: Path, config: Config, backend: Backend, keys: Keys, log: Log, lock: Lock | None = None
    ) -> None:
        self.folder, self.config, self.backend, self.keys, self.log = folder, config, backend, keys, log
        self._lock, self._opened = lock, list[Tables]()
        snapshots = lock is not None or backend.shared
        self._snapshots = Snapshots(folder / "snapshots.db", log) if snapshots else None
        self.journal = Journal(log, self._snapshots)
        self.attachments = Attachments(blobs_of(folder, config.attachments), log)
        self.access = AccessLog(backend.reads(), keys, config.origin, log.clock)

    @classmethod
    def create(
        cls, folder: Path, origin: str | None = None, clock: Clock = utc_now, database: str | None = None
    ) -> Self:
        """A new store in an empty folder, or in one that is made now, with its log in files or in a database."""
        folder = empty_folder(folder)
        config = Config(origin or f"caretrail.invalid/{token_hex(8)}", database)
        with ExitStack() as held:
            backend = held.enter_context(closing(backend_of(folder, database)))
            lock = None if backend.shared else held.enter_context(Lock(folder / "store.lock"))
            recorder = backend.new_recorder()
            keys = Keys.create(folder, backend, config.origin, clock)
            log = Log.create(recorder, keys, config.origin, clock)
            config.write(folder)  # last: a folder with it holds a whole store
            made = cls(folder, config, backend, keys, log, lock)
            held.pop_all()
        return made

    @classmethod
    def open(cls, folder: Path, clock: Clock = utc_now, readonly: bool = False) -> Self:
        folder = folder.resolve()
        config = Config.read(folder)
        with ExitStack() as held:
            backend = held.enter_context(closing(backend_of(folder, config.database)))
            backend.look()
            if not readonly and not os.access(folder, os.W_OK):
                raise NoStore(f"{folder} cannot be written to. Who owns this folder?")
            lock = None if readonly or backend.shared else held.enter_context(Lock(folder / "store.lock"))
            keys = Keys.open(folder, backend, config.origin, clock)
            log = Log(backend.recorder(readonly), keys, config.origin, clock)
            made = cls(folder, config, backend, keys, log, lock)
            held.pop_all()
        return made

    def tables(self, room: str, metadata: MetaData, lasting: bool = True) -> Tables:
        """Tables beside the log; those that are not `lasting` can be regrown."""
        made = self.backend.tables(room, metadata, lasting)
        self._opened.append(made)
        return made

    def erase_snapshots(self, id: UUID) -> None:
        if self._snapshots:
            self._snapshots.erase(id)

    def close(self) -> None:
        self.access.close()
        self.log.close()
        self.keys.close()
        for tables in self._opened:
            tables.close()
        if self._snapshots:
            self._snapshots.close()
        self.backend.close()
        if self._lock:
            self._lock.release()


def empty_folder(folder: Path) -> Path:
    """Made where it is not there, private, and refused where anything is in it."""
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NoStore(f"{folder} is not empty.")
    folder.chmod(0o700)
    return folder
