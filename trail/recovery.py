"""A log begun again under another name, from a copy of one that had to be put back to an earlier moment.

Its first entry says what it is a copy of, how far, and what had been signed of that. Each event stands at its old
position, with its old time, person and promise, sealed anew: a seal is bound to the name of its log. What the old log
said of itself is told as its words, not as those of the new one. A payload that was erased stays erased.
"""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from trail.checkpoint import Checkpoint
from trail.clock import written
from trail.copying import PAGE, appended, copy_answers
from trail.entry import EVENT, Entry, b64
from trail.entry import encode as entry_line
from trail.head import Head
from trail.keys import Keys
from trail.log import Log
from trail.mapper import Draft
from trail.opened import LOG_STREAM, copied, opening
from trail.recorder import EventRow, Page, Recorder
from trail.rows import Row, quick
from trail.sealing import place, seal, unseal
from trail.tiles import Tile, Tiles
from trail.tree import Range, leaf_hash

_OWN = b64(LOG_STREAM.bytes)
_NUMBERED = re.compile(r"(.*)/([1-9]\d{0,8})")


class Target(NamedTuple):
    """Where the new log is written, its keys, and its name."""

    recorder: Recorder
    keys: Keys
    origin: str


def following(origin: str) -> str:
    """What a log is called that is begun again: `…/2`, `…/3` and so on."""
    found = _NUMBERED.fullmatch(origin)
    return f"{found[1]}/{int(found[2]) + 1}" if found else f"{origin}/2"


def begin_again(source: Log, target: Target, before: Checkpoint | None, note: str, now: datetime) -> int:
    """Answers how many events there are. `before` is what was signed last of the source, and `note` how."""
    head, told = Head(Range(), Tiles()), _told(source, before, note, now)
    while rows := source.rows(head.n, PAGE):
        at, was, tiles = head.n, head.tree.encode(), list[Tile]()
        again = [_again(row, source, target, told) for row in rows]
        for row in again:
            tiles += head.push(row[5])
        appended(target.recorder, Page(at, was, again, head.tree.encode(), tiles))
    copy_answers(source.recorder, target.recorder, head)
    return head.n


def _told(source: Log, before: Checkpoint | None, note: str, now: datetime) -> dict[str, Any]:
    """What the first entry says besides. Its own time is that of the old first entry, for none may be later than the
    next one's; when it was really made it says itself."""
    size, root = source.head()
    first = orjson.loads(source.opened(source.rows(0, 1)[0])[1])
    signed = {"size": before.size, "root": before.root.hex(), "note": note} if before else {}
    return {
        "made": written(now),
        "copied": {"size": size, "root": root.hex()},
        "signed": signed,
        "earlier": [source.origin, *first.get("earlier", [])],
    }


def _again(row: Row, source: Log, target: Target, told: dict[str, Any]) -> EventRow:
    entry = quick(row.entry)
    if row.payload is None or entry.key in source.keys.doom.gone:
        return row.position, row.stream, row.version, row.type, row.entry, leaf_hash(row.entry), None
    bound = place(source.origin, row.position, row.stream, row.version, row.type)
    seed, json = unseal(source.keys.cipher(entry.key), row.payload, bound)
    if row.position == 1:
        return _own(entry._replace(log=target.origin), opening(target.origin, **told), target)
    if row.stream == _OWN:
        return _own(entry._replace(kind=EVENT), copied(row.version, row.type, orjson.loads(json)), target)
    return _sealed(entry, seed + json, target)


def _own(entry: Entry, draft: Draft, target: Target) -> EventRow:
    return _sealed(entry._replace(type=draft.type, commitment=draft.commitment), draft.body, target)


def _sealed(entry: Entry, body: bytes, target: Target) -> EventRow:
    bound = place(target.origin, entry.position, entry.stream, entry.version, entry.type)
    sealed = seal(target.keys.cipher(entry.key), body, bound)
    line = entry_line(entry._replace(content=b64(sha256(sealed).digest())))
    return entry.position, entry.stream, entry.version, entry.type, line, leaf_hash(line), sealed
