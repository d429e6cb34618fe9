"""The log as a whole: stretches put together in their order, with the tree over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trail.missing import Missing, Telling
from trail.source import Questions
from trail.stretch import SIZE, WIDTH, Stretch
from trail.tree import Range, root_of
from trail.verdict import Signed, Verdict

_LEVELS = WIDTH.bit_length() - 1  # of the tree inside a tile


class Whole:
    """Takes the stretches one after the other; `end` holds the tree against what remembers it."""

    def __init__(self, verdict: Verdict, signed: Sequence[Signed], telling: Telling | None = None) -> None:
        self._verdict, self._due = verdict, sorted(signed, key=lambda one: one.size)
        self._tiles, self._rest = list[bytes](), list[bytes]()
        self._tree = Range()  # over the roots of full tiles
        self._ended, self._versions = "", dict[str, int]()
        self._missing = Missing(verdict, telling)

    def take(self, stretch: Stretch, last: int) -> None:
        """Add the next stretch of a log whose newest event is at position `last`."""
        verdict = self._verdict
        for finding in stretch.findings:
            verdict.found(*finding)
        verdict.events += stretch.rows
        self._missing.take(stretch.missing, stretch.erasures)
        if stretch.rows < min(SIZE, last - stretch.start) and not stretch.findings:
            missing = stretch.start + stretch.rows + 1
            verdict.found("gap", missing, f"event {missing} is missing")
        self._follows(stretch)
        self._grow(stretch)

    def end(self, db: Questions) -> None:
        verdict, whole = self._verdict, _over(self._tree, self._rest)
        size = verdict.size = whole.n
        verdict.root = whole.root().hex()
        n, stack = _head(db)
        if n is None:
            verdict.found("head", 1, "the tree's head cannot be read")
        elif n > size:
            detail = f"the tree has {n} leaves, the log {size} events: the newest {n - size} are missing"
            verdict.found("head", size + 1, detail)
        elif n < size:
            verdict.found("head", n + 1, f"events after {n} are not in the tree")
        elif stack != whole.encode() and not verdict.findings:
            verdict.found("head", len(self._tiles) * WIDTH + 1, "the tree's head is not that of these entries")
        for one in self._due:
            verdict.found("cut", size + 1, f"{one.name} vouches for {one.size} events, {size} are here")
        self._stored_tiles(db)
        self._missing.judge(db)

    def _follows(self, stretch: Stretch) -> None:
        if stretch.began and stretch.began < self._ended:
            position = stretch.start + 1
            self._verdict.found("time", position, f"event {position} is older than the one before")
        self._ended = stretch.ended or self._ended
        for stream, (first, position, last) in stretch.streams.items():
            if first != self._versions.get(stream, 0) + 1:
                self._verdict.found("version", position, f"event {position} is not the next of its stream")
            self._versions[stream] = last

    def _grow(self, stretch: Stretch) -> None:
        """Push the stretch's tiles, stopping where somebody vouches for the tree of just so many events."""
        coming = iter(stretch.tiles)
        while self._due and (leaves := stretch.marks.get(self._due[0].size)) is not None:
            one = self._due.pop(0)
            while self._tree.n < (one.size - 1) // WIDTH and (root := next(coming, None)):
                self._tree.push(root)
            if _over(self._tree, leaves).root() != one.root:
                detail = f"{one.name} vouches for other entries than these among the first {one.size}"
                self._verdict.found("root", one.size, detail)
        for root in coming:
            self._tree.push(root)
        self._tiles += stretch.tiles
        self._rest = stretch.rest

    def _stored_tiles(self, db: Questions) -> None:
        """Tiles over tiles, and none that should not be there; the lowest ones were compared row by row."""
        stored = {(level, n): tile for level, n, tile in db.execute("select * from tree_tile where level > 0")}
        for level, n, tile in _upper(self._tiles):
            if stored.pop((level, n), None) != tile:
                first = n * WIDTH ** (level + 1) + 1
                self._verdict.found("tile", first, f"tile {level}/{n} does not fit")
        lowest = db.execute("select count(*) from tree_tile where level = 0").fetchone()[0]
        if stored or lowest != len(self._tiles):
            self._verdict.found("tile", None, "there are tiles of events that are not there")


def _head(db: Questions) -> tuple[int | None, bytes]:
    """Size and roots that the tree remembers; no size where there is no such row, another one beside it, or a damaged
    one: the first column is 1, so that there is no second."""
    match list(db.execute("select * from tree_head")):
        case [(1, int(n), bytes(stack))]:
            return n, stack
    return None, b""


def _over(tiles: Range, leaves: Sequence[bytes]) -> Range:
    """The tree of full tiles and the leaves after them, up to a whole tile of these."""
    inside = Range()
    for leaf in leaves:
        inside.push(leaf)
    if inside.n < WIDTH:
        return Range((tiles.n << _LEVELS) + inside.n, [*tiles.stack, *inside.stack])
    more = tiles.copy()
    more.push(inside.root())
    return Range(more.n << _LEVELS, more.stack)


def _upper(roots: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """All full tiles above the lowest level."""
    level = 1
    while len(roots) >= WIDTH:
        rows = [roots[at : at + WIDTH] for at in range(0, len(roots) - len(roots) % WIDTH, WIDTH)]
        for n, row in enumerate(rows):
            yield level, n, b"".join(row)
        level, roots = level + 1, [root_of(row) for row in rows]
