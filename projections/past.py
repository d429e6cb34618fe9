"""The file as it was known at any position: a pure fold of what came before."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.fact import Fact, Plain, iso
from domain.file import File
from domain.refusal import NotFound
from projections.head import changes
from trail.journal import Journal


def file_at(journal: Journal, patient: UUID, position: int | None = None) -> Plain:
    """The same shape as `projections.current.Current.file`; `NotFound` before the patient was registered."""
    return folded(patient, journal.history(patient, upto=position))


def folded(patient: UUID, facts: Iterable[Fact]) -> Plain:
    """The same of facts that are at hand, the first of the record's before all others."""
    folding = Folding(patient)
    for fact in facts:
        folding.fold(fact)
    told = folding.told()
    if told is None:
        raise NotFound("At that time there was no such file.")
    return told


class Folding:
    """A file that is folded fact by fact."""

    def __init__(self, patient: UUID) -> None:
        self.file, self._patient = File(), patient
        self._last: Fact | None = None
        self._opened, self._changed = "", 0

    def fold(self, fact: Fact) -> None:
        self.file.fold(fact)
        self._opened = self._opened or iso(fact.by.at)
        self._last = fact
        if changes(fact):
            self._changed = fact.by.position

    def told(self) -> Plain | None:
        """The file as a plain value; None where nothing was folded."""
        last = self._last
        if last is None:
            return None
        return {
            "id": str(self._patient),
            "mrn": self.file.identity.details["mrn"],
            "version": last.originator_version,
            "position": last.by.position,
            "at": iso(last.by.at),
            "opened": self._opened,
            "changed": self._changed,
            "chapters": {name: dict(chapter.items) for name, chapter in self.file.chapters.items()},
        }
