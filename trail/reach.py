"""How far a log has to be followed to know what it says of one file: events of other files say nothing of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.entries import EntryFact
from domain.fact import registry
from domain.file import CHAPTERS
from trail.entry import b64
from trail.recorder import EventRow

_MOST = 50_000  # files of which it is remembered
_FILED = {fact for chapter in CHAPTERS for fact in chapter.FACTS}
_APART = {kind.stored_name() for kind in registry().values() if kind in _FILED or issubclass(kind, EntryFact)}


class Reach:
    """Of a log that this process alone writes, as it is appended; up to `position` everything is taken to matter."""

    def __init__(self, position: int) -> None:
        self._common, self._own = position, dict[str, int]()

    def take(self, rows: Iterable[EventRow]) -> None:
        """What a file's events say is the file's own; what else is recorded may matter to all."""
        for position, sid, _, type, *_ in rows:
            if type in _APART:
                self._own[sid] = position
            else:
                self._common = position
        if len(self._own) > _MOST:
            self._common, self._own = max(self._common, *self._own.values()), {}

    def of(self, file: UUID | None) -> int:
        """The last position that matters to it; for None, of what is no file's own: accounts, tokens, policies."""
        own = self._own.get(b64(file.bytes), 0) if file else 0
        return max(self._common, own)
