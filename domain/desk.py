"""A file on the desk: opened, judged, recorded once, with the identifiers that came or went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from copy import deepcopy
from datetime import datetime
from itertools import count
from secrets import token_urlsafe
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from domain.by import By
from domain.fact import Decision, Decisions, Envelope, Fact, Plain, Stream
from domain.identifiers import Identifier
from domain.mrn import mrn
from domain.numbers import Numbers
from domain.patient import Patient
from domain.reasons import check_reason
from domain.receipt import Receipt, entries_of
from domain.refusal import Moved, NotFound, Refused, Repeated, Stale

S = TypeVar("S", bound=Stream)
_TRIES = 12  # hosts that register at once draw the same number now and then
SOURCE = "SRC"  # the identifier type under which a record is known where it came from
RECORD_NUMBER = "MR"
ALIAS = "ALIAS"  # the identifier type of a name that was made up for somebody who could not say theirs
_ELSEWHERE = "elsewhere"
_SEEN = ContextVar[tuple[UUID, int] | None]("seen", default=None)  # what a command is for, and in which version


class Journal(Protocol):
    """Where facts are kept, for ever and in order; `trail.journal` is one."""

    def load(self, kind: type[S], id: UUID) -> S: ...
    def exists(self, id: UUID) -> bool: ...
    def hold(self, *ids: UUID) -> AbstractContextManager[object]: ...
    def forget(self, id: UUID) -> None: ...
    def history(self, id: UUID, upto: int | None = None, after: int = 0) -> Iterator[Fact]:
        """The stream's facts after a version, oldest first."""
        ...

    def answered(self, request: str) -> bytes | None: ...
    def refresh(self) -> bool:
        """Whether others have recorded something since this was asked last; what they changed is read anew."""
        ...

    def save(
        self,
        *streams: Stream,
        request: str | None = None,
        response: Callable[[list[int]], bytes] | None = None,
        key_of: Mapping[UUID, UUID] | None = None,
    ) -> list[int]: ...


class OpenFile:
    """One patient's file while a clerk, or an import, works in it. Nothing is recorded before the file is put back."""

    def __init__(self, desk: Desk, patient: Patient, tx: str) -> None:
        self.patient, self._desk, self.tx = patient, desk, tx
        self.claims: dict[UUID, Identifier] = {}
        self.entries: list[str] = []

    def record(self, decisions: Decisions, by: By) -> Decisions:
        """Record what was judged; identifiers it brings are claimed for this patient, those it retires are freed."""
        before = self._identifiers()
        self.patient.record(decisions, self._desk.envelope(by, self.tx))
        self.entries += entries_of(decisions)
        if self._identifiers() is not before:
            self.settle(before, by)
        return decisions

    def settle(self, before: Sequence[Plain], by: By) -> None:
        was, now = self._held(before), self._held(self._identifiers())
        for key in now.keys() - was.keys():
            self._claim(key, now[key], by)
        for key in was.keys() - now.keys():
            self._release(key, by)

    def take(self, key: UUID, type: str, value: str, by: By) -> None:
        """Claim what was free when it was looked for; whoever was quicker makes this be judged again."""
        self._claim(key, {"type": type, "value": value}, by)

    def know(self, by: By) -> None:
        """Remember under which ids this patient is known where the registration came from."""
        for source in by.source:
            if (key := self._desk.key(SOURCE, "", source)) not in self.claims and self._desk.holder(key) is None:
                self._claim(key, {"type": SOURCE, "value": source}, by)

    def _identifiers(self) -> Sequence[Plain]:
        found: Sequence[Plain] = self.patient.file.identity.details.get("identifiers", ())
        return found

    def _held(self, known: Sequence[Plain]) -> dict[UUID, Plain]:
        return {self._desk.key_of(one): one for one in known if not one.get("retired")}

    def _claim(self, key: UUID, wanted: Plain, by: By) -> None:
        known = self._known(key)
        holder = known.held_by if known else None
        if holder == self.patient.id:
            return
        if holder is not None:
            if by.channel == "import":
                return  # kept in both files; the flag was set when it was judged
            raise Refused("identifiers", f"{wanted['value']} belongs to another patient on file.")
        self.claims[key] = self._given(known, key, wanted, self._desk.envelope(_bare(by), self.tx))

    def _given(self, known: Identifier | None, key: UUID, wanted: Plain, envelope: Envelope) -> Identifier:
        """The identifier's stream, begun or handed on to this patient."""
        holder = str(self.patient.id)
        if known is None:
            decision = Identifier.assign(holder, wanted["type"], wanted.get("issuer", ""), wanted["value"])
            return Identifier.begin(key, decision, envelope)
        known.record(known.reassign(holder), envelope)
        return known

    def _release(self, key: UUID, by: By) -> None:
        identifier = self._known(key)
        if identifier and identifier.held_by == self.patient.id:
            identifier.record(identifier.release(), self._desk.envelope(_bare(by), self.tx))
            self.claims[key] = identifier

    def _known(self, key: UUID) -> Identifier | None:
        return self.claims.get(key) or self._desk.known(key)


