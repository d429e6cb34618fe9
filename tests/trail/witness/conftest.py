"""A log and a witness that was told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.witnessed import Told
from tests.trail.witness.watching import made
from trail.witness.folder import Witness


@pytest.fixture
def log() -> Told:
    return Told()


@pytest.fixture
def witness(tmp_path: Path, log: Told) -> Witness:
    return made(tmp_path / "witness", log)
