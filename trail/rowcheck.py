"""One event's row held against its entry: everything that can be wrong with it, told one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from trail.entry import EntryError, b64, decode
from trail.verdict import Finding

Row = tuple[Any, ...]
"""position, stream, version, type, entry, leaf, payload"""
Opener = Callable[[Row], object]
"""Opens the payload; `ValueError` or `LookupError` where it does not fit."""
_TYPES = (int, str, int, str, bytes, bytes)


def well_typed(row: Row) -> bool:
    return tuple(map(type, row[:6])) == _TYPES and type(row[6]) in (bytes, type(None))


def check(row: Row, last: str, opener: Opener | None) -> Iterator[Finding]:
    """What is wrong with a well typed row, if it comes after an event of the time `last`."""
    position, stream, version, type_, line, leaf, payload = row
    if leaf != sha256(b"\0" + line).digest():
        yield Finding("entry", position, f"event {position}: the entry is not the one that was recorded")
    try:
        entry = decode(line)
    except EntryError as error:
        yield Finding("entry", position, f"event {position}: {error}")
        return
    if (entry.position, entry.stream, entry.version, entry.type) != (position, stream, version, type_):
        yield Finding("columns", position, f"event {position}: the columns beside the entry say something else")
    if payload is not None and b64(sha256(payload).digest()) != entry.content:
        yield Finding("payload", position, f"event {position}: the payload is not the one that was recorded")
    if entry.at < last:
        yield Finding("time", position, f"event {position} is older than the one before")
    if opener and payload is not None:
        yield from _opened(row, opener)


def _opened(row: Row, opener: Opener) -> Iterator[Finding]:
    try:
        opener(row)
    except (ValueError, LookupError) as error:
        yield Finding("seal", row[0], f"event {row[0]}: {error}")
