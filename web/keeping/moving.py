"""A whole store carried over from one engine to another: the log, its keys, and the files beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from trail import signed
from trail.backend import Backend, backend_of
from trail.blobs import blobs_of
from trail.copying import NotACopy
from trail.lock import Lock
from trail.sealed import last_of, signer_of
from trail.signed import Shared, remember
from trail.store import CONFIG, Config, Store
from trail.verify import PROVED, Signed, Verdict
from web.keeping import copied
from web.keeping.copied import Told
from web.keeping.proving import kept, proved

Progress = Callable[[str, int, int], None]
UNFINISHED = "config.toml.copying"


class Moved(NamedTuple):
    events: int
    documents: int
    verdict: Verdict


def move(origin: Path, folder: Path, database: str | None, progress: Progress) -> Moved:
    """Copy a store into a folder, with its log in files or in a database, and prove the copy.

    Broken off, it is taken up where it was by the same call. Until it is proved the folder is no store that could be
    served. `NotACopy` where something else is there. `progress` hears what is copied, how much of how much.
    """
    folder = folder.resolve()
    store = Store.open(origin)
    try:
        config = begun(folder, replace(store.config, database=database))
        with to_be_filled(folder, database) as backend:
            copied.files(store.folder, folder, (*copied.SECRETS, *copied.SETTINGS))
            copied.checkpoints(store, folder)
            documents = _documents(store, folder, partial(progress, "documents"))
            events = copied.log(store.log.recorder, backend, partial(progress, "events"))
            copied.reads(store.access.log.recorder, backend)
            copied.rooms(store, backend)
            copied.data_keys(store, backend)
            _signed(store, folder, backend)
        verdict = _proved(store, folder, config, partial(progress, "proved"))
        if verdict.verdict == PROVED and not (folder / CONFIG).exists():
            (folder / UNFINISHED).rename(folder / CONFIG)
        return Moved(events, documents, verdict)
    finally:
        store.close()


@contextmanager
def to_be_filled(folder: Path, database: str | None) -> Iterator[Backend]:
    """The one to be filled; files are this process's alone meanwhile."""
    backend = backend_of(folder, database)
    lock = None if backend.shared else Lock(folder / "store.lock")
    try:
        yield backend
    finally:
        backend.close()
        if lock:
            lock.release()


def begun(folder: Path, config: Config) -> Config:
    """The folder, made or taken up again; its configuration has another name until the copy is proved."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (CONFIG, UNFINISHED):
        if (folder / name).exists():
            if (found := Config.read(folder, name)) != config:
                raise NotACopy(f"{folder / name} is of {found.origin}, kept elsewhere than this copy would be.")
            return found
    if any(folder.iterdir()):
        raise NotACopy(f"{folder} is not empty; a store is copied into a folder of its own.")
    folder.chmod(0o700)
    config.write(folder, UNFINISHED)
    return config


def _documents(store: Store, folder: Path, told: Told) -> int:
    """Those in a place that hosts share stay where they are."""
    if store.config.attachments:
        return 0
    place = blobs_of(folder, None)
    return copied.documents(store.attachments.blobs, place, told, erased=bool(store.keys.doom.gone))


def _signed(store: Store, folder: Path, backend: Backend) -> None:
    """What was signed last, so that the copy goes on from there."""
    if (last := last_of(store)) is None:
        return
    remember(folder, last.checkpoint)
    if backend.shared:
        shared = Shared(backend.tables(signed.ROOM, signed.METADATA), store.config.origin)
        with shared.turn() as db:
            shared.remember(db, shared.last(), last.checkpoint, signer_of(store).verifier_key, last.at)


def _proved(store: Store, folder: Path, config: Config, told: Told) -> Verdict:
    """Held against the store it came from as well as against its checkpoints."""
    size, root = store.log.head()
    return proved(folder, config, [*kept(store.folder), Signed("the store it was copied from", size, root)], told)
