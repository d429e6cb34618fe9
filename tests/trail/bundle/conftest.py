"""The verifier in JavaScript, joined from its parts and run by one Node."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import needed
from tests.support.node import Node
from trail.bundle.reader import script


@pytest.fixture(scope="session")
def verify_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed(shutil.which("node") is not None, "node")
    path = tmp_path_factory.mktemp("reader") / "verify.js"
    path.write_bytes(script())
    return path


@pytest.fixture(scope="session")
def node(verify_js: Path) -> Iterator[Node]:
    made = Node(verify_js)
    yield made
    made.close()
