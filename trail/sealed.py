"""A store's own signature under its log: sign, anchor, and say how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from trail.anchor import Anchors
from trail.referred import refer
from trail.signed import METADATA, ROOM, Last, Shared, last_signed
from trail.signer import KEY, Signer
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
    shared = shared_of(store)
    if (store.folder / KEY).exists():
        return Signer(store.folder, store.config.origin, shared)
    return Signer.create(store.folder, store.config.origin, shared)


def verifier_key_of(store: Store) -> str | None:
    """By which its checkpoints are checked; None before there is a key here. It makes none."""
    return signer_of(store).verifier_key if (store.folder / KEY).exists() else None


def shared_of(store: Store) -> Shared | None:
    """What hosts remember together; None where there is one host only."""
    return Shared(store.backend.tables(ROOM, METADATA), store.config.origin) if store.backend.shared else None


def last_of(store: Store) -> Last | None:
    """What was signed last, here or by another host."""
    shared = shared_of(store)
    known = (last_signed(store.folder, store.config.origin), shared.last() if shared else None)
    return max((one for one in known if one), key=lambda one: one.checkpoint.size, default=None)


def signed_size(store: Store) -> int:
    """How many events are signed for; 0 before the first time."""
    last = last_of(store)
    return last.checkpoint.size if last else 0


def anchors_of(store: Store) -> Anchors:
    return Anchors(store.folder / "anchors")


def checkpoint(store: Store) -> str:
    """Sign the log as it stands, keep the note among the anchors, and return it."""
    refer(store.log, store.access)
    note = signer_of(store).sign(store.log.head, store.log.leaves)
    anchors_of(store).add(note)
    return note


def standing(store: Store) -> Standing:
    size, root = store.log.head()
    last = last_of(store)
    signed, at = (last.checkpoint.size, last.at) if last else (0, None)
    return Standing(size, root, signed, at, sum(1 for _ in anchors_of(store).notes()))


def status(store: Store) -> dict[str, Any]:
    """As interfaces.md says: size, root, last checkpoint and its age, anchors."""
    now = standing(store)
    age = int((datetime.now(UTC) - now.signed_at).total_seconds()) if now.signed_at else None
    reads, root = store.access.log.head()
    anchored = [path.name for path, _ in anchors_of(store).notes()]
    return {
        "size": now.size,
        "root": now.root.hex(),
        "checkpoint": {"size": now.signed, "age_s": age} if now.signed else None,
        "anchors": anchored,
        "access": {"size": reads, "root": root.hex()},
    }
