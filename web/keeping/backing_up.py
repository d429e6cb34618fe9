"""A backup: a whole store as it stood at one moment, written while it is served, with its keys in another place."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from trail.backend import source_of
from trail.blobs import blobs_of
from trail.clock import written
from trail.copying import Moment, NotACopy
from trail.errors import NoStore
from trail.files import put_in_place
from trail.lock import Lock
from trail.payloads import opener
from trail.sealed import last_of, verifier_key_of
from trail.signed import remember
from trail.sqlite.backend import Files
from trail.store import Config, Store
from trail.verify import PROVED, Signed, Verdict
from web import once
from web.access import credentials
from web.keeping import copied
from web.keeping.copied import Told
from web.keeping.proving import kept, proved

WHOLE, KEYS = "backup.json", "keys.json"  # written last: where one of them stands, all of it does
BACKED_UP = "last-backup"
BEGUN, _LOCK = "backup.unfinished", "backup.lock"
_TRIES = 5
Progress = Callable[[str, int, int], None]
P = TypeVar("P", Path, Path | None)


@dataclass(frozen=True)
class Backup:
    """What stands in a backup of `size` events; `keys` says whether its keys were kept, in their own place."""

    origin: str
    made: str
    size: int
    root: str
    reads: int
    documents: int
    keys: bool
    verifier_key: str | None

    @classmethod
    def read(cls, folder: Path, name: str = WHOLE) -> Backup:
        """`NoStore` where there is none, or one that was broken off."""
        if (folder / BEGUN).exists():
            raise NoStore(f"The backup in {folder} was broken off: it is not whole. Give the same command again.")
        try:
            return cls(**json.loads((folder / name).read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise NoStore(f"There is no backup in {folder}: {name} is missing.") from None
        except (ValueError, TypeError):
            raise NoStore(f"{folder / name} is damaged. Take another backup.") from None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def back_up(origin: Path, folder: Path, secrets: Path | None, progress: Progress) -> tuple[Backup, Verdict]:
    """Of the store in `origin`, which may be served meanwhile, and of its keys into `secrets`.

    Broken off, it is taken up where it was by the same call. Nothing says that it is whole before it is proved.
    """
    store = Store.open(origin, readonly=True)
    with closing(store), _place(store, folder, WHOLE) as folder, _place(store, secrets, KEYS) as secrets:
        told = _at_one_moment(store, folder, secrets, progress)
        verdict = _proved(store, folder, secrets, told, partial(progress, "proved"))
        if verdict.verdict == PROVED:
            _finish(store, folder, secrets, told)
        return told, verdict


@contextmanager
def _place(store: Store, folder: P, whole: str) -> Iterator[P]:
    """Made, or taken up again, and this process's alone; nothing else may be there, and it is not in the store."""
    if folder is None:
        yield folder
        return
    folder = folder.resolve()
    if folder.is_relative_to(store.folder):
        raise NotACopy(f"{folder} is in the store itself: a backup belongs on another disk.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / whole).exists():
        raise NotACopy(f"There is a backup in {folder} already. Each has a folder of its own.")
    mark = folder / BEGUN
    if any(folder.iterdir()) and not (mark.exists() and mark.read_text() == store.config.origin):
        raise NotACopy(f"{folder} is not empty. Each backup has a folder of its own.")
    folder.chmod(0o700)
    put_in_place(mark, store.config.origin.encode())
    lock = Lock(folder / _LOCK)
    try:
        yield folder
    finally:
        lock.release()
        (folder / _LOCK).unlink()


def _at_one_moment(store: Store, folder: Path, secrets: Path | None, progress: Progress) -> Backup:
    """Whoever is erased meanwhile has no key any more, and goes from what was copied before: it is looked at again."""
    for _ in range(_TRIES):
        store.keys.doom.look()
        gone = store.keys.doom.gone
        told = _taken(store, folder, secrets, progress)
        store.keys.doom.look()
        if store.keys.doom.gone == gone:
            return told
    raise NotACopy("Records are being erased one after the other. Take the backup once that is done.")


def _taken(store: Store, folder: Path, secrets: Path | None, progress: Progress) -> Backup:
    """In an order in which one part never lacks what another one speaks of: what was signed and which requests were
    answered may be older than the log, and passwords, documents and keys newer."""
    made, last = written(store.log.clock()), last_of(store)
    copied.files(store.folder, folder, copied.SETTINGS)
    copied.checkpoints(store, folder)
    if last:
        remember(folder, last.checkpoint)
    copied.rooms(store, Files(folder), [once.ROOM])
    database = store.config.database
    with (
        closing(Moment(source_of(store.folder, database))) as log,
        closing(Moment(source_of(store.folder, database, reads=True))) as reads,
    ):
        copied.log(log, Files(folder), partial(progress, "events"))
        copied.reads(reads, Files(folder))
    copied.rooms(store, Files(folder), [credentials.ROOM])
    told = partial(progress, "documents")
    documents = copied.documents(store.attachments.blobs, blobs_of(folder, None), told, erased=True)
    if secrets:
        copied.files(store.folder, secrets, copied.SECRETS)
        copied.data_keys(store, Files(secrets))
    return Backup(
        origin=store.config.origin, made=made, size=log.size, root=log.root.hex(), reads=reads.size,
        documents=documents, keys=secrets is not None, verifier_key=verifier_key_of(store),
    )  # fmt: skip


def _proved(store: Store, folder: Path, secrets: Path | None, told: Backup, heard: Told) -> Verdict:
    """As it lies there now: every event, every payload under the keys as they were kept, and every document."""
    place, config = blobs_of(folder, None), Config(told.origin)
    for address in place.addresses():
        copied.whole(place, address)
    vouchers = [one for one in kept(store.folder) if one.size <= told.size]
    vouchers.append(Signed("the store it was taken of", told.size, bytes.fromhex(told.root)))
    opening = partial(opener, secrets, config) if secrets else partial(opener, store.folder, store.config)
    return proved(folder, config, vouchers, heard, opening)


def _finish(store: Store, folder: Path, secrets: Path | None, told: Backup) -> None:
    for place, name in ((secrets, KEYS), (folder, WHOLE)):
        if place:
            _at_rest(place)
            put_in_place(place / name, json.dumps(told.as_json(), indent=2).encode() + b"\n")
            (place / BEGUN).unlink()
    put_in_place(store.folder / BACKED_UP, f"{told.made}\n".encode())


def _at_rest(folder: Path) -> None:
    """Each table's file by itself: what was read for the proof has left a write-ahead log beside some, empty."""
    gc.collect()
    for path in folder.glob("*.db"):
        with closing(sqlite3.connect(path)) as db:
            db.execute("pragma wal_checkpoint(truncate)")
