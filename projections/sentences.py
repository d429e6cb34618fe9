"""Every fact as one sentence, for people who read what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain import (
    blood,
    casefile,
    documents,
    duplicates,
    emergencies,
    entries,
    history,
    identity,
    measurements,
    policies,
    reports,
    reviews,
    verification,
    visits,
)
from domain.access import RecordAccessed
from domain.completeness.rules import RULES
from domain.fact import Erased, Fact, Plain
from domain.flagging import FlagOpened, FlagSetAside
from domain.held import ItemHeld, ItemSettled
from domain.history import KINDS
from domain.identifiers import IdentifierAssigned, IdentifierReassigned, IdentifierReleased
from domain.links import LinkOpened, StaffLinked, StaffUnlinked
from domain.mrn import shown
from domain.passkeys import PasskeyAdded, PasskeyRemoved
from domain.searches import SearchesOpened, SearchRemoved, SearchRenamed, SearchSaved, SearchShared
from domain.tokens import TokenIssued, TokenRevoked
from domain.visits import CLASSES
from domain.vitals import VITALS
from domain.watching import RULES as WATCHED
from projections import disposing, requests_said, staff_said
from projections.phrases import because as _because
from projections.phrases import changed, listed, taken, when
from projections.phrases import small as _small

Saying = Callable[[Any, Plain], str]
_SAYS: dict[type[Fact], Saying] = {**requests_said.SAYS, **disposing.SAYS, **staff_said.SAYS}


def sentence(fact: Fact, entry: Plain | None = None) -> str:
    """`Ama Boateng corrected weight: was 720, now 72.0.` With the `entry` it is about, the sentence can name it."""
    if isinstance(fact, Erased):
        return f"{fact.by.name} recorded what was erased since."
    said = f"{fact.by.name} {_SAYS[type(fact)](fact, entry or {})}"
    return said if said.endswith(("?", "!")) else f"{said}."


def covered() -> set[type[Fact]]:
    """The facts that there are words for."""
    return set(_SAYS)


def _says(kind: type[Fact]) -> Callable[[Saying], Saying]:
    def keep(say: Saying) -> Saying:
        _SAYS[kind] = say
        return say

    return keep


@_says(identity.PatientRegistered)
def _registered(fact: identity.PatientRegistered, entry: Plain) -> str:
    value, where = fact.birth.get("value"), f", found {fact.found_at}" if fact.found_at else ""
    return f"registered {fact.names[0]['text']}, born{when(value, '') or ' on a date that is not known'}{where}"


@_says(identity.PatientIdentified)
def _identified(fact: identity.PatientIdentified, entry: Plain) -> str:
    seen = f", as {_small(fact.evidence)} says" if fact.evidence else ""
    return f"identified the patient{seen}: {changed(fact.changes, entry)}"


_LABELS = {"N": "normal", "R": "restricted", "V": "very restricted"}
_SAYS[identity.ConfidentialityChanged] = lambda fact, _: (
    f"changed the label from {_LABELS[fact.was]} to {_LABELS[fact.now]}"
    if fact.was != fact.now
    else f"decided that the label is {_LABELS[fact.now]}"
)
_SAYS[identity.DemographicsUpdated] = lambda fact, entry: f"updated the details: {changed(fact.changes, entry)}"
_SAYS[identity.DemographicsCorrected] = lambda fact, entry: f"corrected the details: {changed(fact.changes, entry)}"
_SAYS[identity.IdentifierAdded] = lambda fact, _: f"added the identifier {fact.identifier['value']}"
_SAYS[identity.IdentifierRetired] = lambda fact, _: f"retired the identifier {fact.identifier['value']}"
_SAYS[identity.DeathRecorded] = lambda fact, _: f"recorded the patient's death{when(fact.died)}"
_SAYS[identity.DeathRevoked] = lambda fact, _: "revoked the record of the patient's death"
_SAYS[duplicates.DuplicateCheckDecided] = lambda fact, _: (
    f"told this patient apart from {listed(shown(one['mrn']) for one in fact.candidates)}{_because(fact.note)}"
)
_SAYS[duplicates.NotDuplicateDeclared] = lambda fact, _: (
    f"declared that this is not the same person as {shown(fact.mrn)}{_because(fact.note)}"
)


@_says(visits.VisitOpened)
def _opened(fact: visits.VisitOpened, entry: Plain) -> str:
    why = f" for {_small(fact.reason['text'])}" if fact.reason else ""
    return f"opened a visit{why} ({CLASSES[fact.visit_class].lower()}){when(fact.start)}"


_SAYS[visits.VisitUpdated] = lambda fact, entry: f"updated {_visit(entry)}: {changed(fact.changes, entry)}"
_SAYS[visits.VisitClosed] = lambda fact, entry: f"closed {_visit(entry)}{when(fact.end)}"
_SAYS[visits.VisitReopened] = lambda fact, entry: f"reopened {_visit(entry)}"
_SAYS[visits.VisitCancelled] = lambda fact, entry: f"cancelled {_visit(entry)}"


def _visit(entry: Plain) -> str:
    why = entry.get("reason")
    return f"the visit for {_small(why['text'])}" if why else "the visit"


@_says(measurements.MeasurementsRecorded)
def _measured(fact: measurements.MeasurementsRecorded, entry: Plain) -> str:
    return f"recorded {taken(fact.items)}, taken{when(fact.taken_at)}"


@_says(blood.BloodGroupRecorded)
def _determined(fact: blood.BloodGroupRecorded, entry: Plain) -> str:
    how = {"stated": "as stated", "card": "from a card", "lab": "from the laboratory"}[fact.basis]
    return f"recorded blood group {_group(fact.abo, fact.rhd)}, {how}"


_STATES = {
    blood.STATED: "as stated",
    blood.SINGLE: "by one laboratory",
    blood.CONFLICT: "in conflict, do not use",
    blood.UNKNOWN: "not known",
}


@_says(blood.BloodGroupSettled)
def _settled(fact: blood.BloodGroupSettled, entry: Plain) -> str:
    state = fact.now["state"]
    group = f"{_group(fact.now['abo'], fact.now['rhd'])}, " if "abo" in fact.now else ""
    return f"settled the blood group: {group}{_STATES.get(state, state)}"


_RHD = {"positive": "Rh+", "negative": "Rh-"}


def _group(abo: str, rhd: str) -> str:
    return f"{abo} {_RHD.get(rhd, f'Rh {rhd}')}"


@_says(history.HistoryEntryAdded)
def _added(fact: history.HistoryEntryAdded, entry: Plain) -> str:
    return f"added to the history: {fact.what['text']} ({KINDS[fact.kind].lower()}){when(fact.onset, 'since')}"


_SAYS[history.NoneKnownDeclared] = lambda fact, _: f"recorded that there is no known {KINDS[fact.kind].lower()}"
_SAYS[history.HistoryStatusChanged] = lambda fact, entry: (
    f"changed {_about(entry) or 'a status'} from {fact.was or 'no status'} to {fact.now}"
)


@_says(reports.ReportIssued)
def _issued(fact: reports.ReportIssued, entry: Plain) -> str:
    name = _about(fact.header or entry)
    what = f" of {name}" if name else ""
    flags = [one for one in fact.results or () if one.get("flag") not in (None, "N", "NEG")]
    counted = f"{len(fact.results)} result{'s' if len(fact.results) > 1 else ''}" if fact.results else ""
    found = f"{counted}, {len(flags) or 'none'} out of range" if counted else fact.content.get("impression")
    return f"recorded a {fact.status} report{what}" + (f": {found.rstrip('.')}" if found else "")


_SAYS[reports.ReportRegistered] = lambda fact, _: f"registered the order of {fact.header['what']['text']}"
_SAYS[reports.ReportCancelled] = lambda fact, entry: f"cancelled the report{_of(entry)}"
_SAYS[reports.ResultAcknowledged] = lambda fact, entry: f"acknowledged the report{_of(entry)} as {fact.level}"
_SAYS[documents.DocumentAttached] = lambda fact, _: f"attached {fact.title} ({fact.size} bytes)"


@_says(reports.ReportAmended)
def _amended(fact: reports.ReportAmended, entry: Plain) -> str:
    verb = {"corrected": "corrected", "appended": "added to"}.get(fact.amendment, "amended")
    return f"{verb} the report{_of(entry)}: {changed(fact.changes, entry)}"


_SAYS[entries.EntryCorrected] = lambda fact, entry: (
    f"corrected {_small(_about(entry)) or _chapter(fact)}: {changed(fact.changes, entry).removeprefix('value ')}"
)
_SAYS[entries.EntryAddendumAdded] = lambda fact, entry: (
    f"added a note to {_small(_about(entry)) or _chapter(fact)}: {fact.text.rstrip('.')}"
)
_SAYS[entries.EntryRetracted] = lambda fact, entry: (
    f"marked {_about(entry) or f'an entry of {_chapter(fact)}'} as entered in error"
)


_SAYS[entries.EntryMovedOut] = lambda fact, entry: (
    f"moved {_small(_about(entry)) or f'an entry of {_chapter(fact)}'} to record {shown(fact.mrn)}, whose it is"
)
_SAYS[entries.EntryMovedIn] = lambda fact, entry: (
    f"took over {_small(_about({**fact.item, **entry})) or _chapter(fact)} from record {shown(fact.mrn)}"
)
_SAYS[entries.EntryReaffirmed] = lambda fact, entry: (
    f"looked at {_small(_about(entry)) or _chapter(fact)} again: still right"
)
_SAYS[reviews.DeficiencyAssigned] = lambda fact, _: f"gave “{_rule(fact)}” to {fact.owner_name}"
_SAYS[reviews.DeficiencyWaived] = lambda fact, _: (
    f"waived “{_rule(fact)}” {f'until {fact.until}' if fact.until else 'for good'}"
)
_SAYS[reviews.DeficiencyDisputed] = lambda fact, _: f"disputed “{_rule(fact)}”: {fact.text.rstrip('.')}"
_SAYS[reviews.ReviewCompleted] = lambda fact, _: f"looked over {reviews.SCOPES[fact.scope].lower()}"
_SAYS[emergencies.GlassBroken] = lambda fact, _: f"opened the record in an emergency: {fact.why.rstrip('.')}"
_SAYS[emergencies.GlassBrokenUntil] = lambda fact, _: f"opened the record in an emergency: {fact.why.rstrip('.')}"
_SAYS[emergencies.GlassEnded] = lambda _, __: "closed the record again that was opened in an emergency"
_SAYS[emergencies.GlassReviewed] = lambda fact, _: f"looked into an emergency opening: {fact.finding.rstrip('.')}"
_SAYS[policies.PolicySetOpened] = lambda fact, _: f"opened the policy “{policies.NAMES[fact.set]}”"
_SAYS[policies.PolicyAdopted] = lambda fact, _: f"adopted version {fact.number} of “{policies.NAMES[fact.set]}”"


_SAYS[FlagOpened] = lambda fact, _: (
    f"looked into the flag “{WATCHED[fact.rule].name}”{f' of {fact.name}' if fact.name else ''}"
)
_SAYS[FlagSetAside] = lambda fact, _: f"set aside the flag “{WATCHED[fact.rule].name}”: {fact.why.rstrip('.')}"


def _rule(fact: Any) -> str:
    return RULES[fact.rule].name


def _about(entry: Plain) -> str:
    """What an entry is, in a word or two; an empty text where it is not at hand."""
    if entry.get("kind") in VITALS and "value" in entry:
        return VITALS[entry["kind"]].name.lower()
    if entry.get("none_known"):
        return f"no known {KINDS[entry['kind']].lower()}"
    what = entry.get("what") or entry.get("reason")
    return str(what["text"]) if what else str(entry.get("title", ""))


def _of(entry: Plain) -> str:
    return f" of {_about(entry)}" if _about(entry) else ""


def _chapter(fact: entries.EntryFact) -> str:
    names = {"attachments": "the documents", "history": "the history", "demographics": "the details"}
    return names.get(fact.chapter, f"the {fact.chapter.replace('_', ' ')}")


_SAYS[IdentifierAssigned] = lambda fact, _: "gave out an identifier"
_SAYS[IdentifierReassigned] = lambda fact, _: "gave an identifier to another patient"
_SAYS[IdentifierReleased] = lambda fact, _: "freed an identifier"
_SAYS[TokenIssued] = lambda fact, _: f"issued the token {fact.token} to {fact.login}, until {fact.until}"
_SAYS[TokenRevoked] = lambda fact, _: f"revoked the token {fact.token}"
_SAYS[LinkOpened] = lambda fact, _: f"took note of somebody whom {fact.issuer} calls {fact.subject}"
_SAYS[StaffLinked] = lambda fact, _: f"linked a sign-in elsewhere with the account of {fact.login}"
_SAYS[StaffUnlinked] = lambda fact, _: f"took a sign-in elsewhere from the account of {fact.login}"
_SAYS[PasskeyAdded] = lambda fact, _: f"added the passkey “{fact.name}” to the account of {fact.login}"
_SAYS[PasskeyRemoved] = lambda fact, _: f"removed the passkey “{fact.name}”"
_SAYS[SearchesOpened] = lambda fact, _: "began to keep searches"
_SAYS[SearchSaved] = lambda fact, _: f"kept the search “{fact.name}”{', for everybody' if fact.shared else ''}"
_SAYS[SearchRenamed] = lambda fact, _: f"renamed the search “{fact.was}” to “{fact.now}”"
_SAYS[SearchShared] = lambda fact, _: f"{'shared' if fact.shared else 'no longer shares'} the search “{fact.name}”"
_SAYS[SearchRemoved] = lambda fact, _: f"took away the search “{fact.name}”"
_SAYS[RecordAccessed] = lambda fact, _: f"was shown a record ({fact.section})"
_SAYS[ItemHeld] = lambda fact, _: f"held what came from {fact.place}: {fact.reason}"
_SAYS[ItemSettled] = lambda fact, _: f"settled what was held: {fact.outcome}"
_SAYS[verification.VerificationDrawn] = lambda fact, _: (
    f"drew {len(fact.items)} of {fact.eligible} entries to be keyed again, with the seed {fact.seed}"
)
_SAYS[verification.EntryKeyed] = lambda fact, _: (
    f"keyed entry {fact.number} of a sample again: {'it agrees' if fact.was == fact.keyed else 'it differs'}"
)
_SAYS[verification.VerificationClosed] = lambda fact, _: f"closed a sample, of which {fact.keyed} were keyed again"
_SAYS[casefile.CaseOpened] = lambda fact, _: f"opened case {fact.number}: {fact.title.rstrip('.')}"
_SAYS[casefile.CasePinned] = lambda fact, _: (
    f"pinned {'event' if fact.log == 'record' else 'view'} {fact.position} to a case{_because(fact.note)}"
)
_SAYS[casefile.CaseUnpinned] = lambda fact, _: f"took evidence out of a case: {fact.why.rstrip('.')}"
_SAYS[casefile.CaseAsked] = lambda fact, _: f"asked {fact.name}: {fact.question.rstrip('.')}"
_SAYS[casefile.CaseAnswered] = lambda fact, _: f"answered: {fact.text.rstrip('.')}"
_SAYS[casefile.CaseFindingRecorded] = lambda fact, _: (
    f"recorded a finding, {_small(casefile.FINDINGS.get(fact.kind, fact.kind))}: {fact.text.rstrip('.')}"
)
_SAYS[casefile.CasePeopleListed] = lambda fact, _: f"listed who is to be told: {listed(_names(fact))}"
_SAYS[casefile.CasePeopleTold] = lambda fact, _: (
    f"told {listed(_names(fact))}, {_small(casefile.WAYS.get(fact.how, fact.how))}{when(fact.at)}"
)
_SAYS[casefile.CaseClosed] = lambda fact, _: f"closed a case{_because(fact.waived)}"
_SAYS[casefile.CaseReopened] = lambda fact, _: f"reopened a case: {fact.why.rstrip('.')}"


def _names(fact: Any) -> list[str]:
    return [one["name"] for one in fact.people]
