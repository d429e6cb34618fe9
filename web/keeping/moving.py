"""A whole store carried over from one engine to another: the log, its keys, and the files beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from trail import keys, outside, policy, rotation, signed
from trail.anchor import Anchors
from trail.backend import Backend, backend_of, source_of
from trail.copying import NotACopy, copy_erasures, copy_log, copy_rows
from trail.doom import Doom
from trail.files import put_in_place
from trail.lock import Lock
from trail.payloads import opener
from trail.sealed import anchors_of, last_of, signer_of
from trail.signed import Shared, remember
from trail.signer import KEY
from trail.store import CONFIG, Config, Store
from trail.tables import Tables
from trail.verify import PROVED, Signed, Verdict, verify
from web.keeping.proving import kept
from web.keeping.rooms import ROOMS

Progress = Callable[[str, int, int], None]
_UNFINISHED = "config.toml.copying"


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
        config = _begun(folder, replace(store.config, database=database))
        with to_be_filled(folder, database) as backend:
            documents = _files(store, folder, partial(progress, "documents"))
            events = _log(store, backend, partial(progress, "events"))
            _reads(store, backend)
            _rooms(store, backend)
            _signed(store, folder, backend)
        verdict = _proved(store, folder, config, partial(progress, "proved"))
        if verdict.verdict == PROVED and not (folder / CONFIG).exists():
            (folder / _UNFINISHED).rename(folder / CONFIG)
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


def _begun(folder: Path, config: Config) -> Config:
    """The folder, made or taken up again; its configuration has another name until the copy is proved."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (CONFIG, _UNFINISHED):
        if (folder / name).exists():
            if (found := Config.read(folder, name)) != config:
                raise NotACopy(f"{folder / name} is of {found.origin}, kept elsewhere than this copy would be.")
            return found
    if any(folder.iterdir()):
        raise NotACopy(f"{folder} is not empty; a store is copied into a folder of its own.")
    folder.chmod(0o700)
    config.write(folder, _UNFINISHED)
    return config


def _log(store: Store, backend: Backend, progress: Callable[[int, int], None]) -> int:
    """Before anything else: another log that is there already is refused by it."""
    recorder = backend.new_recorder(begun=True)
    events = 0
    try:
        events = copy_log(store.log.recorder, recorder, progress)
        copy_erasures(store.log.recorder, recorder)
    finally:
        recorder.close(events)
    return events


def _reads(store: Store, backend: Backend) -> None:
    recorder = backend.reads()
    try:
        copy_log(store.access.log.recorder, recorder, lambda done, total: None)
    finally:
        recorder.close(0)


def _rooms(store: Store, backend: Backend) -> None:
    for room, metadata in ROOMS.items():
        if room != signed.ROOM:
            mine, there = store.tables(room, metadata), backend.tables(room, metadata)
            for table in metadata.tables.values():
                copy_rows(mine, there, table, strict=room == keys.ROOM)
            if room == keys.ROOM:
                _destroy(store, there)
            there.close()


def _destroy(store: Store, there: Tables) -> None:
    """Keys that were copied before they were destroyed."""
    doom = Doom(there, keys.DOOM, keys.KEY)
    copied = {row.kid for row in there.stream(select(keys.KEY.c.kid))}
    for kid in sorted(store.keys.doom.gone & copied):
        doom.delete(kid)


def _files(store: Store, folder: Path, progress: Callable[[int, int], None]) -> int:
    """Keys, settings, checkpoints and documents; answers how many documents there are."""
    for name in (keys.MASTER, KEY, rotation.NEXT, policy.FILE, outside.FILE):
        if (path := store.folder / name).exists():
            put_in_place(folder / name, path.read_bytes())
    for path in sorted((store.folder / rotation.FOLDER).glob("*.note")):
        (folder / rotation.FOLDER).mkdir(mode=0o700, exist_ok=True)
        put_in_place(folder / rotation.FOLDER / path.name, path.read_bytes())
    for _, note in anchors_of(store).notes():
        Anchors(folder / "anchors").add(note)
    for token in anchors_of(store).tokens():
        Anchors(folder / "anchors").stamp(int(token.stem), token.read_bytes())
    if store.config.attachments:
        return 0
    if store.keys.doom.gone:
        _remove(store.folder / "attachments", folder / "attachments")
    return documents_copied(store.folder / "attachments", folder / "attachments", progress)


def _remove(origin: Path, folder: Path) -> None:
    """Documents that were copied before they were erased."""
    for path in folder.glob("??/*"):
        if not (origin / path.parent.name / path.name).exists():
            path.unlink()


def documents_copied(origin: Path, folder: Path, progress: Callable[[int, int], None]) -> int:
    """They are named by their content, and once written never written again."""
    every = sorted(origin.glob("??/*"))
    for n, path in enumerate(every, start=1):
        there = folder / path.parent.name / path.name
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not there.exists():
            put_in_place(there, path.read_bytes())
        progress(n, len(every))
    return len(every)


def _signed(store: Store, folder: Path, backend: Backend) -> None:
    """What was signed last, so that the copy goes on from there."""
    if (last := last_of(store)) is None:
        return
    remember(folder, last.checkpoint)
    if backend.shared:
        shared = Shared(backend.tables(signed.ROOM, signed.METADATA), store.config.origin)
        with shared.turn() as db:
            shared.remember(db, shared.last(), last.checkpoint, signer_of(store).verifier_key, last.at)


def _proved(store: Store, folder: Path, config: Config, progress: Callable[[int, int], None]) -> Verdict:
    """Held against the store it came from as well as against its checkpoints."""
    size, root = store.log.head()
    vouchers = [*kept(store.folder), Signed("the store it was copied from", size, root)]
    opening = partial(opener, folder, config)
    return verify(source_of(folder, config.database), vouchers, opening, progress, os.cpu_count() or 1)
