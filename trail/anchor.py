"""Anchors: a folder of notes that is only ever added to, better on another machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trail.checkpoint import NoteError, line, parse
from trail.files import put_in_place


class Anchors:
    """One file for each checkpoint, named by its size, and one for its timestamp where it has one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, note: str) -> Path:
        """Keep the note; one of the same size that is there already gets the lines of those who had not signed it."""
        checkpoint, _ = parse(note)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{checkpoint.size:016d}.note"
        before = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        if (whole := _joined(before, note)) != before:
            put_in_place(path, whole.encode())
        return path

    def stamp(self, size: int, token: bytes) -> None:
        """Keep what says when the note of this size was there (RFC 3161, DER); of two the first counts."""
        if not (path := self.folder / f"{size:016d}.tsr").exists():
            put_in_place(path, token)

    def tokens(self) -> list[Path]:
        """Of all timestamps, the oldest first."""
        return sorted(self.folder.glob("*.tsr"))

    def paths(self) -> list[Path]:
        """Of all notes, the oldest first."""
        return sorted(self.folder.glob("*.note"))

    def notes(self) -> Iterator[tuple[Path, str]]:
        """All notes, the oldest first."""
        for path in self.paths():
            yield path, path.read_text(encoding="utf-8", errors="replace")


def _joined(before: str, note: str) -> str:
    """The note as it was kept, with the lines of keys that it had none of: of two cosignatures the first counts."""
    if not before:
        return note
    try:
        (kept, signed), (new, signatures) = parse(before), parse(note)
    except NoteError:
        return before  # damaged: what it was is for a proof to say
    there = {one[:2] for one in signed}
    return before + "".join(line(*one) for one in signatures if one[:2] not in there) if kept == new else before
