"""Undo: what somebody has just recorded is answered by its opposite, and both stay readable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.blood import BloodGroupRecorded
from domain.change import Changes
from domain.documents import DocumentAttached
from domain.entries import EntryCorrected
from domain.fact import Decision, Decisions, Fact
from domain.file import File, chapter_of
from domain.history import HistoryEntryAdded, HistoryStatusChanged, NoneKnownDeclared
from domain.identity import DemographicsCorrected, DemographicsUpdated
from domain.measurements import MeasurementsRecorded
from domain.receipt import entries_of
from domain.refusal import Refused
from domain.reports import ReportIssued
from domain.visits import VisitClosed, VisitOpened

_NEW = (
    MeasurementsRecorded, BloodGroupRecorded, HistoryEntryAdded, NoneKnownDeclared, DocumentAttached, ReportIssued,
)  # fmt: skip
_CANNOT = "This cannot be undone. Correct it, or mark it as entered in error."


def can_undo(fact: Fact) -> bool:
    told = isinstance(fact, ReportIssued) and fact.header is None  # the report was there before
    changed = EntryCorrected, DemographicsUpdated, DemographicsCorrected, HistoryStatusChanged, VisitOpened, VisitClosed
    return isinstance(fact, (*_NEW, *changed)) and not told


def undo(fact: Fact, file: File) -> Decisions:
    """The opposite of a fact that nothing has built upon; `Refused` where it has none."""
    if not can_undo(fact):
        raise Refused("event", _CANNOT)
    match fact:
        case EntryCorrected():
            told = {"chapter": fact.chapter, "entry": fact.entry, "changes": _turned(fact.changes)}
            return (Decision(EntryCorrected, told),)
        case DemographicsUpdated() | DemographicsCorrected():
            return (Decision(DemographicsCorrected, {"changes": _turned(fact.changes)}),)
        case HistoryStatusChanged():
            return file.history.change_status(fact.entry, fact.was or "active")
        case VisitOpened():
            return file.visits.cancel(fact.visit)
        case VisitClosed():
            return file.visits.reopen(fact.visit)
        case _:
            chapter = file.chapter(chapter_of(fact))
            return tuple(one for entry in _entries(fact) for one in chapter.retract(entry))


def _entries(fact: Fact) -> list[str]:
    return entries_of((Decision(type(fact), fact.payload()),))


def _turned(changes: Changes) -> Changes:
    return {path: _sides(sides) for path, sides in changes.items()}


def _sides(sides: Mapping[str, Any]) -> dict[str, Any]:
    other = {"was": "now", "now": "was"}
    return {other[side]: value for side, value in sides.items()}
