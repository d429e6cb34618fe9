"""What IHE BALP demands of the AuditEvents that we write: cardinalities, fixed values and slices.

From the profiles of ITI BALP 1.1.4 (`PatientCreate` and so on, each with its parent). They are spelt out here again,
apart from the module that writes them, so that a slip there is seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from domain.fact import Plain
from web.bundling import elements

_BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_DCM = "http://dicom.nema.org/resources/ontology/DCM"
_REST = "http://hl7.org/fhir/restful-interaction"
_XID = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType"
_ADDRESS = re.compile(r"(\S+/)?Patient/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?", re.ASCII)
Code = tuple[str, str]  # system and code


class Slice(NamedTuple):
    """Those whose `type` is one of these codes. `needs` are elements that have to be there, `bars` those that must not;
    `roles` are those that an entity may have."""

    name: str
    types: Sequence[Code]
    least: int
    needs: Sequence[str] = ()
    bars: Sequence[str] = ()
    roles: Sequence[Code] = ()


class Profile(NamedTuple):
    """`entities` are slices, of which there are at least so many as `least`, together with what is in none of them."""

    type: Code
    subtypes: Sequence[Code]
    action: str
    agents: Sequence[Slice]
    entities: Sequence[Slice]
    least: int
    succeeds: bool = True


_RESOURCES = [(f"{_TERMS}object-role", code) for code in ("3", "4", "20")]
_AUTHORS = [(f"{_TERMS}v3-ParticipationType", code) for code in ("AUT", "INF", "CST")]
_READERS = [(f"{_TERMS}v3-ParticipationType", "IRCP")]
_OBJECT = [(f"{_TERMS}audit-entity-type", "2")]
_SOURCE, _DESTINATION, _APPLICATION = ([(_DCM, code)] for code in ("110153", "110152", "110150"))
_KEEPER = [(f"{_TERMS}provenance-participant-type", "custodian")]
_PATIENT = Slice(
    "patient", [(f"{_TERMS}audit-entity-type", "1")], 1, ("role", "what"), (), [(f"{_TERMS}object-role", "1")]
)
_TRANSACTION = Slice("transaction", [(_XID, "XrequestId")], 0, ("what",))
_DATA = Slice("data", _OBJECT, 1, ("role", "what"), (), _RESOURCES)
_READ_DATA = _DATA._replace(needs=("what",))
_QUERY = Slice(
    "query", _OBJECT, 1, ("role", "query"), ("what", "lifecycle", "detail"), [(f"{_TERMS}object-role", "24")]
)


def _agents(client: Sequence[Code], server: Sequence[Code], user: Sequence[Code]) -> list[Slice]:
    told = (("client", client), ("server", server))
    machines = [Slice(name, types, 1, ("who", "network"), ("media",)) for name, types in told]
    return [*machines, Slice("user", user, 0, ("who",), ("media", "network"))]


def _rest(subtypes: Sequence[str], action: str, agents: Sequence[Slice], data: Slice) -> Profile:
    codes = [(_REST, one) for one in subtypes]
    return Profile((f"{_TERMS}audit-event-type", "rest"), codes, action, agents, [_TRANSACTION, data], 1)


_WRITES = _agents(_SOURCE, _DESTINATION, _AUTHORS)
_PARENTS = {
    "Create": _rest(["create"], "C", _WRITES, _DATA),
    "Update": _rest(["update", "patch"], "U", _WRITES, _DATA),
    "Delete": _rest(["delete"], "D", _agents(_APPLICATION, _KEEPER, _AUTHORS), _DATA),
    "Read": _rest(["read", "vread"], "R", _agents(_DESTINATION, _SOURCE, _READERS), _READ_DATA),
    "Query": _rest(["search", "search-type", "search-system"], "E", _agents(_SOURCE, _DESTINATION, _READERS), _QUERY),
}
_DISCLOSURE = Profile(
    (_DCM, "110106"),
    [(f"{_TERMS}iso-21089-lifecycle", "disclose")],
    "R",
    [
        Slice("source", _SOURCE, 1, ("who", "network")),
        Slice("recipient", _DESTINATION, 1, ("who", "network")),
        Slice("custodian", [("http://snomed.info/sct", "159541003")], 0, ("who",)),
        Slice("authorizer", [("http://snomed.info/sct", "429577009")], 0, ("who",)),
    ],
    [_PATIENT],
    2,
    succeeds=False,
)
PROFILES = {
    **{f"{_BALP}{name}": parent for name, parent in _PARENTS.items()},
    **{
        f"{_BALP}Patient{name}": parent._replace(
            entities=[*parent.entities, _PATIENT], least=1 if name == "Query" else 2
        )
        for name, parent in _PARENTS.items()
    },
    f"{_BALP}PrivacyDisclosure.Source": _DISCLOSURE,
}


def faults(resource: Plain) -> list[str]:
    """What is wrong with an AuditEvent or a Provenance: by FHIR R4, then by each profile that it claims. None of the
    second where the first has any."""
    found = elements.faults(resource)
    if found or resource["resourceType"] != "AuditEvent":
        return found
    for name in resource.get("meta", {}).get("profile", ()):
        found += _profiled(resource, PROFILES[name]) if name in PROFILES else [f"the profile {name} is not known"]
    return found


def _profiled(event: Plain, profile: Profile) -> Iterator[str]:
    if _code(event["type"]) != profile.type:
        yield f"type is not {profile.type[1]}"
    if sum(_code(one) in profile.subtypes for one in event.get("subtype", ())) != 1:
        yield f"subtype has not one of {', '.join(code for _, code in profile.subtypes)}"
    if event.get("action") != profile.action:
        yield f"action is not {profile.action}"
    if "outcome" not in event or (profile.succeeds and event["outcome"] != "0"):
        yield "outcome is missing, or no success"
    yield from _parts(event["agent"], profile.agents, "agent", 2)
    yield from _parts(event.get("entity", []), profile.entities, "entity", profile.least)
    yield from _of_agents(event, profile)


def _parts(told: Sequence[Plain], slices: Sequence[Slice], name: str, least: int) -> Iterator[str]:
    if len(told) < least:
        yield f"{name}: {len(told)} where {least} have to be"
    for slice in slices:
        found = [one for one in told if any(code in slice.types for code in _codes(one.get("type")))]
        if not slice.least <= len(found) <= 1:
            yield f"{name}:{slice.name} stands {len(found)} times"
        for one in found:
            yield from _sliced(one, slice, f"{name}:{slice.name}")


def _sliced(one: Plain, slice: Slice, place: str) -> Iterator[str]:
    yield from (f"{place}.{name} is missing" for name in slice.needs if name not in one)
    yield from (f"{place}.{name} must not be" for name in slice.bars if name in one)
    if slice.roles and "role" in one and _code(one["role"]) not in slice.roles:
        yield f"{place}.role is another"
    if slice is _PATIENT and not _refers(one.get("what", {})):
        yield f"{place}.what is no patient"
    if slice is _TRANSACTION and "value" not in one.get("what", {}).get("identifier", {}):
        yield f"{place}.what.identifier.value is missing"
    if slice.name == "user" and one["requestor"] is not True:
        yield f"{place}.requestor is not true"


def _of_agents(event: Plain, profile: Profile) -> Iterator[str]:
    """`val-audit-source` and the bar on modifiers, of a disclosure alone."""
    if profile is not _DISCLOSURE:
        return
    if "modifierExtension" in event:
        yield "modifierExtension must not be"
    for one in event["agent"]:
        if _SOURCE[0] in _codes(one.get("type")) and one.get("who") != event["source"]["observer"]:
            yield "agent:source.who is not source.observer"


def _refers(what: Plain) -> bool:
    """Whether it is a Reference(Patient): by its address, or by an identifier and its type."""
    reference = what.get("reference", "")
    if what.get("type", "Patient") != "Patient":
        return False
    return bool(_ADDRESS.fullmatch(reference)) or ("identifier" in what and "type" in what and not reference)


def _codes(told: Any) -> list[Code]:
    """Of a Coding, or of all codings of a CodeableConcept."""
    if not told:
        return []
    return [_code(one) for one in told["coding"]] if "coding" in told else [_code(told)]


def _code(one: Plain) -> Code:
    return one.get("system", ""), one.get("code", "")
