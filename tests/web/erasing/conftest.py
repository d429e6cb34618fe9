"""A patient to be erased, and a store in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.erased import lived
from tests.support.office import register
from tests.support.stores import created
from web.service import Service


@pytest.fixture
def who(service: Service) -> UUID:
    register(service.records, names=["Bea Ott"], identifiers=[])
    return lived(service)


@pytest.fixture
def files(tmp_path: Path, clock: StandingClock) -> Iterator[Service]:
    with created(tmp_path / "files", "test.example/log", clock) as made:
        yield made
