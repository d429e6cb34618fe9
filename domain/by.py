"""Who gives a command, from where, and why: what the envelope of its facts is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from domain.fact import Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """`actor` is the short staff id that stands in the log; see `Envelope` for the rest."""

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

    def envelope(self, at: datetime, tx: str, policy: str) -> Envelope:
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return Envelope(**own, at=at, tx=tx, policy=policy)
