"""The log as it stood at a position, of a few streams: what was read then can be read again, and nothing written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar
from uuid import UUID

from domain.fact import Erased, Fact, Stream
from domain.refusal import NotFound
from trail.errors import StoreError
from trail.journal import Journal

S = TypeVar("S", bound=Stream)


class Excerpt(Journal):
    """A journal for views and pages. Streams that were not chosen can be read one by one; views never see them."""

    def __init__(self, journal: Journal, streams: Iterable[UUID], position: int) -> None:
        self._whole, self._end = journal, position
        chosen = (fact for stream in dict.fromkeys(streams) for fact in journal.remains(stream, position))
        self._facts = sorted((one for one in chosen if not isinstance(one, Erased)), key=lambda fact: fact.by.position)
        self._places = [fact.by.position for fact in self._facts]

    @property
    def position(self) -> int:
        return self._end

    def facts(self, after: int, limit: int) -> tuple[list[Fact], int]:
        first = bisect_right(self._places, after)
        found = self._facts[first : first + limit]
        more = first + limit < len(self._facts)
        return found, found[-1].by.position if more else self._end

    def history(self, id: UUID, upto: int | None = None, after: int = 0) -> Iterator[Fact]:
        return self._whole.history(id, min(upto or self._end, self._end), after)

    def remains(self, id: UUID, upto: int | None = None, after: int = 0) -> Iterator[Fact]:
        return self._whole.remains(id, min(upto or self._end, self._end), after)

    def load(self, kind: type[S], id: UUID) -> S:
        stream: Any = None
        for fact in self.remains(id):
            stream = fact.mutate(stream)
        if not isinstance(stream, kind):
            raise NotFound(f"There was no {kind.__name__.lower()} {id}.")
        return stream

    def exists(self, id: UUID) -> bool:
        return next(self.remains(id), None) is not None

    def hold(self, *ids: UUID) -> AbstractContextManager[object]:
        return nullcontext()

    def forget(self, id: UUID) -> None:
        """Nothing is remembered."""

    def refresh(self) -> bool:
        return False

    def wait(self, seconds: float) -> None:
        """Nothing comes."""

    def answered(self, request: str) -> bytes | None:
        return None

    def save(
        self,
        *streams: Stream,
        request: str | None = None,
        response: Callable[[list[int]], bytes] | None = None,
        key_of: Mapping[UUID, UUID] | None = None,
    ) -> list[int]:
        raise StoreError("Nothing is recorded in the past.")
