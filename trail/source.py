"""Where a proof reads a log from, in as many processes as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from trail.verdict import Verdict


class Found(Protocol):
    def fetchone(self) -> Any: ...
    def fetchmany(self, size: int) -> Sequence[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Questions(Protocol):
    """A connection that reads: SQL both engines understand, with `?` for values."""

    def execute(self, question: str, values: tuple[Any, ...] = (), /) -> Found: ...
    def close(self) -> None: ...


class Beside(Protocol):
    """What is looked at besides the rows, while these are gone through."""

    def start(self) -> None: ...
    def tell(self, verdict: Verdict) -> None:
        """Wait, and add what was found."""
        ...


class Source(Protocol):
    """A log that is there; opened by each process for itself, so it has to be plain data."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """How its questions fail where what is stored cannot be read."""
        ...

    def open(self) -> Questions: ...

    def moment(self) -> Questions:
        """Answers as of one moment, whatever is written meanwhile."""
        ...

    def beside(self) -> Beside: ...
