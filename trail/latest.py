"""The newest checkpoint that is kept here and holds: what goes onto paper, and what an event is proved by."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from trail.checkpoint import Checkpoint, NoteError, body_of, key_hash, line, parse, read_key, verified
from trail.sealed import anchors_of, shared_of, verifier_key_of
from trail.store import Store


class Latest(NamedTuple):
    """`note` is the checkpoint as `key` (a verifier key) signed it, `kept` with all its lines, `at` since when."""

    checkpoint: Checkpoint
    note: str
    key: str
    at: datetime
    kept: str


def latest(store: Store) -> Latest | None:
    """None before the first; a kept note that does not hold, or is of more than the log is read for, is passed over."""
    shared = shared_of(store)
    if (key := verifier_key_of(store) or (shared.verifier_key() if shared else None)) is None:
        return None
    kept = filter(None, (_read(path, key) for path in anchors_of(store).paths()[::-1]))
    return next((one for one in kept if one.checkpoint.size <= store.log.position), None)


def own(note: str, key: str) -> str:
    """The note with the lines of this verifier key alone; `NoteError` where it has none, or one does not hold."""
    verified(note, key)
    name, public = read_key(key)
    mine = (name, key_hash(name, public))
    return f"{body_of(note).decode()}\n{''.join(line(*one) for one in parse(note)[1] if one[:2] == mine)}"


def _read(path: Path, key: str) -> Latest | None:
    kept = path.read_text(encoding="utf-8", errors="replace")
    try:
        note = own(kept, key)
    except NoteError:
        return None
    return Latest(parse(note)[0], note, key, datetime.fromtimestamp(path.stat().st_mtime, UTC), kept)
