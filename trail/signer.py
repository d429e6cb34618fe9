"""Who signs checkpoints, and remembers outside the database what was signed last."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trail.checkpoint import Checkpoint, sign, verifier_key
from trail.keys import KeysMissing, write_private
from trail.tree import consistency_proof, verify_consistency

_STATE, _KEY = "signer.json", "signing.key"


class Rewritten(Exception):
    """The log is not a continuation of what was signed before: it was cut, put back or rewritten."""


class Signer:
    """Never signs a shorter log than before, nor another one of the same length."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._folder, self._origin = folder, origin
        path = folder / _KEY
        if not path.exists():
            raise KeysMissing(f"{path} is not there: nothing can be signed without it. Restore it.")
        try:
            self._key = Ed25519PrivateKey.from_private_bytes(b64decode(path.read_bytes()))
        except ValueError:
            raise KeysMissing(f"{path} is damaged: nothing can be signed with it. Restore it.") from None

    @classmethod
    def create(cls, folder: Path, origin: str) -> Signer:
        write_private(folder / _KEY, b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n")
        return cls(folder, origin)

    @property
    def verifier_key(self) -> str:
        return verifier_key(self._origin, self._key.public_key().public_bytes_raw())

    @property
    def last(self) -> Checkpoint | None:
        return last_signed(self._folder, self._origin)

    def sign(self, size: int, root: bytes, leaves: Callable[[int], Sequence[bytes]]) -> str:
        """The note for the log as it stands; `leaves(n)` gives its first n leaf hashes. `Rewritten`."""
        now, before = Checkpoint(self._origin, size, root), self.last
        if before:
            _continues(before, now, leaves)
        note = sign(now, self._key)
        state = {"size": size, "root": b64encode(root).decode()}
        put_in_place(self._folder / _STATE, json.dumps(state).encode() + b"\n")
        return note


def last_signed(folder: Path, origin: str) -> Checkpoint | None:
    """What was signed last, None before the first time."""
    path = folder / _STATE
    if not path.exists():
        return None
    try:
        state = json.loads(path.read_text())
        return Checkpoint(origin, int(state["size"]), b64decode(state["root"]))
    except (ValueError, KeyError, TypeError):
        raise KeysMissing(f"{path} is damaged: what was signed last is not known. Restore it.") from None


def _continues(before: Checkpoint, now: Checkpoint, leaves: Callable[[int], Sequence[bytes]]) -> None:
    if now.size < before.size:
        raise Rewritten(f"The log has {now.size} entries; {before.size} were signed. It was cut or put back.")
    if len(here := leaves(now.size)) != now.size:
        raise Rewritten(f"The tree has {now.size} leaves; {len(here)} entries are here.")
    proof = consistency_proof(before.size, here)
    if not verify_consistency(before.size, now.size, proof, before.root, now.root):
        raise Rewritten(f"The first {before.size} entries are not those that were signed.")


def put_in_place(path: Path, content: bytes) -> None:
    """Replace a file as a whole, safely on disk."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        write_private(beside, content)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
