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

PATIENTS = 100
_READS = 100
_BAR = 1.0  # of the floor
_RESIDENT = 65.0  # MB


def over_http(folder: Path, patients: int = PATIENTS) -> list[Measured]:
    browser.prepare(folder / "ours")
    with served.ours(folder / "ours") as ours, served.floor(folder / "floor") as floor:
        turns = Turns(Player(Browser(ours.url)), Player(FloorHttp(floor.url)))
        turns.warm()
        registered, written = turns.write(plans(patients))
        pairs = {"W1 register": registered, "W2 write": written}
        pairs |= {name: turns.read(work, _READS) for name, work in READ.items()}
        exported = turns.whole(lambda player: player.export(folder / "log.ndjson"))
        resident = ours.resident() / 2**20
    return [
        *(Measured(f"{name}, over HTTP", *pair, "per s", _BAR) for name, pair in pairs.items()),
        Measured("W7 export of the change log, over HTTP", *exported, "patients/s", _BAR),
        Measured("memory of the server", resident, _RESIDENT, "MB", 1.0, below=True),
    ]
