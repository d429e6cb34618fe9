"""Who took part in an event, as agents of an AuditEvent: the person, what they worked with, and this program."""

from __future__ import annotations

from domain.access import PURPOSES
from domain.fact import Plain
from web.bundling.fhir import (
    ACT_REASON,
    DICOM,
    PARTICIPANT,
    PARTICIPATION,
    SNOMED,
    SOURCE_TYPE,
    UNKNOWN,
    coding,
    concept,
    named,
)
from web.bundling.told import Told
from web.wording import kinds

AUTHOR = concept(coding(PARTICIPATION, "AUT"))
READER = concept(coding(PARTICIPATION, "IRCP"))
CUSTODIAN = concept(coding(SNOMED, "159541003"))
SENDS = concept(coding(DICOM, "110153", "Source Role ID"))
RECEIVES = concept(coding(DICOM, "110152", "Destination Role ID"))
APPLICATION = concept(coding(DICOM, "110150", "Application"))
KEEPER = concept(coding(PARTICIPANT, "custodian"))
SYSTEM = "system"
"""Who the log says acted where nobody did."""
NOWHERE: Plain = {"_address": UNKNOWN}
"""Of a network that has to be told: the log does not record addresses of machines."""


def person(told: Told, type: Plain, purpose: str | None = None) -> list[Plain]:
    """The user; nobody where the program itself acted."""
    entry = told.entry
    if entry.actor == SYSTEM:
        return []
    found = {
        "type": type,
        "role": [concept(text=entry.role)],
        "who": named(entry.actor, told.name),
        "altId": entry.actor,
        "requestor": True,
    }
    if told.name:
        found["name"] = told.name
    if purpose:
        found["purposeOfUse"] = [why(purpose)]
    return [found]


def why(purpose: str) -> Plain:
    """A purpose by its code, or in somebody's own words."""
    return (
        concept(coding(ACT_REASON, purpose), text=PURPOSES[purpose]) if purpose in PURPOSES else concept(text=purpose)
    )


def client(told: Told, type: Plain) -> Plain:
    """What the person worked with, by the session where there is one."""
    by = told.fact.by if told.fact else None
    how = f"Caretrail, {kinds.channel(by.channel)}" if by else "Caretrail"
    who = named(told.entry.session, how) if told.entry.session else {"display": how}
    return {"type": type, "who": who, "requestor": False, "network": NOWHERE}


def server(origin: str, type: Plain) -> Plain:
    """This program, by the log that it keeps; a name of a machine is what stands before the log's own."""
    network = {"address": origin.partition("/")[0], "type": "1"}
    return {"type": type, "who": observer(origin), "requestor": False, "network": network}


def observer(origin: str) -> Plain:
    return named(origin, "Caretrail")


def source(origin: str) -> Plain:
    """Who recorded the event: the server."""
    return {"observer": observer(origin), "type": [coding(SOURCE_TYPE, "4", "Application Server")]}
