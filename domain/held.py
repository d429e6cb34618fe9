"""What came in and waits for a person: kept whole, until someone says where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

from domain.fact import Beginning, Fact, Stream


@dataclass(frozen=True)
class ItemHeld(Beginning):
    """`place` says where in the source it stood, `content` is the resource or line as it came."""

    TOPIC = "held.received"
    reason: str
    place: str
    content: str


@dataclass(frozen=True)
class ItemSettled(Fact):
    """Someone decided: recorded with a patient, or set aside."""

    TOPIC = "held.settled"
    outcome: str
    patient: str | None = None


class HeldItem(Stream):
    def __init__(self) -> None:
        self.settled = False

    def fold(self, fact: Fact) -> None:
        self.settled = isinstance(fact, ItemSettled)


ItemHeld.AGGREGATE = HeldItem
