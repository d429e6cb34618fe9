"""Writes golden files that are not there yet; never one that is. `python -m tests.support.golden`."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.support.clock import StandingClock
from tests.support.office import everything
from trail.entry import decode
from web.service import Service

FOLDER = Path(__file__).parents[1] / "golden"
EVENTS = FOLDER / "events"


def write() -> None:
    """One file for each stored name: its open entry and its payload, byte by byte, as text."""
    with Service.create(Path(tempfile.mkdtemp()) / "store", "golden.example/log", StandingClock(_day())) as service:
        everything(service)
        for row in service.store.log.rows(0, 10_000):
            path = EVENTS / f"{row.type.replace('/', '.')}.json"
            if not path.exists():
                entry, payload = service.store.log.opened(row)
                told = {"entry": row.entry.decode(), "payload": payload.decode()}
                path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
                assert entry == decode(row.entry)


def _day() -> datetime:
    return datetime(2026, 3, 7, 9, 30, tzinfo=UTC)


if __name__ == "__main__":
    write()
