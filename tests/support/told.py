"""What a log holds, as whole facts and as the envelopes around them."""

from __future__ import annotations

from domain.fact import Envelope
from tests.support.given import Happened
from web.service import Service


def told(service: Service, after: int = 0) -> list[Happened]:
    """Every fact after a position: its kind and its own fields."""
    found, _ = service.store.journal.facts(after, 100_000)
    return [(type(fact), fact.payload()) for fact in found]


def envelopes(service: Service, after: int = 0) -> list[Envelope]:
    found, _ = service.store.journal.facts(after, 100_000)
    return [fact.by for fact in found]
