"""Another key for the log: an entry that names it, a checkpoint over that entry signed by both, and the old one gone.

Broken off at any step, it is taken up there by the same call.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.refusal import Stale
from trail.checkpoint import NoteError, verified, verifier_key
from trail.entry import b64
from trail.errors import KeysMissing, StoreError
from trail.files import confirm, put_in_place
from trail.log import Log
from trail.opened import LOG_STREAM, ROTATED, rotation
from trail.referred import refer
from trail.rows import Row
from trail.sealed import alone, signer_of, spread, verifier_key_of
from trail.signer import KEY, Signer, new_key, read_key
from trail.store import Store

NEXT = "signing.key.next"
FOLDER = "rotations"
_AGAIN = 5  # times that another host may be quicker
_ASK = (
    "select position, stream, version, type, entry, payload from event where stream = ? and type = ? order by version"
)


class Rotated(NamedTuple):
    was: str
    now: str
    note: str


def rotate(store: Store) -> Rotated:
    """`Rewritten` where the log is not what was signed before; then the old key stays."""
    with alone():
        signer, path = signer_of(store), store.folder / NEXT
        if not path.exists():
            put_in_place(path, new_key())
        following = read_key(path)
        was = signer.verifier_key
        now = verifier_key(store.config.origin, following.public_key().public_bytes_raw())
        _record(store.log, was, now)
        note = _note_of(store.folder, was, now) or _signed(store, signer, following)
        note = spread(store, note)
        _replace(path, store.folder / KEY)
        return Rotated(was, now, note)


def keys_of(store: Store) -> tuple[list[str], list[str]]:
    """The log's verifier keys, the oldest first, and the notes by which each leads to the next.

    One that does not sign yet is none. `KeysMissing` where a note does not lead anywhere.
    """
    notes, told = [path.read_text("utf-8") for path in _paths(store.folder)], _told(store.log)
    if not notes:
        return [key for key in [verifier_key_of(store)] if key], []
    keys = [was for was, now in told if _both(notes[0], was, now)][:1]
    for number, note in enumerate(notes, start=1):
        following = [now for was, now in told if keys and was == keys[-1] and _both(note, was, now)]
        if not following:
            raise KeysMissing(f"{store.folder / FOLDER}: note {number} is damaged, or one is missing. Restore it.")
        keys.append(following[0])
    unfinished = verifier_key_of(store) == keys[-2]
    return (keys[:-1], notes[:-1]) if unfinished else (keys, notes)


def _signed(store: Store, signer: Signer, following: Ed25519PrivateKey) -> str:
    """The note of both, kept where it will be looked for."""
    refer(store.log, store.access)
    note = signer.sign(store.log.head, store.log.parts, following)
    (store.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    put_in_place(store.folder / FOLDER / f"{len(_paths(store.folder)) + 1:03d}.note", note.encode())
    return note


def _record(log: Log, was: str, now: str) -> None:
    """Unless it was, before this was broken off."""
    for _ in range(_AGAIN):
        if (was, now) in _told(log):
            return
        with suppress(Stale):
            log.append([rotation(log.last_version(LOG_STREAM) + 1, was, now)])
    raise StoreError("Nothing was recorded: another host is quicker. Try again.")


def _told(log: Log) -> list[tuple[str, str]]:
    """Each key that was replaced, and by which, as the log has it."""
    rows = log.recorder.ask(_ASK, b64(LOG_STREAM.bytes), ROTATED)
    told = [orjson.loads(log.opened(Row(*row))[1]) for row in rows]
    return [(one["was"], one["verifier_key"]) for one in told]


def _paths(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.note"))


def _note_of(folder: Path, was: str, now: str) -> str | None:
    notes = (path.read_text("utf-8") for path in _paths(folder)[-1:])
    return next((note for note in notes if _both(note, was, now)), None)


def _both(note: str, was: str, now: str) -> bool:
    try:
        return verified(note, was) == verified(note, now)
    except NoteError:
        return False


def _replace(following: Path, key: Path) -> None:
    """In one step; then the old key is written over, as far as a disk really does that."""
    with key.open("r+b") as old:
        os.replace(following, key)
        confirm(key.parent)
        old.write(bytes(os.fstat(old.fileno()).st_size))
        old.flush()
        os.fsync(old.fileno())
