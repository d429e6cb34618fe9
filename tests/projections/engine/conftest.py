"""Engines that are closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from projections.engine import Engine
from tests.projections.engine.tally import Tally, engine_of
from web.service import Service


@pytest.fixture
def tallied(service: Service) -> Iterator[Callable[[int], tuple[Engine, Tally]]]:
    made: list[Engine] = []

    def make(stumbles: int = 0) -> tuple[Engine, Tally]:
        tally = Tally(stumbles)
        engine = engine_of(service, tally)
        made.append(engine)
        return engine, tally

    yield make
    for engine in made:
        engine.close()
