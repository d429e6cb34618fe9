"""What vouches for a log, and the proof of it in a process of its own: `python -m web.keeping.proving FOLDER`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import SystemRandom

from trail.anchor import Anchors
from trail.backend import backend_of, source_of
from trail.checkpoint import NoteError, parse
from trail.origins import prove_origins
from trail.payloads import opener
from trail.reads import prove_reads
from trail.signed import METADATA, ROOM, Shared, last_signed
from trail.source import Source
from trail.store import Config
from trail.stretch import Opening
from trail.verify import PROVED, Signed, Verdict, verify

MOST = 500  # kept checkpoints that a proof is held against


def kept(folder: Path, config: Config | None = None) -> list[Signed]:
    """The checkpoints that this folder remembers; a note that cannot be read vouches for nothing.

    A log that signs itself has thousands: the newest of them, and others by a chance that nobody can foresee.
    `config` is that of a store that has none yet.
    """
    found = list(_signers(folder, config or Config.read(folder)))
    for path in chosen(Anchors(folder / "anchors").paths()):
        try:
            checkpoint, _ = parse(path.read_text(encoding="utf-8", errors="replace"))
        except NoteError:
            continue
        found.append(Signed(path.name, checkpoint.size, checkpoint.root))
    return found


def chosen(paths: Sequence[Path], most: int = MOST) -> Sequence[Path]:
    """So many of them at most, in their order."""
    newest, older = paths[-(most // 2) :], paths[: -(most // 2)]
    return [*sorted(SystemRandom().sample(older, min(len(older), most - len(newest)))), *newest]


def proved(
    folder: Path,
    config: Config,
    vouchers: Sequence[Signed],
    told: Callable[[int, int], None] | None = None,
    opening: Opening | None = None,
) -> Verdict:
    """A whole store, by as many processes as there are processors: its reads, then its events, each payload opened.

    The verdict on the reads where these are not proved. `opening`: with keys that are kept elsewhere.
    """
    processes = os.cpu_count() or 1
    reads = verify(source_of(folder, config.database, reads=True), [], processes=processes)
    if reads.verdict != PROVED:
        return reads
    opening = opening or partial(opener, folder, config)
    return verify(source_of(folder, config.database), vouchers, opening, told, processes)


def source(folder: Path) -> Source:
    return source_of(folder, Config.read(folder).database)


def _signers(folder: Path, config: Config) -> Iterator[Signed]:
    if own := last_signed(folder, config.origin):
        yield Signed("the signer", own.checkpoint.size, own.checkpoint.root)
    if config.database:
        with closing(backend_of(folder, config.database)) as backend:
            if other := Shared(backend.tables(ROOM, METADATA), config.origin).last():
                yield Signed("the hosts' signer", other.checkpoint.size, other.checkpoint.root)


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
