"""An auditor at a small office."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.office import everything
from tests.web.clerk_desk import Desk
from web.service import Service


@pytest.fixture
def who(service: Service) -> UUID:
    return everything(service)


@pytest.fixture
def auditor(service: Service, who: UUID) -> Desk:
    return Desk(service, "auditor")
