"""Whether this program knows the format of a log."""

from __future__ import annotations

from pathlib import Path

from trail.errors import StoreError
from trail.sqlite.schema import APPLICATION, FORMAT

_MAGIC, _HEAD = b"SQLite format 3\0", 100  # the header of a database file (https://www.sqlite.org/fileformat.html)
_VERSION, _APPLICATION = 60, 68


def known_format(path: Path) -> None:
    """`StoreError` for a log that a later Caretrail wrote, or that is none. Nothing is opened for it."""
    if not path.exists():
        return
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(_MAGIC) or _number(head, _APPLICATION) != APPLICATION:
        raise StoreError(f"{path} is damaged, or is no log of Caretrail. See: caretrail trail verify")
    if (version := _number(head, _VERSION)) > FORMAT:
        raise StoreError(f"{path} has format {version}, written by a later Caretrail; this one knows up to {FORMAT}.")


def _number(head: bytes, at: int) -> int:
    return int.from_bytes(head[at : at + 4], "big")
