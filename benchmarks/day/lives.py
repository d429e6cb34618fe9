"""A patient of a thousand events and one of twenty thousand, against one of two hundred."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from benchmarks.commands import lengthen, patient, weigh
from benchmarks.day.ours import Ours
from benchmarks.measured import Measured, in_turns

SHORT, LIVES = 200, (1_000, 20_000)  # events
_BARS = {1_000: 1.1, 20_000: 2.0}
_TIMES, _ROUNDS = 5, 3
Work = Callable[[Ours, UUID, float], object]
FLAT: dict[str, Work] = {
    "W2 write": lambda ours, who, moment: weigh(ours.service, who, 1),
    "W6 file as it was": lambda ours, who, moment: ours.past(str(who), moment),
}
"""What should cost the same however long a life is."""
EACH: dict[str, Work] = {
    "W3 current file": lambda ours, who, moment: ours.file(str(who)),
    "W5 changes of a patient": lambda ours, who, moment: ours.changes(str(who)),
}
"""What hands out every event, so that each of them should cost the same."""


def lives(folder: Path, long: tuple[int, ...] = LIVES) -> list[Measured]:
    ours = Ours(folder / "store")
    moments: dict[int, tuple[UUID, float]] = {}
    for n, events in enumerate((SHORT, *long)):
        who = patient(ours.service, n)
        lengthen(ours.service, who, events // 2)
        time.sleep(0.01)
        moments[events] = who, time.time()
        time.sleep(0.01)
        lengthen(ours.service, who, events - events // 2)
    ours.settle()
    found = [_against(ours, name, work, events, moments) for events in long for name, work in (FLAT | EACH).items()]
    ours.close()
    return found


def _against(ours: Ours, name: str, work: Work, events: int, moments: dict[int, tuple[UUID, float]]) -> Measured:
    long, short = (_often(ours, work, *moments[one]) for one in (events, SHORT))
    a, b = in_turns(long, short, _ROUNDS)
    each = (events, SHORT) if name in EACH else (1, 1)
    unit = "us an event" if name in EACH else "ms"
    scale = 1e6 if name in EACH else 1e3
    sides = a * scale / _TIMES / each[0], b * scale / _TIMES / each[1]
    return Measured(f"{name}, {events:,} events against {SHORT}", *sides, unit, _BARS.get(events, 2.0), below=True)


def _often(ours: Ours, work: Work, who: UUID, moment: float) -> Callable[[], None]:
    def often() -> None:
        for _ in range(_TIMES):
            work(ours, who, moment)

    return often
