"""Long streams, kept half-way: disposable, sealed, and never needed."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import orjson

from domain.fact import Stream
from trail.entry import b64
from trail.log import Log
from trail.sealing import SealBroken, seal, unseal

EVERY = 500  # events
_TABLE = (
    "create table if not exists snapshot "
    "(stream text primary key, version integer not null, state blob not null) strict"
)


@runtime_checkable
class Restorable(Protocol):
    def state(self) -> dict[str, Any]: ...
    def restore(self, state: dict[str, Any]) -> None: ...


class Snapshots:
    """One for each stream, its newest; one that cannot be read is as good as none."""

    def __init__(self, path: Path, log: Log) -> None:
        self._log, self._lock = log, Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        path.chmod(0o600)
        self._db.executescript(f"pragma journal_mode = wal; pragma synchronous = normal; {_TABLE};")

    def newest(self, kind: type[Stream], id: UUID) -> Stream | None:
        sid = b64(id.bytes)
        with self._lock:
            row = self._db.execute("select version, state from snapshot where stream = ?", (sid,)).fetchone()
        if row is None or row[0] > self._log.last_version(id):
            return None
        try:
            cipher = self._log.keys.cipher(self._log.key_of(id))
            _, plain = unseal(cipher, row[1], _bound(sid, row[0]))
        except SealBroken:
            return None
        return _restored(kind, id, row[0], orjson.loads(plain))

    def consider(self, stream: Stream) -> None:
        """Keep the stream if it has grown by a round number of events."""
        if stream.version < EVERY or not isinstance(stream, Restorable):
            return
        sid = b64(stream.id.bytes)
        with self._lock:
            row = self._db.execute("select version from snapshot where stream = ?", (sid,)).fetchone()
            if row and stream.version - row[0] < EVERY:
                return
            state = {"at": stream.modified_on.isoformat(), "made": stream.created_on.isoformat(), **stream.state()}
            cipher = self._log.keys.cipher(self._log.key_of(stream.id))
            sealed = seal(cipher, bytes(32) + orjson.dumps(state), _bound(sid, stream.version))
            self._db.execute("insert or replace into snapshot values (?, ?, ?)", (sid, stream.version, sealed))

    def close(self) -> None:
        self._db.close()


def _restored(kind: type[Stream], id: UUID, version: int, state: dict[str, Any]) -> Stream:
    stream: Any = kind.__new__(kind)
    stream.__base_init__(id, version, datetime.fromisoformat(state.pop("made")))
    stream.__init__()
    stream._version, stream._modified_on = version, datetime.fromisoformat(state.pop("at"))
    stream.restore(state)
    restored: Stream = stream
    return restored


def _bound(sid: str, version: int) -> bytes:
    return f"snapshot\n{sid}\n{version}".encode()
