"""Files that only their owner can read, and that are on disk when it is said so."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_PIECE = 2**20  # octets


def write_private(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, safely on disk."""
    _write(path, [content])


def make_private(folder: Path) -> None:
    """A folder that only its owner can read, safely on disk; one that is there stays."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    confirm(folder.parent)


def put_in_place(path: Path, content: bytes) -> None:
    """Replace a file as a whole, safely on disk."""
    _in_place(path, [content])


def copy_in_place(origin: Path, path: Path, told: Callable[[int, int], None] = lambda done, total: None) -> None:
    """The same of a file that may be large; `told` hears how many of its octets are there."""
    size, done = origin.stat().st_size, 0

    def pieces() -> Iterator[bytes]:
        nonlocal done
        with origin.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
                done += len(piece)
                told(done, size)

    _in_place(path, pieces())


def _in_place(path: Path, pieces: Iterable[bytes]) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        _write(beside, pieces)
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


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
