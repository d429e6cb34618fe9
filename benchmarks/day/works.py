"""The nine works in process, against the floor."""

from __future__ import annotations

from pathlib import Path

from benchmarks.day.floor import Floor
from benchmarks.day.ours import Ours
from benchmarks.day.plan import plans
from benchmarks.day.player import Player
from benchmarks.day.turns import READ, Turns
from benchmarks.measured import Measured

PATIENTS = 200
_OCTETS = 10_000  # a patient may take
BARS = {"W3 current file": 1.0, "W4 search": 0.9, "W5 changes of a patient": 1.3, "W6 file as it was": 1.0}
"""The share of the floor's rate that each should reach."""


def in_process(folder: Path, patients: int = PATIENTS) -> list[Measured]:
    ours, floor = Ours(folder / "ours"), Floor(folder / "floor")
    turns = Turns(Player(ours), Player(floor))
    turns.warm()
    registered, written = turns.write(plans(patients))
    octets = ours.octets() / len(turns.players[0].plans)
    found = [
        Measured("W1 register", *registered, "per s", 0.8),
        Measured("W2 write", *written, "per s", 0.8),
        *(Measured(name, *turns.read(READ[name]), "per s", bar) for name, bar in BARS.items()),
        Measured("bytes a patient", octets, _OCTETS, "octets", 1.0, below=True),
        *_whole_store(turns, floor, folder),
    ]
    ours.close()
    floor.close()
    return found


def _whole_store(turns: Turns, floor: Floor, folder: Path) -> list[Measured]:
    """W7 to W9."""
    exported = turns.whole(lambda player: player.export(folder / "log.ndjson"))
    rebuilt = turns.whole(lambda player: player.rebuild())
    checked, log = turns.whole(lambda player: player.check()), turns.whole(lambda player: player.check_log())
    return [
        Measured("W7 export of the change log", *exported, "patients/s", 5.0),
        Measured("W8 rebuild of the views", *rebuilt, "patients/s", 2.0),
        Measured("W9 check of log and views", *checked, "patients/s", 1.0),
        Measured("W9 the log alone, against the chain of the floor", *log, "patients/s", 0.5),
    ]
