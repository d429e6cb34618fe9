"""Commands at one log, simulated: hosts that each gather what waits, and a head that one of them has at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

COMMANDS, PAGE = 20_000, 500  # of a run; that go in one append
_LATE = 1.0  # seconds at which a clerk would wonder


class Served(NamedTuple):
    """Commands a second that came and that were answered, seconds that half and all but one in a hundred waited,
    and how many an append had."""

    rate: int
    answered: float
    median: float
    slow: float
    together: float

    @property
    def keeps_up(self) -> bool:
        """Nobody waits long, and what waits does not grow."""
        return self.slow < _LATE and self.answered > 0.95 * self.rate


def waits(rate: int, commit: float, each: float, hosts: int, random: Random, commands: int = COMMANDS) -> Served:
    """`commit` and `each`: seconds of an append, and of every event in it; hosts have the head in turns."""
    waiting: list[deque[float]] = [deque() for _ in range(hosts)]
    coming, now, took, appends = _arrivals(rate, commands, random), 0.0, list[float](), 0
    n = host = 0
    while len(took) < commands:
        if not any(waiting):
            now = max(now, coming[n])
        while n < commands and coming[n] <= now:
            waiting[random.randrange(hosts)].append(coming[n])
            n += 1
        host = next((host + k) % hosts for k in range(1, hosts + 1) if waiting[(host + k) % hosts])
        own = waiting[host]
        page = [own.popleft() for _ in range(min(len(own), PAGE))]
        now += commit + each * len(page)
        appends += 1
        took += [now - came for came in page]
    return _told(rate, now, took, commands / appends)


def _arrivals(rate: int, commands: int, random: Random) -> Sequence[float]:
    at, found = 0.0, list[float]()
    for _ in range(commands):
        at += random.expovariate(rate)
        found.append(at)
    return found


def _told(rate: int, until: float, took: list[float], together: float) -> Served:
    took.sort()
    return Served(rate, len(took) / until, took[len(took) // 2], took[int(len(took) * 0.99)], together)
