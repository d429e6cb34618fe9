"""The record as it would be without some of its events: their facts left out, and what hangs on them as well.

Nothing is written. The chapters fold what is left, as they fold everything else; what was judged when all of it stood
is not judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from domain import change
from domain.blood import KEY as SETTLED
from domain.blood import BloodGroup, BloodGroupSettled, settled
from domain.documents import Documents
from domain.entries import EntryFact, EntryReaffirmed
from domain.fact import Fact, Plain
from domain.file import File, chapter_of
from domain.history import History
from domain.identity import KEY, IdentifierRetired, Identity, PatientRegistered
from domain.reports import ReportAmended, Reports, ResultAcknowledged
from domain.reviews import Reviews
from domain.visits import Visits
from projections.between import ASIDE
from projections.past import Folding
from projections.rebased import rebased

_NAMED = {
    Visits.NAME: ("visit",), History.NAME: ("entry",), Reports.NAME: ("report",), Documents.NAME: ("document",),
    BloodGroup.NAME: ("determination",), Reviews.NAME: ("review", "request", "glass"),
}  # fmt: skip
"""By which of their fields the facts of a chapter name the entry they are about."""
_LOOKED = (EntryReaffirmed, ResultAcknowledged)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A fact of somebody else's that says nothing, or less, without what is taken out.

    `fields` are the dotted paths that fall with it; none where the whole of it does.
    """

    fact: Fact
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Without:
    """`file` is the record as it would be, in the shape of `projections.past`; None where nothing would be left.

    `unopened`: whoever opened the record is among those taken out. Its number stays, and nothing of who it is about.
    """

    file: Plain | None
    taken: list[Fact]
    hanging: list[Hanging]
    unopened: bool


def without(patient: UUID, facts: Iterable[Fact], out: Callable[[Fact], bool]) -> Without:
    """The facts of one record, oldest first, without those that `out` says are to be taken out."""
    left = _Left(patient)
    for fact in facts:
        left.take_in(fact, out(fact))
    return Without(left.folding.told(), left.taken, left.hanging, left.unopened)


class _Left:
    """Two files side by side: the real one, which says what a fact was about, and the one that would be left."""

    def __init__(self, patient: UUID) -> None:
        self.real, self.folding = File(), Folding(patient)
        self.taken: list[Fact] = []
        self.hanging: list[Hanging] = []
        self.unopened = False

    @property
    def file(self) -> File:
        return self.folding.file

    def take_in(self, fact: Fact, out: bool) -> None:
        if out:
            self.taken.append(fact)
            self._opened(fact)
        elif not self.taken:
            self.folding.fold(fact)
        elif (kept := self._kept(fact)) is not None:
            self.folding.fold(kept)
        self.real.fold(fact)
        if self.taken and chapter_of(fact) == BloodGroup.NAME:
            self._settle()

    def _opened(self, fact: Fact) -> None:
        if isinstance(fact, PatientRegistered):
            self.unopened = True
            self.file.identity.items[KEY] = {"id": KEY, "mrn": fact.mrn}

    def _kept(self, fact: Fact) -> Fact | None:
        """The fact as it says something without the others; None where it does not."""
        if isinstance(fact, BloodGroupSettled):
            return None  # it follows from the determinations that are left
        chapter, entry = chapter_of(fact), _entry(fact)
        was, stands = (file.chapters[chapter].items.get(entry) for file in (self.real, self.file))
        if was is not None and (stands is None or self._says_nothing(fact, was, stands)):
            self.hanging.append(Hanging(fact))
            return None
        lapses = getattr(fact, "lapses", None)
        if lapses and lapses not in self.file.history.items:
            fact = _with(fact, lapses=None)
        if was == stands or was is None or stands is None:
            return fact
        return self._retired(fact) if isinstance(fact, IdentifierRetired) else self._changed(fact, was, stands)

    @staticmethod
    def _says_nothing(fact: Fact, was: Plain, stands: Plain) -> bool:
        """Somebody looked at what is not there, or amended a report that nobody issued."""
        if isinstance(fact, ReportAmended | ResultAcknowledged) and "issued" in was and "issued" not in stands:
            return True
        if not isinstance(fact, _LOOKED):
            return False
        fields = getattr(fact, "fields", None) or [name for name in {**was, **stands} if name not in ASIDE]
        return any(change.at(was, field) != change.at(stands, field) for field in fields)

    def _retired(self, fact: IdentifierRetired) -> Fact | None:
        known = self.file.identity.details.get("identifiers", [])
        was = self.real.identity.details["identifiers"][fact.place]
        if was in known:
            return _with(fact, place=known.index(was))
        self.hanging.append(Hanging(fact))
        return None

    def _changed(self, fact: Fact, was: Plain, stands: Plain) -> Fact | None:
        changes = getattr(fact, "changes", None)
        if not changes:
            return fact
        told, hanging = rebased(changes, was, stands)
        if hanging or not told:
            self.hanging.append(Hanging(fact, tuple(hanging) if told else ()))
        return _with(fact, changes=told) if told else None

    def _settle(self) -> None:
        """The blood group follows from the determinations that are left."""
        real, left = self.real.blood_group, self.file.blood_group
        now = real.current if real.active() == left.active() else settled(left.active())
        if now != left.current:
            left.items[SETTLED] = now


def _entry(fact: Fact) -> str:
    """The entry that a fact is about; an empty text where it makes its own, whatever stood there before."""
    if isinstance(fact, EntryFact):
        return fact.entry
    chapter = chapter_of(fact)
    if chapter == Identity.NAME:
        return KEY
    names = (getattr(fact, name, None) for name in _NAMED.get(chapter, ()))
    return next((name for name in names if isinstance(name, str)), "")


def _with(fact: Fact, **fields: Any) -> Fact:
    changed: Fact = replace(fact, **fields)
    return changed
