"""What a server does as it starts: it sets aside what was loaded, and takes away what one that died left."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from web.server import _opened, _Server
from web.service import Service


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[Flask]:
    """What the worker serves, loaded here."""
    Service.create(tmp_path / "store").close()
    left = tmp_path / "store" / "past-abc"
    left.mkdir()
    (left / "views.db").write_text("somebody's record, as it was")
    server = _Server(partial(_opened, tmp_path / "store", 0), {})
    yield server.load()
    gc.unfreeze()
    server.cfg.worker_exit(server, None)  # all that it began, threads as well


def test_what_a_server_has_when_it_starts_is_not_looked_through_again(loaded: Flask) -> None:
    assert gc.get_freeze_count() > 10_000


def test_what_a_server_that_died_left_of_pages_of_the_past_is_taken_away_by_the_next(loaded: Flask) -> None:
    folder = loaded.extensions["caretrail"].folder

    assert not list(folder.glob("past-*"))
    assert (folder / "views.db").exists()
