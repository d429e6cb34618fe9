"""Events made ready to be written: entry, seal and leaf, each bound to the position it will have."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from trail.entry import ERASURE, Entry, b64, encode
from trail.head import Head
from trail.keys import Keys
from trail.mapper import Draft
from trail.opened import ANOMALY, ERASED, OPENED, REFERRED, ROTATED
from trail.recorder import EventRow
from trail.sealing import place, seal
from trail.tiles import Tile
from trail.tree import leaf_hash

_KINDS = {
    OPENED: "config",
    ANOMALY: "clock-anomaly",
    REFERRED: "checkpoint-ref",
    ROTATED: "key-rotation",
    "export.requested/1": "export-requested",
    "export.sealed/1": "export-sealed",
    ERASED: ERASURE,
    "erasure.proved/1": "verification-run",
}


def composed(
    head: Head, drafts: Sequence[Draft], kids: Sequence[int], now: str, keys: Keys, origin: str
) -> tuple[list[EventRow], list[Tile]]:
    """The rows after `head`, which moves on with them, and the tiles they complete. Time in the log never goes back."""
    head.last = max(now, head.last)
    rows, tiles = [], list[Tile]()
    for draft, kid in zip(drafts, kids, strict=True):
        row = _row(head, draft, kid, keys, origin)
        rows.append(row)
        tiles += head.push(row[5])
    return rows, tiles


def _row(head: Head, draft: Draft, kid: int, keys: Keys, origin: str) -> EventRow:
    position, sid = head.n + 1, draft.sid
    sealed = seal(keys.cipher(kid), draft.body, place(origin, position, sid, draft.version, draft.type))
    line = encode(
        Entry(
            position=position,
            stream=sid,
            version=draft.version,
            type=draft.type,
            actor=draft.actor,
            role=draft.role,
            at=head.last,
            tx=draft.tx,
            key=kid,
            content=b64(sha256(sealed).digest()),
            commitment=draft.commitment,
            session=draft.session,
            reason=draft.reason,
            kind=_KINDS.get(draft.type, "event"),
            log=origin if position == 1 else None,
        )
    )
    return position, sid, draft.version, draft.type, line, leaf_hash(line), sealed
