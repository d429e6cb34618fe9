"""The events of an export as its views are given them, and one AuditEvent of every pattern that we write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from domain.export import ExportRequested
from tests.support.office import RUTH, everything, looked_at
from trail import sealed
from trail.bundle.scope import Scope
from trail.checkpoint import Checkpoint
from trail.entry import Entry, b64
from web.bundling import audit_events, audit_reads, provenances
from web.bundling.gathered import Gathered
from web.bundling.report import About
from web.bundling.telling import telling
from web.bundling.told import Told
from web.service import Service

ORIGIN = "test.example/log"
Resource = dict[str, Any]


def read(lines: Iterable[bytes]) -> list[Resource]:
    """Each line is one resource, and ends as a line does."""
    found = list(lines)
    assert all(line.endswith(b"}\n") and line.count(b"\n") == 1 for line in found)
    return [json.loads(line) for line in found]


def events(service: Service, profile: str = "full", **narrow: Any) -> Iterator[Told]:
    log = service.store.log
    return telling(log, Scope(profile, narrow), log.position)


def reads(service: Service, profile: str = "full") -> Iterator[Told]:
    log = service.store.access.log
    return telling(log, Scope(profile, {}), log.position)


def audited(service: Service, profile: str = "full", **narrow: Any) -> list[Resource]:
    return read(audit_events.lines(events(service, profile, **narrow), ORIGIN))


def looked(service: Service, profile: str = "full") -> list[Resource]:
    return read(audit_reads.lines(reads(service, profile), f"{ORIGIN}/access"))


def provenance(service: Service, profile: str = "full", **narrow: Any) -> list[Resource]:
    return read(provenances.lines(events(service, profile, **narrow), ORIGIN))


def pattern(event: Resource) -> str:
    """`PatientCreate`; an empty text where it follows none."""
    found: list[str] = event.get("meta", {}).get("profile", [])
    return found[0].rpartition("IHE.BasicAudit.")[2] if found else ""


def entry(position: int = 7, **other: Any) -> Entry:
    """An entry of nobody's log."""
    hash = b64(bytes(32))
    told: dict[str, Any] = {
        "stream": b64(UUID(int=5).bytes), "version": 2, "type": "visit.opened/1", "actor": "u-00000001",
        "role": "clerk", "at": "2026-03-07T09:30:00.000000Z", "tx": "t1", "key": 3, "content": hash,
        "commitment": hash, **other,
    }  # fmt: skip
    return Entry(position, **told)


def one_of_each(service: Service) -> dict[str, Resource]:
    """By pattern, the first AuditEvent of an office to which everything happened, and of a record erased."""
    who = everything(service)
    looked_at(service, who)
    looked_at(service, who, section="search", sought="ab")
    erased = [Told(entry(type="patient.erased/1", kind="erasure")), Told(entry(kind="erasure"))]
    gone = read(audit_events.lines(erased, ORIGIN))
    bare = looked(service, "envelope")
    some = looked_at(service, who, section="search", sought="ab", patients=[])
    nobody = [one for one in looked(service) if one["id"] == f"access-{some}"]
    found: dict[str, Resource] = {}
    for event in [*audited(service), *looked(service), *gone, *bare, *nobody]:
        found.setdefault(pattern(event), event)
    return found


def report(service: Service, profile: str = "full", most: int = 60, **narrow: Any) -> tuple[About, Gathered]:
    """What a report is made of, asked for now."""
    log = service.store.log
    receipt = service.exporting.request(profile, narrow, log.position, "HCOMPL", "The Commissioner", RUTH)
    size, root = log.head()
    asked = service.store.journal.at([receipt.position])[0]
    assert isinstance(asked, ExportRequested)
    gathered = Gathered(root.hex(), most)
    for _ in gathered.through(telling(log, Scope(profile, narrow, receipt.position), receipt.position)):
        pass
    key = sealed.signer_of(service.store).verifier_key
    return About(asked, Checkpoint(log.origin, size, root), key, "caretrail 0.1.0"), gathered