class Desk:
    """Opens files and puts them back: locking, repeating what went stale, answering a repeated request as before."""

    def __init__(self, journal: Journal, secret: bytes, clock: Callable[[], datetime]) -> None:
        self.journal, self._secret, self._clock = journal, secret, clock
        self.policy: Callable[[], str] = lambda: "0"  # which version of the office's policies is in force
        self.numbers = Numbers(lambda n: journal.exists(self.key(RECORD_NUMBER, "", mrn(n))))

    def now(self) -> datetime:
        return self._clock()

    def envelope(self, by: By, tx: str) -> Envelope:
        """The reason stands in the open part of the log: only a code of the list may."""
        if by.reason is not None:
            check_reason(by.reason, by.because)
        return by.envelope(self._clock(), tx, self.policy())

    def key(self, type: str, issuer: str, value: str) -> UUID:
        return Identifier.key(self._secret, type, issuer, value)

    def key_of(self, identifier: Plain) -> UUID:
        """An identifier's stream. A record number of nobody named is another's, never one that is given out here."""
        issuer = identifier.get("issuer") or (_ELSEWHERE if identifier["type"] == RECORD_NUMBER else "")
        return self.key(identifier["type"], issuer, identifier["value"].casefold())

    def known(self, key: UUID) -> Identifier | None:
        """A copy: what is judged and then refused leaves no trace on the identifier that is shared."""
        return deepcopy(self.journal.load(Identifier, key)) if self.journal.exists(key) else None

    def holder(self, key: UUID) -> UUID | None:
        known = self.known(key)
        return known.held_by if known else None

    def free(self, type: str, pattern: str) -> tuple[UUID, str]:
        """The first of numbered values that nobody has, counted from 1, with its key."""
        for n in count(1):
            value = pattern.format(n)
            if not self.journal.exists(key := self.key(type, "", value)):
                return key, value
        raise AssertionError  # numbers do not end

    def answered(self, by: By) -> Receipt | None:
        stored = self.journal.answered(by.request) if by.request else None
        return Receipt.decode(stored) if stored else None

    def insist(self, attempt: Callable[[], Receipt], by: By) -> Receipt:
        """Judge and record. A request that was carried out before is answered as it was then."""
        try:
            receipt = self._tried(attempt)
        except (Refused, Repeated, NotFound):
            if known := self.answered(by):
                return known
            raise
        return receipt or self.answered(by) or receipt

    def _tried(self, attempt: Callable[[], Receipt]) -> Receipt:
        """Judged again if the stream went on meanwhile, or if what was judged was not what others have recorded."""
        for _ in range(_TRIES - 1):
            try:
                receipt = attempt()
                if receipt or not self.journal.refresh():
                    return receipt
            except Stale:
                self.numbers.look_again()
            except (Refused, NotFound):
                if not self.journal.refresh():
                    raise
        return attempt()

    @contextmanager
    def seen(self, who: UUID, version: int) -> Iterator[None]:
        """Commands given meanwhile, by whoever does so here, are for this version of it: `Moved` at another."""
        before = _SEEN.set((who, version))
        try:
            yield
        finally:
            _SEEN.reset(before)

    @contextmanager
    def open(self, who: UUID) -> Iterator[OpenFile]:
        """The patient's file, held against others. Whatever goes wrong, nothing half judged stays in memory."""
        with self.journal.hold(who):
            try:
                yield OpenFile(self, self._loaded(who), transaction())
            except BaseException:
                self.journal.forget(who)
                raise

    @contextmanager
    def open_both(self, one: UUID, other: UUID) -> Iterator[tuple[OpenFile, OpenFile]]:
        """Two patients' files, for what is recorded in both at once."""
        with self.journal.hold(one, other):
            try:
                tx = transaction()
                first, second = (OpenFile(self, self._loaded(who), tx) for who in (one, other))
                yield first, second
            except BaseException:
                self.journal.forget(one)
                self.journal.forget(other)
                raise

    def _loaded(self, who: UUID) -> Patient:
        return self.as_seen(self.journal.load(Patient, who))

    def as_seen(self, stream: S) -> S:
        """`Moved` where the command is for another version of it: see `seen`."""
        if (seen := _SEEN.get()) and seen[0] == stream.id and seen[1] != stream.version:
            raise Moved(stream.version)
        return stream

    def begin(self, judge: Callable[[], Decision], by: By) -> OpenFile:
        """A new file: its number is drawn only once the registration is judged."""
        decision, tx = judge(), transaction()
        number = self.numbers.draw()
        numbered = decision._replace(fields={**decision.fields, "mrn": number})
        file = OpenFile(self, Patient.begin(uuid4(), numbered, self.envelope(by, tx)), tx)
        claim = Identifier.assign(str(file.patient.id), RECORD_NUMBER, "", number)
        key = self.key(RECORD_NUMBER, "", number)
        file.claims[key] = Identifier.begin(key, claim, self.envelope(_bare(by), tx))
        file.settle((), by)
        file.know(by)
        return file

    def put_back(self, file: OpenFile, by: By, *others: OpenFile) -> Receipt:
        """Everything recorded in the file, in others with it, and about their identifiers, in one append."""
        patient = file.patient
        receipt = Receipt(
            id=str(patient.id),
            mrn=patient.file.identity.details["mrn"],
            entries=tuple(dict.fromkeys(file.entries)),
            version=patient.version,
            tx=file.tx,
        )
        every = [one for one in (file, *others) if one.patient.pending_events or one.claims]
        if not every:
            return receipt
        streams = [stream for one in every for stream in (one.patient, *one.claims.values())]
        return self.save(receipt, streams, by, {key: one.patient.id for one in every for key in one.claims})

    def save(
        self, receipt: Receipt, streams: Iterable[Stream], by: By, keys: Mapping[UUID, UUID] | None = None
    ) -> Receipt:
        positions = self.journal.save(
            *streams,
            request=by.request,
            response=lambda at: receipt._replace(position=at[-1]).encode(),
            key_of=keys,
        )
        return receipt._replace(position=positions[-1])


def transaction() -> str:
    """Sixteen characters that bind the facts of one submit."""
    return token_urlsafe(12)


def _bare(by: By) -> By:
    """The same hand; what concerns the patient stays with the patient's own fact."""
    return by._replace(source=(), flags=(), effective=None, because=None, reason=None, request=None)
