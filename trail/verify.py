"""Proves a whole store, or names the first event that does not fit. Needs nothing but Python's own library."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from multiprocessing import get_context
from pathlib import Path

from trail.missing import Telling
from trail.source import Source
from trail.sqlite.source import FileSource
from trail.stretch import SIZE, Opening, Stretch, Work, examine
from trail.verdict import BROKEN, PROVED, UNDECIDED, Signed, Verdict
from trail.whole import Whole

__all__ = ["BROKEN", "PROVED", "UNDECIDED", "Signed", "Verdict", "verify"]
Progress = Callable[[int, int], None]


def verify(
    log: Source | Path,
    signed: Sequence[Signed],
    opening: Opening | None = None,
    progress: Progress | None = None,
    processes: int = 1,
    telling: Telling | None = None,
) -> Verdict:
    """Read every row of a log, in so many processes; `progress` hears how many events of how many.

    A path is that of a log in a file. `telling` opens erasures where payloads are not (`opening`) opened.
    """
    source = _source(log)
    verdict, beside = Verdict(), _Once(source)
    try:
        with closing(source.moment()) as db:  # clerks may go on writing meanwhile
            last = db.execute("select count(*) from event").fetchone()[0]  # a row far away would leave a gap in these
            whole, work = (
                Whole(verdict, signed, opening or telling),
                Work(last, sorted({one.size for one in signed}), opening),
            )
            for stretch in _stretches(source, work, processes):
                beside.start()  # not before other processes are: see `_start`
                whole.take(stretch, last)
                if progress:
                    progress(verdict.events, last)
            whole.end(db)
    except source.faults as error:
        detail = f"after event {verdict.events}, the log cannot be read: {error}"
        verdict.found("unreadable", verdict.events + 1, detail)
    beside.start()
    beside.tell(verdict)
    verdict.settle(signed, opening is not None)
    return verdict


def _source(log: Source | Path) -> Source:
    return FileSource(log) if isinstance(log, Path) else log


class _Once:
    """What is looked at besides the rows, begun once."""

    def __init__(self, source: Source) -> None:
        self._beside, self._begun = source.beside(), False
        self.tell = self._beside.tell

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            self._beside.start()


def _stretches(source: Source, work: Work, processes: int) -> Iterator[Stretch]:
    starts = range(0, work.last, SIZE)
    if processes == 1 or len(starts) == 1:
        with closing(_Desk(source, work)) as desk:
            yield from map(desk.examine, starts)
    else:
        with ProcessPoolExecutor(processes, get_context(_start()), _begin, (source, work)) as pool:
            yield from pool.map(_examine, starts)


def _start() -> str:
    """Forking is quicker, and safe where nothing else runs: a child would wait for a lock that another thread held."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class _Desk:
    """What one process works with: a connection is never carried over a fork, and neither are keys."""

    def __init__(self, source: Source, work: Work) -> None:
        self.source, self.work = source, work
        with ExitStack() as held:
            self.db = held.enter_context(closing(source.open()))
            self.opener = held.enter_context(work.opening()) if work.opening else None
            self.close = held.pop_all().close

    def examine(self, start: int) -> Stretch:
        return examine(self.db, start, self.work, self.opener, self.source.faults)


_own: list[_Desk] = []  # of a process in the pool


def _begin(source: Source, work: Work) -> None:
    _own[:] = [_Desk(source, work)]


def _examine(start: int) -> Stretch:
    return _own[0].examine(start)
