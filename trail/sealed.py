"""A store's own signature under its log: sign, anchor, and say how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trail.anchor import Anchors
from trail.signer import Signer, last_signed
from trail.store import Store


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the log stands, and how much of it is signed."""

    size: int
    root: bytes
    signed: int
    signed_at: datetime | None
    anchors: int


def signer_of(store: Store) -> Signer:
    """The store's signer; its key is made with the first call."""
    if (store.folder / "signing.key").exists():
        return Signer(store.folder, store.config.origin)
    return Signer.create(store.folder, store.config.origin)


def anchors_of(store: Store) -> Anchors:
    return Anchors(store.folder / "anchors")


def checkpoint(store: Store) -> str:
    """Sign the log as it stands, keep the note among the anchors, and return it."""
    size, root = store.log.head()
    note = signer_of(store).sign(size, root, store.log.leaves)
    anchors_of(store).add(note)
    return note


def standing(store: Store) -> Standing:
    size, root = store.log.head()
    last, path = last_signed(store.folder, store.config.origin), store.folder / "signer.json"
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if last else None
    return Standing(size, root, last.size if last else 0, at, sum(1 for _ in anchors_of(store).notes()))


def status(store: Store) -> dict[str, Any]:
    """As interfaces.md says: size, root, last checkpoint and its age, anchors."""
    now = standing(store)
    age = int((datetime.now(UTC) - now.signed_at).total_seconds()) if now.signed_at else None
    anchored = [path.name for path, _ in anchors_of(store).notes()]
    return {
        "size": now.size,
        "root": now.root.hex(),
        "checkpoint": {"size": now.signed, "age_s": age} if now.signed else None,
        "anchors": anchored,
    }
