"""Each test serves a store of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(own: Path) -> Path:
    return own
