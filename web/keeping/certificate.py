"""What is certified of an erasure: who, when, on what ground, under which entry, and what was proved after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from domain import disposition
from domain.disposition import GROUNDS, REFUSALS
from domain.fact import Fact, Plain, iso
from domain.refusal import NotFound
from web.service import Service

NOTHING, HELD, ASKED, APPROVED, REFUSED, ERASED = "nothing", "held", "asked", "approved", "refused", "erased"
STATES = {
    NOTHING: "Nothing was decided",
    HELD: "Kept by a hold",
    ASKED: "Erasure asked for",
    APPROVED: "Erasure approved, not carried out yet",
    REFUSED: "Erasure refused",
    ERASED: "Erased",
}


@dataclass
class Certificate:
    """How things stand with one record; the fields of an erasure are empty until it was carried out.

    `entry` is the position of the erasure, `before` and `after` are `{"size", "root"}` of the tree, `verdict` and
    `told` the verifier's. People are `{"id", "name", "at"}`.
    """

    id: str
    state: str = NOTHING
    holds: dict[str, str] = field(default_factory=dict)
    ground: str | None = None
    note: str | None = None
    requested: Plain | None = None
    approved: Plain | None = None
    refused: Plain | None = None
    basis: str | None = None
    entry: int | None = None
    erased_at: str | None = None
    payloads: int | None = None
    documents: int | None = None
    before: Plain | None = None
    after: Plain | None = None
    verdict: str | None = None
    told: str | None = None

    @classmethod
    def of(cls, service: Service, who: UUID) -> Self:
        """Read from the log itself; `NotFound` where nothing was ever decided."""
        found = cls(str(who))
        for fact in service.store.journal.history(service.erasing.id_of(who)):
            found.fold(fact)
        if found.state == NOTHING and not service.store.journal.exists(who):
            raise NotFound(f"There is no patient {who}.")
        return found

    def fold(self, fact: Fact) -> None:
        hand = {"id": fact.by.actor, "name": fact.by.name, "at": iso(fact.by.at)}
        match fact:
            case disposition.HoldPlaced():
                self.holds[fact.hold] = fact.matter
            case disposition.HoldLifted():
                self.holds.pop(fact.hold, None)
            case disposition.ErasureRequested():
                self.ground, self.note, self.requested = fact.ground, fact.note, hand
                self.approved = self.refused = self.basis = None
            case disposition.ErasureApproved():
                self.approved = hand
            case disposition.ErasureRefused():
                self.refused, self.basis, self.note = hand, fact.basis, fact.note
            case disposition.RecordErased():
                self.entry, self.erased_at = fact.by.position, iso(fact.by.at)
                self.before = {"size": fact.size, "root": fact.root}
            case disposition.ErasureProved():
                self.payloads, self.documents = fact.payloads, fact.documents
                self.after = {"size": fact.size, "root": fact.root}
                self.verdict, self.told = fact.verdict, fact.told
        self.state = self._state()

    def _state(self) -> str:
        if self.entry is not None:
            return ERASED
        if self.refused:
            return HELD if self.holds else REFUSED
        if self.requested:
            return APPROVED if self.approved else ASKED
        return HELD if self.holds else NOTHING

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[tuple[str, str]]:
        """For whoever reads: each thing that is known, with its name."""
        yield "Record", self.id
        yield "State", STATES[self.state]
        for hold, matter in self.holds.items():
            yield f"Hold {hold}", matter
        if self.ground:
            yield "Ground", GROUNDS[self.ground]
        for label, hand in (("Requested", self.requested), ("Approved", self.approved), ("Refused", self.refused)):
            if hand:
                yield label, f"{hand['name']}, {hand['at']}"
        if self.basis:
            yield "Because", REFUSALS[self.basis]
        if self.entry is not None:
            yield "Entry", f"{self.entry:,}, {self.erased_at}"
        if self.payloads is not None:
            yield "Gone", f"what {self.payloads:,} events held, and {self.documents:,} documents"
        for label, tree in (("Root before", self.before), ("Root after", self.after)):
            if tree:
                yield label, f"{tree['root']}, of {tree['size']:,} events"
        if self.told:
            yield "Proof", f"{str(self.verdict).upper()}. {self.told}"
