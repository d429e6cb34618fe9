"""Long files, kept half-way: disposable, sealed, and never needed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import UUID

import orjson

from domain.fact import Stream
from domain.paged import Page, Paged
from domain.patient import Patient
from domain.refusal import Gone, Stale
from trail.entry import b64
from trail.log import Log
from trail.sealing import SealBroken, seal, unseal
from trail.sqlite.scouring import scour
from trail.sqlite.tables import remove

LONG = 500  # events: shorter files are read whole in no time
EVERY = 100  # events from one snapshot to the next
_HEAD = ""
_WAIT = 10.0  # seconds
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLE = """
create table if not exists piece (
    stream text not null, chapter text not null, n integer not null, version integer not null, sealed blob not null,
    primary key (stream, chapter, n)
) strict, without rowid
"""


class Snapshots:
    """A head for each long file, and pages of entries that are read when a command needs them.

    The head names the version of each page, so that a page of another time is not taken for it. What cannot be read is
    as good as not there.
    """

    def __init__(self, path: Path, log: Log) -> None:
        self._log, self._lock, self._last = log, RLock(), dict[UUID, int]()
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _DAMAGED:
                raise
            remove(path)
            self._db = _opened(path)

    def newest(self, id: UUID) -> Patient | None:
        """The patient as kept; None if that is not, or not any more, a part of the log."""
        head = self._read(id, _HEAD, 0)
        if head is None or head["version"] > self._log.last_version(id):
            return None
        self._last[id] = head["version"]
        return _restored(id, head, lambda chapter: self._paged(id, chapter, head["pages"].get(chapter, {})))

    def consider(self, stream: Stream) -> None:
        """Keep a long file when it has grown by enough: its head, and the pages that changed."""
        if stream.version < LONG or not isinstance(stream, Patient):
            return
        if stream.version - self._last.get(stream.id, 0) >= EVERY:
            with self._lock, suppress(sqlite3.Error):  # a disk that is full, say: what was recorded is so all the same
                self._keep(stream)
            self._last[stream.id] = stream.version

    def close(self) -> None:
        self._db.close()

    def _keep(self, patient: Patient) -> None:
        sid, version, pages = b64(patient.id.bytes), patient.version, dict[str, dict[str, list[int]]]()
        known = self._read(patient.id, _HEAD, 0) or {"pages": {}}
        rows = []
        for name, items in patient.kept():
            versions = known["pages"].get(name, {})
            for n, page in items.pages.items():
                if n in items.changed or str(n) not in versions:
                    rows.append((sid, name, n, version, self._sealed(patient.id, name, n, version, page)))
                    versions[str(n)] = [version, len(page)]
            pages[name] = versions
            items.changed.clear()
        times = {"at": patient.modified_on.isoformat(), "made": patient.created_on.isoformat()}
        head = {"version": version, "pages": pages, "sources": sorted(patient.sources), **times}
        rows.append((sid, _HEAD, 0, version, self._sealed(patient.id, _HEAD, 0, version, head)))
        try:
            self._db.execute("begin immediate")
            self._db.executemany("insert or replace into piece values (?, ?, ?, ?, ?)", rows)
            self._db.execute("commit")
        finally:
            if self._db.in_transaction:
                self._db.execute("rollback")

    def _paged(self, id: UUID, chapter: str, versions: dict[str, list[int]]) -> Paged:
        def fetch(n: int) -> Page:
            page: Page | None = self._read(id, chapter, n, versions[str(n)][0])
            if page is None:
                self._drop(id)
                raise Stale(id)  # judged again, from the log itself
            return page

        return Paged({int(n): count for n, (_, count) in versions.items()}, fetch)

    def _sealed(self, id: UUID, chapter: str, n: int, version: int, content: Any) -> bytes:
        cipher = self._log.keys.cipher(self._log.key_of(id))
        return seal(cipher, bytes(32) + orjson.dumps(content), _bound(id, chapter, n, version))

    def _read(self, id: UUID, chapter: str, n: int, wanted: int | None = None) -> Any:
        ask = "select version, sealed from piece where stream = ? and chapter = ? and n = ?"
        try:
            with self._lock:
                row = self._db.execute(ask, (b64(id.bytes), chapter, n)).fetchone()
            if row is None or (wanted is not None and row[0] != wanted):
                return None
            cipher = self._log.keys.cipher(self._log.key_of(id))
            return orjson.loads(unseal(cipher, row[1], _bound(id, chapter, n, row[0]))[1])
        except (SealBroken, Gone, orjson.JSONDecodeError, sqlite3.DatabaseError):
            return None

    def erase(self, id: UUID) -> None:
        """Leave nothing of a file that was kept. `Occupied` while another process works with them."""
        self._drop(id)
        with self._lock:
            scour(self._db, _WAIT)

    def _drop(self, id: UUID) -> None:
        with self._lock:
            self._db.execute("delete from piece where stream = ?", (b64(id.bytes),))
        self._last.pop(id, None)


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    path.chmod(0o600)
    db.executescript(f"pragma journal_mode = wal; pragma synchronous = normal; {_TABLE};")
    return db


def _restored(id: UUID, head: Any, paged: Callable[[str], Paged]) -> Patient:
    patient = Patient.__new__(Patient)
    patient.__base_init__(id, head["version"], datetime.fromisoformat(head["made"]))
    patient.modified_on = datetime.fromisoformat(head["at"])
    patient.keep(paged, head["sources"])
    return patient


def _bound(id: UUID, chapter: str, n: int, version: int) -> bytes:
    return f"snapshot\n{id}\n{chapter}\n{n}\n{version}".encode()
