"""The log of the records as FHIR R4 AuditEvents, in the patterns of IHE BALP 1.1.4: one for each event and patient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.export import ExportRequested
from domain.fact import Plain
from web.bundling import agents, fhir
from web.bundling.agents import APPLICATION, AUTHOR, KEEPER, RECEIVES, SENDS
from web.bundling.fhir import coding
from web.bundling.told import Told, own

BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
REST = coding(fhir.EVENT_TYPE, "rest", "Restful Operation")
EXPORT = coding(fhir.DICOM, "110106", "Export")
ERASURE = "erasure"  # the kind of an entry (trail/bundle/reader/FORMAT.md)
_PERSON = coding(fhir.ENTITY_TYPE, "1", "Person")
_OBJECT = coding(fhir.ENTITY_TYPE, "2", "System Object")
_REPORT = coding(fhir.ENTITY_ROLE, "3", "Report")
_RESOURCE = coding(fhir.ENTITY_ROLE, "4", "Domain Resource")
_PATIENT = coding(fhir.ENTITY_ROLE, "1", "Patient")


class Act(NamedTuple):
    """What was done, as a pattern of BALP has it; `client` and `server` are types of their agents."""

    name: str
    interaction: str
    action: str
    client: Plain = SENDS
    server: Plain = RECEIVES


CREATE, UPDATE = Act("Create", "create", "C"), Act("Update", "update", "U")
DELETE = Act("Delete", "delete", "D", APPLICATION, KEEPER)


def lines(events: Iterable[Told], origin: str) -> Iterator[bytes]:
    """NDJSON, a resource a line."""
    for one in events:
        for event in audited(one, origin):
            yield fhir.line(event)


def audited(told: Told, origin: str) -> Iterator[Plain]:
    """An export tells to whom patients were disclosed, once for each of them; all else is told once."""
    if request := own(told, ExportRequested):
        chosen: Sequence[str | None] = request.patients or (None,)
        yield from (_disclosed(told, origin, request, patient, n) for n, patient in enumerate(chosen))
        return
    yield _recorded(told, origin)


def _recorded(told: Told, origin: str) -> Plain:
    act = DELETE if told.entry.kind == ERASURE else CREATE if told.entry.version == 1 else UPDATE
    about = told.patient
    return {
        **begun(told, profile(act, about is not None)),
        **stamped(told),
        **rest(told, origin, act, agents.person(told, AUTHOR)),
        "entity": [*subject(about), {**data(told, origin), "role": _RESOURCE}, transaction(told)],
    }


def _disclosed(told: Told, origin: str, request: ExportRequested, patient: str | None, number: int) -> Plain:
    """As it was asked for, before it was made: whether it was, `export.sealed` and `export.given-up` tell."""
    sender = {**agents.server(origin, SENDS), "who": agents.observer(origin)}
    receiver = {
        "type": RECEIVES,
        "who": {"display": request.recipient},
        "requestor": False,
        "network": agents.NOWHERE,
    }
    return {
        **begun(told, [f"{BALP}PrivacyDisclosure.Source"] if patient else [], number),
        "type": EXPORT,
        "subtype": [coding(fhir.LIFECYCLE, "disclose")],
        "action": "R",
        **stamped(told, "Asked for"),
        "purposeOfEvent": [agents.why(request.purpose)],
        "agent": [*agents.person(told, agents.CUSTODIAN), sender, receiver],
        "source": agents.source(origin),
        "entity": [*subject(patient), {**data(told, origin), "role": _REPORT}, transaction(told)],
    }


# the parts of which every event is made, those of the log of reads as well


def profile(act: Act, of_patient: bool) -> list[str]:
    return [f"{BALP}{'Patient' if of_patient else ''}{act.name}"]


def begun(told: Told, profiles: list[str], number: int = 0, log: str = "record") -> Plain:
    """Its id is its place in the log; where one event is told of several patients, the second is number 1."""
    id = f"{log}-{told.entry.position}" + (f"-{number}" if number else "")
    return {"resourceType": "AuditEvent", "id": id, **({"meta": {"profile": profiles}} if profiles else {})}


def stamped(told: Told, outcome: str | None = None, code: str = "0") -> Plain:
    at = told.entry.at
    found: Plain = {"period": {"start": at, "end": at}, "recorded": at, "outcome": code}
    return {**found, "outcomeDesc": outcome} if outcome else found


def rest(told: Told, origin: str, act: Act, people: Sequence[Plain]) -> Plain:
    """An interaction of FHIR's own, as BALP tells it: what was done, by whom, through what, and who says so."""
    return {
        "type": REST,
        "subtype": [coding(fhir.INTERACTION, act.interaction)],
        "action": act.action,
        "agent": [*people, agents.client(told, act.client), agents.server(origin, act.server)],
        "source": agents.source(origin),
    }


def subject(patient: str | None) -> list[Plain]:
    return [{"what": fhir.patient(patient), "type": _PERSON, "role": _PATIENT}] if patient else []


def data(told: Told, origin: str) -> Plain:
    """What the event is, by its place in the log."""
    return {"what": fhir.place(origin, told.entry), "type": _OBJECT}


def transaction(told: Told) -> Plain:
    """All that was recorded by one command has the same."""
    type = coding(fhir.TRANSACTION, "XrequestId")
    return {"what": {"identifier": {"value": told.entry.tx}}, "type": type}
