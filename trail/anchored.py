"""How much of the log is anchored: signed, and vouched for by as many witnesses as the policy wants."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from trail.anchor import Anchors
from trail.checkpoint import NoteError, parse
from trail.policy import Policy
from trail.witness.cosignature import cosigned


def satisfied(policy: Policy, note: str) -> bool:
    """Whether enough of the witnesses have signed the note; a line that does not hold is none."""
    return sum(_signed(note, one.key) for one in policy.witnesses) >= policy.threshold


def anchored(policy: Policy, anchors: Anchors, signed: int) -> int:
    """The size of the newest checkpoint that satisfies the policy, 0 where none does."""
    if not policy.witnesses:
        return signed
    paths = (path for path in anchors.paths()[::-1] if path.stem.isdigit() and int(path.stem) <= signed)
    return next((int(path.stem) for path in paths if _kept(policy, path, _as_it_is(path))), 0)


def _as_it_is(path: Path) -> tuple[int, int]:
    """A file that gets a line more within one tick of the clock, some milliseconds, has the same time, and grows."""
    told = path.stat()
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=4096)
def _kept(policy: Policy, path: Path, as_it_is: tuple[int, int]) -> bool:
    note = path.read_text(encoding="utf-8", errors="replace")
    try:
        return parse(note)[0].size == int(path.stem) and satisfied(policy, note)
    except NoteError:
        return False


def _signed(note: str, key: str) -> bool:
    try:
        return cosigned(note, key) is not None
    except NoteError:
        return False
