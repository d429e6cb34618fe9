"""Clinical resources as entries of the history, as visits and as the headers of reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.fact import Plain
from domain.history import STATUSES, VERIFICATIONS
from domain.visits import CLASSES
from web.importing.fhir import coded, codes, display, inside, items, moment, when, word

Resource = Mapping[str, Any]
NOT_NAMED = {"text": "Not named in the source"}


def _full(told: Plain) -> Plain:
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def visit(resource: Resource) -> Plain:
    kind = inside(resource, "class", "code")
    reason = coded(inside(resource, "reasonCode"))
    return _full({
        "visit_class": kind if kind in CLASSES else "AMB",
        "start": moment(inside(resource, "period", "start")),
        "end": moment(inside(resource, "period", "end")),
        "reason": reason,
        "type": coded(inside(resource, "type")),
        "site": display(resource.get("serviceProvider")),
        "seen_by": display(inside(resource, "participant", "individual")),
    })  # fmt: skip


def problem(resource: Resource) -> Plain:
    status = next(iter(codes(resource.get("clinicalStatus"))), None)
    verified = next(iter(codes(resource.get("verificationStatus"))), None)
    severity = coded(resource.get("severity"))
    return _full({
        "kind": "problem",
        "what": coded(resource.get("code")) or NOT_NAMED,
        "clinical_status": status if status in STATUSES else None,
        "verification": verified if verified in VERIFICATIONS else None,
        "onset": when(resource, "onset"),
        "ended": when(resource, "abatement"),
        "severity": severity["text"] if severity else None,
        "note": _note(resource),
    })  # fmt: skip


def allergy(resource: Resource) -> Plain:
    reactions = [found for one in items(resource.get("reaction")) if (found := coded(inside(one, "manifestation")))]
    detail = {
        "allergy_type": word(resource.get("type")),
        "category": word(inside(resource, "category")),
        "criticality": word(resource.get("criticality")),
        "reaction": "; ".join(one["text"] for one in reactions),
    }
    onset = when(resource, "onset") or moment(resource.get("recordedDate"))
    return {**problem(resource), "kind": "allergy", **_full({"onset": onset, "detail": _full(detail)})}


def procedure(resource: Resource) -> Plain:
    ended = moment(inside(resource, "performedPeriod", "end"))
    told = {"onset": when(resource, "performed"), "ended": ended, "note": _note(resource)}
    detail = _full({"performer": display(inside(resource, "performer", "actor"))})
    return _full({"kind": "procedure", "what": coded(resource.get("code")) or NOT_NAMED, **told, "detail": detail})


def immunisation(resource: Resource) -> Plain:
    given = resource.get("status") != "not-done"
    note = _note(resource) or (None if given else "Not given, says the source.")
    detail = _full({"lot": word(resource.get("lotNumber"))})
    what = coded(resource.get("vaccineCode")) or NOT_NAMED
    told = {"kind": "immunisation", "what": what, "onset": when(resource, "occurrence"), "note": note}
    return _full({**told, "detail": detail})


def medication(resource: Resource) -> Plain:
    what = coded(resource.get("medicationCodeableConcept"))
    named = display(resource.get("medicationReference"))
    stopped = resource.get("status") in ("stopped", "completed", "cancelled")
    detail = {"dose": word(inside(resource, "dosageInstruction", "text")) or word(inside(resource, "dosage", "text"))}
    return _full({
        "kind": "medication",
        "what": what or ({"text": named} if named else NOT_NAMED),
        "clinical_status": "inactive" if stopped else "active",
        "onset": moment(resource.get("authoredOn")) or when(resource, "effective"),
        "note": _note(resource),
        "detail": _full(detail),
    })  # fmt: skip


def family(resource: Resource) -> Plain:
    relation = coded(resource.get("relationship"))
    conditions = [found for one in items(resource.get("condition")) if (found := coded(inside(one, "code")))]
    what = {"text": "; ".join(one["text"] for one in conditions)[:500]} if conditions else NOT_NAMED
    if len(conditions) == 1:
        what = conditions[0]
    detail = _full({"relation": relation["text"] if relation else word(resource.get("name"))})
    return _full({"kind": "family", "what": what, "note": _note(resource), "detail": detail})


def social(resource: Resource, said: str) -> Plain:
    what = coded(resource.get("code")) or NOT_NAMED
    text = f"{what['text']}: {said}"[:500]
    return _full({"kind": "social", "what": {**what, "text": text}, "onset": when(resource, "effective")})


def report_header(resource: Resource, kind: str) -> Plain:
    return _full({
        "kind": kind,
        "what": coded(resource.get("code")) or coded(inside(resource, "procedureCode")) or NOT_NAMED,
        "performer": display(inside(resource, "performer")),
    })  # fmt: skip


def imaging(resource: Resource) -> tuple[Plain, Plain]:
    series = inside(resource, "series")
    site = inside(series, "bodySite", "display") if isinstance(series, Mapping) else None
    described = word(resource.get("description")) or (f"Imaging of {site}" if site else "Imaging study")
    what = coded(inside(resource, "procedureCode")) or {"text": described}
    modality = word(inside(series, "modality", "code")) if isinstance(series, Mapping) else None
    uid = word(inside(resource, "identifier", "value"))
    header = {"kind": "imaging", "what": what, "modality": modality, "body_site": word(site), "study_uid": uid}
    content = {"performed_at": moment(resource.get("started")), "findings": word(resource.get("description"))}
    return _full(header), _full(content)


def _note(resource: Resource) -> str | None:
    notes = [text for one in items(resource.get("note")) if (text := word(inside(one, "text")))]
    return "\n".join(notes) or None
