"""What ran, counted by what ran it: one row a fault, kept in `build/faults`, and the table that docs/faults.md shows.

`python -m tests.faults.tally` prints the table of the last runs; with `--keep` it becomes the one of the document.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
RAN, KEPT, DOCUMENT = ROOT / "build/faults", ROOT / "docs/faults.json", ROOT / "docs/faults.md"
BEGIN, END = "<!-- the table: python -m tests.faults.tally --keep -->\n", "<!-- its end -->\n"
ROWS = {
    "killed": "kill -9 at a write, sync or rename",
    "killed-at-work": "kill -9 at a random moment, four clerks at once",
    "torn": "half a write, then kill -9",
    "power": "what was not synced is lost in part, then kill -9",
    "full": "disk full from the n-th write on",
    "full-mount": "a disk of 2 MB that fills up",
    "write-error": "EIO on a write",
    "sync-error": "EIO on an fsync",
    "sync-error-killed": "EIO on an fsync, then kill -9",
    "read-error": "EIO on a read",
    "slow": "a slow disk",
    "flips": "bits of the database turned",
    "flips-bundle": "bits of a bundle turned",
    "writers": "eight processes at one store",
    "clock": "a clock that is wrong",
    "clock-process": "a clock that is wrong, under a running program",
    "postmaster": "kill -9 of PostgreSQL's postmaster",
    "network": "the network to PostgreSQL cut",
    "backup": "an old backup put back",
    "twice": "one store run twice",
    "memory": "a worker killed for its memory",
    "machine": "all of it by chance, one step after the other",
}  # fmt: skip
"""By the name of its file."""


@dataclass
class Tally:
    """`injected` counts faults that happened; `acknowledged` what clerks had been told was recorded, and was then
    looked for; the three after it are what must be none."""

    row: str
    engine: str
    injected: int = 0
    acknowledged: int = 0
    lost: int = 0
    inconsistent: int = 0
    silent: int = 0
    seed: int = 0
    ran: str = ""
    bad: list[str] = field(default_factory=list)

    def add(self, injected: int, acknowledged: int = 0) -> None:
        self.injected += injected
        self.acknowledged += acknowledged

    def wrong(self, what: str, lost: int = 0, inconsistent: int = 0, silent: int = 0) -> None:
        self.lost, self.inconsistent, self.silent = (
            self.lost + lost,
            self.inconsistent + inconsistent,
            self.silent + silent,
        )
        self.bad.append(what)


@contextmanager
def counted(row: str, engine: str = "sqlite", seed: int = 0) -> Iterator[Tally]:
    """Kept whatever comes of it, where no larger run of the same is kept; and no word of it may be bad."""
    tally = Tally(row, engine, seed=seed, ran=f"{datetime.now(UTC):%Y-%m-%d}")
    assert row in ROWS
    try:
        yield tally
    except BaseException as error:
        tally.bad.append(f"it was broken off: {error!r}"[:200])
        raise
    finally:
        _keep(tally)
    assert tally.bad == [], f"SEED={seed} plays it again"
    assert tally.injected, "no fault happened"


def _keep(tally: Tally) -> None:
    RAN.mkdir(parents=True, exist_ok=True)
    (RAN / f"{tally.row}-{tally.engine}-{tally.injected:08}.json").write_text(json.dumps(asdict(tally)))


def largest() -> dict[str, Tally]:
    """The run with the most faults of each row and engine."""
    found = dict[str, Tally]()
    for path in sorted(RAN.glob("*.json")):
        tally = Tally(**json.loads(path.read_text()))
        found[f"{tally.row} {tally.engine}"] = tally
    return found


def _size(tally: Tally) -> tuple[int, int]:
    return tally.injected, tally.acknowledged


def read() -> list[Tally]:
    """What the document has."""
    return [Tally(**one) for one in json.loads(KEPT.read_text())]


def table(tallies: list[Tally]) -> str:
    order = list(ROWS)
    lines = ["| What happened | Store | Faults | Acknowledged | Lost | Inconsistent | Silent | Seed | Run |"]
    lines.append("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for one in sorted(tallies, key=lambda one: (order.index(one.row), one.engine != "sqlite")):
        counts = (one.injected, one.acknowledged, one.lost, one.inconsistent, one.silent)
        told = " | ".join(f"{n:,}" for n in counts)
        where = {"sqlite": "files", "postgresql": "PostgreSQL"}[one.engine]
        lines.append(f"| {ROWS[one.row]} | {where} | {told} | {one.seed} | {one.ran} |")
    return "\n".join(lines) + "\n"


def keep() -> None:
    """Into the document: the largest of what ran here and of what it had."""
    kept = {f"{one.row} {one.engine}": one for one in read()} if KEPT.exists() else {}
    for name, tally in largest().items():
        if name not in kept or _size(kept[name]) <= _size(tally) or tally.bad:
            kept[name] = tally
    KEPT.write_text(json.dumps([asdict(one) for one in kept.values()], indent=1) + "\n")
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(f"{before}{BEGIN}{table(list(kept.values()))}{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    if "--keep" in sys.argv:
        keep()
    print(table(list(largest().values())))
