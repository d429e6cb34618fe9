"""The log of reads with its view: what was noted is seen by whoever asks next."""

from __future__ import annotations

from copy import copy

from projections.accesses import METADATA, Accesses
from projections.engine import Engine
from trail.access import AccessLog
from trail.tables import Tables

__all__ = ["METADATA", "Reads"]


class Reads:
    """Ask `ready` before reading, as for the views of the records."""

    def __init__(self, tables: Tables, access: AccessLog) -> None:
        self.log, self.accesses = access, Accesses()
        self.accesses.tables = tables
        self.accesses.erased = lambda: access.log.keys.doom.holders
        self.engine = Engine(tables, access.journal, [self.accesses])

    def ready(self, seconds: float = 2.0) -> int:
        """How many reads the view is still behind."""
        return self.engine.catch_up(seconds)

    def until(self, position: int) -> Reads:
        """The same as it stood before a read."""
        then = copy(self)
        then.accesses = copy(self.accesses)
        then.accesses.until = position
        return then

    def close(self) -> None:
        self.engine.close()
