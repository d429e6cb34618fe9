"""A stored event as it is read back."""

from __future__ import annotations

from typing import NamedTuple

import orjson

from domain.refusal import Gone
from trail.entry import EVENT, VERSION, Entry, EntryError
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
    if row.payload is None or entry.key in keys.doom.gone:
        if entry.key not in keys.doom.gone:
            keys.forget()  # another host has erased it
        raise Erased(f"the payload of event {row.position} was erased")
    bound = place(origin, row.position, row.stream, row.version, row.type)
    try:
        cipher = keys.cipher(entry.key)
    except Gone:
        raise Erased(f"the payload of event {row.position} was erased since it was read") from None
    return entry, unseal(cipher, row.payload, bound)[1]


def quick(line: bytes) -> Entry:
    """An entry of our own writing, read without the strictness of `trail.entry.decode`: proving is another's work."""
    try:
        told = orjson.loads(line)
        if told["v"] != VERSION:
            raise EntryError("written by a later version")
        act, pos, get = told["act"], told["pos"], told.get
        return Entry(
            told["i"], pos["sid"], pos["ver"], told["type"], act["id"], act["role"], told["t"], told["cmd"],
            told["kid"], told["ch"], told["pc"], act.get("sess"), get("why"), get("k", EVENT), get("log"),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EntryError(f"not an entry: {type(error).__name__}") from None
