"""Patients' resources, a few patients at a time: judged one patient after the other, appended together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

from domain.by import By
from domain.chapter import EVERYTHING
from domain.desk import OpenFile
from domain.fact import Stream
from domain.identity import Identity
from domain.receipt import Receipt
from domain.refusal import Doubtful, Refused, Stale
from web.importing import again, person
from web.importing.account import FLAGGED, HELD, RECORDED, REFUSED, SKIPPED, Account
from web.importing.fhir import visible
from web.importing.holding import Holding
from web.importing.odd import told
from web.importing.references import ASKED
from web.importing.spool import Piece, Spool
from web.importing.writing import Writing
from web.service import Service

_TRIES = 3
Outcome = tuple[str, str]
Progress = Callable[[int], None]


@dataclass
class Lot:
    """What came of one patient: on file already, or to be registered from the first of the pieces."""

    known: UUID | None
    pieces: list[Piece]
    keys: set[UUID] = field(default_factory=set)


@dataclass
class Judged:
    """A lot as it will be recorded; `outcomes` has one for each of its pieces."""

    file: OpenFile | None
    outcomes: list[Outcome]


class Batch:
    """Every piece ends with one outcome in the account."""

    def __init__(
        self, service: Service, account: Account, spool: Spool, hand: By, dry_run: bool, together: int, done: Progress
    ) -> None:
        self._service, self._account, self._spool, self._hand, self._dry = service, account, spool, hand, dry_run
        self._desk, self._together, self._done = service.records.desk, together, done
        self._holding = Holding(service, hand, dry_run)
        self._used: set[str] = set()

    def take(self) -> None:
        lots: list[Lot] = []
        for subject, pieces in self._spool.by_subject():
            if not subject.startswith("Patient"):
                lots = self._append(lots)  # what follows may depend on what became of these
            lot = self._lot(subject, pieces)
            if lot is None:
                continue
            if any(lot.keys & other.keys for other in lots):
                lots = self._append(lots)  # who comes second must see what the first one has
            lots.append(lot)
            if sum(len(one.pieces) for one in lots) >= self._together:
                lots = self._append(lots)
        self._append(lots)
        self._holding.append()
        if self._dry:
            self._desk.numbers.look_again()

    # who it is about

    def _lot(self, subject: str, pieces: Iterator[Piece]) -> Lot | None:
        """None where there is no patient to write to; what becomes of the pieces is then said at once."""
        kind = subject.split("/")[0] if "/" in subject else ""
        if subject.startswith(f"Patient{ASKED}"):
            known = self._asked(subject)
        else:
            known = self._service.records.known_as(subject) if kind == "Patient" else None
        first = next(pieces)
        if known or first.kind == "Patient":
            lot = Lot(known, [first, *pieces])
            if not known:
                lot.keys = {self._desk.key_of(one) for one in person.identifiers(first.resource)}
            return lot
        for piece in (first, *pieces):
            self._homeless(piece, subject, kind)
        return None

    def _asked(self, subject: str) -> UUID | None:
        """The patient on file with this identifier, if there is just one."""
        issuer, _, value = subject.partition("=")[2].rpartition("|")
        return person.holder(self._desk, issuer, value)

    def _homeless(self, piece: Piece, subject: str, kind: str) -> None:
        if piece.kind == "Binary":
            used = subject in self._used
            self._count(piece, *((RECORDED, "") if used else (SKIPPED, "no document that was recorded refers to it")))
        elif kind and kind != "Patient":
            self._count(piece, SKIPPED, f"it is about a {visible(kind)}, not about a patient")
        else:
            reason = _why(subject)
            self._holding.add(piece, reason)
            self._count(piece, HELD, reason)

    # writing

    def _append(self, lots: list[Lot]) -> list[Lot]:
        """One append for all of them; a stream that moved on meanwhile means judging them again."""
        if not lots:
            return []
        for attempt in range(1, _TRIES + 1):
            try:
                judged = self._attempt(lots)
                break
            except Stale:
                self._desk.numbers.look_again()
                if attempt == _TRIES:
                    raise
        for lot, one in zip(lots, judged, strict=True):
            self._account.patients += one.file is not None
            for piece, outcome in zip(lot.pieces, one.outcomes, strict=True):
                self._count(piece, *outcome)
                if outcome[0] == HELD:
                    self._holding.add(piece, outcome[1])
        self._done(sum(len(lot.pieces) for lot in lots))
        return []

    def _attempt(self, lots: list[Lot]) -> list[Judged]:
        with ExitStack() as held:
            judged = [self._judged(lot, held) for lot in lots]
            files = [one.file for one in judged if one.file]
            streams: list[Stream] = [one for file in files for one in (file.patient, *file.claims.values())]
            try:
                if not self._dry:
                    self._save(files, streams, self._holding.settled(lots, judged))
            finally:
                for stream in streams:
                    self._desk.journal.forget(stream.id)
        return judged

    def _save(self, files: list[OpenFile], streams: list[Stream], settled: list[Stream]) -> None:
        changed = [one for one in (*streams, *settled) if one.pending_events]
        if changed:
            keys = {key: file.patient.id for file in files for key in file.claims}
            self._desk.save(Receipt(str(changed[0].id)), changed, self._hand, keys)

    def _judged(self, lot: Lot, held: ExitStack) -> Judged:
        for piece in lot.pieces:
            piece.flags.clear()
        try:
            file = held.enter_context(self._desk.open(lot.known)) if lot.known else self._begun(lot.pieces[0])
        except Refused as refused:
            first, *others = lot.pieces
            reason = f"its patient was refused ({first.place} {first.source})"
            return Judged(None, [(REFUSED, str(refused)), *((REFUSED, reason) for _ in others)])
        writing = Writing(self._service, file, self._hand, self._spool, self._dry)
        outcomes = again.sorted_out(writing, lot.pieces)
        writing.write([piece for piece, outcome in zip(lot.pieces, outcomes, strict=True) if outcome is None])
        self._used |= writing.used
        return Judged(file, [one or _outcome(piece, writing) for piece, one in zip(lot.pieces, outcomes, strict=True)])

    def _begun(self, piece: Piece) -> OpenFile:
        """A new file from the Patient resource; what is odd about it is flagged."""
        wanted = person.registration(piece.resource)
        piece.flags |= person.oddities(piece.resource)
        if any(self._desk.holder(self._desk.key_of(one)) for one in wanted.get("identifiers", ())):
            piece.flags.add("identifier-shared")
        try:
            Identity.register("", wanted, self._desk.now().date())
        except Doubtful as doubtful:
            piece.flags.update(doubt.code for doubt in doubtful.doubts)
        by = self._hand._replace(source=(piece.source,), flags=tuple(sorted(piece.flags)))
        return self._service.records.begin(wanted, by, EVERYTHING)

    def _count(self, piece: Piece, outcome: str, reason: str = "") -> None:
        self._account.count(piece.kind, outcome, piece.origin, f"{piece.place} {piece.source}", reason)


def _outcome(piece: Piece, writing: Writing) -> Outcome:
    if said := writing.no.get(piece.source):
        return said
    return (FLAGGED, told(piece.flags)) if piece.flags else (RECORDED, "")


def _why(subject: str) -> str:
    name = visible(subject)
    if not subject:
        return "it names no patient"
    if subject.startswith("#"):
        return f"its patient is described only inside it ({name}), not as a record of their own"
    if ASKED in subject:
        return f"no patient on file, or more than one, is {name}"
    return f"no patient {name} on file"
