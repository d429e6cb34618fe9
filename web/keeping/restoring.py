"""A store put back from a backup and its keys, into a folder of its own, and proved before it can be served."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import orjson

from trail import keys
from trail.blobs import blobs_of
from trail.checkpoint import Checkpoint, NoteError, verified
from trail.copying import NotACopy
from trail.errors import NoStore
from trail.files import copy_in_place
from trail.opened import ERASED
from trail.rotation import FOLDER as ROTATIONS
from trail.rotation import keys_of
from trail.rows import Row
from trail.sealed import last_of
from trail.signed import STATE, remember
from trail.sqlite.backend import LOG, READS
from trail.store import CONFIG, Config, Store
from trail.verify import PROVED, Signed, Verdict
from web.keeping import copied
from web.keeping.backing_up import KEYS, Backup, Progress
from web.keeping.moving import UNFINISHED, begun
from web.keeping.proving import kept, proved

_ERASED = "select position, stream, version, type, entry, payload from event where type = ?"


class Restored(NamedTuple):
    """`erased` are records that the backup holds and that were erased since, as far as its keys tell; `signed` is how
    many events had been signed for, as far as is known here."""

    backup: Backup
    verdict: Verdict
    erased: Sequence[str] = ()
    signed: int = 0

    @property
    def behind(self) -> bool:
        """Whether more was signed than this backup has: then it is not signed any more."""
        return self.signed > self.backup.size


def restore(origin: Path, secrets: Path, folder: Path, notes: Sequence[str], progress: Progress) -> Restored:
    """From the backup in `origin`, with its keys or newer ones. `notes` are checkpoints that were kept elsewhere.

    Broken off, it is taken up by the same call. `NotACopy` where anything else is in the folder.
    """
    backup, of = Backup.read(origin), Backup.read(secrets, KEYS)
    if of.origin != backup.origin:
        raise NoStore(f"The keys in {secrets} are of {of.origin}, and the backup in {origin} is of {backup.origin}.")
    folder = folder.resolve()
    if (folder / CONFIG).exists():
        raise NotACopy(f"There is a store in {folder} already: a backup is never put over one. Name another folder.")
    config = begun(folder, Config(backup.origin))
    _files(origin, secrets, folder, progress)
    verdict = _proved(folder, config, backup, progress)
    if verdict.verdict != PROVED:
        return Restored(backup, verdict)
    (folder / UNFINISHED).rename(folder / CONFIG)
    return _told(folder, backup, verdict, notes)


def _files(origin: Path, secrets: Path, folder: Path, progress: Progress) -> None:
    copied.documents(blobs_of(origin, None), blobs_of(folder, None), partial(progress, "documents"))
    for sub in ("anchors", ROTATIONS):
        copied.folder(origin / sub, folder / sub)
    copied.files(origin, folder, (*copied.SETTINGS, STATE, READS, *(f"{room}.db" for room in copied.BESIDE)))
    copied.files(secrets, folder, (*copied.SECRETS, f"{keys.ROOM}.db"))
    copy_in_place(origin / LOG, folder / LOG, partial(progress, "log"))


def _proved(folder: Path, config: Config, backup: Backup, progress: Progress) -> Verdict:
    vouchers = [*kept(folder, config), Signed("the backup", backup.size, bytes.fromhex(backup.root))]
    return proved(folder, config, vouchers, partial(progress, "proved"))


def _told(folder: Path, backup: Backup, verdict: Verdict, notes: Sequence[str]) -> Restored:
    """The signer is told of what was signed later: from then on it refuses."""
    with closing(Store.open(folder, readonly=True)) as store:
        last = last_of(store)
        known = [last.checkpoint] if last else []
        known += [_signed(note, store) for note in notes]
        newest = max(known, key=lambda one: one.size, default=None)
        if newest and (last is None or newest.size > last.checkpoint.size):
            remember(folder, newest)
        return Restored(backup, verdict, _erased_since(store), newest.size if newest else 0)


def _signed(note: str, store: Store) -> Checkpoint:
    """By any of the log's keys; `NoStore` for any other note, which would keep the log from being signed for ever."""
    for trusted in keys_of(store)[0]:
        try:
            return verified(note, trusted)
        except NoteError:
            continue
    raise NoStore(f"One of the checkpoints is not signed by a key of {store.config.origin}. The store was put back.")


def _erased_since(store: Store) -> list[str]:
    """Whose key is destroyed, though the log does not say so yet."""
    rows = [Row(*row) for row in store.log.recorder.ask(_ERASED, ERASED)]
    lawful = {int(kid) for row in rows for kid in orjson.loads(store.log.opened(row)[1])["keys"]}
    doom = store.keys.doom
    return [fate.holder for fate in doom.fates() if fate.kid in doom.gone - lawful]
