"""A hundred million patients on paper: our own unit costs, measured, and what follows from them, calculated.

`python -m benchmarks.scale` measures and prints JSON; `--page FILE.json` writes docs/scale.md and its picture from it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from benchmarks import scale_page
from benchmarks.day.ours import Ours
from benchmarks.day.plan import plans
from benchmarks.day.player import Player
from benchmarks.machine import machine
from benchmarks.measured import seconds
from benchmarks.queueing import Served, waits
from tests.support.crowd import cheap
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template
from trail.log import Log
from trail.tiles import Tiles
from trail.tree import Range, leaf_hash
from web.service import Service

PATIENTS = 200
_SINGLE, _PAGE, _LEAVES, _LOOKS, _ROUNDS = 200, 1_000, 65_536, 20, 3
RATES = (50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800)


@dataclass(frozen=True)
class Costs:
    """Measured. Octets of an event in the log and of everything; events and files a second; seconds of an append
    and of each event in it; microseconds that tree and tiles take for a leaf."""

    log_octets: float
    octets: float
    verified: float
    rebuilt: float
    files: float
    commit: float
    each: float
    leaf: float


def measured(folder: Path, patients: int = PATIENTS) -> Costs:
    ours = Ours(folder / "day")
    player = Player(ours)
    for plan in plans(patients):
        player.register(plan)
        player.write(plan, pause=0)
    player.settle()
    events, size = ours.service.store.log.position, ours.octets()
    trail = (ours.service.folder / "trail.db").stat().st_size
    looked = [seconds(lambda: [ours.file(player.id_of(n)) for n in range(patients)]) for _ in range(_LOOKS)]
    verified = min(seconds(ours.check_log) for _ in range(_ROUNDS))
    rebuilt = min(seconds(ours.rebuild) for _ in range(_ROUNDS))
    ours.close()
    commit, each = _appended(folder)
    stored = trail / events, size / events
    return Costs(*stored, events / verified, events / rebuilt, patients / min(looked), commit, each, _leaf() * 1e6)


def _appended(folder: Path) -> tuple[float, float]:
    """On PostgreSQL: seconds of an append of one event, without what it takes more for each that comes with it."""
    cluster = Cluster(folder / "cluster", config="")
    with (
        cluster.database(template(cluster)) as name,
        Service.create(folder / "store", database=cluster.url(name, SERVING)) as service,
    ):
        log, stream, done = service.store.log, uuid4(), count(1)
        _append(log, [cheap(stream, next(done)) for _ in range(_PAGE)])
        many = min(_append(log, [cheap(stream, next(done)) for _ in range(_PAGE)]) for _ in range(5))
        one = sorted(_append(log, [cheap(stream, next(done))]) for _ in range(_SINGLE))[_SINGLE // 2]
    each = many / _PAGE
    return max(one - each, each), each


def _append(log: Log, drafts: list[Any]) -> float:
    return seconds(lambda: log.append(drafts))


def _leaf() -> float:
    """Seconds that a leaf takes in the tree and its tiles: what nobody else may do meanwhile."""
    leaves, tree, tiles = [leaf_hash(b"%d" % n) for n in range(_LEAVES)], Range(), Tiles()
    start = time.perf_counter()
    for leaf in leaves:
        tree.push(leaf)
        for _ in tiles.push(leaf):
            pass
    return (time.perf_counter() - start) / _LEAVES


def simulated(costs: Costs, rates: tuple[int, ...] = RATES, hosts: int = 8) -> list[Served]:
    """Commands that come by chance to so many hosts of one log, at ever higher rates."""
    return [waits(rate, costs.commit, costs.each, hosts, Random(rate)) for rate in rates]


def main(say: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--patients", type=int, default=PATIENTS, help="of the day (default %(default)s)")
    parser.add_argument(
        "--page", metavar="FILE.json", help="write docs/scale.md and its picture from what was measured"
    )
    asked = parser.parse_args()
    if asked.page:
        scale_page.write(Path(asked.page))
        return
    where = machine()
    with tempfile.TemporaryDirectory(prefix="caretrail-") as folder:
        costs = measured(Path(folder), asked.patients)
    queues = [one._asdict() for one in simulated(costs)]
    told = {**where, "patients": asked.patients, "costs": asdict(costs), "simulated": queues}
    say(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
