"""The log of reads as FHIR R4 AuditEvents: a read or a query of each patient whose data was shown."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from domain.access import ABSENT, DENIED, MANY, SHOWN, RecordAccessed
from domain.fact import Plain
from projections.accesses import address_of
from web.bundling import agents, fhir
from web.bundling.agents import READER, RECEIVES, SENDS
from web.bundling.audit_events import Act, begun, data, profile, rest, stamped, subject, transaction
from web.bundling.fhir import coding
from web.bundling.told import Told, own

READ = Act("Read", "read", "R", RECEIVES, SENDS)  # the data flows to the client
QUERY = Act("Query", "search", "E")  # and what is asked flows to the server
_QUERIED: Plain = {
    "type": coding(fhir.ENTITY_TYPE, "2", "System Object"),
    "role": coding(fhir.ENTITY_ROLE, "24", "Query"),
}
_OTHER = coding(fhir.ENTITY_TYPE, "4", "Other")
_RESOURCE = coding(fhir.ENTITY_ROLE, "4", "Domain Resource")
_READS = f"{RecordAccessed.TOPIC}/"
_FAILED = "4"  # refused for a reason that was foreseen (audit-event-outcome)
_SAYS = {DENIED: "Not allowed", ABSENT: "Nothing there"}


def lines(reads: Iterable[Told], origin: str, erased: Set[str] = frozenset()) -> Iterator[bytes]:
    """NDJSON, a resource a line; `origin` is that of the log of reads. Its entries that are no reads have none.

    `erased` are the ids of records that are gone: the address of a query does not tell their numbers.
    """
    for one in reads:
        for event in audited(one, origin, erased):
            yield fhir.line(event)


def audited(told: Told, origin: str, erased: Set[str] = frozenset()) -> Iterator[Plain]:
    if told.entry.actor == agents.SYSTEM or not told.entry.type.startswith(_READS):
        return
    read = own(told, RecordAccessed)
    if read and not erased.isdisjoint(read.patients):
        read = replace(read, address=address_of(read, erased))
    shown: Sequence[str | None] = list(dict.fromkeys(read.patients)) if read else []
    yield from (_accessed(told, origin, read, patient, n) for n, patient in enumerate(shown or (None,)))


def _accessed(told: Told, origin: str, read: RecordAccessed | None, patient: str | None, number: int) -> Plain:
    act = QUERY if read and (read.section in MANY or read.sought or read.medium == "list") else READ
    failed = read is not None and read.outcome != SHOWN
    return {
        **begun(told, [] if failed else profile(act, patient is not None), number, "access"),
        **(stamped(told, _SAYS[read.outcome], _FAILED) if read and failed else stamped(told)),
        **rest(told, origin, act, agents.person(told, READER, read.purpose if read else None)),
        "entity": [*subject(patient), *_what(told, origin, read, act), transaction(told)],
    }


def _what(told: Told, origin: str, read: RecordAccessed | None, act: Act) -> list[Plain]:
    """The page that was shown; a query has no place of its own, so that it stands beside."""
    place = data(told, origin)
    if read is None or act is READ:
        section: Plain = {"description": f"{read.section}, {read.medium}"} if read else {}
        return [{**place, "role": _RESOURCE, **section}]
    asked = {**_QUERIED, "description": read.address, "query": b64encode(read.address.encode()).decode()}
    return [asked, {**place, "type": _OTHER}]
