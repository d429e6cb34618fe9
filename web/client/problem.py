"""What comes back instead of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Unreached(Exception):
    """Nobody answered, however often it was tried. A command may have been recorded: sent again with the same `key`, it
    is not recorded twice."""

    def __init__(self, why: str, key: str | None = None) -> None:
        super().__init__(why)
        self.key = key


class Problem(Exception):
    """The server says no (RFC 9457). `name` is one of the catalogue under `/api/problems/`, such as `stale`."""

    def __init__(self, status: int, told: Mapping[str, Any]) -> None:
        self.status, self.told = status, told
        self.name = str(told.get("type", "")).rpartition("/")[2] or "unknown"
        self.title, self.detail = str(told.get("title", "")), str(told.get("detail", ""))
        self.request = str(told.get("instance", ""))
        super().__init__(self._said())

    @property
    def errors(self) -> Sequence[Mapping[str, str]]:
        """What is wrong with which field: `in`, `pointer` (RFC 6901) and `detail`."""
        return self.told.get("errors") or ()

    @property
    def doubts(self) -> Sequence[Mapping[str, Any]]:
        """What may be right and looks odd; its codes go into `confirm`."""
        return self.told.get("doubts") or ()

    def _said(self) -> str:
        places = [f"{one.get('pointer') or one.get('in')}: {one.get('detail')}" for one in self.errors]
        return " ".join(filter(None, [f"{self.status} {self.name}.", self.detail or self.title, "; ".join(places)]))
