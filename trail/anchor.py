"""Anchors: a folder of notes that is only ever added to, better on another machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trail.checkpoint import parse
from trail.files import put_in_place


class Anchors:
    """One file for each checkpoint, named by its size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, note: str) -> Path:
        """Keep the note; one of the same size is already there or is refused by the signer."""
        checkpoint, _ = parse(note)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{checkpoint.size:016d}.note"
        if not path.exists():
            put_in_place(path, note.encode())
        return path

    def notes(self) -> Iterator[tuple[Path, str]]:
        """All notes, the oldest first."""
        for path in sorted(self.folder.glob("*.note")):
            yield path, path.read_text(encoding="utf-8", errors="replace")
