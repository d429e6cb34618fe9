"""Proves a whole store, or names the first event that does not fit. Needs nothing but Python's own library."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from trail import resting
from trail.entry import USUAL, Entry, EntryError, b64, decode
from trail.tree import HASH, Range

PROVED, BROKEN, UNDECIDED = "proved", "broken", "undecided"
_ASK = "select position, stream, version, type, entry, leaf, payload from event order by position"
_TYPES = (int, str, int, str, bytes, bytes)
_MOST = 100  # findings that are told
_WIDTH = 256
Progress = Callable[[int, int], None]
Opener = Callable[[Any], object]


@dataclass
class Verdict:
    """`findings` are `{"kind", "position", "detail"}`, the first bad position first."""

    verdict: str = PROVED
    events: int = 0
    erased: int = 0
    size: int = 0
    root: str = ""
    findings: list[dict[str, Any]] = field(default_factory=list)
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)

    def found(self, kind: str, position: int | None, detail: str) -> None:
        self.verdict = BROKEN
        if len(self.findings) < _MOST:
            self.findings.append({"kind": kind, "position": position, "detail": detail})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Signed:
    """A size and root that somebody vouches for: the signer's state, an anchor, a checkpoint that was kept."""

    name: str
    size: int
    root: bytes


def verify(path: Path, signed: list[Signed], opener: Opener | None = None, progress: Progress | None = None) -> Verdict:
    """Read every row of `trail.db`. `opener` unseals a row's payload and raises ValueError where it does not fit."""
    verdict = Verdict()
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            _pages(db, verdict)
            _Reading(db, verdict, signed, opener, progress).run()
            _at_rest(path, verdict)
        finally:
            db.close()
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        verdict.found(
            "unreadable", verdict.events + 1, f"after event {verdict.events}, the file cannot be read: {error}"
        )
    verdict.findings.sort(key=lambda one: one["position"] or 0)
    if verdict.verdict == PROVED:
        _tell(verdict, signed, opener is not None)
    return verdict


def _pages(db: sqlite3.Connection, verdict: Verdict) -> None:
    for row in db.execute("pragma integrity_check(20)"):
        if row[0] != "ok":
            verdict.found("file", None, str(row[0]))


def _at_rest(path: Path, verdict: Verdict) -> None:
    """Bytes that are no content: those of a file at rest are what they were when it was closed."""
    at_rest = resting.read(path)
    if at_rest is None or at_rest.events != verdict.size:
        verdict.not_proved.append("Unused bytes of the file were not compared: it was not closed since it was written.")
    elif resting.digest(path) != at_rest.sha256:
        verdict.found("file", None, "a byte of the file is not what it was when the store was closed")


