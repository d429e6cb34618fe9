"""Where and when something was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from datetime import UTC, datetime
from statistics import median
from typing import Any

from benchmarks.measured import seconds

_SYNCS = 200


def machine() -> dict[str, Any]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "fdatasync_ms": round(_synced() * 1000, 3),
        "load": round(os.getloadavg()[0], 1),
    }


def _synced() -> float:
    """Seconds until a page is on the disk: what every commit waits for."""
    with tempfile.TemporaryFile(buffering=0) as file:

        def sync() -> None:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())

        return median(seconds(sync) for _ in range(_SYNCS))
