"""What may become of one patient's record: holds that keep it, and its erasure, which takes two people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.fact import Beginning, Decision, Decisions, Fact, Plain, Stream
from domain.refusal import Refused
from domain.text import LINE, PARAGRAPH, needed, one_of

RETENTION_ENDED = "retention-ended"
GROUNDS = {
    "not-needed": "It is not needed any more for what it was kept for (GDPR 17(1)(a))",
    "consent-withdrawn": "Consent was withdrawn, and nothing else allows keeping it (GDPR 17(1)(b))",
    "objection": "The patient objects, and nothing weighs more (GDPR 17(1)(c))",
    "unlawful": "It was kept unlawfully (GDPR 17(1)(d))",
    "legal-duty": "A law demands that it is erased (GDPR 17(1)(e))",
    "child-online": "It was collected from a child by an online service (GDPR 17(1)(f))",
    "court-order": "A court ordered it",
    RETENTION_ENDED: "Its time of retention has ended, by the office’s own schedule",
}
"""On what ground a record is erased."""
REFUSALS = {
    "expression": "Freedom of expression and information (GDPR 17(3)(a))",
    "legal-obligation": "A law or a public duty demands that it is kept (GDPR 17(3)(b))",
    "public-health": "Public health (GDPR 17(3)(c))",
    "archive": "Archives, research or statistics (GDPR 17(3)(d))",
    "legal-claim": "It is needed for a legal claim (GDPR 17(3)(e))",
    "retention": "Its time of retention has not ended",
}
"""On what ground that is refused."""


@dataclass(frozen=True)
class DispositionOpened(Beginning):
    """The first thing that was decided about what becomes of a record; `holder` is the patient's record id."""

    TOPIC = "disposition.opened"
    holder: str


@dataclass(frozen=True)
class ErasureRequested(Fact):
    """`ground` is a code of `GROUNDS`. Nothing of the patient's health belongs in the note."""

    TOPIC = "erasure.requested"
    holder: str
    ground: str
    note: str | None = None


@dataclass(frozen=True)
class ErasureApproved(Fact):
    """By somebody else than `requested`, `{"id", "name", "at"}`."""

    TOPIC = "erasure.approved"
    holder: str
    ground: str
    requested: Plain


@dataclass(frozen=True)
class ErasureRefused(Fact):
    """`basis` is a code of `REFUSALS`."""

    TOPIC = "erasure.refused"
    holder: str
    basis: str
    note: str | None = None


@dataclass(frozen=True)
class RecordErased(Fact):
    """After it, nothing is recorded under the data keys of these numbers, and they are destroyed with all they seal.

    `requested` and `approved` are `{"id", "name", "at"}`; `size` and `root` (hex) are the tree's before.
    """

    TOPIC = "record.erased"
    holder: str
    keys: list[int]
    ground: str
    requested: Plain
    approved: Plain
    size: int
    root: str


@dataclass(frozen=True)
class ErasureProved(Fact):
    """The proof after the erasure: `erased` is its position, `size` and `root` (hex) the tree's that was proved, `told`
    the verifier's own sentence. `payloads` and `documents` count what went."""

    TOPIC = "erasure.proved"
    holder: str
    erased: int
    payloads: int
    documents: int
    verdict: str
    size: int
    root: str
    told: str


@dataclass(frozen=True)
class HoldPlaced(Fact):
    """The record is kept as long as it stands; `matter` names the proceedings, and nothing of the patient's health."""

    TOPIC = "hold.placed"
    holder: str
    hold: str
    matter: str


@dataclass(frozen=True)
class HoldLifted(Fact):
    TOPIC = "hold.lifted"
    holder: str
    hold: str
    why: str


