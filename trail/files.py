"""Files that only their owner can read, and that are on disk when it is said so."""

from __future__ import annotations

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, safely on disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make_private(folder: Path) -> None:
    """A folder that only its owner can read, safely on disk; one that is there stays."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    confirm(folder.parent)


def put_in_place(path: Path, content: bytes) -> None:
    """Replace a file as a whole, safely on disk."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        write_private(beside, content)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    confirm(path.parent)


def confirm(folder: Path) -> None:
    """What was put there, or renamed, is on disk as well."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
