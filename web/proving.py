"""What vouches for a store's log, and the proof of it in a process of its own: `python -m web.proving FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from trail.anchor import Anchors
from trail.checkpoint import NoteError, parse
from trail.signer import last_signed
from trail.store import Config
from trail.verify import Signed, verify


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


def tell(folder: Path) -> None:
    """Prove, and write a line of JSON for each step: `{"done", "total"}`, at the end `{"verdict"}`."""
    verdict = verify(folder / "trail.db", kept(folder), progress=lambda done, total: _say(done=done, total=total))
    _say(verdict=verdict.as_json())


def _say(**told: object) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    os.nice(10)  # whoever serves pages comes first
    tell(Path(sys.argv[1]))
