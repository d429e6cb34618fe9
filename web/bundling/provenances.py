"""The log of the records as FHIR R4 Provenance: who made which version of what, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.emergencies import GlassBroken
from domain.export import ExportRequested
from domain.fact import Plain
from domain.reasons import REASONS
from web.bundling import fhir
from web.bundling.agents import AUTHOR, SYSTEM, observer, why
from web.bundling.audit_events import ERASURE
from web.bundling.fhir import coding, concept, named
from web.bundling.told import Told, own
from web.wording import kinds

_ASSEMBLER = concept(coding(fhir.PARTICIPANT, "assembler"))
_BREAKING = f"{GlassBroken.TOPIC}/"
_DID = {
    "retracted": "NULLIFY", "moved-out": "NULLIFY", "identifier-retired": "NULLIFY",
    "death-revoked": "NULLIFY", "cancelled": "CANCEL", "closed": "COMPLETE", "reopened": "REACTIVATE",
    "recorded": "APPEND", "entry-added": "APPEND", "identifier-added": "APPEND", "addendum-added": "APPEND",
    "attached": "APPEND", "issued": "APPEND", "registered": "APPEND", "opened": "APPEND", "moved-in": "APPEND",
}  # fmt: skip
"""What was done to the record (v3-DataOperation), by what happened; all else updates it."""
_REASONS = {"patient-corrected": "PATRQT"}
"""Of our reasons, those for which v3-ActReason has a code."""


def lines(events: Iterable[Told], origin: str) -> Iterator[bytes]:
    """NDJSON, a resource a line."""
    return (fhir.line(provenance(one, origin)) for one in events)


def provenance(told: Told, origin: str) -> Plain:
    entry = told.entry
    return {
        "resourceType": "Provenance",
        "id": f"record-{entry.position}",
        "target": [_target(told)],
        **_occurred(told),
        "recorded": entry.at,
        "reason": _reasons(told),
        "activity": concept(coding(fhir.OPERATION, _done(told)), text=kinds.word(entry.type)),
        "agent": [_author(told, origin)],
        "entity": [{"role": "source", "what": fhir.place(origin, entry)}],
    }


def _target(told: Told) -> Plain:
    """A version of the patient's record; what is of no patient is named by its stream."""
    if told.patient:
        reference = f"Patient/{told.patient}/_history/{told.entry.version}"
        return {"reference": reference, "type": "Patient"}
    return named(f"urn:uuid:{told.stream}", kinds.bare(told.entry.type).partition(".")[0])


def _occurred(told: Told) -> Plain:
    """When it was true, where that is disclosed and was told; no later than it was recorded otherwise."""
    effective = told.fact.by.effective if told.fact else None
    return fhir.moment(effective) if effective else {}


def _done(told: Told) -> str:
    if told.entry.kind == ERASURE:
        return "DELETE"
    return "CREATE" if told.entry.version == 1 else _DID.get(kinds.verb(told.entry.type), "UPDATE")


def _reasons(told: Told) -> list[Plain] | None:
    code, because = told.entry.reason, told.fact.by.because if told.fact else None
    found = [concept(*_coded(code), text=_said(REASONS.get(code or "", code), because))] if code or because else []
    if told.entry.type.startswith(_BREAKING):
        found.append(concept(coding(fhir.ACT_REASON, "BTG")))
    if request := own(told, ExportRequested):
        found.append(why(request.purpose))
    return found or None


def _coded(code: str | None) -> list[Plain]:
    return [coding(fhir.ACT_REASON, _REASONS[code])] if code in _REASONS else []


def _said(*words: str | None) -> str:
    return ": ".join(word for word in words if word)


def _author(told: Told, origin: str) -> Plain:
    if told.entry.actor == SYSTEM:
        return {"type": _ASSEMBLER, "who": observer(origin)}
    return {"type": AUTHOR, "role": [concept(text=told.entry.role)], "who": named(told.entry.actor, told.name)}
