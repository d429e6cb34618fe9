"""The file as it was known at any position: a pure fold of what came before."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.fact import Fact, Plain, iso
from domain.file import File
from domain.partial import PartialDateTime
from domain.refusal import NotFound
from projections.head import changes
from trail.journal import Journal


def file_at(journal: Journal, patient: UUID, position: int | None = None) -> Plain:
    """The same shape as `projections.current.Current.file`; `NotFound` before the patient was registered."""
    return folded(patient, journal.history(patient, upto=position))


def folded(patient: UUID, facts: Iterable[Fact]) -> Plain:
    """The same of facts that are at hand, the first of the record's before all others."""
    file, last, opened, changed = File(), None, "", 0
    for fact in facts:
        file.fold(fact)
        opened = opened or iso(fact.by.at)
        last = fact
        if changes(fact):
            changed = fact.by.position
    if last is None:
        raise NotFound("At that time there was no such file.")
    return {
        "id": str(patient),
        "mrn": file.identity.details["mrn"],
        "version": last.originator_version,
        "position": last.by.position,
        "at": iso(last.by.at),
        "opened": opened,
        "changed": changed,
        "chapters": {name: dict(chapter.items) for name, chapter in file.chapters.items()},
    }


def position_at(journal: Journal, patient: UUID, moment: str) -> int:
    """The position of the patient's last event recorded by then (a partial date-time, meant whole); `NotFound`."""
    found = journal.position_at(patient, PartialDateTime.parse(moment, "known").latest)
    if not found:
        raise NotFound("At that time there was no such file.")
    return found
