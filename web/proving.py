"""What vouches for a store's log: the signer's memory and the anchors beside it."""

from __future__ import annotations

from pathlib import Path

from trail.anchor import Anchors
from trail.checkpoint import NoteError, parse
from trail.signer import last_signed
from trail.store import Config
from trail.verify import Signed


def kept(folder: Path) -> list[Signed]:
    """All checkpoints that this folder remembers; a note that cannot be read vouches for nothing."""
    last = last_signed(folder, Config.read(folder).origin)
    found = [Signed("the signer", last.size, last.root)] if last else []
    for path, note in Anchors(folder / "anchors").notes():
        try:
            checkpoint, _ = parse(note)
        except NoteError:
            continue
        found.append(Signed(path.name, checkpoint.size, checkpoint.root))
    return found
