"""That one event is in the log, as a text that anybody can check (C2SP tlog-proof)."""

from __future__ import annotations

from base64 import b64encode

from trail.anchor import Anchors
from trail.checkpoint import NoteError, parse
from trail.log import Log

HEADER = "c2sp.org/tlog-proof@v1"


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
            parts = log.parts(checkpoint.size)
            if parts.root() != checkpoint.root:
                raise NoteError(f"the first {checkpoint.size} events are not those that were signed")
            return tlog_proof(position - 1, parts.inclusion(position - 1), note)
    return None
