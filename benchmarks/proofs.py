"""Verifying, against hashing the same bytes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from benchmarks.commands import patient, weigh
from benchmarks.measured import Measured, seconds
from trail.rows import Row
from trail.verify import verify
from web.service import Service

EVENTS = 40_000


def verifying(folder: Path) -> list[Measured]:
    path = folder / "store" / "trail.db"
    with Service.create(folder / "store") as service:
        weigh(service, patient(service), EVENTS)
    with Service.open(folder / "store", readonly=True) as service:
        log, entries = service.store.log, folder / "entries"
        with entries.open("wb") as file:
            for row in log.rows(0, EVENTS * 2):
                file.write(row.entry + b"\n")
        plain = seconds(lambda: verify(path, []), 2)
        opened = seconds(lambda: verify(path, [], lambda row: log.opened(Row(*row[:5], row[6]))), 2)
    program = shutil.which("sha256sum") or "sha256sum"
    limit = seconds(lambda: subprocess.run([program, str(entries)], check=True, capture_output=True), 3)
    return [
        Measured("verify, against sha256sum of the entries", plain, limit, "s", 3.0, below=True),
        Measured("verify with payloads, against the same", opened, limit, "s", 8.0, below=True),
    ]
