"""A store's own signature under its log: sign, anchor, and say how things stand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from trail.anchor import Anchors
from trail.anchored import anchored
from trail.outside import Came, came
from trail.policy import Policy, PolicyError
from trail.referred import refer
from trail.sending import send_out
from trail.signed import METADATA, ROOM, Last, Shared, last_signed
from trail.signer import KEY, Signer
from trail.store import Store

_TURN = Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the log stands, how much of it is signed, how much of that is anchored, and whether anybody is named who
    vouches for it from elsewhere."""

    size: int
    root: bytes
    signed: int
    signed_at: datetime | None
    anchored: int
    anchors: int
    vouched: bool


def signer_of(store: Store) -> Signer:
    """The store's signer; its key is made with the first call. `KeysMissing` where one that has signed is gone."""
    shared = shared_of(store)
    if (store.folder / KEY).exists() or last_signed(store.folder, store.config.origin):
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


def anchored_size(store: Store) -> int:
    """How many events are signed for, and vouched for as the store's policy wants it; 0 before the first time."""
    last = last_of(store)
    return _anchored(store, last.checkpoint.size) if last else 0


def anchors_of(store: Store) -> Anchors:
    return Anchors(store.folder / "anchors")


def checkpoint(store: Store) -> str:
    """Sign the log as it stands, send the note to all who vouch for it, keep it among the anchors, and return it.

    What came of each of them tells `trail.outside.came`; none can keep the log from being signed. `Rewritten`.
    """
    with alone():
        refer(store.log, store.access)
        note = signer_of(store).sign(store.log.head, store.log.parts)
        return spread(store, note)


def alone() -> AbstractContextManager[object]:
    """While it lasts, nobody else of this process signs."""
    return _TURN


def spread(store: Store, note: str) -> str:
    """The note, kept first, with the lines of those who vouch for it. `PolicyError` where it is not known who does."""
    anchors = anchors_of(store)
    anchors.add(note)
    sent = send_out(store.folder, Policy.read(store.folder), note, store.log.parts)
    anchors.add(sent)
    return sent


def standing(store: Store) -> Standing:
    size, root = store.log.head()
    last = last_of(store)
    signed, at = (last.checkpoint.size, last.at) if last else (0, None)
    kept = len(anchors_of(store).paths())
    return Standing(size, root, signed, at, _anchored(store, signed), kept, _is_vouched_for(store))


def status(store: Store) -> dict[str, Any]:
    """As interfaces.md says: size, root, last checkpoint and its age, anchors; and who vouches for them."""
    now = standing(store)
    age = int((datetime.now(UTC) - now.signed_at).total_seconds()) if now.signed_at else None
    reads, root = store.access.log.head()
    return {
        "size": now.size,
        "root": now.root.hex(),
        "checkpoint": {"size": now.signed, "age_s": age} if now.signed else None,
        "anchored": now.anchored,
        "anchors": [path.name for path in anchors_of(store).paths()],
        "outside": outside(store),
        "access": {"size": reads, "root": root.hex()},
    }


def outside(store: Store) -> list[dict[str, Any]]:
    """Each witness, mailbox and authority, and what came of it. `PolicyError`."""
    policy, told, now = Policy.read(store.folder), came(store.folder), datetime.now(UTC)
    every = [(one.name, one.key) for one in policy.witnesses]
    every += [(one.name, one.name) for one in (policy.mail, policy.timestamp) if one]
    return [
        {"name": name, **asdict(one), "late": one.late(now)} for name, key in every for one in [told.get(key, Came())]
    ]


def _is_vouched_for(store: Store) -> bool:
    try:
        policy = Policy.read(store.folder)
    except PolicyError:
        return False
    return bool(policy.witnesses or policy.mail or policy.timestamp)


def _anchored(store: Store, signed: int) -> int:
    try:
        return anchored(Policy.read(store.folder), anchors_of(store), signed)
    except PolicyError:
        return 0  # whoever looks at the proof is told why
