"""An office with an administrator, a reviewer and a clerk."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.listening import employ
from tests.web.account.browser import PASSWORD, Browser, signed_in
from web.app import create_app
from web.service import Service


@pytest.fixture
def app(service: Service) -> Flask:
    people = [("sam", "Sam Ortiz", "admin"), ("ruth", "Ruth Adeyemi", "reviewer"), ("ama", "Ama Boateng", "clerk")]
    employ(service, people, PASSWORD)
    return create_app(service)


@pytest.fixture
def sam(app: Flask) -> Browser:
    return signed_in(app, "sam")
