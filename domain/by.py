"""Who gives a command, from where, and why: what the envelope of its facts is made of."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from domain.fact import Envelope


class By(NamedTuple):
    """`actor` is the short staff id that stands in the log; see `Envelope`, which begins with these, for the rest."""

    actor: str
    name: str
    role: str
    channel: str = "form"
    session: str | None = None
    operator: str | None = None
    effective: str | None = None
    reason: str | None = None
    because: str | None = None
    source: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    request: str | None = None
    on_behalf_of: str | None = None

    @property
    def people(self) -> frozenset[str]:
        """Nobody approves their own: neither for another, nor what another did for them."""
        return Envelope(*self).people

    def envelope(self, at: datetime, tx: str, policy: str) -> Envelope:
        return Envelope(*self, at, tx, policy)
