"""A read, written down: by the pages, the command line, and the invented office alike."""

from __future__ import annotations

from collections.abc import Iterable
from hmac import digest

from domain.access import SHOWN, RecordAccessed
from domain.by import By
from domain.text import folded
from web.reads.shown import Shown
from web.service import Service


def note(
    service: Service, by: By, shown: Shown, address: str, patients: Iterable[object], *, known: int | None = None,
    outcome: str = SHOWN, purpose: str | None = None, words: str = "", whole: bool = False,
) -> int:  # fmt: skip
    """The position in the log of reads, on disk; `StoreError` where it cannot be recorded.

    `known` is the position of the record log from which it was told, its last one where nothing is said; `words` what
    was typed to search.
    """
    return service.store.access.note(
        RecordAccessed,
        by,
        section=shown.section,
        medium=shown.medium,
        address=address,
        outcome=outcome,
        known=service.store.log.position if known is None else known,
        patients=sorted(str(one) for one in patients),
        purpose=purpose,
        sought=sought(service, words),
        whole=whole or None,
    )


def sought(service: Service, words: str) -> str | None:
    """A keyed digest of what was searched for: the same for the same words, and nothing more."""
    if not words.strip():
        return None
    return digest(service.store.keys.derived("what was sought"), folded(words).encode(), "sha256").hex()[:16]
