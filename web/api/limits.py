"""How often one account may call: a bucket of calls that fills again as time goes by, for each on each server."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

_CALLERS = 10_000  # that are remembered


class Limit(NamedTuple):
    """`each_second` calls go on and on, and so many `at_once` after a rest."""

    each_second: float = 50.0
    at_once: int = 500


@dataclass
class _Bucket:
    left: float
    at: float


class Limits:
    """`clock` tells seconds, from whenever it likes."""

    def __init__(self, clock: Callable[[], float], limit: Limit = Limit()) -> None:  # noqa: B008  # it cannot be changed
        self._clock, self.limit, self._lock = clock, limit, Lock()
        self._buckets = OrderedDict[str, _Bucket]()

    def wait(self, caller: str) -> int:
        """One more call: 0 where it may go on, else the whole seconds until it may."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(caller, _Bucket(self.limit.at_once, now))
            self._buckets.move_to_end(caller)
            if len(self._buckets) > _CALLERS:
                self._buckets.popitem(last=False)
            bucket.left = min(self.limit.at_once, bucket.left + (now - bucket.at) * self.limit.each_second)
            bucket.at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return max(1, math.ceil((1 - bucket.left) / self.limit.each_second))
