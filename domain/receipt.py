"""What a command answers: where it was recorded, and under which entries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from domain.fact import Decision

_NAMES = ("entry", "visit", "report", "document", "determination", "review", "request", "glass")


class Receipt(NamedTuple):
    """`id` is the stream's id; `position` the place in the log of the last fact, 0 where nothing was to be changed."""

    id: str
    mrn: str = ""
    entries: tuple[str, ...] = ()
    position: int = 0
    version: int = 0
    tx: str = ""

    def __bool__(self) -> bool:
        return self.position > 0

    def encode(self) -> bytes:
        return json.dumps(self._asdict(), separators=(",", ":")).encode()

    @classmethod
    def decode(cls, stored: bytes) -> Receipt:
        read = json.loads(stored)
        return cls(**{**read, "entries": tuple(read["entries"])})


def entries_of(decisions: Iterable[Decision]) -> list[str]:
    """The ids of the entries that these decisions make or change."""
    found: list[str] = []
    for decision in decisions:
        fields = decision.fields
        named = [fields[name] for name in _NAMES if isinstance(fields.get(name), str)][:1]
        found += [item["id"] for item in fields.get("items", ())] or (named if named and named[0] else [])
    return list(dict.fromkeys(found))
