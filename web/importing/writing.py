"""Writing one patient's resources into the open file, in the order in which they make sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.by import By
from domain.chapter import EVERYTHING
from domain.desk import OpenFile
from domain.fact import Decisions, Plain
from domain.file import File
from domain.refusal import Refused
from web.importing import documents, entries, histories, observations, person, reports
from web.importing.account import REFUSED, SKIPPED
from web.importing.fhir import codes
from web.importing.onfile import OnFile
from web.importing.references import named
from web.importing.spool import Piece, Spool
from web.service import Service

Group = Sequence[Piece]
_HISTORY = tuple(histories.KINDS)
TAKEN = frozenset((
    "Patient", "Encounter", *_HISTORY, "ImagingStudy", "DiagnosticReport", "Observation", "DocumentReference",
))  # fmt: skip


class Writing:
    """An open file, and what became of the resources that were to go into it: `no` says why one did not, `used` which
    Binaries went in with another."""

    def __init__(self, service: Service, file: OpenFile, hand: By, spool: Spool, dry_run: bool) -> None:
        self.service, self.open, self.hand, self.spool, self.dry = service, file, hand, spool, dry_run
        known = () if file.patient.pending_events else file.patient.sources
        self.on_file = OnFile(service.store.journal, file.patient.id, known)
        self.no: dict[str, tuple[str, str]] = {}
        self.used: set[str] = set()
        self._kept: dict[str, str] = {}

    @property
    def file(self) -> File:
        return self.open.patient.file

    def write(self, pieces: Group) -> None:
        sorts: dict[str, list[Piece]] = {kind: [] for kind in TAKEN}
        for piece in pieces:
            if in_error(piece.resource):
                self.refuse(piece, "entered in error at the source", SKIPPED)
            else:
                sorts[piece.kind].append(piece)
        self._each(sorts["Patient"], _person)
        self._each(sorts["Encounter"], _visit)
        histories.write(self, [piece for kind in _HISTORY for piece in sorts[kind]])
        self._each(sorts["ImagingStudy"], reports.imaging)
        left = observations.known(self, sorts["Observation"])
        left = reports.write(self, sorts["DiagnosticReport"], left)
        observations.loose(self, left)
        self._each(sorts["DocumentReference"], documents.write)

    def _each(self, pieces: Group, write: Callable[[Writing, Piece], None]) -> None:
        for piece in pieces:
            self.attempt([piece], write, piece)

    def attempt(self, group: Group, write: Callable[..., Any], *told: Any) -> bool:
        """A rule that says no refuses these resources, and nothing else of the patient."""
        try:
            write(self, *told)
        except Refused as refused:
            for piece in group:
                self.refuse(piece, str(refused))
            return False
        return True

    def refuse(self, piece: Piece, reason: str, outcome: str = REFUSED) -> None:
        self.no[piece.source] = outcome, reason

    def record(self, group: Group, decisions: Decisions, at: str | None) -> Decisions:
        """Record what these resources say, with what is odd about them and about its time."""
        sources, flags = tuple(piece.source for piece in group), {flag for piece in group for flag in piece.flags}
        by = self.service.records.dated(self.open.patient, at, self.hand._replace(source=sources), EVERYTHING)
        for piece in group if by.flags else ():
            piece.flags.update(by.flags)
        if flags:
            by = by._replace(flags=tuple(sorted({*by.flags, *flags})))
        before = len(self.open.entries)
        self.open.record(decisions, by)
        self.on_file.add(sources, self.open.entries[before:])
        return decisions

    def keep(self, data: bytes, digest: str) -> str:
        """Where these bytes lie: this patient's are kept once, however often they come."""
        if not self._kept:
            self._kept = {one["digest"]: one["address"] for one in self.file.documents.items.values()}
        if digest not in self._kept:
            put = self.service.store.attachments.put
            self._kept[digest] = digest if self.dry else put(data, self.open.patient.id)
        return self._kept[digest]

    def visit(self, resource: Plain) -> Plain:
        """`{"visit": id}` of the visit that a resource belongs to, where that is on file."""
        source = named(resource.get("encounter") or resource.get("context"), "Encounter")
        entry = self.on_file.one(source, "v") if source else None
        return {"visit": entry} if entry else {}


def _person(writing: Writing, piece: Piece) -> None:
    """Registered when the file was begun; a death is a fact of its own."""
    died, at = person.death(piece.resource)
    if not died or writing.file.identity.details.get("deceased"):
        return
    try:
        decisions = writing.file.identity.die(at)
    except Refused:
        piece.flags.add("death-date-wrong")
        decisions, at = writing.file.identity.die(None), None
    writing.record([piece], decisions, at)


def _visit(writing: Writing, piece: Piece) -> None:
    wanted = entries.visit(piece.resource)
    if "start" not in wanted:
        raise Refused("period.start", "It has no time at which the visit began.")
    decisions = writing.record([piece], writing.file.visits.open(wanted, EVERYTHING), wanted["start"])
    if piece.resource.get("status") == "cancelled":
        writing.record([piece], writing.file.visits.cancel(decisions[0].fields["visit"]), None)


def in_error(resource: Mapping[str, object]) -> bool:
    return "entered-in-error" in (resource.get("status"), *codes(resource.get("verificationStatus")))
