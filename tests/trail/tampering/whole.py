"""Whole stores with a history that chance made, and what may lawfully happen to one before it is proved."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from tests.support.erased import erased
from tests.support.lives import COMMANDS, lived
from tests.support.office import looked_at
from tests.support.stores import created, database_of
from tests.trail.bundle.test_writing import bundle, read
from tests.trail.logs import ORIGIN
from trail import sealed
from trail.mapper import stream_of
from trail.origins import prove_origins
from trail.payloads import opener
from trail.reads import prove_reads
from trail.rotation import rotate
from trail.rows import quick
from trail.store import Config
from trail.verify import verify
from web.keeping.moving import move
from web.keeping.proving import kept, source
from web.service import Service

Happening = Callable[[Path], Path]
"""To a closed store; answers where it is now."""
_MARKS = ("application_id", "user_version")  # which a dump leaves out


def history(folder: Path, chance: Random) -> Path:
    """A few lives, looked at by somebody, with checkpoints in between; now and then more than a tile of events."""
    with created(folder, ORIGIN) as service:
        for n in range(chance.choice((1, 1, 2, 3))):
            steps = [(chance.choice(sorted(COMMANDS)), chance.randrange(10)) for _ in range(chance.choice((0, 5, 20)))]
            who = lived(service, steps, names=[f"Somebody {n}"], identifiers=[])
            if chance.random() < 0.5:
                looked_at(service, who)
            if chance.random() < 0.5:
                sealed.checkpoint(service.store)
    return folder


def proved(folder: Path, to: Path) -> tuple[list[object], list[object]]:
    """What the proof of the store, with all payloads, and then the reader of a bundle of it have to say against it."""
    verdict, config = verify(source(folder), kept(folder), partial(opener, folder)), Config.read(folder)
    prove_reads(verdict, folder, config)
    prove_origins(verdict, folder, config)
    with Service.open(folder) as service:
        told = read(service, bundle(service, to))
    assert told["verdict"] == ("broken" if told["findings"] else "proved")
    return list(verdict.findings), list(told["findings"])


def left_alone(folder: Path) -> Path:
    return folder


def vacuumed(folder: Path) -> Path:
    for name in ("trail.db", "access.db", "keys.db"):
        with closing(sqlite3.connect(folder / name, isolation_level=None)) as db:
            db.execute("vacuum")
    return folder


def dumped(folder: Path) -> Path:
    """Written as statements, and carried out in a new file, as `.dump` and `.read` do; without what is regrown."""
    for name in ("trail.db", "access.db"):
        with closing(sqlite3.connect(folder / name)) as old, closing(sqlite3.connect(folder / "new")) as new:
            new.executescript("".join(f"{line}\n" for line in old.iterdump()))
            for mark in _MARKS:
                new.execute(f"pragma {mark} = {old.execute(f'pragma {mark}').fetchone()[0]}")
        for path in folder.glob(f"{name}*"):
            path.unlink()
        (folder / "new").rename(folder / name)
    (folder / "resting.json").unlink(missing_ok=True)
    return folder


def rotated(folder: Path) -> Path:
    with Service.open(folder) as service:
        rotate(service.store)
    return folder


def bereft(folder: Path) -> Path:
    """The first record is erased."""
    with Service.open(folder) as service:
        (first,) = service.store.log.rows(1, 1)
        erased(service, stream_of(quick(first.entry).stream))
    return folder


HAPPENINGS: dict[str, Happening] = {
    "left alone": left_alone, "vacuumed": vacuumed, "dumped and restored": dumped, "given another key": rotated,
    "a record erased": bereft, "vacuumed and given another key": lambda folder: rotated(vacuumed(folder)),
}  # fmt: skip


def run(folder: Path, happening: Happening, seed: str) -> tuple[list[object], list[object]]:
    return proved(happening(history(folder / "store", Random(seed))), folder / "bundle.zip")


def run_moved(folder: Path, seed: str) -> tuple[list[object], list[object]]:
    """Copied to PostgreSQL."""
    store = history(folder / "store", Random(seed))
    with database_of("postgresql") as database:
        move(store, folder / "moved", database, lambda what, done, total: None)
        return proved(folder / "moved", folder / "bundle.zip")
