"""What the log needs of an engine: questions, and an append that either happens as a whole or says why not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from trail.tiles import Tile

EventRow = tuple[int, str, int, str, bytes, bytes, bytes | None]
"""position, stream, version, type, entry, leaf, payload"""
Rows = Sequence[tuple[Any, ...]]


class Page(NamedTuple):
    """To be appended at once, if the log still ends at position `at` with `was` as its tree's head.

    `stack` is that head with these rows; `expected` the last version of each stream of which that is not certain,
    0 for a new one; `answers` what is told to whoever sends the same request again.
    """

    at: int
    was: bytes
    rows: Sequence[EventRow]
    stack: bytes
    tiles: Sequence[Tile] = ()
    expected: dict[str, int] = {}
    answers: dict[str, bytes] = {}

    @property
    def end(self) -> int:
        return self.at + len(self.rows)


class Refusal(NamedTuple):
    """Nothing was written: another host has written meanwhile, streams went on, or requests were carried out before."""

    moved: bool
    stale: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()


class Erasure(NamedTuple):
    """The payloads at these positions go, and the answers to these requests, under the entry at `position`."""

    position: int
    payloads: Sequence[int]
    answers: Sequence[str]


class Recorder(Protocol):
    """The tables `event`, `tree_head`, `tree_tile` and `command`; see docs of `trail.sqlite.schema`."""

    alone: bool
    """Whether nobody but this process writes: then what it remembers of the log is how the log is."""
    failed: str
    """Why nothing more is recorded until the log is opened anew; empty as long as that is not so."""

    @property
    def timeline(self) -> int:
        """Grows when another database server takes over: what was read before may be older than what was recorded."""
        ...

    def ask(self, question: str, *values: object) -> Rows:
        """A question in SQL both engines understand, with `?` for values; answered as of one moment."""
        ...

    def append(self, page: Page) -> Refusal | None:
        """On disk when it returns None. `StoreError` where the disk or the database would not."""
        ...

    def erase(self, erasure: Erasure) -> None:
        """Not a byte of them is left in the files, where they are ours. May be repeated. `StoreError`."""
        ...

    def turn(self) -> AbstractContextManager[None]:
        """While held, other hosts that ask for their turn do not write: a courtesy, nothing relies on it."""
        ...

    def wait(self, seconds: float) -> None:
        """Until something may have been appended, or the time is over."""
        ...

    def close(self, events: int) -> None:
        """`events`: how many the log had, as far as this process knows."""
        ...
