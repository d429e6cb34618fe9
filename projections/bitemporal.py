"""The file as it was known, about what was true at a time: two clocks. See docs/decisions/0019-two-clocks.md.

Which facts count is decided here; what they do is the chapters' own fold, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.chapter import Items
from domain.entries import EntryCorrected, EntryFact
from domain.fact import Fact, Plain
from domain.file import File, chapter_of
from domain.history import History
from domain.identity import KEY, DemographicsCorrected, IdentifierRetired, Identity, PatientIdentified
from domain.reports import ReportAmended, ReportIssued, Reports, ResultAcknowledged
from domain.visits import Visits
from projections import patches
from projections.effective import Judged, Times

_NAMES = {Visits.NAME: "visit", Reports.NAME: "report", History.NAME: "entry"}


@dataclass(frozen=True, slots=True)
class About:
    """`file` has the shape of the known one; `left` are the versions of the facts that are about a later time."""

    file: Plain
    left: frozenset[int] = frozenset()


def about(known: Plain, facts: Sequence[Fact], end: datetime, judged: Judged | None = None) -> About:
    """What `known`, the file after all these facts, holds of what was true up to an instant in UTC."""
    times = Times(known["chapters"], facts, end, judged)
    left = frozenset(fact.originator_version for fact in facts if times.left(fact))
    thinned = [facts[version - 1] for version in left] + [fact for fact in facts if times.lapses(fact)]
    anew = {chapter_of(fact) for fact in thinned}
    folded = _Fold(times, left)
    for fact in facts if anew else ():
        if chapter_of(fact) in anew:
            folded.take(fact)
    chapters = {
        name: folded.file.chapters[name].items if name in anew else was for name, was in known["chapters"].items()
    }
    counted = {name: times.counted(name, entries) for name, entries in chapters.items()}
    return About({**known, "chapters": counted}, left)


class _Fold:
    """The chapters in which something is left out."""

    def __init__(self, times: Times, left: frozenset[int]) -> None:
        self.file, self._times, self._left = File(), times, left
        self._thinned: set[tuple[str, str]] = set()  # entries from which something was left out
        self._silent: set[str] = set()  # reports of which the last word does not count

    def take(self, fact: Fact) -> None:
        place = chapter_of(fact), _entry(fact)
        counts = fact.originator_version not in self._left
        if isinstance(fact, ReportIssued):
            (self._silent.discard if counts else self._silent.add)(fact.report)
        if not counts:
            self._thinned.add(place)
        elif counting := self._counting(fact, place):
            self.file.fold(counting)

    def _counting(self, fact: Any, place: tuple[str, str]) -> Fact | None:
        """The fact as far as it counts."""
        if isinstance(fact, ReportAmended | ResultAcknowledged) and fact.report in self._silent:
            return None
        if self._times.lapses(fact):
            fact = replace(fact, lapses=None)
        chapter, entry = place
        return _fitting(fact, self.file.chapters[chapter].items, entry) if place in self._thinned else fact


def _fitting(fact: Fact, items: Items, entry: str) -> Fact | None:
    """About an entry from which something was left out: what of a fact still has a place there."""
    item = items.get(entry, {})
    match fact:
        case EntryCorrected() | DemographicsCorrected() | PatientIdentified() | ReportAmended():
            return _with(fact, patches.corrected(item, fact.changes))
        case IdentifierRetired():
            place = patches.found(item.get("identifiers", ()), fact.identifier)
            return None if place is None else replace(fact, place=place)
        case _ if (changes := getattr(fact, "changes", None)) is not None:
            return _with(fact, patches.updated(item, changes))
        case _:
            return fact


def _with(fact: Any, changes: dict[str, Plain]) -> Fact | None:
    told: Fact | None = replace(fact, changes=changes) if changes else None
    return told


def _entry(fact: Fact) -> str:
    """Which entry of its chapter a fact is about."""
    if isinstance(fact, EntryFact):
        return fact.entry
    chapter = chapter_of(fact)
    return KEY if chapter == Identity.NAME else str(getattr(fact, _NAMES.get(chapter, ""), ""))
