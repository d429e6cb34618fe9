"""The small office, and its change log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.clock import StandingClock
from tests.support.office import everything
from tests.support.stores import ENGINES, database_of
from web.service import Service


@pytest.fixture(scope="module", params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The small office, for looking only."""
    clock, folder = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), tmp_path_factory.mktemp("office") / "store"
    with database_of(request.param) as database, Service.create(folder, clock=clock, database=database) as service:
        everything(service)
        service.views.ready()
        yield service


@pytest.fixture
def rows(office: Service) -> list[dict[str, Any]]:
    return list(office.views.changes.rows())
