"""The door of an office where somebody works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.office import register
from tests.web.door.going_in import PASSWORD
from web.app import create_app
from web.service import Service


@pytest.fixture
def app(service: Service) -> Flask:
    service.personnel.add("ama", "Ama Boateng", "clerk", service.system())
    service.personnel.add("ruth", "Ruth Adeyemi", "reviewer", service.system())
    service.accounts.set_password("ama", PASSWORD)
    service.accounts.set_password("ruth", PASSWORD)
    register(service.records)
    return create_app(service)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
