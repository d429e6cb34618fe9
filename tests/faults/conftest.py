"""A store that was in use, and a bench to harm it on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import needed
from tests.faults import shim
from tests.faults.clinic import made
from tests.faults.runs import Bench


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed(shim.compiler() is not None, "a compiler of C (cc)")
    return shim.compiled(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="session")
def bench(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    store = tmp_path_factory.mktemp("faults") / "store"
    made_ = Bench(library, store, str(made(store)))
    yield made_
    made_.close()
