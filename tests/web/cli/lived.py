"""A store in which everything has happened once, to be kept elsewhere, and all that one holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.clock import StandingClock
from tests.support.office import everything
from trail.sealed import checkpoint
from web.keeping.rooms import ROOMS
from web.service import Service

ORIGIN = "test.example/log"
EVENTS = "select position, stream, version, type, entry, leaf, payload from event order by position"
TABLES = (
    EVENTS,
    "select n, stack from tree_head",
    "select level, n, bytes from tree_tile order by level, n",
    "select request, response from command order by request",
)
BESIDE = {"keys": ("key", "secret"), "credentials": ("credential",)}


@pytest.fixture
def folder(tmp_path: Path, clock: StandingClock, database: str | None) -> Path:
    """A store of either engine, in which everything has happened once, with a document and a checkpoint."""
    with Service.create(tmp_path / "store", ORIGIN, clock, database) as service:
        who = everything(service)
        service.store.attachments.put(b"%PDF-1.7 a letter", who)
        service.personnel.add("eve", "Eve Adler", "admin", service.system())
        service.accounts.set_password("eve", "kuve-sila-nora-dipo")
        checkpoint(service.store)
    return tmp_path / "store"


def stored(folder: Path) -> list[object]:
    """All that the log holds, octet by octet, with its keys and passwords."""
    with Service.open(folder) as service:
        rows: list[object] = [[tuple(row) for row in service.store.log.recorder.ask(ask)] for ask in TABLES]
        for room, names in BESIDE.items():
            tables = service.store.tables(room, ROOMS[room])
            rows += [sorted(map(tuple, tables.all(select(ROOMS[room].tables[name])))) for name in names]
        return rows
