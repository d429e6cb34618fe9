"""A stored event as it is read back."""

from __future__ import annotations

from typing import NamedTuple

from trail.entry import Entry, quick
from trail.keys import Keys
from trail.sealing import place, unseal


class Row(NamedTuple):
    """One row of the table `event`; `stream` is the entry's `sid`, `payload` sealed, None where it was erased."""

    position: int
    stream: str
    version: int
    type: str
    entry: bytes
    payload: bytes | None


class Erased(LookupError):
    """The payload is no longer there."""


def unsealed(row: Row, keys: Keys, origin: str) -> tuple[Entry, bytes]:
    entry = quick(row.entry)
    if row.payload is None:
        raise Erased(f"the payload of event {row.position} was erased")
    bound = place(origin, row.position, row.stream, row.version, row.type)
    return entry, unseal(keys.cipher(entry.key), row.payload, bound)[1]
