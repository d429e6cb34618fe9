"""The works that a browser can ask for, one client against one server, and the floor behind the thinnest Flask."""

from __future__ import annotations

from pathlib import Path

from benchmarks.day import browser, served
from benchmarks.day.browser import Browser
from benchmarks.day.floor_http import FloorHttp
from benchmarks.day.plan import plans
from benchmarks.day.player import Player
from benchmarks.day.turns import READ, Turns
from benchmarks.measured import Measured
from tests.support.postgres import SERVING, Cluster
from tests.support.stores import template

PATIENTS = 100
_READS = 100
_BAR = 1.0  # of the floor
_RESIDENT = 65.0  # MB


def over_http(folder: Path, patients: int = PATIENTS, database: str | None = None) -> list[Measured]:
    """The floor keeps to its file, wherever ours is stored."""
    browser.prepare(folder / "ours", database)
    where = "over HTTP, on PostgreSQL" if database else "over HTTP"
    with served.ours(folder / "ours") as ours, served.floor(folder / "floor") as floor:
        turns = Turns(Player(Browser(ours.url)), Player(FloorHttp(floor.url)))
        turns.warm()
        registered, written = turns.write(plans(patients))
        pairs = {"W1 register": registered, "W2 write": written}
        pairs |= {name: turns.read(work, _READS) for name, work in READ.items()}
        exported = turns.whole(lambda player: player.export(folder / "log.ndjson"))
        resident = ours.resident() / 2**20
    return [
        *(Measured(f"{name}, {where}", *pair, "per s", _BAR) for name, pair in pairs.items()),
        Measured(f"W7 export of the change log, {where}", *exported, "patients/s", _BAR),
        Measured(f"memory of the server, {where}", resident, _RESIDENT, "MB", 1.0, below=True),
    ]


def on_postgres(folder: Path, patients: int = PATIENTS) -> list[Measured]:
    cluster = Cluster(folder / "cluster", config="")
    with cluster.database(template(cluster)) as name:
        return over_http(folder, patients, cluster.url(name, SERVING))