class _Reading:
    """One pass over the rows, with the tree growing beside."""

    def __init__(
        self,
        db: sqlite3.Connection,
        verdict: Verdict,
        signed: list[Signed],
        opener: Opener | None,
        progress: Progress | None,
    ) -> None:
        self.db, self.verdict, self.opener, self.progress = db, verdict, opener, progress
        self.tree, self.last, self.versions = Range(), "", dict[str, int]()
        self.due = sorted(signed, key=lambda one: one.size)
        self.row_of: list[bytes] = []

    def run(self) -> None:
        total = self.db.execute("select n from tree_head").fetchone()[0]
        for row in self._rows():
            if tuple(map(type, row[:6])) == _TYPES:
                self._check(row)
            else:
                self.verdict.events += 1
                self.verdict.found(
                    "entry", self.tree.n + 1, f"event {self.tree.n + 1}: a column is not what it should be"
                )
                self._grow(bytes(HASH))
            if self.progress and self.tree.n % 5000 == 0:
                self.progress(self.tree.n, total)
        self._end()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        rows = self.db.execute(_ASK)
        rows.arraysize = 1000
        while page := rows.fetchmany():
            yield from page

    def _check(self, row: tuple[Any, ...]) -> None:
        position, stream, version, type_, line, leaf, payload = row
        self.verdict.events += 1
        if position != self.tree.n + 1:
            self.verdict.found("gap", self.tree.n + 1, f"event {self.tree.n + 1} is missing; {position} comes next")
        match = USUAL.fullmatch(line)
        if match:
            _, _, _, content, _, i, _, _, sid, ver, at, name, _ = match.groups()
            same = (i, sid, ver, name) == (b"%d" % position, stream.encode(), b"%d" % version, type_.encode())
            self._content(position, payload, content.decode())
            self._time(position, at.decode())
        else:
            same = self._unusual(row)
        if not same:
            self.verdict.found(
                "columns", position, f"event {position}: the columns beside the entry say something else"
            )
        if version != self.versions.get(stream, 0) + 1:
            self.verdict.found("version", position, f"event {position} is not the next of its stream")
        self.versions[stream] = version
        if leaf != sha256(b"\0" + line).digest():
            self.verdict.found("entry", position, f"event {position}: the entry is not the one that was recorded")
        self._grow(leaf)
        if self.opener and payload is not None:
            self._open(row)

    def _unusual(self, row: tuple[Any, ...]) -> bool:
        position, stream, version, type_, line, _, payload = row
        try:
            entry: Entry = decode(line)
        except EntryError as error:
            self.verdict.found("entry", position, f"event {position}: {error}")
            return True
        self._content(position, payload, entry.content)
        self._time(position, entry.at)
        return (entry.position, entry.stream, entry.version, entry.type) == (position, stream, version, type_)

    def _content(self, position: int, payload: bytes | None, content: str) -> None:
        if payload is None:
            self.verdict.erased += 1
        elif b64(sha256(payload).digest()) != content:
            self.verdict.found("payload", position, f"event {position}: the payload is not the one that was recorded")

    def _time(self, position: int, at: str) -> None:
        if at < self.last:
            self.verdict.found("time", position, f"event {position} is older than the one before")
        self.last = at

    def _open(self, row: tuple[Any, ...]) -> None:
        assert self.opener
        try:
            self.opener(row)
        except (ValueError, LookupError) as error:
            self.verdict.found("seal", row[0], f"event {row[0]}: {error}")

    def _grow(self, leaf: bytes) -> None:
        self.row_of.append(leaf)
        self.tree.push(leaf)
        while self.due and self.due[0].size <= self.tree.n:
            self._signed(self.due.pop(0))

    def _signed(self, one: Signed) -> None:
        if one.size == self.tree.n and one.root != self.tree.root():
            detail = f"{one.name} vouches for other entries than these among the first {one.size}"
            self.verdict.found("root", one.size, detail)

    def _end(self) -> None:
        size, root = self.tree.n, self.tree.root()
        self.verdict.size, self.verdict.root = size, root.hex()
        n, stack = self.db.execute("select n, stack from tree_head").fetchone()
        if n != size:
            what = f"the tree has {n} leaves, the log {size} events: the newest {n - size} are missing"
            self.verdict.found("head", min(n, size) + 1, what if n > size else f"events after {n} are not in the tree")
        elif stack != self.tree.encode() and not self.verdict.findings:
            self.verdict.found("head", self._first_bad_tile(), "the tree's head is not that of these entries")
        for one in self.due:
            self.verdict.found("cut", size + 1, f"{one.name} vouches for {one.size} events, {size} are here")
        self._tiles()

    def _stored(self) -> dict[tuple[int, int], bytes]:
        return {(level, n): hashes for level, n, hashes in self.db.execute("select level, n, bytes from tree_tile")}

    def _expected(self) -> dict[tuple[int, int], bytes]:
        """All full tiles of these leaves."""
        level, row, tiles = 0, self.row_of, {}
        while row:
            above = []
            for n in range(len(row) // _WIDTH):
                hashes = row[n * _WIDTH : (n + 1) * _WIDTH]
                tiles[level, n] = b"".join(hashes)
                above.append(_root(hashes))
            level, row = level + 1, above
        return tiles

    def _tiles(self) -> None:
        stored, expected = self._stored(), self._expected()
        for key in sorted(stored.keys() | expected.keys()):
            if stored.get(key) != expected.get(key):
                level, n = key
                first = n * _WIDTH ** (level + 1) + 1
                self.verdict.found(
                    "tile", self._bad_leaf(key, stored, expected) or first, f"tile {level}/{n} does not fit"
                )

    def _bad_leaf(self, key: tuple[int, int], stored: dict[Any, bytes], expected: dict[Any, bytes]) -> int | None:
        """The event whose leaf a tile of the lowest level remembers otherwise."""
        old, new = stored.get(key), expected.get(key)
        if key[0] or not old or not new:
            return None
        for at in range(0, _WIDTH * HASH, HASH):
            if old[at : at + HASH] != new[at : at + HASH]:
                return key[1] * _WIDTH + at // HASH + 1
        return None

    def _first_bad_tile(self) -> int:
        """Where full tiles remember the leaves, the first that differs; else the first after them."""
        stored, expected = self._stored(), self._expected()
        for key in sorted(expected):
            if key[0] == 0 and (bad := self._bad_leaf(key, stored, expected)):
                return bad
        return self.tree.n // _WIDTH * _WIDTH + 1


def _root(hashes: list[bytes]) -> bytes:
    whole = Range()
    for leaf in hashes:
        whole.push(leaf)
    return whole.root()


def _tell(verdict: Verdict, signed: list[Signed], opened: bool) -> None:
    verdict.proved.append(f"All {verdict.events} events are there, in their order, as the tree remembers them.")
    verdict.proved.append("Every payload is the one that its entry names.")
    if opened:
        verdict.proved.append("Every payload opens with its key, at its place in the log.")
    else:
        verdict.not_proved.append("The payloads were not opened; --payloads does that.")
    if signed:
        most = max(one.size for one in signed)
        verdict.proved.append(f"The first {most} events are those that {len(signed)} kept checkpoints vouch for.")
    if not signed or most < verdict.size:
        newer = verdict.size - (most if signed else 0)
        verdict.not_proved.append(f"No checkpoint vouches for the newest {newer} events yet.")
    verdict.not_proved.append(
        "Whoever could rewrite this whole machine, checkpoints and signing key included, would not be noticed here: "
        "compare with a checkpoint kept elsewhere."
    )
