"""Data keys, one for each patient, wrapped by the master key and kept apart from the log."""

from __future__ import annotations

import os
import sqlite3
from base64 import b64decode, b64encode
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, LargeBinary, MetaData, Table, bindparam, func, insert, select
from sqlalchemy.exc import DatabaseError

from domain.refusal import Gone
from trail.backend import Backend
from trail.clock import Clock, utc_now, written
from trail.doom import Doom, doom_table
from trail.errors import FULL, KeysMissing, NoStore, StoreError, of_database
from trail.files import write_private
from trail.tables import Exact, Tables, Whole

SIZE = 32  # octets
BATCH = 256  # keys made in one durable commit, so that a registration waits for one disk only
ROOM = "keys"
MASTER = "master.key"
METADATA = MetaData()
KEY = Table(
    "key",
    METADATA,
    Column("kid", Whole, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made", Exact, nullable=False),
    sqlite_strict=True,
)
SECRET = Table(
    "secret",
    METADATA,
    Column("name", Exact, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_strict=True,
)
DOOM = doom_table(METADATA)
_WRAPPED = select(KEY.c.wrapped).where(KEY.c.kid == bindparam("kid"))
_SECRET = select(SECRET.c.wrapped).where(SECRET.c.name == bindparam("name"))
_LAST = select(func.coalesce(func.max(KEY.c.kid), 0))
_INDEX = "index"


class Keys:
    """Handed out in batches; what is left of a batch when the program ends is never used."""

    def __init__(self, tables: Tables, folder: Path, origin: str, clock: Clock = utc_now) -> None:
        self._tables, self._folder, self._origin, self._clock = tables, folder, origin, clock
        self._master = AESGCM(b64decode((folder / MASTER).read_bytes(), validate=False))
        self._lock = Lock()
        self._ready: list[int] = []
        self._open: dict[int, AESGCM] = {}
        self.index_secret = b""
        self.doom = Doom(tables, DOOM, KEY)

    @classmethod
    def create(cls, folder: Path, backend: Backend, origin: str, clock: Clock = utc_now) -> Keys:
        write_private(folder / MASTER, b64encode(os.urandom(SIZE)) + b"\n")
        keys = cls(backend.tables(ROOM, METADATA), folder, origin, clock)
        return keys._begun(os.urandom(SIZE), {})

    def bound_to(self, folder: Path, backend: Backend, origin: str) -> Keys:
        """The same keys for another log in another place, wrapped by a master key of its own."""
        write_private(folder / MASTER, b64encode(os.urandom(SIZE)) + b"\n")
        keys = Keys(backend.tables(ROOM, METADATA), folder, origin, self._clock)
        rows = self._tables.stream(select(KEY))
        keys._begun(self.index_secret, {row.kid: (self._unwrap(row.wrapped, str(row.kid)), row.made) for row in rows})
        for fate in self.doom.fates():
            keys.doom.say(*fate)
        return keys

    @classmethod
    def open(cls, folder: Path, backend: Backend, origin: str, clock: Clock = utc_now) -> Keys:
        try:
            if not (folder / MASTER).exists():
                raise FileNotFoundError(folder / MASTER)
            return cls(backend.tables(ROOM, METADATA, create=False), folder, origin, clock)._with_secret()
        except FileNotFoundError as error:
            raise KeysMissing(f"{error} is not there: without it no payload can be read. Restore it.") from None
        except (ValueError, sqlite3.DatabaseError, DatabaseError) as error:
            told = str(of_database(error) or error).partition("\n")[0]
            raise KeysMissing(f"The keys in {folder} cannot be read: {told}.") from None

    def new(self) -> int:
        """The number of a key that was never used. `StoreError`."""
        with self._lock:
            if not self._ready:
                try:
                    self._ready = self._make()
                except Exception as error:
                    if told := of_database(error):
                        raise StoreError(f"Nothing was recorded: {told}. {FULL}") from error
                    raise
            return self._ready.pop()

    def cipher(self, kid: int) -> AESGCM:
        """`KeysMissing`, and `Gone` where it was destroyed by an erasure."""
        if found := self._open.get(kid):
            return found
        wrapped = self._tables.value(_WRAPPED, {"kid": kid})
        if wrapped is None:
            self.doom.look()  # another host may just have destroyed it
            if kid in self.doom.gone:
                raise Gone
            raise KeysMissing(f"Key {kid} is not among the keys of {self._folder}.")
        return self._open.setdefault(kid, AESGCM(self._unwrap(wrapped, str(kid))))

    def destroy(self, kid: int, holder: str) -> None:
        """After that nobody reads what it seals, from the log or from a copy of it. May be repeated."""
        self.doom.destroy(kid, holder)
        self.forget()

    def forget(self) -> None:
        """Drop from memory what other hosts have destroyed as well."""
        self.doom.look()
        for kid in self.doom.gone & self._open.keys():
            self._open.pop(kid, None)  # others may do the same

    def derived(self, purpose: str) -> bytes:
        """A secret of 32 octets that all hosts of this store share, one for each purpose (RFC 5869)."""
        return HKDF(SHA256(), SIZE, salt=None, info=f"caretrail\n{purpose}".encode()).derive(self.index_secret)

    def close(self) -> None:
        self._tables.close()

    def _begun(self, secret: bytes, plain: dict[int, tuple[bytes, str]]) -> Keys:
        """With the index's secret, and keys by number, each with the time at which it was made."""
        if self._tables.value(_SECRET, {"name": _INDEX}) is not None:
            raise NoStore("There are keys of another store in this database, but no log. Begin in an empty one.")
        rows = [{"kid": kid, "wrapped": self._wrap(key, str(kid)), "made": made} for kid, (key, made) in plain.items()]
        with self._tables.begin() as db:
            db.execute(insert(SECRET), {"name": _INDEX, "wrapped": self._wrap(secret, _INDEX)})
            if rows:
                db.execute(insert(KEY), rows)
        return self._with_secret()

    def _make(self) -> list[int]:
        made = written(self._clock())
        self.doom.look()
        with self._tables.begin(alone="make") as db:
            first = 1 + max(int(db.execute(_LAST).scalar_one()), *self.doom.sealed, 0)  # no number is given twice
            plain = {kid: os.urandom(SIZE) for kid in range(first, first + BATCH)}
            rows = [{"kid": kid, "wrapped": self._wrap(key, str(kid)), "made": made} for kid, key in plain.items()]
            db.execute(insert(KEY), rows)
        self._open.update({kid: AESGCM(key) for kid, key in plain.items()})
        return sorted(plain, reverse=True)

    def _with_secret(self) -> Keys:
        wrapped = self._tables.value(_SECRET, {"name": _INDEX})
        if wrapped is None:
            raise KeysMissing(f"The secret of the index is not among the keys of {self._folder}.")
        self.index_secret = self._unwrap(wrapped, _INDEX)
        return self

    def _wrap(self, key: bytes, name: str) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._master.encrypt(nonce, key, self._bound(name))

    def _unwrap(self, wrapped: bytes, name: str) -> bytes:
        try:
            return self._master.decrypt(wrapped[:12], wrapped[12:], self._bound(name))
        except (InvalidTag, ValueError):
            raise KeysMissing(f"{self._folder / MASTER} is not the key of this store ({name}).") from None

    def _bound(self, name: str) -> bytes:
        return f"{self._origin}\n{name}".encode()
