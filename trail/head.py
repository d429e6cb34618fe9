"""Where the log stands: what the next append builds upon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.refusal import Stale
from trail.clock import read
from trail.errors import StoreError
from trail.mapper import Draft
from trail.opened import ERASED
from trail.recorder import Rows
from trail.rows import quick
from trail.tiles import WIDTH, Tile, Tiles
from trail.tree import Range

Ask = Callable[..., Rows]
JUMP = timedelta(seconds=2)  # how far a clock may step back unmentioned
_KEPT = 50_000  # streams whose last version is remembered


@dataclass
class Head:
    """The tree, its unfinished tiles, the time of the last entry, and streams' last versions.

    `behind` is what the clock said when the log last told that it had stepped back; empty once it has caught up.
    `erasures` counts those that other hosts have recorded since.
    """

    tree: Range
    tiles: Tiles
    last: str = ""
    behind: str = ""
    versions: dict[str, int] = field(default_factory=dict)
    erasures: int = 0

    @property
    def n(self) -> int:
        return self.tree.n

    @classmethod
    def read(cls, ask: Ask) -> Head:
        n, stack = ask("select n, stack from tree_head")[0]
        return cls(Range.decode(n, stack), _unfinished(ask, n), _time_of(ask, n))

    def copy(self) -> Head:
        return Head(self.tree.copy(), self.tiles.copy(), self.last, self.behind, self.versions, self.erasures)

    def push(self, leaf: bytes) -> list[Tile]:
        """One more leaf; answers the tiles that it completes."""
        self.tree.push(leaf)
        return list(self.tiles.push(leaf))

    def hear(self, now: str) -> bool:
        """What the clock says; True where a jump back has to be told, which is once for each."""
        if now >= self.last:
            self.behind = ""
            return False
        if read(self.behind or self.last) - read(now) <= JUMP:
            return False
        self.behind = now
        return True

    def follow(self, ask: Ask) -> int:
        """Take in what other hosts have appended; answers how many events that were."""
        n: int
        n, stack = ask("select n, stack from tree_head")[0]
        before = self.n
        if n < before:
            raise StoreError(
                f"The log has {n} events, and this host has seen {before}: the database was put back or lost events. "
                "Nothing is recorded. See: caretrail trail verify"
            )
        versions: dict[str, int] = {}
        newer = "select stream, version, type, leaf from event where position > ? and position <= ? order by position"
        for stream, version, type, leaf in ask(newer, before, n):
            self.push(leaf)
            versions[stream] = version
            self.erasures += type == ERASED
        if self.n != n or self.tree.encode() != stack:
            raise StoreError("The log's tree does not fit its events. Nothing is recorded. See: caretrail trail verify")
        self.remember(versions)
        if n > before:
            self.last = max(self.last, _time_of(ask, n))
        return n - before

    def admits(self, drafts: Sequence[Draft], ahead: dict[str, int], expected: dict[str, int]) -> None:
        """`Stale` unless every draft is the next of its stream, as far as is known here.

        `ahead` are versions that come before it in the same append; `expected` gets those that are not known.
        """
        new: dict[str, int] = {}
        unsure: dict[str, int] = {}
        for draft in drafts:
            last = new.get(draft.sid) or ahead.get(draft.sid) or self.versions.get(draft.sid)
            if last is None:
                last = unsure.setdefault(draft.sid, draft.version - 1)
            if draft.version != last + 1:
                raise Stale(draft.stream)
            new[draft.sid] = draft.version
        ahead |= new
        expected |= unsure

    def lags(self, drafts: Sequence[Draft]) -> bool:
        """Whether these go on from events that are not known here."""
        first: dict[str, int] = {}
        for draft in drafts:
            first.setdefault(draft.sid, draft.version)
        return any(version > self.versions.get(sid, version) + 1 for sid, version in first.items())

    def remember(self, versions: dict[str, int]) -> None:
        if len(self.versions) > _KEPT:
            self.versions.clear()
        self.versions.update(versions)


def _time_of(ask: Ask, position: int) -> str:
    found = ask("select entry from event where position = ?", position)
    return quick(found[0][0]).at if found else ""


def _unfinished(ask: Ask, n: int) -> Tiles:
    """The open tiles, from the leaves and full tiles in the database."""
    open_ones, level = [], 0
    while level == 0 or n >= WIDTH**level:
        full = n // WIDTH**level
        first = full - full % WIDTH
        open_ones.append(_roots(ask, level, first, full))
        level += 1
    return Tiles(open_ones, n)


def _roots(ask: Ask, level: int, first: int, last: int) -> list[bytes]:
    if level == 0:
        leaves = ask("select leaf from event where position > ? and position <= ? order by position", first, last)
        return [row[0] for row in leaves]
    tiles = ask("select bytes from tree_tile where level = ? and n >= ? and n < ? order by n", level - 1, first, last)
    return [_root(row[0]) for row in tiles]


def _root(tile: bytes) -> bytes:
    whole = Range()
    for at in range(0, len(tile), 32):
        whole.push(tile[at : at + 32])
    return whole.root()
