"""A store: one folder with the log, its keys and what belongs to them."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Self

from trail.attachments import Attachments
from trail.clock import Clock, utc_now
from trail.journal import Journal
from trail.keys import Keys, write_private
from trail.lock import Lock, StoreLocked
from trail.log import Log
from trail.snapshots import Snapshots

__all__ = ["Config", "NoStore", "Store", "StoreLocked"]
_CONFIG = "config.toml"


class NoStore(Exception):
    """There is no store in this folder, or there is one where none should be."""


@dataclass(frozen=True)
class Config:
    """`origin` names the log for ever (C2SP tlog-checkpoint)."""

    origin: str

    @classmethod
    def read(cls, folder: Path) -> Config:
        path = folder / _CONFIG
        if not path.exists():
            raise NoStore(f"There is no store in {folder}. Make one with: caretrail --data {folder} init")
        try:
            origin = tomllib.loads(path.read_text(encoding="utf-8")).get("origin")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NoStore(f"{path} cannot be read: {error}") from None
        if not isinstance(origin, str):
            raise NoStore(f"{path} does not say what the log is called (origin). Restore it.")
        return cls(origin)

    def write(self, folder: Path) -> None:
        told = json.dumps(self.origin, ensure_ascii=False).replace("\x7f", "\\u007f")  # TOML knows no half characters
        write_private(folder / _CONFIG, f"origin = {told}\n".encode())


class Store:
    """Open for writing it is this process's alone; others may read meanwhile."""

    def __init__(self, folder: Path, config: Config, keys: Keys, log: Log, lock: Lock | None) -> None:
        self.folder, self.config, self.keys, self.log, self._lock = folder, config, keys, log, lock
        self._snapshots = Snapshots(folder / "snapshots.db", log) if lock else None
        self.journal = Journal(log, self._snapshots)
        self.attachments = Attachments(folder / "attachments", log)

    @classmethod
    def create(cls, folder: Path, origin: str | None = None, clock: Clock = utc_now) -> Self:
        """A new store in an empty folder, or in one that is made now."""
        folder = folder.resolve()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NoStore(f"{folder} is not empty.")
        folder.chmod(0o700)
        lock = Lock(folder / "store.lock")
        config = Config(origin or f"caretrail.invalid/{token_hex(8)}")
        keys = Keys.create(folder, config.origin, clock)
        log = Log.create(folder / "trail.db", keys, config.origin, clock)
        config.write(folder)  # last: a folder with it holds a whole store
        return cls(folder, config, keys, log, lock)

    @classmethod
    def open(cls, folder: Path, clock: Clock = utc_now, readonly: bool = False) -> Self:
        folder = folder.resolve()
        config = Config.read(folder)
        if not (folder / "trail.db").exists():
            raise NoStore(f"{folder / 'trail.db'} is gone: the log itself. Restore it.")
        if not readonly and not os.access(folder, os.W_OK):
            raise NoStore(f"{folder} cannot be written to. Who owns this folder?")
        lock = None if readonly else Lock(folder / "store.lock")
        try:
            keys = Keys.open(folder, config.origin, clock)
            log = Log(folder / "trail.db", keys, config.origin, clock, readonly)
            return cls(folder, config, keys, log, lock)
        except BaseException:
            if lock:
                lock.release()
            raise

    def close(self) -> None:
        self.log.close()
        self.keys.close()
        if self._snapshots:
            self._snapshots.close()
        if self._lock:
            self._lock.release()
