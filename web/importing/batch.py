"""One page of resources, sorted to their patients; every resource gets exactly one outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

from domain.by import By
from domain.chapter import EVERYTHING
from domain.desk import OpenFile, transaction
from domain.fact import Decision
from domain.held import HeldItem, ItemHeld
from domain.identity import Identity
from domain.receipt import Receipt
from domain.refusal import Refused
from web.importing import person
from web.importing.account import FLAGGED, HELD, RECORDED, REFUSED, SKIPPED, Account
from web.importing.fhir import inside, word
from web.importing.sources import Placed, Resource
from web.importing.writing import TAKEN, Writing
from web.service import Service

HAND = By(actor="import", name="FHIR import", role="system", channel="import", reason="system-import")
_ANOTHER = "not part of a patient's file in this version"


@dataclass
class Piece:
    """A resource on its way: where it stood, its source id, and what became of it."""

    place: str
    resource: Resource
    kind: str
    source: str
    flags: set[str] = field(default_factory=set)


class Batch:
    """Patients first, then what belongs to them; what belongs to nobody here is held for a person."""

    def __init__(self, service: Service, account: Account, origin: str, dry_run: bool) -> None:
        self._service, self._account, self._origin, self._dry = service, account, origin, dry_run
        self._urls: dict[str, str] = {}
        self._new: dict[str, OpenFile] = {}

    def take(self, page: Iterable[Placed]) -> None:
        pieces = [piece for one in page if (piece := self._piece(one))]
        mine: dict[str, list[Piece]] = {}
        for piece in pieces:
            if piece.kind == "Patient":
                mine.setdefault(piece.source, []).insert(0, piece)
            elif piece.kind in TAKEN:
                mine.setdefault(self._subject(piece.resource), []).append(piece)
            else:
                self._count(piece, SKIPPED, _ANOTHER)
        for subject, belonging in mine.items():
            self._patient(subject, belonging)

    def _piece(self, one: Placed) -> Piece | None:
        resource = one.resource
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            self._account.count("unknown", REFUSED, self._origin, one.place, "not a FHIR resource")
            return None
        kind, id = resource["resourceType"], word(resource.get("id")) or one.url
        if not id:
            self._account.count(kind, REFUSED, self._origin, one.place, "it has no id, so that it could come twice")
            return None
        source = f"{kind}/{id}"
        self._urls[one.url or source] = source
        return Piece(one.place, resource, kind, source)

    def _subject(self, resource: Resource) -> str:
        """The source id of the patient that a resource is about; an empty text if it names none."""
        named = inside(resource, "subject", "reference") or inside(resource, "patient", "reference")
        if not isinstance(named, str):
            return ""
        plain = f"Patient/{named[9:]}" if named.startswith("urn:uuid:") else "/".join(named.split("/")[-2:])
        return self._urls.get(named, plain)

    def _patient(self, subject: str, pieces: list[Piece]) -> None:
        known = self._service.records.known_as(subject) if subject else None
        try:
            if known is None and pieces[0].kind != "Patient":
                for piece in pieces:
                    self._hold(piece, f"no patient {subject} on file" if subject else "it names no patient")
                return
            with ExitStack() as held:
                file = held.enter_context(self._service.records.desk.open(known)) if known else self._begun(pieces)
                self._write(file, pieces)
        except Refused as refused:
            for piece in pieces:
                self._count(piece, REFUSED, f"{pieces[0].source}: {refused}")

    def _begun(self, pieces: list[Piece]) -> OpenFile:
        """A new file from the Patient resource, the first of the pieces; what is odd about it is flagged."""
        piece = pieces[0]
        wanted = person.registration(piece.resource)
        desk = self._service.records.desk
        shared = [one for one in wanted.get("identifiers", ()) if desk.holder(desk.key_of(one)) is not None]
        if shared:
            piece.flags.add("identifier-shared")
        Identity.register("", wanted, desk.now().date(), EVERYTHING)
        by = HAND._replace(source=(piece.source,), flags=tuple(sorted(piece.flags)))
        return self._service.records.begin(wanted, by, EVERYTHING)

    def _write(self, file: OpenFile, pieces: list[Piece]) -> None:
        before = set(file.patient.sources) if not file.patient.pending_events else set()
        fresh = [piece for piece in pieces if piece.source not in before]
        writing = Writing(self._service, file, HAND, self._dry)
        refused = writing.write(fresh)
        if self._dry:
            self._service.records.desk.journal.forget(file.patient.id)
        else:
            receipt = self._service.records.desk.put_back(file, HAND)
            self._account.patients += int(bool(receipt) and file.patient.version > 0 and not before)
        for piece in pieces:
            self._outcome(piece, piece.source in before, refused.get(piece.source))

    def _outcome(self, piece: Piece, before: bool, refused: tuple[str, str] | None) -> None:
        if before:
            self._count(piece, SKIPPED, "recorded already")
        elif refused:
            self._count(piece, *refused)
        elif piece.flags:
            self._count(piece, FLAGGED, ", ".join(sorted(piece.flags)))
        else:
            self._count(piece, RECORDED)

    def _hold(self, piece: Piece, reason: str) -> None:
        """Kept whole until someone says where it belongs; held once however often it comes."""
        desk = self._service.records.desk
        id: UUID = desk.key("HELD", "", piece.source)
        if not desk.journal.exists(id) and not self._dry:
            content = json.dumps(piece.resource, default=str, ensure_ascii=False)
            told = {"reason": reason, "place": f"{self._origin} {piece.place}", "content": content}
            item = HeldItem.begin(id, Decision(ItemHeld, told), desk.envelope(HAND, transaction()))
            desk.save(Receipt(str(id)), [item], HAND)
        self._count(piece, HELD, reason)

    def _count(self, piece: Piece, outcome: str, reason: str = "") -> None:
        self._account.count(piece.kind, outcome, self._origin, f"{piece.place} {piece.source}", reason)

