"""Proves a whole store, or names the first event that does not fit. Needs nothing but Python's own library."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

from trail.filecheck import FileCheck
from trail.rowcheck import Opener
from trail.stretch import SIZE, Stretch, connect, examine
from trail.verdict import BROKEN, PROVED, UNDECIDED, Signed, Verdict
from trail.whole import Whole

__all__ = ["BROKEN", "PROVED", "UNDECIDED", "Signed", "Verdict", "verify"]
Progress = Callable[[int, int], None]
Opening = Callable[[], Opener]
"""Makes the opener where it is used: each process opens the keys for itself."""


def verify(
    path: Path,
    signed: Sequence[Signed],
    opening: Opening | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> Verdict:
    """Read every row of `trail.db`, in so many processes; `progress` hears how many events of how many."""
    verdict, file = Verdict(), FileCheck(path)
    try:
        with closing(connect(path)) as db:
            db.execute("begin")  # one moment of the log: clerks may go on writing meanwhile
            last = db.execute("select coalesce(max(position), 0) from event").fetchone()[0]
            whole = Whole(verdict, signed)
            sizes = sorted({one.size for one in signed})
            for stretch in _stretches(path, (last, sizes, opening), processes):
                if stretch.start == 0:
                    file.start()  # not before other processes are: see `_start`
                whole.take(stretch, last)
                if progress:
                    progress(verdict.events, last)
            whole.end(db)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        detail = f"after event {verdict.events}, the file cannot be read: {error}"
        verdict.found("unreadable", verdict.events + 1, detail)
    if file.ident is None:
        file.start()
    file.tell(verdict)
    verdict.settle(signed, opening is not None)
    return verdict


_Work = tuple[int, Sequence[int], Opening | None]


def _stretches(path: Path, work: _Work, processes: int) -> Iterator[Stretch]:
    starts = range(0, work[0], SIZE)
    if processes == 1 or len(starts) == 1:
        desk = _Desk(path, work)
        yield from map(desk.examine, starts)
        desk.db.close()
    else:
        with ProcessPoolExecutor(processes, get_context(_start()), _begin, (path, work)) as pool:
            yield from pool.map(_examine, starts)


def _start() -> str:
    """Forking is quicker, and safe where nothing else runs: a child would wait for a lock that another thread held."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class _Desk:
    """What one process works with: a connection is never carried over a fork, and neither are keys."""

    def __init__(self, path: Path, work: _Work) -> None:
        self.last, self.sizes, opening = work
        self.db, self.opener = connect(path), opening() if opening else None

    def examine(self, start: int) -> Stretch:
        return examine(self.db, start, self.last, self.sizes, self.opener)


_own: list[_Desk] = []  # of a process in the pool


def _begin(path: Path, work: _Work) -> None:
    _own[:] = [_Desk(path, work)]


def _examine(start: int) -> Stretch:
    return _own[0].examine(start)

