"""Inside the append: position, time, entry, seal and tree, for as many events as wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from domain.refusal import Stale
from trail.clock import Clock, read, written
from trail.entry import Entry, b64, encode
from trail.keys import Keys
from trail.mapper import Draft
from trail.opened import ANOMALY, LOG_STREAM, OPENED, anomaly
from trail.rows import quick
from trail.sealing import place, seal
from trail.tiles import WIDTH, Tile, Tiles
from trail.tree import Range, leaf_hash

JUMP = timedelta(seconds=2)  # how far a clock may step back unmentioned
_KINDS = {OPENED: "config", ANOMALY: "clock-anomaly"}
_KEPT = 50_000  # streams whose last version is remembered


@dataclass
class Head:
    """Where the log stands: its tree, its unfinished tiles, the time of its last entry, and streams' last versions.

    `behind` is what the clock said when the log last told that it had stepped back; empty once it has caught up.
    """

    tree: Range
    tiles: Tiles
    last: str = ""
    behind: str = ""
    versions: dict[str, int] = field(default_factory=dict)
    done: list[Tile] = field(default_factory=list)

    @property
    def n(self) -> int:
        return self.tree.n

    @classmethod
    def read(cls, db: sqlite3.Connection) -> Head:
        n, stack = db.execute("select n, stack from tree_head").fetchone()
        row = db.execute("select entry from event where position = ?", (n,)).fetchone()
        return cls(Range.decode(n, stack), _unfinished(db, n), quick(row[0]).at if row else "")

    def copy(self) -> Head:
        return Head(self.tree.copy(), self.tiles.copy(), self.last, self.behind, self.versions)

    def write(self, db: sqlite3.Connection) -> None:
        db.execute("update tree_head set n = ?, stack = ?", (self.tree.n, self.tree.encode()))
        if self.done:
            db.executemany("insert into tree_tile values (?, ?, ?)", self.done)
            self.done = []

    def check(self, db: sqlite3.Connection, drafts: Sequence[Draft]) -> None:
        """`Stale` unless every draft is the next of its stream."""
        ahead: dict[str, int] = {}
        for draft in drafts:
            last = ahead.get(draft.sid) or self._version(db, draft.sid)
            if draft.version != last + 1:
                raise Stale(draft.stream)
            ahead[draft.sid] = draft.version
        if len(self.versions) > _KEPT:
            self.versions.clear()
        self.versions.update(ahead)

    def _version(self, db: sqlite3.Connection, sid: str) -> int:
        if (known := self.versions.get(sid)) is not None:
            return known
        return db.execute("select max(version) from event where stream = ?", (sid,)).fetchone()[0] or 0


def append(
    db: sqlite3.Connection,
    head: Head,
    drafts: Sequence[Draft],
    kids: Sequence[int],
    keys: Keys,
    origin: str,
    clock: Clock,
) -> list[int]:
    """Write the events' rows and bring the head up to date; the caller commits."""
    now = written(clock())
    if head.last and now < head.last:
        now = _stepped_back(db, head, now, keys, origin)
    else:
        head.behind = ""
    positions, rows = [], []
    for draft, kid in zip(drafts, kids, strict=True):
        row = _row(head, draft, kid, now, keys, origin)
        rows.append(row)
        positions.append(head.n)
    head.last = now
    db.executemany("insert into event values (?, ?, ?, ?, ?, ?, ?)", rows)
    return positions


def _row(head: Head, draft: Draft, kid: int, now: str, keys: Keys, origin: str) -> tuple[object, ...]:
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
            at=now,
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
    leaf = leaf_hash(line)
    head.tree.push(leaf)
    head.done += head.tiles.push(leaf)
    return position, sid, draft.version, draft.type, line, leaf, sealed


def _stepped_back(db: sqlite3.Connection, head: Head, now: str, keys: Keys, origin: str) -> str:
    """Time in the log never goes back; a jump of more than two seconds is itself an entry, once."""
    if read(head.behind or head.last) - read(now) > JUMP:
        head.behind = now
        sid = b64(LOG_STREAM.bytes)
        version = db.execute("select max(version) from event where stream = ?", (sid,)).fetchone()[0] + 1
        kid = quick_kid(db, sid)
        row = _row(head, anomaly(version, head.last, now), kid, head.last, keys, origin)
        db.execute("insert into event values (?, ?, ?, ?, ?, ?, ?)", row)
        head.versions[sid] = version
    return head.last


def quick_kid(db: sqlite3.Connection, sid: str) -> int:
    return quick(db.execute("select entry from event where stream = ? and version = 1", (sid,)).fetchone()[0]).key


def _unfinished(db: sqlite3.Connection, n: int) -> Tiles:
    """The open tiles, from the leaves and full tiles in the database."""
    open_ones, level = [], 0
    while level == 0 or n >= WIDTH**level:
        full = n // WIDTH**level
        first = full - full % WIDTH
        open_ones.append(_roots(db, level, first, full))
        level += 1
    return Tiles(open_ones, n)


def _roots(db: sqlite3.Connection, level: int, first: int, last: int) -> list[bytes]:
    if level == 0:
        ask = "select leaf from event where position > ? and position <= ? order by position"
        return [row[0] for row in db.execute(ask, (first, last))]
    ask = "select bytes from tree_tile where level = ? and n >= ? and n < ? order by n"
    return [_root(row[0]) for row in db.execute(ask, (level - 1, first, last))]


def _root(tile: bytes) -> bytes:
    whole = Range()
    for at in range(0, len(tile), 32):
        whole.push(tile[at : at + 32])
    return whole.root()
