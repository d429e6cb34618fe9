"""What becomes of a record, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.disposition import (
    GROUNDS,
    REFUSALS,
    DispositionOpened,
    ErasureApproved,
    ErasureProved,
    ErasureRefused,
    ErasureRequested,
    HoldLifted,
    HoldPlaced,
    RecordErased,
)
from domain.fact import Fact, Plain

SAYS: dict[type[Fact], Callable[[Any, Plain], str]] = {
    DispositionOpened: lambda fact, _: "opened the file of what becomes of a record",
    HoldPlaced: lambda fact, _: f"placed a hold on a record: {_end(fact.matter)}",
    HoldLifted: lambda fact, _: f"lifted a hold from a record: {_end(fact.why)}",
    ErasureRequested: lambda fact, _: f"asked for the erasure of a record: {_end(GROUNDS[fact.ground])}",
    ErasureApproved: lambda fact, _: f"approved the erasure of a record that {fact.requested['name']} asked for",
    ErasureRefused: lambda fact, _: f"refused the erasure of a record: {_end(REFUSALS[fact.basis])}",
    RecordErased: lambda fact, _: f"erased a record: {_end(GROUNDS[fact.ground])}",
    ErasureProved: lambda fact, _: f"proved the log after an erasure of {fact.payloads} events: {fact.verdict}",
}
"""What comes after the name of whoever did it."""


def _end(text: str) -> str:
    return text.rstrip(".")
