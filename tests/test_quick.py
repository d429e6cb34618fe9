"""What tests save themselves is what the program would have made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.stores import created
from web.service import Service


def test_a_store_that_finds_its_tables_is_one_that_made_them(tmp_path: Path) -> None:
    Service.create(tmp_path / "made").close()
    created(tmp_path / "found").close()

    for name in ("views.db", "reads.db", "credentials.db"):
        made, found = tmp_path / "made" / name, tmp_path / "found" / name
        assert told(found) == told(made), name
        assert found.stat().st_mode == made.stat().st_mode, name


def told(path: Path) -> list[str]:
    """All that is in a file of tables, as SQL."""
    with closing(sqlite3.connect(path)) as db:
        return sorted(db.iterdump())
