"""The elements of FHIR R4's AuditEvent and Provenance: what has to be there, how often, and in which form.

From the resource definitions of FHIR 4.0.1; the published JSON schema lets a missing primitive pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from domain.fact import Plain

_DEFINED = {
    "AuditEvent": """type 1 Coding, subtype * Coding, action ? action, period ? Period, recorded 1 instant,
        outcome ? outcome, outcomeDesc ? string, purposeOfEvent * CodeableConcept, agent + Participant,
        source 1 Source, entity * Thing""",
    "Participant": """type ? CodeableConcept, role * CodeableConcept, who ? Reference, altId ? string, name ? string,
        requestor 1 boolean, location ? Reference, policy * uri, media ? Coding, network ? Network,
        purposeOfUse * CodeableConcept""",
    "Network": "address ? string, type ? network-type",
    "Source": "site ? string, observer 1 Reference, type * Coding",
    "Thing": """what ? Reference, type ? Coding, role ? Coding, lifecycle ? Coding, securityLabel * Coding,
        name ? string, description ? string, query ? base64Binary, detail * Detail""",
    "Detail": "type 1 string, valueString ? string, valueBase64Binary ? base64Binary",
    "Provenance": """target + Reference, occurredPeriod ? Period, occurredDateTime ? dateTime, recorded 1 instant,
        policy * uri, location ? Reference, reason * CodeableConcept, activity ? CodeableConcept, agent + Agent,
        entity * Used, signature * Signature""",
    "Agent": "type ? CodeableConcept, role * CodeableConcept, who 1 Reference, onBehalfOf ? Reference",
    "Used": "role 1 use, what 1 Reference, agent * Agent",
    "Signature": """type + Coding, when 1 instant, who 1 Reference, onBehalfOf ? Reference, targetFormat ? code,
        sigFormat ? code, data ? base64Binary""",
    "Coding": "system ? uri, version ? string, code ? code, display ? string, userSelected ? boolean",
    "CodeableConcept": "coding * Coding, text ? string",
    "Reference": "reference ? string, type ? uri, identifier ? Identifier, display ? string",
    "Identifier": """use ? code, type ? CodeableConcept, system ? uri, value ? string, period ? Period,
        assigner ? Reference""",
    "Period": "start ? dateTime, end ? dateTime",
    "Meta": "versionId ? id, lastUpdated ? instant, source ? uri, profile * uri, security * Coding, tag * Coding",
    "Narrative": "status 1 code, div 1 string",
    "Extension": """url 1 uri, valueCode ? code, valueString ? string, valueUri ? uri, valueBoolean ? boolean,
        valueCodeableConcept ? CodeableConcept, valueReference ? Reference, valueIdentifier ? Identifier""",
}
_EVERY = "id ? string, extension * Extension, modifierExtension * Extension"
_RESOURCE = """id ? id, meta ? Meta, implicitRules ? uri, language ? code, text ? Narrative, contained * Anything,
    resourceType 1 code"""
_RESOURCES = ("AuditEvent", "Provenance")
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
_TIME = r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:[0-5]\d)"
_FORMS = {
    "id": r"[A-Za-z0-9.-]{1,64}",
    "string": r"(?s)(?=.*\S).*",
    "code": r"\S+( \S+)*",
    "uri": r"\S+",
    "base64Binary": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?<=.)",
    "dateTime": f"{_DATE}({_TIME})?)?)?",
    "instant": f"{_DATE}{_TIME}))",
    "action": "[CRUDE]",
    "outcome": "0|4|8|12",
    "network-type": "[1-5]",
    "use": "derivation|revision|quotation|source|removal",
}
Element = tuple[str, str]  # how often, and of which type
_READ = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}


def _elements(text: str) -> dict[str, Element]:
    told = (part.split() for part in text.split(","))
    return {name: (often, type) for name, often, type in told}


_TYPES = {
    name: {**_elements(_EVERY), **_elements(text), **(_elements(_RESOURCE) if name in _RESOURCES else {})}
    for name, text in _DEFINED.items()
}


def faults(resource: Plain) -> list[str]:
    """What is wrong with it, each with its place: `agent.0.requestor is missing`."""
    type = resource.get("resourceType")
    if type not in _RESOURCES:
        return [f"resourceType is {type}"]
    return [*_object(resource, str(type), ""), *_invariants(resource)]


def _object(told: Any, type: str, place: str) -> Iterator[str]:
    if not isinstance(told, dict) or not told:
        yield f"{place or type} is no object, or an empty one"
        return
    known = _TYPES[type]
    for name in told:
        if name.removeprefix("_") not in known:
            yield f"{_at(place, name)} is not known"
    for name, (often, inner) in known.items():
        yield from _element(told, name, often, inner, _at(place, name))


def _element(told: Plain, name: str, often: str, type: str, place: str) -> Iterator[str]:
    value, beside = told.get(name), f"_{name}" in told
    if beside:
        yield from _beside(told[f"_{name}"], type, place)
    if name not in told:
        if often in "1+" and not beside:
            yield f"{place} is missing"
    elif often in "*+":
        if not isinstance(value, list) or not value:
            yield f"{place} is no list, or an empty one"
            return
        for n, one in enumerate(value):
            yield from _value(one, type, f"{place}.{n}")
    else:
        yield from _value(value, type, place)


def _beside(beside: Any, type: str, place: str) -> Iterator[str]:
    """What stands beside a primitive: extensions alone."""
    if type in _TYPES or not isinstance(beside, dict) or beside.keys() - {"id"} != {"extension"}:
        yield f"{place} has something beside it that is no extension"
    else:
        yield from _element(beside, "extension", "+", "Extension", f"{place}.extension")


def _value(value: Any, type: str, place: str) -> Iterator[str]:
    if type in _TYPES:
        yield from _object(value, type, place)
    elif type == "boolean":
        if not isinstance(value, bool):
            yield f"{place} is no boolean"
    elif type == "Anything":
        if not isinstance(value, dict) or not value:
            yield f"{place} is no resource"
    elif not isinstance(value, str) or not _READ[type].fullmatch(value):
        yield f"{place} is no {type}"


def _invariants(resource: Plain) -> Iterator[str]:
    """`sev-1`: a name or a query, not both; the choice of `occurred[x]`; a detail has one value."""
    if "occurredPeriod" in resource and "occurredDateTime" in resource:
        yield "occurred is told twice"
    for n, one in enumerate(_objects(resource.get("entity"))):
        if "name" in one and "query" in one:
            yield f"entity.{n} has a name and a query"
        for k, detail in enumerate(_objects(one.get("detail"))):
            if ("valueString" in detail) == ("valueBase64Binary" in detail):
                yield f"entity.{n}.detail.{k} has not one value"


def _objects(told: Any) -> list[Plain]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
