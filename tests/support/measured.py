"""What a benchmark says of where it ran, and a page whose part is of another time."""

from __future__ import annotations

from pathlib import Path

WHERE = {"date": "2026-11-24", "machine": "x", "python": "3", "sqlite": "3", "fdatasync_ms": 0.1, "load": 9.5}


def stale(page: Path, part: str) -> None:
    """It is to be written anew between what stands before and after it, with a drawing in the folder beside it."""
    (page.parent / "pictures").mkdir()
    page.write_text(f"before\n<!-- {part} -->\nstale\n<!-- end of {part} -->\nafter\n")
