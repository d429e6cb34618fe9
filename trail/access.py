"""The log of reads: one event for each, on disk before anybody is shown anything (design: trail.md, section 7).

A log like that of the records, with positions of its own. Each stream is a lane that one reader at a time writes in,
so that none waits for another's version: as many lanes as there ever were readers at once, and the log has them all in
one order.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from domain.by import By
from domain.fact import Fact
from domain.refusal import Stale
from trail.clock import Clock
from trail.journal import Journal
from trail.keys import Keys
from trail.log import Log
from trail.mapper import draft
from trail.opened import opening
from trail.recorder import Recorder


@dataclass(slots=True)
class _Lane:
    stream: UUID = field(default_factory=uuid4)
    version: int = 0


class AccessLog:
    """Open to every process that shows something; those that write at once share a commit."""

    def __init__(self, recorder: Recorder, keys: Keys, origin: str, clock: Clock) -> None:
        self.log, self._clock = Log(recorder, keys, origin_of(origin), clock), clock
        if self.log.position == 0:
            self._begin()
        self.journal = Journal(self.log)
        self._idle = deque[_Lane]()

    def note(self, kind: type[Fact], by: By, **told: Any) -> int:
        """On disk when it answers the position; `StoreError`, and then nothing may be shown."""
        lane = self._idle.pop() if self._idle else _Lane()
        at = self._clock()
        envelope = by.envelope(at, f"a-{lane.stream.hex[:8]}-{lane.version + 1}", "0")
        fact = kind(lane.stream, lane.version + 1, at, envelope, **told)
        (position,) = self.log.append([draft(fact)])  # a lane in which this fails is left
        lane.version += 1
        self._idle.append(lane)
        return position

    def close(self) -> None:
        self.log.close()

    def _begin(self) -> None:
        with suppress(Stale):  # another process was quicker
            self.log.append([opening(self.log.origin)])


def origin_of(records: str) -> str:
    """What the log of reads is called, beside that of the records."""
    return f"{records}/access"
