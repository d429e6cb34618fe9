"""A store in files that is left alone, and what a proof says of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.support.clock import StandingClock
from tests.support.stores import created
from trail.payloads import opener
from trail.verify import Verdict, verify
from web.keeping.proving import kept, source
from web.service import Service


def proof(folder: Path) -> Verdict:
    """With every payload opened."""
    return verify(source(folder), kept(folder), partial(opener, folder))


def unproved(verdict: Verdict) -> list[str]:
    return [finding["detail"] for finding in verdict.findings]


@contextmanager
def left(tmp_path: Path, clock: StandingClock, database: str | None = None) -> Iterator[Service]:
    """A store that is closed before it is looked at."""
    with created(tmp_path / "left", "test.example/log", clock, database) as made:
        yield made
