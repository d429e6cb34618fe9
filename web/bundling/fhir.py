"""FHIR R4's data types, as far as an AuditEvent and a Provenance need them."""

from __future__ import annotations

import re
from typing import Any

import orjson

from domain.fact import Plain
from domain.partial import PartialDateTime
from trail.entry import Entry

_TERMS = "http://terminology.hl7.org/CodeSystem/"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
SNOMED = "http://snomed.info/sct"
INTERACTION = "http://hl7.org/fhir/restful-interaction"
EVENT_TYPE = f"{_TERMS}audit-event-type"
ENTITY_TYPE = f"{_TERMS}audit-entity-type"
ENTITY_ROLE = f"{_TERMS}object-role"
SOURCE_TYPE = f"{_TERMS}security-source-type"
LIFECYCLE = f"{_TERMS}iso-21089-lifecycle"
PARTICIPATION = f"{_TERMS}v3-ParticipationType"
PARTICIPANT = f"{_TERMS}provenance-participant-type"
ACT_REASON = f"{_TERMS}v3-ActReason"
OPERATION = f"{_TERMS}v3-DataOperation"
TRANSACTION = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_WHOLE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII)
_OFFSET = re.compile(r"(Z|[+-]\d\d:\d\d)$")
UNKNOWN: Plain = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
"""Stands beside a primitive that has to be there and is not known (data-absent-reason)."""


def coding(system: str, code: str, display: str | None = None) -> Plain:
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: Plain, text: str | None = None) -> Plain:
    return {**({"coding": list(codings)} if codings else {}), **({"text": text} if text else {})}


def named(value: str, display: str | None = None) -> Plain:
    """A reference to what no server of FHIR holds, by an identifier."""
    return {"identifier": {"value": value}, **({"display": display} if display else {})}


def patient(id: str) -> Plain:
    return {"reference": f"Patient/{id}", "type": "Patient"}


def place(origin: str, entry: Entry) -> Plain:
    """An event by its place in the log, `ORIGIN#POSITION`: what joins this view to the evidence."""
    return named(f"{origin}#{entry.position}", entry.type)


def moment(text: str) -> Plain:
    """`occurred[x]`: a dateTime as it was told, or the period that a vaguer text stands for."""
    if _WHOLE.fullmatch(text):
        return {"occurredDateTime": text}
    read = PartialDateTime.parse(text)
    if "T" in text:  # FHIR wants seconds and an offset; where nobody told the offset, the day is what is known
        return {"occurredDateTime": read.earliest.isoformat() if _OFFSET.search(text) else text[:10]}
    first, last = (end.date().isoformat() for end in (read.earliest, read.latest))
    return {"occurredPeriod": {"start": first, "end": last}}


def line(resource: Plain) -> bytes:
    """One line of NDJSON, with its LF; what is None is left out on the outermost level."""
    told: dict[str, Any] = {name: value for name, value in resource.items() if value is not None}
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
