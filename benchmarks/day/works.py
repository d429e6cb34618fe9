"""The nine works in process, against the floor."""

from __future__ import annotations

from pathlib import Path

from benchmarks.day.floor import Floor
from benchmarks.day.ours import Ours
from benchmarks.day.plan import plans
from benchmarks.day.player import Player
from benchmarks.day.turns import Read, Turns
from benchmarks.measured import Measured

PATIENTS = 200
_OCTETS = 14_000  # a patient may take
READS: dict[str, tuple[Read, float]] = {
    "W3 current file": (Player.file, 0.4),
    "W4 search": (Player.search, 0.5),
    "W5 changes of a patient": (Player.changes, 0.7),
    "W6 file as it was": (Player.past, 0.3),
}
"""With the share of the floor's rate that each should reach."""


def in_process(folder: Path, patients: int = PATIENTS) -> list[Measured]:
    ours, floor = Ours(folder / "ours"), Floor(folder / "floor")
    turns = Turns(Player(ours), Player(floor))
    turns.warm()
    registered, written = turns.write(plans(patients))
    octets = ours.octets() / len(turns.players[0].plans)
    found = [
        Measured("W1 register", *registered, "per s", 0.5),
        Measured("W2 write", *written, "per s", 0.5),
        *(Measured(name, *turns.read(work), "per s", bar) for name, (work, bar) in READS.items()),
        Measured("bytes a patient", octets, _OCTETS, "octets", 1.0, below=True),
        *_whole_store(turns, ours, floor, folder),
    ]
    ours.close()
    floor.close()
    return found


def _whole_store(turns: Turns, ours: Ours, floor: Floor, folder: Path) -> list[Measured]:
    """W7 to W9."""
    own: dict[Player, Ours | Floor] = dict(zip(turns.players, (ours, floor), strict=True))

    def check(player: Player) -> None:
        player.whole(own[player].check_log)
        player.whole(own[player].check_views)

    exported = turns.whole(lambda player: player.export(folder / "log.ndjson"))
    rebuilt = turns.whole(lambda player: player.whole(own[player].rebuild))
    return [
        Measured("W7 export of the change log", *exported, "patients/s", 1.0),
        Measured("W8 rebuild of the views", *rebuilt, "patients/s", 0.5),
        Measured("W9 check of log and views", *turns.whole(check), "patients/s", 1.0),
        Measured(
            "W9 the log alone", *turns.whole(lambda player: player.whole(own[player].check_log)), "patients/s", 1.0
        ),
    ]
