"""The application that programs of several roles work with."""

from __future__ import annotations

import pytest
from flask import Flask

from web.app import create_app
from web.service import Service


@pytest.fixture
def app(service: Service) -> Flask:
    return create_app(service)
