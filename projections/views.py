"""All views of one store, in one file beside it."""

from __future__ import annotations

from pathlib import Path

from projections.asked import told_words
from projections.changes import Changes
from projections.current import Current
from projections.directory import Directory
from projections.engine import Engine
from projections.held import Held
from projections.staff import Staff
from trail.journal import Journal


class Views:
    """Ask `ready` before reading: it lets the views follow the log, for as long as a reader will wait."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.journal = journal
        self.current, self.directory, self.changes = Current(), Directory(), Changes()
        self.staff, self.held = Staff(), Held()
        every = (self.current, self.directory, self.changes, self.staff, self.held)
        self.engine = Engine(folder / "views.db", journal, every, {"told_words": told_words})
        for view in every:
            view.engine = self.engine

    def ready(self, seconds: float = 2.0) -> int:
        """How many events the views are still behind."""
        return self.engine.catch_up(seconds)

    def close(self) -> None:
        self.engine.close()
