"""Record numbers: the next one that is free."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from domain.mrn import mrn


class Numbers:
    """The next free record number, counted in memory and looked up where others may have drawn some."""

    def __init__(self, taken: Callable[[int], bool]) -> None:
        self._taken, self._last, self._sure, self._lock = taken, 0, False, Lock()

    def draw(self) -> str:
        with self._lock:
            if not self._sure:
                self._last, self._sure = self._last_taken(), True
            self._last += 1
            return mrn(self._last)

    def look_again(self) -> None:
        with self._lock:  # whoever is looking began before it was known that another host was quicker
            self._sure = False

    def _last_taken(self) -> int:
        """Numbers are given without gaps: gallop past the last one, then halve."""
        step = 1
        while self._taken(self._last + step):
            step *= 2
        low, high = self._last + step // 2, self._last + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._taken(middle) else (low, middle)
        return low
