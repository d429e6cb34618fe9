"""A patient whose record is closed."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.office import PRIYA_WHY, register
from web.service import Service


@pytest.fixture
def efua(service: Service) -> UUID:
    id = register(service.records, names=["Efua Quaye"], identifiers=[])
    service.records.label(id, "R", PRIYA_WHY)
    return id
