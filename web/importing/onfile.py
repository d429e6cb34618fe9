"""Under which entries a patient's resources are on file, by the ids that they had where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.fact import Decision
from domain.receipt import entries_of
from trail.journal import Journal


class OnFile:
    """What was recorded earlier is looked up once, and only if it is asked for."""

    def __init__(self, journal: Journal, patient: UUID, sources: Iterable[str]) -> None:
        """`sources` are those that the file knew when it was opened."""
        self._journal, self._patient = journal, patient
        self._before = frozenset(sources)
        self._earlier: dict[str, list[str]] | None = None
        self._now: dict[str, list[str]] = {}
        self._together: set[str] = set()

    def add(self, sources: Iterable[str], entries: Sequence[str]) -> None:
        for source in sources:
            self._now.setdefault(source, []).extend(entries)

    def of(self, source: str) -> list[str]:
        """The entries that this resource brought, the first one first; those of one act stand together."""
        if source in self._now:
            return self._now[source]
        return self._read().get(source, []) if source in self._before else []

    def before(self, source: str) -> bool:
        """Whether it was recorded before the file was opened this time."""
        return source in self._before

    def shared(self, source: str) -> bool:
        """Whether its entry came of more than one resource."""
        self._read()
        return source in self._together

    def one(self, source: str, prefix: str) -> str | None:
        """Its entry in the chapter whose entries begin with this letter."""
        return next((entry for entry in self.of(source) if entry.startswith(prefix)), None)

    def _read(self) -> dict[str, list[str]]:
        if self._earlier is None:
            self._earlier = {}
            for fact in self._journal.history(self._patient):
                entries = entries_of((Decision(type(fact), fact.payload()),))
                if len(fact.by.source) > 1:
                    self._together.update(fact.by.source)
                for source in fact.by.source:
                    self._earlier.setdefault(source, []).extend(entries)
        return self._earlier
