"""Room on the disk: some of it is the log's, whatever else is written beside it."""

from __future__ import annotations

from errno import ENOSPC
from pathlib import Path
from shutil import disk_usage

LEAST_FREE = 64 * 2**20  # octets


def enough(folder: Path) -> bool:
    return disk_usage(folder).free > LEAST_FREE


def insist(folder: Path) -> None:
    """`OSError` where there is not enough."""
    if not enough(folder):
        raise OSError(ENOSPC, f"less than {LEAST_FREE // 2**20} MB are left, which the log needs")
