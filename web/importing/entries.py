"""Clinical resources as entries of the history and as visits."""

from __future__ import annotations

from domain.fact import Plain
from domain.history import STATUSES, VERIFICATIONS
from domain.text import LINE
from domain.visits import CLASSES
from web.importing.fhir import (
    around,
    coded,
    codes,
    concept_text,
    display,
    inside,
    items,
    moment,
    one_of,
    short,
    when,
    word,
)
from web.importing.references import contained

NOT_NAMED = {"text": "Not named in the source"}
_NONE_KNOWN = {"716186003", "409137002", "NKA", "NKDA", "NKLA"}  # SNOMED CT and what people write
_FELL_AWAY = ("stopped", "completed", "cancelled", "not-taken")


def full(told: Plain) -> Plain:
    """Without what says nothing."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def visit(resource: Plain) -> Plain:
    reason = coded(inside(resource, "reasonCode"))
    return full({
        "visit_class": one_of(inside(resource, "class", "code"), CLASSES) or "AMB",
        "start": moment(inside(resource, "period", "start")),
        "end": moment(inside(resource, "period", "end")),
        "reason": reason,
        "type": coded(inside(resource, "type")),
        "site": display(resource.get("serviceProvider")),
        "seen_by": display(inside(resource, "participant", "individual")),
    })  # fmt: skip


def problem(resource: Plain) -> Plain:
    told = _base(resource, "problem", resource.get("code"), onset="onset", ended="abatement")
    return full({
        **told,
        "clinical_status": one_of(next(iter(codes(resource.get("clinicalStatus"))), None), STATUSES),
        "verification": one_of(next(iter(codes(resource.get("verificationStatus"))), None), VERIFICATIONS),
        "severity": _text(resource.get("severity")),
        "body_site": _text(inside(resource, "bodySite")),
    })  # fmt: skip


def allergy(resource: Plain) -> Plain:
    reactions = [inside(one, "manifestation") for one in items(resource.get("reaction"))]
    substance = inside(resource, "reaction", "substance")
    told = problem({**resource, "code": resource.get("code") or substance})
    detail = {
        "allergy_type": word(resource.get("type")),
        "category": word(inside(resource, "category")),
        "criticality": word(resource.get("criticality")),
        "reaction": "; ".join(text for one in reactions if (text := concept_text(one))),
    }
    onset = told.get("onset") or moment(resource.get("recordedDate"))
    return full({**told, "kind": "allergy", "onset": onset, "detail": full(detail)})


def none_known(resource: Plain) -> str | None:
    """What an AllergyIntolerance denies, in words, if it says that there is none."""
    concept = resource.get("code")
    text = concept_text(concept) or ""
    said = set(codes(concept)) & _NONE_KNOWN or text in _NONE_KNOWN or text.casefold().startswith("no known ")
    return text if said else None


def procedure(resource: Plain) -> Plain:
    told = _base(resource, "procedure", resource.get("code"), onset="performed")
    left_out = resource.get("status") == "not-done"
    detail = {
        "performer": display(inside(resource, "performer", "actor")),
        "outcome": "not done, says the source" if left_out else concept_text(resource.get("outcome")),
    }
    ended = moment(inside(resource, "performedPeriod", "end"))
    return full({**told, "ended": ended, "body_site": _text(inside(resource, "bodySite")), "detail": full(detail)})


def immunisation(resource: Plain) -> Plain:
    told = _base(resource, "immunisation", resource.get("vaccineCode"), onset="occurrence")
    if resource.get("status") == "not-done":
        told["note"] = "\n".join(["Not given, says the source.", *([told["note"]] if "note" in told else ())])
    detail = {"lot": word(resource.get("lotNumber")), "site": concept_text(resource.get("site"))}
    return full({**told, "detail": full(detail)})


def medication(resource: Plain) -> Plain:
    named = resource.get("medicationReference")
    concept = resource.get("medicationCodeableConcept") or contained(resource, named).get("code")
    told = _base(resource, "medication", concept or {"text": display(named)}, onset="effective")
    dosage = inside(resource, "dosageInstruction") or inside(resource, "dosage")
    stopped = resource.get("status") in _FELL_AWAY
    return full({
        **told,
        "clinical_status": "inactive" if stopped else "active",
        "onset": moment(resource.get("authoredOn")) or told.get("onset"),
        "detail": full({
            "dose": word(inside(dosage, "text")),
            "route": concept_text(inside(dosage, "route")),
            "stopped_because": concept_text(inside(resource, "statusReason")) if stopped else None,
        }),
    })  # fmt: skip


def family(resource: Plain) -> Plain:
    texts = [text for one in items(resource.get("condition")) if (text := concept_text(inside(one, "code")))]
    concept = inside(resource, "condition", "code") if len(texts) == 1 else {"text": "; ".join(texts)}
    told = _base(resource, "family", concept)
    detail = {
        "relation": concept_text(resource.get("relationship")) or word(resource.get("name")),
        "age_at_onset": around(inside(resource, "condition"), "onset"),
    }
    return full({**told, "detail": full(detail)})


def social(resource: Plain, said: str) -> Plain:
    """An observation of the patient's life: what was asked, and the answer."""
    concept = resource.get("code")
    asked = concept_text(concept) or NOT_NAMED["text"]
    codings = items(concept.get("coding")) if isinstance(concept, dict) else []
    told = _base(resource, "social", {"coding": codings, "text": f"{asked}: {said}"})
    return full({**told, "onset": when(resource, "effective") or moment(resource.get("issued"))})


def _base(resource: Plain, kind: str, concept: object, onset: str = "", ended: str = "") -> Plain:
    """What all kinds share. A text that is too long for its line, and a time told in words, go to the note."""
    text = concept_text(concept)
    notes = [text] if text and len(text) > LINE else []
    for stem, name in ((onset, "When"), (ended, "Ended")):
        if stem and (told := around(resource, stem)):
            notes.append(f"{name}: {told}")
    notes += [told for one in items(resource.get("note")) if (told := word(inside(one, "text")))]
    return full({
        "kind": kind,
        "what": coded(concept) or NOT_NAMED,
        "onset": when(resource, onset) if onset else None,
        "ended": when(resource, ended) if ended else None,
        "note": "\n".join(notes),
    })  # fmt: skip


def _text(concept: object) -> str | None:
    text = concept_text(concept)
    return short(text) if text else None
