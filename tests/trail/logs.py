"""A log on either engine, with no store around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from trail.backend import backend_of, source_of
from trail.clock import Clock, utc_now, written
from trail.compose import composed
from trail.head import Head
from trail.keys import Keys
from trail.log import Log
from trail.mapper import Draft
from trail.recorder import Page, Recorder
from trail.verify import Verdict, verify

ORIGIN = "test.example/log"
ROWS = "select position, stream, version, type, entry, leaf, payload from event order by position"
LEAVES = "select leaf from event order by position"
TILES = "select level, n, bytes from tree_tile order by level, n"


@contextmanager
def keys_of(folder: Path, database: str | None = None, clock: Clock = utc_now) -> Iterator[Keys]:
    """New keys, in this folder or database."""
    with closing(backend_of(folder, database)) as backend, closing(Keys.create(folder, backend, ORIGIN, clock)) as made:
        yield made


@contextmanager
def log_of(folder: Path, database: str | None, clock: Clock = utc_now) -> Iterator[Log]:
    """A new log and its keys."""
    with (
        closing(backend_of(folder, database)) as backend,
        closing(Keys.create(folder, backend, ORIGIN, clock)) as keys,
        closing(Log.create(backend.new_recorder(), keys, ORIGIN, clock)) as log,
    ):
        yield log


def verified(folder: Path, database: str | None) -> Verdict:
    """What the proof of such a log says."""
    return verify(source_of(folder, database), [])


def page_of(head: Head, drafts: list[Draft], keys: Keys, kid: int, answers: dict[str, bytes] | None = None) -> Page:
    """These events after `head`, which moves on with them."""
    at, was, expected = head.n, head.tree.encode(), dict[str, int]()
    for draft in drafts:
        expected.setdefault(draft.sid, draft.version - 1)
    rows, tiles = composed(head, drafts, [kid] * len(drafts), written(utc_now()), keys, ORIGIN)
    return Page(at, was, rows, head.tree.encode(), tiles, expected, answers or {})


class Writer:
    """What a log does when it writes, with nobody else about and nothing to answer."""

    def __init__(self, recorder: Recorder, keys: Keys, kid: int) -> None:
        self.recorder, self.keys, self.kid = recorder, keys, kid
        self.head = Head.read(recorder.ask)

    def write(self, drafts: list[Draft]) -> None:
        assert self.recorder.append(page_of(self.head, drafts, self.keys, self.kid)) is None
        self.head.remember({draft.sid: draft.version for draft in drafts})

    def leaves(self) -> list[bytes]:
        return [row[0] for row in self.recorder.ask(LEAVES)]


@contextmanager
def writer_of(folder: Path, database: str | None, keys: Keys) -> Iterator[Writer]:
    """The log's tables as they are before its first event."""
    with closing(backend_of(folder, database)) as backend:
        writer = Writer(backend.new_recorder(), keys, keys.new())
        try:
            yield writer
        finally:
            writer.recorder.close(writer.head.n)


def facts_of(head: Head) -> tuple[object, ...]:
    """What the next append builds upon."""
    return head.n, head.tree.stack, head.tiles.n, head.tiles._open, head.last
