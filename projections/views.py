"""All views of one store."""

from __future__ import annotations

from uuid import UUID

from projections.cases import Cases
from projections.changes import Changes
from projections.current import Current
from projections.directory import Directory
from projections.engine import Engine
from projections.exported import Exports
from projections.held import Held
from projections.likeness.view import Duplicates
from projections.links import Links
from projections.register import Register
from projections.releases import Releases
from projections.retention import Retention
from projections.searches import SavedSearches
from projections.staff import Staff
from projections.tokens import IssuedTokens
from projections.verifications import Verifications
from projections.view import METADATA, View
from projections.worklist import Worklist
from trail.journal import Journal
from trail.tables import Tables

__all__ = ["METADATA", "Views"]


class Views:
    """Ask `ready` before reading: it lets the views follow the log, for as long as a reader will wait."""

    def __init__(self, tables: Tables, journal: Journal) -> None:
        self.journal = journal
        self.current, self.directory, self.changes = Current(), Directory(), Changes()
        self.staff, self.held, self.register, self.duplicates = Staff(), Held(), Register(), Duplicates()
        self.searches, self.cases = SavedSearches(), Cases()
        filed: tuple[View, ...] = (self.current, self.directory, self.changes, self.staff, self.held, self.register)
        self.verifications, self.exports = Verifications(), Exports()
        office: tuple[View, ...] = (self.searches, self.cases, self.verifications, self.exports)
        self.releases, self.tokens, self.links = Releases(), IssuedTokens(), Links()
        every: tuple[View, ...] = (*filed, self.duplicates, *office, self.releases, self.tokens, self.links)
        for view in every:
            view.tables = tables
        self.engine = Engine(tables, journal, every)
        self.worklist, self.retention = Worklist(tables), Retention(tables)

    def ready(self, seconds: float = 2.0) -> int:
        """How many events the views are still behind."""
        return self.engine.catch_up(seconds)

    def ready_for(self, patient: UUID) -> bool:
        """The same for whoever reads this file and nothing of others; whether they were ready before."""
        upto = self.journal.reach(patient)
        if self.engine.position >= upto:
            return True
        self.engine.catch_up(upto=upto)
        return False

    def close(self) -> None:
        self.engine.close()
