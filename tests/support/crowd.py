"""Many clerks at one moment, and events that cost next to nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any, TypeVar
from uuid import UUID, uuid4

from trail.entry import b64
from trail.log import Log
from trail.mapper import Draft

T = TypeVar("T")


def cheap(stream: UUID, version: int = 1, body: bytes = b"{}") -> Draft:
    """An event that says nothing, made without a fact."""
    sid = b64(stream.bytes)
    return Draft(stream, sid, version, "test.said/1", "u-1", "clerk", None, None, "tx", bytes(32) + body, "p" * 43)


def at_once(work: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """What each of them got, an error being what one may get, too."""
    all_of_it = list(work)
    with ThreadPoolExecutor(len(all_of_it)) as pool:
        futures = [pool.submit(one) for one in all_of_it]
        return [_got(one) for one in futures]


def in_one_commit(log: Log, work: Iterable[Callable[[], T]]) -> list[T | Exception]:
    """The same, where all of them had come, in this order, while a first one was at the disk."""
    began, go_on = Event(), Event()

    def slowly(_: list[int]) -> bytes:
        began.set()
        assert go_on.wait(20)
        return b""

    all_of_it = list(work)
    with ThreadPoolExecutor(len(all_of_it) + 1) as pool:
        first = pool.submit(log.append, [cheap(uuid4())], uuid4().hex, slowly)
        assert began.wait(20)
        try:
            waiting = [_queued(log, n, pool.submit(one)) for n, one in enumerate(all_of_it, start=1)]
        finally:
            go_on.set()
        first.result()
        return [_got(one) for one in waiting]


def _queued(log: Log, n: int, future: Future[T]) -> Future[T]:
    until = time.monotonic() + 20
    while len(log._turns._queue) < n:
        assert time.monotonic() < until
        time.sleep(0.0002)
    return future


def _got(future: Future[Any]) -> Any:
    try:
        return future.result(120)
    except Exception as error:
        return error
