"""Who holds an identifier: one small stream for each, so that no two patients ever share one unknowingly."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from domain.fact import Beginning, Decision, Decisions, Fact, Stream


@dataclass(frozen=True)
class IdentifierAssigned(Beginning):
    """From now on this identifier means that patient. It is sealed under the patient's key."""

    TOPIC = "identifier.assigned"
    holder: str
    type: str
    issuer: str
    value: str


@dataclass(frozen=True)
class IdentifierReleased(Fact):
    TOPIC = "identifier.released"
    holder: str


@dataclass(frozen=True)
class IdentifierReassigned(Fact):
    TOPIC = "identifier.reassigned"
    holder: str


class Identifier(Stream):
    """One identifier of one issuer. Its stream's id follows from it through a secret, so that the id tells nothing."""

    def __init__(self) -> None:
        self.held_by: UUID | None = None

    @staticmethod
    def key(secret: bytes, type: str, issuer: str, value: str) -> UUID:
        """The stream's id: the first half of HMAC-SHA-256 over the three words."""
        words = "\0".join((type, issuer, value)).encode()
        return UUID(bytes=hmac.digest(secret, words, "sha256")[:16])

    @staticmethod
    def assign(holder: str, type: str, issuer: str, value: str) -> Decision:
        return Decision(IdentifierAssigned, {"holder": holder, "type": type, "issuer": issuer, "value": value})

    def reassign(self, holder: str) -> Decisions:
        return (Decision(IdentifierReassigned, {"holder": holder}),)

    def release(self) -> Decisions:
        return (Decision(IdentifierReleased, {"holder": str(self.held_by)}),) if self.held_by else ()

    def forget(self) -> None:
        """Whose it was is gone, and so are they: it is nobody's, until it is given to somebody."""
        self.held_by = None

    def fold(self, fact: Fact) -> None:
        match fact:
            case IdentifierAssigned() | IdentifierReassigned():
                self.held_by = UUID(fact.holder)
            case IdentifierReleased():
                self.held_by = None


IdentifierAssigned.AGGREGATE = Identifier
