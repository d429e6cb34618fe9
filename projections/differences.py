"""What a fact changed in the file, field by field: was and now are in the fact itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain import change
from domain.admission import SecondFactorAdded, SecondFactorRemoved
from domain.blood import BloodGroupSettled
from domain.casefile import CLOSED, OPEN, CaseClosed, CaseReopened
from domain.chapter import IN_ERROR
from domain.duplicates import KEY as APART
from domain.duplicates import DuplicateCheckDecided, NotDuplicateDeclared, told_apart
from domain.emergencies import GlassEnded, GlassReviewed
from domain.entries import (
    EntryAddendumAdded,
    EntryCorrected,
    EntryFact,
    EntryMovedIn,
    EntryMovedOut,
    EntryReaffirmed,
    EntryRetracted,
)  # fmt: skip
from domain.fact import Erased, Fact, Plain, iso
from domain.file import chapter_of
from domain.history import HistoryStatusChanged
from domain.identity import (
    ConfidentialityChanged,
    DeathRecorded,
    DeathRevoked,
    IdentifierAdded,
    IdentifierRetired,
    PatientIdentified,
)
from domain.links import StaffUnlinked
from domain.measurements import MeasurementsRecorded
from domain.passkeys import PasskeyRemoved
from domain.policies import PolicyAdopted
from domain.release import RecordDisclosed
from domain.reports import ReportAmended, ReportCancelled, ReportIssued, ReportRegistered, ResultAcknowledged
from domain.reviews import (
    AmendmentDecided,
    AmendmentDenied,
    AmendmentExtended,
    DeficiencyAssigned,
    DeficiencyDisputed,
    DeficiencyWaived,
    DisagreementFiled,
)
from domain.reviews import place as decided_at
from domain.searches import SearchRemoved, SearchRenamed, SearchShared
from domain.staff import StaffLocked, StaffRoleChanged, StaffRoleLent, StaffUnlocked, StaffValidityChanged
from domain.tokens import TokenRevoked
from domain.verification import EntryKeyed, VerificationDrawn
from domain.visits import VisitCancelled, VisitClosed, VisitReopened
from projections.patients import of_patient

_ENTRY = ("entry", "visit", "report", "document", "determination", "review", "request", "glass")


def what_changed(fact: Fact) -> tuple[str | None, str | None, list[Plain]]:
    """Chapter, entry and `[{"field", "was", "now"}]`; `field` is a dotted path of the file."""
    if isinstance(fact, Erased):
        return None, None, []
    if not of_patient(fact):
        return None, None, _elsewhere(fact)
    chapter, entry = chapter_of(fact), _entry(fact)
    place = f"{chapter}.{entry}" if entry else chapter
    if isinstance(fact, MeasurementsRecorded):
        about = {"taken_at": fact.taken_at} | ({"visit": fact.visit} if fact.visit else {})
        return (
            chapter,
            fact.items[0]["id"],
            [one for item in fact.items for one in _told(f"{chapter}.{item['id']}", _bare(about | item))],
        )
    return chapter, entry, _changes(fact, place)


def _elsewhere(fact: Fact) -> list[Plain]:
    """Accounts, identifiers, cases and what is held: streams of their own, beside the files."""
    match fact:
        case StaffRoleChanged():
            return _one("role", fact.was, fact.now)
        case StaffLocked() | StaffUnlocked():
            return _one("locked", isinstance(fact, StaffUnlocked), isinstance(fact, StaffLocked))
        case StaffValidityChanged():
            return _sides("", change.diff(fact.was, fact.now))
        case StaffRoleLent():
            return _sides("lent", change.diff(fact.was or {}, fact.now or {}))
        case SecondFactorAdded() | SecondFactorRemoved():
            return _one("second_factor", isinstance(fact, SecondFactorRemoved), isinstance(fact, SecondFactorAdded))
        case StaffUnlinked():
            return _one("login", fact.login, None)
        case PasskeyRemoved():
            return _one("name", fact.name, None)
        case TokenRevoked():
            return _one("revoked", False, True)
        case VerificationDrawn():
            return _told("", {name: value for name, value in fact.payload().items() if name != "items"})
        case EntryKeyed():
            return _told("keyed", fact.keyed)
        case RecordDisclosed():
            return _told("", {name: value for name, value in fact.payload().items() if name != "entries"})
        case PolicyAdopted():
            return _sides("", fact.changes)
        case SearchRenamed():
            return _one("name", fact.was, fact.now)
        case SearchShared():
            return _one("shared", not fact.shared, fact.shared)
        case SearchRemoved():
            return _one("name", fact.name, None)
        case CaseClosed():
            return [*_one("status", OPEN, CLOSED), *_told("", fact.payload())]
        case CaseReopened():
            return [*_one("status", CLOSED, OPEN), *_told("", fact.payload())]
        case _:
            return _told("", _bare(fact.payload()))


def _entry(fact: Fact) -> str | None:
    if isinstance(fact, EntryFact):
        return fact.entry
    if isinstance(fact, DeficiencyAssigned | DeficiencyWaived | DeficiencyDisputed):
        return decided_at(fact.rule, fact.about)
    return next((value for name in _ENTRY if isinstance(value := getattr(fact, name, None), str)), None)


def _changes(fact: Fact, place: str) -> list[Plain]:
    for told in (_decided(fact, place), _befell(fact, place)):
        if told is not None:
            return told
    return _recorded(fact, place)


def _decided(fact: Fact, place: str) -> list[Plain] | None:
    """What the office decided about a record; None where it is something else."""
    match fact:
        case DeficiencyAssigned():
            return _told(place, {"owner": fact.owner, "owner_name": fact.owner_name})
        case DeficiencyDisputed():
            return _one(f"{place}.disputed.text", None, fact.text)
        case DeficiencyWaived():
            return _one(f"{place}.waived.until", None, fact.until or "for good")
        case AmendmentDecided():
            return _one(f"{place}.status", "open", fact.outcome)
        case AmendmentDenied():
            return [*_one(f"{place}.status", "open", "denied"), *_told(place, {"ground": fact.ground})]
        case AmendmentExtended():
            return _one(f"{place}.extended.why", None, fact.why)
        case DisagreementFiled():
            return _one(f"{place}.disagreed", None, fact.text)
        case GlassEnded():
            return _one(f"{place}.until", fact.was, iso(fact.by.at))
        case GlassReviewed():
            return _one(f"{place}.status", "open", "reviewed")
        case _:
            return None


def _befell(fact: Fact, place: str) -> list[Plain] | None:
    """What befell an entry as a whole; None where it is something else."""
    match fact:
        case EntryMovedIn():
            return _told(place, {name: it for name, it in _bare(fact.item).items() if name not in _BESIDE})
        case EntryMovedOut():
            moved = {"to": fact.mrn, "entry": fact.into}
            return [*_one(f"{place}.status", fact.was, IN_ERROR), *_told(f"{place}.moved", moved)]
        case EntryRetracted():
            return _one(f"{place}.status", fact.was, IN_ERROR)
        case EntryAddendumAdded():
            return _one(f"{place}.addenda", None, fact.text)
        case EntryReaffirmed():
            return _one(f"{place}.reaffirmed", None, ", ".join(fact.fields) or "all of it")
        case _:
            return None


def _recorded(fact: Fact, place: str) -> list[Plain]:
    match fact:
        case EntryCorrected() | ReportAmended():
            status = _one(f"{place}.status", fact.was, fact.amendment) if isinstance(fact, ReportAmended) else []
            return [*_sides(place, fact.changes), *status]
        case HistoryStatusChanged():
            ended = _one(f"{place}.ended", None, fact.on) if fact.on and fact.now == "resolved" else []
            return [*_one(f"{place}.clinical_status", fact.was, fact.now), *ended]
        case ResultAcknowledged():
            return _one(f"{place}.acknowledged", None, fact.level)
        case VisitClosed():
            told = {name: value for name, value in fact.payload().items() if name != "visit"}
            return [*_told(place, told), *_one(f"{place}.status", "open", "finished")]
        case VisitReopened():
            return _one(f"{place}.status", "finished", "open")
        case ReportCancelled() | VisitCancelled():
            return _one(f"{place}.status", fact.was, "cancelled")
        case BloodGroupSettled():
            return _sides(f"{place}.current", change.diff(fact.was, fact.now))
        case PatientIdentified():
            return [*_sides(place, fact.changes), *_told(place, {"evidence": fact.evidence})]
        case ConfidentialityChanged():
            return _one(f"{place}.confidentiality", fact.was, fact.now)
        case IdentifierAdded():
            return _told(f"{place}.identifiers", fact.identifier)
        case IdentifierRetired():
            return _one(f"{place}.identifiers.{fact.place}.retired", None, True)
        case DuplicateCheckDecided() | NotDuplicateDeclared():
            return _told(f"{place}.{APART}", told_apart(fact))
        case DeathRecorded(died=died):
            return _told(f"{place}.deceased", {"when": died, "cause": fact.cause, "told_by": fact.told_by, "is": True})
        case DeathRevoked():
            return [one for name, value in fact.was.items() for one in _one(f"{place}.deceased.{name}", value, None)]
        case ReportRegistered():
            return _told(place, {**fact.header, "status": "registered"})
        case ReportIssued():
            header = fact.header or {}
            results = {"results": fact.results} if fact.results else {}
            return _told(place, {**header, **fact.content, **results, "status": fact.status})
        case _ if (changes := getattr(fact, "changes", None)) is not None:
            return _sides(place, changes)
        case _:
            named = {name: value for name, value in fact.payload().items() if name not in (*_ENTRY, "lapses")}
            return _told(place, _bare(named))


_BESIDE = ("act", "addenda", "status")  # what an entry that comes from elsewhere keeps about itself


def _told(place: str, fields: Plain) -> list[Plain]:
    """What was not there before."""
    found: list[Plain] = []
    _gather(f"{place}." if place else "", fields.items(), found)
    return found


def _gather(before: str, pairs: Iterable[tuple[Any, Any]], found: list[Plain]) -> None:
    for name, value in pairs:
        if type(value) is dict and value:
            _gather(f"{before}{name}.", value.items(), found)
        elif type(value) is list and value:
            _gather(f"{before}{name}.", enumerate(value), found)
        elif value is not None:
            found.append({"field": f"{before}{name}", "was": None, "now": value})


def _sides(place: str, changes: change.Changes) -> list[Plain]:
    dot = f"{place}." if place else ""
    return [
        leaf for path, sides in changes.items() for leaf in _leaves(f"{dot}{path}", sides.get("was"), sides.get("now"))
    ]


def _leaves(path: str, was: Any, now: Any) -> list[Plain]:
    """A whole object that came or went, told field by field."""
    if isinstance(was, dict | list) or isinstance(now, dict | list):
        kind = dict if isinstance(was if was is not None else now, dict) else list
        inner = change.diff(was if was is not None else kind(), now if now is not None else kind())
        if path not in inner and inner:
            return _sides(path, inner)
    return _one(path, was, now)


def _one(path: str, was: Any, now: Any) -> list[Plain]:
    return [{"field": path, "was": was, "now": now}]


def _bare(fields: Plain) -> Plain:
    return {name: value for name, value in fields.items() if name not in ("id", "code")}
