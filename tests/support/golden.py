"""Writes golden files that are not there yet; never one that is. `python -m tests.support.golden`."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.clock import StandingClock
from tests.support.office import came_and_went, everything, looked_at
from trail.checkpoint import Checkpoint, sign
from trail.entry import decode
from trail.log import Log
from trail.referred import refer
from trail.rotation import rotate
from trail.rows import Row
from web.keeping.recovering import recover
from web.service import Service

FOLDER = Path(__file__).parents[1] / "golden"
EVENTS = FOLDER / "events"


def write() -> None:
    """One file for each stored name: its open entry and its payload, byte by byte, as text."""
    folder = Path(tempfile.mkdtemp())
    with Service.create(folder / "store", "golden.example/log", StandingClock(_day())) as service:
        looked_at(service, everything(service))
        came_and_went(service)
        refer(service.store.log, service.store.access)
        rotate(service.store)
        for log in (service.store.log, service.store.access.log):
            for row in log.rows(0, 10_000):
                _write(log, row)
    later = sign(Checkpoint("golden.example/log", 10_000, bytes(32)), Ed25519PrivateKey.generate())
    recover(folder / "store", folder / "again", [later], None)
    with Service.open(folder / "again") as service:
        for row in service.store.log.rows(0, 10_000):
            _write(service.store.log, row)


def _write(log: Log, row: Row) -> None:
    path = EVENTS / f"{row.type.replace('/', '.')}.json"
    if not path.exists():
        entry, payload = log.opened(row)
        told = {"entry": row.entry.decode(), "payload": payload.decode()}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        assert entry == decode(row.entry)


def _day() -> datetime:
    return datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


if __name__ == "__main__":
    write()
