"""What vouches for a store's log, and the proof of it in a process of its own: `python -m web.proving FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from trail.anchor import Anchors
from trail.backend import backend_of, source_of
from trail.checkpoint import NoteError, parse
from trail.origins import prove_origins
from trail.payloads import opener
from trail.reads import prove_reads
from trail.signed import METADATA, ROOM, Shared, last_signed
from trail.source import Source
from trail.store import Config
from trail.verify import Signed, verify


def kept(folder: Path) -> list[Signed]:
    """All checkpoints that this folder remembers; a note that cannot be read vouches for nothing."""
    found = list(_signers(folder, Config.read(folder)))
    for path, note in Anchors(folder / "anchors").notes():
        try:
            checkpoint, _ = parse(note)
        except NoteError:
            continue
        found.append(Signed(path.name, checkpoint.size, checkpoint.root))
    return found


def source(folder: Path) -> Source:
    return source_of(folder, Config.read(folder).database)


def _signers(folder: Path, config: Config) -> Iterator[Signed]:
    if own := last_signed(folder, config.origin):
        yield Signed("the signer", own.checkpoint.size, own.checkpoint.root)
    if config.database:
        backend = backend_of(folder, config.database)
        if other := Shared(backend.tables(ROOM, METADATA), config.origin).last():
            yield Signed("the hosts' signer", other.checkpoint.size, other.checkpoint.root)
        backend.close()


def tell(folder: Path) -> None:
    """Prove, and write a line of JSON for each step: `{"done", "total"}`, at the end `{"verdict"}`."""
    telling = partial(opener, folder)
    verdict = verify(source(folder), kept(folder), None, lambda done, total: _say(done=done, total=total), 1, telling)
    prove_reads(verdict, folder, Config.read(folder))
    prove_origins(verdict, folder, Config.read(folder))
    _say(verdict=verdict.as_json())


def _say(**told: object) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    os.nice(10)  # whoever serves pages comes first
    tell(Path(sys.argv[1]))
