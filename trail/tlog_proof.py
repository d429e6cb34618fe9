"""That one event is in the log, as a text that anybody can check (C2SP tlog-proof)."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property

from trail.anchor import Anchors
from trail.checkpoint import Checkpoint, NoteError, parse
from trail.latest import latest as latest_of
from trail.log import Log
from trail.store import Store
from trail.tree import included, leaf_hash, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Inclusion:
    """That an entry is in the log that a note signs: `path` is the audit path, of `index`, counted from 0."""

    index: int
    entry: bytes
    path: list[bytes]
    checkpoint: Checkpoint
    note: str

    @cached_property
    def leaf(self) -> bytes:
        return leaf_hash(self.entry)

    @property
    def holds(self) -> bool:
        """Whether the entry, hashed, and the path lead to the root that was signed."""
        return verify_inclusion(self.leaf, self.index, self.checkpoint.size, self.path, self.checkpoint.root)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Of each hash of the path the first and the last position that it stands for."""
        return included(self.index, self.checkpoint.size, lambda low, high: (low + 1, high))

    @property
    def text(self) -> str:
        return tlog_proof(self.index, self.path, self.note)


def latest(store: Store, position: int) -> Inclusion | None:
    """Of the event at this position, under the newest kept checkpoint that holds; None where that ends before it.

    `LookupError` and `NoteError` as `proof_of`.
    """
    rows, newest = store.log.rows(position - 1, 1), latest_of(store)
    if not rows or rows[0].position != position:
        raise LookupError(f"There is no event {position}.")
    if newest is None or newest.checkpoint.size < position:
        return None
    path = _path(store.log, newest.checkpoint, position)
    return Inclusion(position - 1, rows[0].entry, path, newest.checkpoint, newest.kept)


def tlog_proof(index: int, path: list[bytes], note: str) -> str:
    """`index` counts from 0; `path` is the audit path to the tree that the note signs."""
    lines = [HEADER, f"index {index}", *(b64encode(one).decode() for one in path)]
    return "\n".join(lines) + f"\n\n{note}"


def proof_of(log: Log, anchors: Anchors, position: int) -> str | None:
    """Of the event at this position, under the first kept checkpoint that covers it; None where none does yet.

    `LookupError` where there is no such event, `NoteError` where the log does not fit that checkpoint.
    """
    if not log.rows(position - 1, 1):
        raise LookupError(f"There is no event {position}.")
    for _, note in anchors.notes():
        checkpoint, _ = parse(note)
        if checkpoint.size >= position:
            return tlog_proof(position - 1, _path(log, checkpoint, position), note)
    return None


def _path(log: Log, checkpoint: Checkpoint, position: int) -> list[bytes]:
    parts = log.parts(checkpoint.size)
    if parts.root() != checkpoint.root:
        raise NoteError(f"the first {checkpoint.size} events are not those that were signed")
    return parts.inclusion(position - 1)
