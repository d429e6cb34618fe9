"""The roots of parts of a log's tree, out of its tiles: a proof about a long log reads a few hundred hashes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from trail.recorder import Rows
from trail.tiles import WIDTH, Tiles, hashes
from trail.tree import EMPTY_ROOT, HASH, consistent, included, node_hash, root_of

Ask = Callable[..., Rows]
_HEIGHT = 8  # levels of the tree in a tile


class Grown(Protocol):
    """A tree of some size, and how many entries there are to it."""

    def here(self) -> int: ...
    def consistency(self, m: int) -> Sequence[bytes]:
        """From the tree of the first `m` entries."""
        ...


class Parts:
    """Of the first `n` entries; `unfinished` are the tiles that no table has yet. All of them are a cache: what they
    say is checked by the root."""

    def __init__(self, ask: Ask, n: int, unfinished: Tiles | None = None) -> None:
        self.n, self._ask, self._unfinished = n, ask, unfinished or Tiles()
        self._tile_root = lru_cache(4096)(self._read_tile_root)

    def root(self, low: int = 0, high: int | None = None) -> bytes:
        """Over the leaves from `low`, counted from 0, up to `high`; `low` begins a part of RFC 6962's tree."""
        high = self.n if high is None else high
        if low == high:
            return EMPTY_ROOT
        size = 1 << (high - low - 1).bit_length()
        if size == high - low and low % size == 0:
            return self._perfect(size.bit_length() - 1, low // size)
        half = size // 2
        return node_hash(self.root(low, low + half), self.root(low + half, high))

    def here(self) -> int:
        """How many entries there are: a tile remembers those that were taken out. Counted in all, less the later ones:
        that asks an index, and not the rows."""
        asked = "select (select count(*) from event) - (select count(*) from event where position > ?)"
        found: int = self._ask(asked, self.n)[0][0]
        return found

    def inclusion(self, m: int) -> list[bytes]:
        """The audit path of the entry after `m` others."""
        return included(m, self.n, self.root)

    def consistency(self, m: int) -> list[bytes]:
        """From the tree of the first `m` entries."""
        return consistent(m, self.n, self.root)

    def _perfect(self, level: int, index: int) -> bytes:
        """The root of the perfect subtree that covers so many times 2^level leaves."""
        tall, inside = divmod(level, _HEIGHT)
        first = index << inside
        return root_of(self._slice(tall, first, first + (1 << inside)))

    def _slice(self, tall: int, first: int, last: int) -> list[bytes]:
        """Hashes of one tile: those of the tiles below it, or leaves."""
        n, at = divmod(first, WIDTH)
        if (full := self._tile(tall, n)) is not None:
            return hashes(full[at * HASH : (at + last - first) * HASH])
        if (known := self._unfinished.row(tall, first, last)) is not None:
            return known
        if tall:
            return [self._tile_root(tall - 1, one) for one in range(first, last)]
        asked = "select leaf from event where position > ? and position <= ? order by position"
        return [row[0] for row in self._ask(asked, first, last)]

    def _tile(self, tall: int, n: int) -> bytes | None:
        found = self._ask("select bytes from tree_tile where level = ? and n = ?", tall, n)
        return found[0][0] if found else None

    def _read_tile_root(self, tall: int, n: int) -> bytes:
        return root_of(self._slice(tall, n * WIDTH, (n + 1) * WIDTH))