class Disposition(Stream):
    """One record's. Its stream has a key of its own: what is said here outlives the record."""

    def __init__(self) -> None:
        self.holder = ""
        self.holds: dict[str, str] = {}  # those that stand, with their matters
        self._held = 0
        self.request: Plain | None = None
        self.approval: Plain | None = None
        self.erased: int | None = None  # its position
        self.proved = False

    @staticmethod
    def open(holder: str) -> Decision:
        return Decision(DispositionOpened, {"holder": holder})

    # holds

    def hold(self, matter: str) -> Decisions:
        self._stands()
        told = {"hold": f"h{self._held + 1}", "matter": needed(matter, "matter", LINE)}
        return (Decision(HoldPlaced, {"holder": self.holder, **told}),)

    def lift(self, hold: str, why: str) -> Decisions:
        if hold not in self.holds:
            raise Refused("hold", "There is no such hold, or it was lifted already.")
        return (Decision(HoldLifted, {"holder": self.holder, "hold": hold, "why": needed(why, "why", PARAGRAPH)}),)

    # erasure

    def ask(self, ground: str, note: str | None) -> Decisions:
        """`Refused` while a hold stands, or another request is open."""
        self._stands()
        self._free()
        if self.request:
            raise Refused("", "Its erasure has been asked for already.")
        told = {"ground": one_of(ground, GROUNDS, "ground"), "note": _said(note)}
        return (Decision(ErasureRequested, {"holder": self.holder, **told}),)

    def approve(self, people: frozenset[str]) -> Decisions:
        """By somebody else than whoever asked (see `By.people`); nothing where it was approved before."""
        request = self._open()
        if people.intersection(request["people"]):
            raise Refused("", "Somebody else has to approve what you asked for.")
        self._free()
        if self.approval:
            return ()
        told = {"ground": request["ground"], "requested": _person(request)}
        return (Decision(ErasureApproved, {"holder": self.holder, **told}),)

    def refuse(self, basis: str, note: str | None) -> Decisions:
        self._open()
        told = {"basis": one_of(basis, REFUSALS, "basis"), "note": _said(note)}
        return (Decision(ErasureRefused, {"holder": self.holder, **told}),)

    def erase(self, keys: Collection[int], size: int, root: bytes) -> Decisions:
        """Nothing where it was done before."""
        if self.erased is not None:
            return ()
        request = self._open()
        if self.approval is None:
            raise Refused("", "Nobody has approved this yet.")
        self._free()
        people = {"requested": _person(request), "approved": _person(self.approval)}
        told = {"ground": request["ground"], **people, "size": size, "root": root.hex()}
        return (Decision(RecordErased, {"holder": self.holder, "keys": sorted(keys), **told}),)

    def prove(self, payloads: int, documents: int, verdict: str, size: int, root: str, told: str) -> Decisions:
        if self.proved:
            return ()
        counted = {"payloads": payloads, "documents": documents}
        proof = {"verdict": verdict, "size": size, "root": root, "told": told}
        return (Decision(ErasureProved, {"holder": self.holder, "erased": self.erased, **counted, **proof}),)

    def _stands(self) -> None:
        if self.erased is not None:
            raise Refused("", "This record was erased.")

    def _free(self) -> None:
        if self.holds:
            matters = "; ".join(self.holds.values())
            raise Refused("", f"A hold keeps this record: {matters}. Lift it first, if it has ended.")

    def _open(self) -> Plain:
        self._stands()
        if self.request is None:
            raise Refused("", "Nobody has asked for the erasure of this record.")
        return self.request

    def fold(self, fact: Fact) -> None:
        match fact:
            case DispositionOpened():
                self.holder = fact.holder
            case HoldPlaced():
                self.holds = {**self.holds, fact.hold: fact.matter}
                self._held += 1
            case HoldLifted():
                self.holds = {hold: matter for hold, matter in self.holds.items() if hold != fact.hold}
            case ErasureRequested():
                self.request = {**_hand(fact), "people": fact.by.people, "ground": fact.ground, "note": fact.note}
            case ErasureApproved():
                self.approval = _hand(fact)
            case ErasureRefused():
                self.request = self.approval = None
            case RecordErased():
                self.erased = fact.by.position
            case ErasureProved():
                self.proved = True


DispositionOpened.AGGREGATE = Disposition


def _said(note: str | None) -> str | None:
    return needed(note, "note", PARAGRAPH) if note and note.strip() else None


def _hand(fact: Fact) -> Plain:
    return {"id": fact.by.actor, "name": fact.by.name, "at": fact.by.at.isoformat()}


def _person(told: Plain) -> Plain:
    return {name: told[name] for name in ("id", "name", "at")}
