"""The parts of a store, each copied to another place as far as it is not there yet: a whole store is moved by them,
backed up, and put back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from trail import keys, outside, policy, rotation, signed
from trail.anchor import Anchors
from trail.backend import Backend
from trail.blobs import Blobs
from trail.copying import Asked, copy_erasures, copy_log, copy_rows
from trail.doom import Doom
from trail.errors import StoreError
from trail.files import copy_in_place, make_private
from trail.sealed import anchors_of
from trail.signer import KEY
from trail.store import Store
from web.keeping.rooms import ROOMS

SECRETS = (keys.MASTER, KEY, rotation.NEXT)
SETTINGS = (policy.FILE, outside.FILE)
BESIDE = tuple(room for room in ROOMS if room not in (signed.ROOM, keys.ROOM))
Told = Callable[[int, int], None]
"""Hears how much is done, of how much."""


def log(source: Asked, backend: Backend, told: Told) -> int:
    """How many events there are then. Before anything else: another log that is there already is refused by it."""
    recorder = backend.new_recorder(begun=True)
    events = 0
    try:
        events = copy_log(source, recorder, told)
        copy_erasures(source, recorder)
    finally:
        recorder.close(events)
    return events


def reads(source: Asked, backend: Backend) -> None:
    recorder = backend.reads()
    try:
        copy_log(source, recorder, lambda done, total: None)
    finally:
        recorder.close(0)


def rooms(store: Store, backend: Backend, names: Iterable[str] = BESIDE) -> None:
    """The tables beside the log, those of each room as of one moment."""
    for room in names:
        mine, there = (one.tables(room, ROOMS[room]) for one in (store, backend))
        with mine.reading() as db:
            for table in ROOMS[room].sorted_tables:
                copy_rows(db.execute, there, table, strict=room == keys.ROOM)
        there.close()


def data_keys(store: Store, backend: Backend) -> None:
    """Those that were destroyed since they were copied are destroyed there, too."""
    rooms(store, backend, [keys.ROOM])
    there = backend.tables(keys.ROOM, ROOMS[keys.ROOM])
    doom = Doom(there, keys.DOOM, keys.KEY)
    kept = {row.kid for row in there.stream(select(keys.KEY.c.kid))}
    store.keys.doom.look()
    for kid in sorted(store.keys.doom.gone & kept):
        doom.delete(kid)
    there.close()


def files(origin: Path, folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if (path := origin / name).exists():
            copy_in_place(path, folder / name)


def folder(origin: Path, target: Path) -> None:
    """All files in it; nothing where there is none."""
    for path in sorted(origin.glob("[!.]*")):
        make_private(target)
        copy_in_place(path, target / path.name)


def checkpoints(store: Store, target: Path) -> None:
    """With the keys that followed each other."""
    folder(store.folder / rotation.FOLDER, target / rotation.FOLDER)
    anchors = Anchors(target / "anchors")
    for _, note in anchors_of(store).notes():
        anchors.add(note)
    for token in anchors_of(store).tokens():
        anchors.stamp(int(token.stem), token.read_bytes())


def documents(origin: Blobs, target: Blobs, told: Told, erased: bool = False) -> int:
    """How many there are. They are named by their content, and once kept never written again.

    `erased`: some may have been since they were copied, and go there as well. `StoreError` where one is damaged.
    """
    every, there = list(origin.addresses()), set(target.addresses())
    for address in sorted(there - set(every)) if erased else ():
        target.remove(address)
    for n, address in enumerate(every, start=1):
        if address not in there:
            target.put(address, whole(origin, address))
        told(n, len(every))
    return len(every)


def whole(blobs: Blobs, address: str) -> bytes:
    """What is kept there, if it is what its address promises."""
    content = blobs.get(address)
    if sha256(content).hexdigest() != address:
        raise StoreError(f"The document {address[:16]}… is damaged: it is not what was kept. Restore it from a backup.")
    return content
