"""Hashes of full subtrees, 256 to a tile (C2SP tlog-tiles), so that proofs of a long log need not read all of it."""

from __future__ import annotations

from collections.abc import Iterator

from trail.tree import HASH, root_of

WIDTH = 256
Tile = tuple[int, int, bytes]
"""Level, number from 0, and 256 hashes of 32 octets."""


class Tiles:
    """The unfinished tile of every level; `push` gives out those that a new leaf completes."""

    def __init__(self, open_ones: list[list[bytes]] | None = None, n: int = 0) -> None:
        self._open = open_ones or [[]]
        self.n = n

    def push(self, leaf: bytes) -> Iterator[Tile]:
        self.n += 1
        level, hash_ = 0, leaf
        while True:
            if level == len(self._open):
                self._open.append([])
            row = self._open[level]
            row.append(hash_)
            if len(row) < WIDTH:
                return
            yield level, self.n // WIDTH ** (level + 1) - 1, b"".join(row)
            hash_ = root_of(row)
            row.clear()
            level += 1

    def row(self, level: int, first: int, last: int) -> list[bytes] | None:
        """These hashes of a level, numbers counted from 0, where all of them are in its unfinished tile."""
        end = self.n // WIDTH**level
        start = end - end % WIDTH
        if level >= len(self._open) or not start <= first <= last <= end:
            return None
        return self._open[level][first - start : last - start]

    def copy(self) -> Tiles:
        return Tiles([list(row) for row in self._open], self.n)


def hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]
