"""A provider, and an office of which one account is linked there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.listening import employ
from tests.support.openid import OpenId, provided
from tests.support.stores import created
from tests.web.provider.going import BACK, PASSWORD, RUTH, SUBJECT, configure
from trail.clock import utc_now
from web.app import create_app
from web.service import Service


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenId]:
    with provided(BACK) as made:
        yield made


@pytest.fixture
def there(openid: OpenId) -> OpenId:
    """The same, telling the truth again."""
    openid.claims, openid.sign, openid.answers = (lambda told: told), openid.signed, (lambda told: told)
    openid.fails, openid.algorithms = set(), ["RS256"]
    openid.about["issuer"] = openid.address
    return openid


@pytest.fixture
def service(tmp_path: Path, database: str | None, there: OpenId) -> Iterator[Service]:
    """Of today: what the provider signs is."""
    with created(tmp_path / "store", "test.example/log", utc_now, database) as made:
        configure(made, there)
        employ(made, [(RUTH, "Ruth Adeyemi", "reviewer")], PASSWORD)
        made.linking.link(RUTH, there.address, SUBJECT, made.system())
        yield made


@pytest.fixture
def client(service: Service) -> Iterator[FlaskClient]:
    with create_app(service).test_client() as client:
        yield client
