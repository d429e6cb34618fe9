"""A stretch of the log, checked by itself: many can be at work at once, and none needs to hold more than a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from trail.entry import ERASURE, USUAL, EntryError, b64_octets, decode
from trail.rowcheck import Opener, Row, check, well_typed
from trail.source import Questions
from trail.tree import HASH, root_of
from trail.verdict import Finding

WIDTH = 256  # leaves in a tile
SIZE = 16 * WIDTH  # leaves in a stretch
_ASK = (
    "select position, stream, version, type, entry, leaf, payload from event "
    "where position > ? and position <= ? order by position"
)
Opening = Callable[[], AbstractContextManager[Opener]]
"""Makes the opener where it is used, for as long as it is: each process opens the keys for itself."""
_TILES = "select n, bytes from tree_tile where level = 0 and n >= ? and n < ?"


@dataclass
class Stretch:
    """What was found in the rows after position `start`.

    `tiles` are the roots of the full tiles, `rest` the leaves after them, `marks` the tree inside its tile at each size
    that was asked for, `streams` the first version, its position, and the last version of each stream that occurs,
    `missing` position and data key of each event without payload, `erasures` the rows that say why there is none.
    """

    start: int
    rows: int = 0
    began: str = ""
    ended: str = ""
    tiles: list[bytes] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)
    marks: dict[int, list[bytes]] = field(default_factory=dict)
    streams: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    erasures: list[Row] = field(default_factory=list)


class Work(NamedTuple):
    """What is to be proved: up to which position, at which sizes the tree is wanted, how payloads are opened."""

    last: int
    sizes: Sequence[int]
    opening: Opening | None


def examine(
    db: Questions, start: int, work: Work, opener: Opener | None, faults: tuple[type[Exception], ...]
) -> Stretch:
    """Check the rows after `start`; `faults` is how questions fail where the log cannot be read."""
    last, sizes = work.last, work.sizes
    stretch, end = Stretch(start), min(start + SIZE, last)
    try:
        remembered = dict(db.execute(_TILES, (start // WIDTH, end // WIDTH)))
        for page in _pages(db, start, end):
            leaves = _page(stretch, page, opener)
            _mark(stretch, leaves, sizes)
            _tile(stretch, leaves, remembered)
    except faults as error:
        position = start + stretch.rows + 1
        stretch.findings.append(
            Finding("unreadable", position, f"after event {position - 1}, the log cannot be read: {error}")
        )
    return stretch


def _pages(db: Questions, start: int, end: int) -> Iterator[list[Row]]:
    rows = db.execute(_ASK, (start, end))
    while page := rows.fetchmany(WIDTH):
        yield list(page)


def _page(stretch: Stretch, page: list[Row], opener: Opener | None) -> list[bytes]:
    """The page's leaves. A page that fits as a whole is done with; in any other each row is gone through."""
    first = stretch.start + stretch.rows + 1
    ended = _whole(page, first, stretch.ended, opener)
    if ended is None:
        for n, row in enumerate(page):
            _row(stretch, row, first + n, opener)
    else:
        stretch.began, stretch.ended = stretch.began or ended[0], ended[1]
        _versions(stretch, page)
    stretch.rows += len(page)
    return [row[5] if type(row[5]) is bytes else bytes(HASH) for row in page]


def _whole(page: list[Row], first: int, last: str, opener: Opener | None) -> tuple[str, str] | None:
    """First and last time of a page whose entries are all usual and as they should be; None if one may not be."""
    try:
        told = [USUAL.fullmatch(row[4]).group(11, 4, 6, 9, 10, 12) for row in page]  # type: ignore[union-attr]
        times = [one[0] for one in told]
        columns = [
            (
                at,
                b64_octets(sha256(payload).digest()),
                b"%d" % position,
                stream.encode(),
                b"%d" % version,
                type_.encode(),
            )
            for at, (position, stream, version, type_, _, _, payload) in zip(times, page, strict=True)
        ]
        if opener:
            for row in page:
                opener(row)
    except (AttributeError, TypeError, ValueError, LookupError):
        return None
    fits = (
        told == columns
        and [row[0] for row in page] == list(range(first, first + len(page)))
        and [sha256(b"\0" + row[4]).digest() for row in page] == [row[5] for row in page]
        and sorted([last.encode(), *times]) == [last.encode(), *times]
    )
    return (times[0].decode(), times[-1].decode()) if fits else None


def _row(stretch: Stretch, row: Row, expected: int, opener: Opener | None) -> None:
    if not well_typed(row):
        detail = f"event {expected}: a column is not what it should be"
        stretch.findings.append(Finding("entry", expected, detail))
        return
    if row[0] != expected:
        detail = f"event {expected} is missing; {row[0]} comes next"
        stretch.findings.append(Finding("gap", expected, detail))
    stretch.findings += check(row, stretch.ended, opener)
    try:
        entry = decode(row[4])
    except EntryError:
        return
    stretch.ended = entry.at
    if row[6] is None:
        stretch.missing.append((row[0], entry.key))
    if entry.kind == ERASURE:
        stretch.erasures.append(row)
    stretch.began = stretch.began or stretch.ended
    _versions(stretch, [row])


def _versions(stretch: Stretch, page: list[Row]) -> None:
    streams = stretch.streams
    for position, stream, version, *_ in page:
        known = streams.get(stream)
        if known is None:
            streams[stream] = version, position, version
        else:
            if version != known[2] + 1:
                detail = f"event {position} is not the next of its stream"
                stretch.findings.append(Finding("version", position, detail))
            streams[stream] = known[0], known[1], version


def _mark(stretch: Stretch, leaves: list[bytes], sizes: Sequence[int]) -> None:
    before = stretch.start + stretch.rows - len(leaves)
    for size in sizes[bisect_right(sizes, before) : bisect_right(sizes, before + len(leaves))]:
        stretch.marks[size] = leaves[: size - before]


def _tile(stretch: Stretch, leaves: list[bytes], remembered: dict[int, bytes]) -> None:
    if len(leaves) < WIDTH:
        stretch.rest = leaves
        return
    n, now = stretch.start // WIDTH + len(stretch.tiles), b"".join(leaves)
    stretch.tiles.append(root_of(leaves))
    if (then := remembered.get(n)) != now:
        stretch.findings.append(Finding("tile", n * WIDTH + _differs(then, now), f"tile 0/{n} does not fit"))


def _differs(then: bytes | None, now: bytes) -> int:
    """The first hash, counted from 1, that a tile remembers otherwise."""
    old = then if type(then) is bytes else b""
    return next((at // HASH + 1 for at in range(0, len(now), HASH) if old[at : at + HASH] != now[at : at + HASH]), 1)
