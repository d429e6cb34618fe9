"""Every fact as one sentence, for people who read what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain import blood, documents, entries, history, identity, measurements, reports, visits
from domain.fact import Fact, Plain
from domain.held import ItemHeld, ItemSettled
from domain.history import KINDS
from domain.identifiers import IdentifierAssigned, IdentifierReassigned, IdentifierReleased
from domain.quantity import shown
from domain.staff import ROLES, StaffAdded, StaffLocked, StaffRoleChanged, StaffUnlocked
from domain.visits import CLASSES
from domain.vitals import VITALS

_SAYS: dict[type[Fact], Callable[[Any], str]] = {}
_MOST = 4  # things that one sentence lists


def sentence(fact: Fact) -> str:
    """`Ama Boateng corrected weight: 720 is now 72.0.`"""
    return f"{fact.by.name} {_SAYS[type(fact)](fact)}."


def covered() -> set[type[Fact]]:
    """The facts that there are words for."""
    return set(_SAYS)


def _says(kind: type[Fact]) -> Callable[[Callable[[Any], str]], Callable[[Any], str]]:
    def keep(say: Callable[[Any], str]) -> Callable[[Any], str]:
        _SAYS[kind] = say
        return say

    return keep


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    more = [f"{len(every) - _MOST} more"] if len(every) > _MOST else []
    *first, last = [*every[:_MOST], *more] or ["nothing"]
    return f"{', '.join(first)} and {last}" if first else last


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("text") or value.get("value") or _listed(map(_value, value.values())))
    return _listed(map(_value, value)) if isinstance(value, list) else str(value)


def _changed(changes: Mapping[str, Plain]) -> str:
    """What stood there and what stands there now; units and copies of what was entered say nothing new."""
    told = {path: sides for path, sides in changes.items() if not path.startswith(("as_entered", "code"))}
    return _listed(_side(path, sides) for path, sides in told.items())


def _side(path: str, sides: Plain) -> str:
    name = " ".join(part for part in path.replace("_", " ").split(".") if not part.isdigit())
    if "was" not in sides:
        return f"{name} is {_value(sides['now'])}"
    return f"{name} was {_value(sides['was'])}, now {_value(sides['now'])}" if "now" in sides else f"no {name}"


def _when(told: str | None, word: str = "of") -> str:
    return f" {word} {told[:16].replace('T', ' ')}" if told else ""


@_says(identity.PatientRegistered)
def _registered(fact: identity.PatientRegistered) -> str:
    born = fact.birth.get("value") or "on a date that is not known"
    return f"registered {fact.names[0]['text']}, born {born}"


_SAYS[identity.DemographicsUpdated] = lambda fact: f"brought the details up to date: {_changed(fact.changes)}"
_SAYS[identity.DemographicsCorrected] = lambda fact: f"corrected the details: {_changed(fact.changes)}"
_SAYS[identity.IdentifierAdded] = lambda fact: f"added the identifier {fact.identifier['value']}"
_SAYS[identity.IdentifierRetired] = lambda fact: f"retired the identifier {fact.identifier['value']}"
_SAYS[identity.DeathRecorded] = lambda fact: f"recorded the patient's death{_when(fact.died)}"
_SAYS[identity.DeathRevoked] = lambda fact: "revoked the record of the patient's death"


@_says(visits.VisitOpened)
def _opened(fact: visits.VisitOpened) -> str:
    why = f" for {fact.reason['text'].lower()}" if fact.reason else ""
    return f"opened a visit{why} ({CLASSES[fact.visit_class].lower()}){_when(fact.start)}"


_SAYS[visits.VisitUpdated] = lambda fact: f"brought the visit up to date: {_changed(fact.changes)}"
_SAYS[visits.VisitClosed] = lambda fact: f"closed the visit{_when(fact.end, 'at')}"
_SAYS[visits.VisitReopened] = lambda fact: "reopened the visit"
_SAYS[visits.VisitCancelled] = lambda fact: "cancelled the visit"


@_says(measurements.MeasurementsRecorded)
def _measured(fact: measurements.MeasurementsRecorded) -> str:
    taken = _listed(f"{VITALS[one['kind']].name.lower()} {shown(one)}" for one in fact.items)
    return f"recorded {taken}{_when(fact.taken_at)}"


@_says(blood.BloodGroupRecorded)
def _determined(fact: blood.BloodGroupRecorded) -> str:
    how = {"stated": "as stated", "card": "from a card", "lab": "from the laboratory"}[fact.basis]
    return f"recorded blood group {_group(fact.abo, fact.rhd)}, {how}"


@_says(blood.BloodGroupSettled)
def _settled(fact: blood.BloodGroupSettled) -> str:
    state = fact.now["state"]
    group = f": {_group(fact.now['abo'], fact.now['rhd'])}" if "abo" in fact.now else ""
    words = {blood.CONFLICT: "the determinations contradict each other, do not use"}
    return f"left the blood group as {words.get(state, state)}{group}"


_RHD = {"positive": "Rh+", "negative": "Rh-"}


def _group(abo: str, rhd: str) -> str:
    return f"{abo} {_RHD.get(rhd, f'Rh {rhd}')}"


@_says(history.HistoryEntryAdded)
def _added(fact: history.HistoryEntryAdded) -> str:
    return f"added to the history: {fact.what['text']} ({KINDS[fact.kind].lower()}){_when(fact.onset, 'since')}"


_SAYS[history.NoneKnownDeclared] = lambda fact: f"recorded that there is no known {KINDS[fact.kind].lower()}"
_SAYS[history.HistoryStatusChanged] = lambda fact: f"changed a status from {fact.was or 'none'} to {fact.now}"


@_says(reports.ReportIssued)
def _issued(fact: reports.ReportIssued) -> str:
    what = f" of {fact.header['what']['text']}" if fact.header else ""
    flags = [one for one in fact.results or () if one.get("flag") not in (None, "N", "NEG")]
    found = (
        f"{len(fact.results)} results, {len(flags)} out of range" if fact.results else fact.content.get("impression")
    )
    return f"recorded a {fact.status} report{what}" + (f": {found.rstrip('.')}" if found else "")


_SAYS[reports.ReportRegistered] = lambda fact: f"registered the order of {fact.header['what']['text']}"
_SAYS[reports.ReportCancelled] = lambda fact: "cancelled the report"
_SAYS[reports.ResultAcknowledged] = lambda fact: f"acknowledged the report as {fact.level}"
_SAYS[documents.DocumentAttached] = lambda fact: f"attached {fact.title} ({fact.size} bytes)"


@_says(reports.ReportAmended)
def _amended(fact: reports.ReportAmended) -> str:
    return f"amended the report ({fact.amendment}): {_changed(fact.changes)}"


_SAYS[entries.EntryCorrected] = lambda fact: f"corrected {_chapter(fact)}: {_changed(fact.changes)}"
_SAYS[entries.EntryAddendumAdded] = lambda fact: f"added a note to {_chapter(fact)}: {fact.text.rstrip('.')}"
_SAYS[entries.EntryRetracted] = lambda fact: f"marked an entry of {_chapter(fact)} as entered in error"


def _chapter(fact: entries.EntryFact) -> str:
    names = {"attachments": "the documents", "history": "the history", "demographics": "the details"}
    return names.get(fact.chapter, f"the {fact.chapter.replace('_', ' ')}")


_SAYS[IdentifierAssigned] = lambda fact: "gave out an identifier"
_SAYS[IdentifierReassigned] = lambda fact: "gave an identifier to another patient"
_SAYS[IdentifierReleased] = lambda fact: "freed an identifier"
_SAYS[StaffAdded] = lambda fact: f"added the account of {fact.name}, {ROLES[fact.role].lower()}"
_SAYS[StaffRoleChanged] = lambda fact: f"changed a role from {ROLES[fact.was].lower()} to {ROLES[fact.now].lower()}"
_SAYS[StaffLocked] = lambda fact: "locked an account"
_SAYS[StaffUnlocked] = lambda fact: "unlocked an account"
_SAYS[ItemHeld] = lambda fact: f"held what came from {fact.place}: {fact.reason}"
_SAYS[ItemSettled] = lambda fact: f"settled what was held: {fact.outcome}"
