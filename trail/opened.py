"""What the log says of itself: that it was opened, that the clock stepped back, how far the log of reads had come,
and which key signs from here on."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from trail.commitment import commit, joined, new_seed, serialised
from trail.entry import b64
from trail.mapper import Draft

LOG_STREAM = UUID(int=1)
OPENED, ANOMALY, REFERRED = "log.opened/1", "log.clock-anomaly/1", "log.checkpoint-ref/1"
ROTATED, COPIED = "log.key-rotated/1", "log.copied/1"
OWN = (OPENED, ANOMALY, REFERRED, ROTATED, COPIED)
ERASED = "record.erased/1"
"""The fact after which the data keys that it names are destroyed; see `domain.disposition`."""


def opening(origin: str, **more: Any) -> Draft:
    """The first entry of every log: it carries the log's name, and the tree carries that to all others.

    `more` is what a log that was begun again has to say: see `trail.recovery`.
    """
    rules = {"tree": "RFC 6962 SHA-256", "seal": "AES-256-GCM", "commitment": "HMAC-SHA-256 salted fields"}
    return _draft(OPENED, 1, {"origin": origin, **rules, **more})


def anomaly(version: int, was: str, now: str) -> Draft:
    return _draft(ANOMALY, version, {"was": was, "now": now})


def reference(version: int, origin: str, size: int, root: bytes) -> Draft:
    """To the log of reads as it stands, before a checkpoint that then covers both."""
    return _draft(REFERRED, version, {"origin": origin, "size": size, "root": root.hex()})


def rotation(version: int, was: str, now: str) -> Draft:
    """Both are verifier keys."""
    return _draft(ROTATED, version, {"was": was, "verifier_key": now})


def copied(version: int, type: str, told: dict[str, Any]) -> Draft:
    """What another log said of itself, in the log that was begun from a copy of it."""
    return _draft(COPIED, version, {"type": type, "told": told})


def _draft(type: str, version: int, payload: dict[str, Any]) -> Draft:
    seed, told = new_seed(), serialised(payload)
    return Draft(
        stream=LOG_STREAM,
        sid=b64(LOG_STREAM.bytes),
        version=version,
        type=type,
        actor="system",
        role="system",
        session=None,
        reason=None,
        tx=token_urlsafe(12),
        body=seed + joined(told),
        commitment=b64(commit(seed, told)),
    )
