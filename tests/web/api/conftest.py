"""A patient on file, and a program that may write in the record."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.office import register
from tests.web.api.program import Program
from web.service import Service


@pytest.fixture
def program(service: Service) -> Program:
    return Program(service)


@pytest.fixture
def who(program: Program) -> UUID:
    return register(program.service.records)
