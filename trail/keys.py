"""Data keys, one for each patient, wrapped by the master key and kept apart from the log."""

from __future__ import annotations

import os
import sqlite3
from base64 import b64decode, b64encode
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trail.clock import Clock, utc_now, written

SIZE = 32  # octets
BATCH = 256  # keys made in one durable commit, so that a registration waits for one disk only
_SCHEMA = """
create table if not exists key (kid integer primary key, wrapped blob not null, made text not null) strict;
create table if not exists secret (name text primary key, wrapped blob not null) strict;
"""
_INDEX = "index"


class KeysMissing(Exception):
    """A key that is needed is not there; the text names the file and, where known, the key."""


class Keys:
    """Handed out in batches; what is left of a batch when the program ends is never used."""

    def __init__(self, database: Path, master: bytes, origin: str, clock: Clock = utc_now) -> None:
        self._path, self._origin, self._clock = database, origin, clock
        self._master = AESGCM(master)
        self._db = sqlite3.connect(database, check_same_thread=False, isolation_level=None)
        self._lock = Lock()
        self._ready: list[int] = []
        self._open: dict[int, AESGCM] = {}
        self.index_secret = b""

    @classmethod
    def create(cls, folder: Path, origin: str, clock: Clock = utc_now) -> Keys:
        master = os.urandom(SIZE)
        write_private(folder / "master.key", b64encode(master) + b"\n")
        keys = cls(folder / "keys.db", master, origin, clock)
        (folder / "keys.db").chmod(0o600)
        keys._db.executescript("pragma journal_mode = wal; pragma synchronous = full;" + _SCHEMA)
        row = _INDEX, keys._wrap(os.urandom(SIZE), _INDEX)
        keys._db.execute("insert into secret values (?, ?)", row)
        return keys._with_secret()

    @classmethod
    def open(cls, folder: Path, origin: str, clock: Clock = utc_now) -> Keys:
        for name in ("master.key", "keys.db"):
            if not (folder / name).exists():
                raise KeysMissing(f"{folder / name} is not there: without it no payload can be read. Restore it.")
        try:
            master = b64decode((folder / "master.key").read_bytes(), validate=False)
            keys = cls(folder / "keys.db", master, origin, clock)
            keys._db.execute("pragma synchronous = full")
            return keys._with_secret()
        except (ValueError, sqlite3.DatabaseError) as error:
            raise KeysMissing(f"The keys in {folder} cannot be read: {error}.") from None

    def new(self) -> int:
        """The number of a key that was never used."""
        with self._lock:
            if not self._ready:
                self._ready = self._make()
            return self._ready.pop()

    def cipher(self, kid: int) -> AESGCM:
        if found := self._open.get(kid):
            return found
        with self._lock:
            row = self._db.execute("select wrapped from key where kid = ?", (kid,)).fetchone()
        if row is None:
            raise KeysMissing(f"Key {kid} is not in {self._path}.")
        return self._open.setdefault(kid, AESGCM(self._unwrap(row[0], str(kid))))

    def close(self) -> None:
        self._db.close()

    def _make(self) -> list[int]:
        first = 1 + self._db.execute("select coalesce(max(kid), 0) from key").fetchone()[0]
        made = written(self._clock())
        plain = {kid: os.urandom(SIZE) for kid in range(first, first + BATCH)}
        rows = [(kid, self._wrap(key, str(kid)), made) for kid, key in plain.items()]
        with self._db:  # commits, or takes all of it back
            self._db.execute("begin immediate")
            self._db.executemany("insert into key values (?, ?, ?)", rows)
        self._open.update({kid: AESGCM(key) for kid, key in plain.items()})
        return sorted(plain, reverse=True)

    def _with_secret(self) -> Keys:
        row = self._db.execute("select wrapped from secret where name = ?", (_INDEX,)).fetchone()
        if row is None:
            raise KeysMissing(f"The secret of the index is not in {self._path}.")
        self.index_secret = self._unwrap(row[0], _INDEX)
        return self

    def _wrap(self, key: bytes, name: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._master.encrypt(nonce, key, self._bound(name))

    def _unwrap(self, wrapped: bytes, name: str) -> bytes:
        try:
            return self._master.decrypt(wrapped[:12], wrapped[12:], self._bound(name))
        except (InvalidTag, ValueError):
            raise KeysMissing(f"master.key beside {self._path} is not the key of this store ({name}).") from None

    def _bound(self, name: str) -> bytes:
        return f"{self._origin}\n{name}".encode()


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, safely on disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
