"""When what a record says was true: each thing's own time, as it is known by now. See decision 19."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from domain.documents import Documents
from domain.entries import EntryCorrected, EntryMovedIn
from domain.fact import Fact, Plain, iso
from domain.file import chapter_of
from domain.history import History, HistoryEntryAdded, HistoryStatusChanged, NoneKnownDeclared
from domain.identity import (
    ConfidentialityChanged,
    DeathRecorded,
    DemographicsUpdated,
    IdentifierAdded,
    IdentifierRetired,
)
from domain.measurements import Measurements
from domain.partial import PartialDateTime
from domain.refusal import Refused
from domain.reports import ReportCancelled, ReportIssued, ReportRegistered, Reports, ResultAcknowledged
from domain.reviews import Reviews
from domain.visits import VisitClosed, Visits, VisitUpdated

UNDONE = "undone"  # the reason of what takes back what was recorded a moment ago: that never was
_BEGAN = {Visits.NAME: "start", Measurements.NAME: "taken_at", History.NAME: "onset", Documents.NAME: "taken_at"}
_ENDS = {Visits.NAME: "end", History.NAME: "ended"}
_FOUND = ("collected_at", "performed_at", "reported_at")
_OFFICE = frozenset(Reviews.FACTS)
_IN_TIME = _OFFICE | {
    VisitUpdated, VisitClosed, HistoryStatusChanged, ReportIssued, ReportCancelled, ResultAcknowledged,
    DemographicsUpdated, ConfidentialityChanged, IdentifierAdded, IdentifierRetired, DeathRecorded,
}  # fmt: skip
"""Facts that say what came to be so at a time. What begins an entry counts as its entry does; all else, always."""
_LAPSING = frozenset((HistoryEntryAdded, NoneKnownDeclared, EntryMovedIn))
_TELLING = frozenset((ReportRegistered, VisitClosed, HistoryStatusChanged, EntryCorrected))


Judged = dict[int, bool]
"""By the identity of what stood in an entry's place, which somebody else has to keep."""


def began(end: datetime, *told: str | None) -> bool:
    """Whether something began by an instant; of several times the first that can be read is meant."""
    for text in told:
        if text and (instant := _earliest(text)):
            return instant <= end
    return True


@lru_cache(100_000)
def _earliest(text: str) -> datetime | None:
    try:
        return PartialDateTime.parse(text).earliest
    except Refused:
        return None


class Times:
    """What counts at a time, by the entries as they are known (corrected, where they were wrong) and their facts.

    `judged` remembers of what stood in an entry's place whether it had begun, for whoever asks about the same time of
    another moment of the same life: what stood there once is never changed.
    """

    def __init__(
        self, known: Mapping[str, Plain], facts: Sequence[Fact], end: datetime, judged: Judged | None = None
    ) -> None:
        self._known, self._end, self._judged = known, end, {} if judged is None else judged
        self._registered: dict[str, Fact] = {}
        self._ends: dict[tuple[str, str], int] = {}
        self._corrected: dict[int, str] = {}  # when something ended, by the fact that said it wrongly
        self._learn(facts)

    def left(self, fact: Fact) -> bool:
        """Whether it says what came to be so later."""
        if type(fact) not in _IN_TIME or fact.by.reason == UNDONE:
            return False
        if isinstance(fact, ReportIssued) and fact.header is not None:
            return False
        own = None if type(fact) in _OFFICE else self._own(fact)
        effective = None if type(fact) in _OFFICE else fact.by.effective
        return not began(self._end, own, effective, iso(fact.by.at))

    def begun(self, chapter: str, entry: str) -> bool:
        """Whether what an entry tells of had begun."""
        item = self._known[chapter].get(entry)
        if item is None:
            return True
        found = self._judged.get(id(item))
        if found is None:
            found = self._judged[id(item)] = self._judge(chapter, entry, item)
        return found

    def _judge(self, chapter: str, entry: str, item: Plain) -> bool:
        if name := _BEGAN.get(chapter):
            return self._begun(item, item.get(name))
        return chapter != Reports.NAME or self._reported(entry, item)

    def _begun(self, item: Plain, own: str | None) -> bool:
        mark = item["recorded"]
        return began(self._end, own or mark.get("effective"), mark["at"])

    def _reported(self, entry: str, item: Plain) -> bool:
        """As ordered, or as found."""
        ordered = self._registered.get(entry)
        if ordered and began(self._end, item.get("ordered_at"), ordered.by.effective, iso(ordered.by.at)):
            return True
        return self._begun(item, _found(item) if "issued" in item else item.get("ordered_at"))

    def counted(self, chapter: str, entries: Mapping[str, Plain]) -> dict[str, Plain]:
        """Of a chapter's entries those that had begun."""
        if chapter not in _BEGAN and chapter != Reports.NAME:
            return dict(entries)
        return {id: item for id, item in entries.items() if self.begun(chapter, id)}

    def lapses(self, fact: Any) -> bool:
        """Whether it ends a declaration, and is itself about a later time."""
        return type(fact) in _LAPSING and bool(fact.lapses) and not self.begun(chapter_of(fact), fact.entry)

    def _own(self, fact: Fact) -> str | None:
        match fact:
            case VisitClosed():
                return self._corrected.get(fact.originator_version, fact.end)
            case HistoryStatusChanged():
                return self._corrected.get(fact.originator_version, fact.on or "") or None
            case ReportIssued():
                return _found(self._known[Reports.NAME][fact.report])
            case DeathRecorded():
                return fact.died
            case _:
                return None

    def _learn(self, facts: Sequence[Fact]) -> None:
        for fact in (one for one in facts if type(one) in _TELLING):
            match fact:
                case ReportRegistered():
                    self._registered[fact.report] = fact
                case VisitClosed():
                    self._ends[Visits.NAME, fact.visit] = fact.originator_version
                case HistoryStatusChanged(on=str(), now="resolved"):
                    self._ends[History.NAME, fact.entry] = fact.originator_version
                case EntryCorrected():
                    self._put_right(fact)

    def _put_right(self, fact: EntryCorrected) -> None:
        sides = fact.changes.get(_ENDS.get(fact.chapter, ""), {})
        said = self._ends.get((fact.chapter, fact.entry))
        if said and "now" in sides:
            self._corrected[said] = sides["now"]


def _found(item: Mapping[str, Any]) -> str | None:
    return next((item[name] for name in _FOUND if item.get(name)), None)
