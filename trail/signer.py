"""Who signs checkpoints, and remembers what was signed last."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from trail.checkpoint import Checkpoint, sign, verifier_key
from trail.errors import KeysMissing
from trail.files import write_private
from trail.parts import Grown
from trail.signed import Last, Shared, last_signed, remember
from trail.tree import verify_consistency

KEY = "signing.key"
_OTHER = "Copy the file from the host that signs, or finish there what was begun: caretrail trail rotate-key"
Growing = Callable[[int], Grown]


class Rewritten(Exception):
    """The log is not a continuation of what was signed before: it was cut, put back or rewritten."""


class Signer:
    """Never signs a shorter log than before, nor another one of the same length; with hosts, than any of them did."""

    def __init__(self, folder: Path, origin: str, shared: Shared | None = None) -> None:
        self._folder, self._origin, self._shared = folder, origin, shared
        self._key = read_key(folder / KEY)

    @classmethod
    def create(cls, folder: Path, origin: str, shared: Shared | None = None) -> Signer:
        if shared and (known := shared.verifier_key()):
            told = f"{folder / KEY} is not there, and this log is signed with {known}: copy the file from that host."
            raise KeysMissing(told)
        write_private(folder / KEY, new_key())  # never in place of one that is there
        return cls(folder, origin, shared)

    @property
    def verifier_key(self) -> str:
        return self._named(self._key)

    def sign(
        self, head: Callable[[], tuple[int, bytes]], grown: Growing, following: Ed25519PrivateKey | None = None
    ) -> str:
        """The note for the log as it stands; `head` gives its size and root, `grown(n)` its tree of n entries.

        The key that is `following` signs as well, and is the log's from then on. `Rewritten`, and
        `trail.signed.Overtaken` where another host signs at the same moment.
        """
        keys = [self._key, following] if following else [self._key]
        names = [self._named(key) for key in keys]
        with self._turn() as db:
            shared = self._agreed(names)
            now = Checkpoint(self._origin, *head())
            for before in (last_signed(self._folder, self._origin), shared):
                if before:
                    _continues(before.checkpoint, now, grown(now.size))
            note = sign(now, *keys)
            remember(self._folder, now)
            if self._shared and db:
                self._shared.remember(db, shared, now, names[-1], datetime.now(UTC))
        return note

    @contextmanager
    def _turn(self) -> Iterator[Connection | None]:
        if self._shared is None:
            yield None
            return
        with self._shared.turn() as db:
            yield db

    def _agreed(self, names: Sequence[str]) -> Last | None:
        """What the hosts have signed; they all have to do it with one key."""
        if self._shared is None:
            return None
        if (known := self._shared.verifier_key()) not in (None, *names):
            raise KeysMissing(f"This log is signed with {known}, and {self._folder / KEY} is another key. {_OTHER}")
        return self._shared.last()

    def _named(self, key: Ed25519PrivateKey) -> str:
        return verifier_key(self._origin, key.public_key().public_bytes_raw())


def read_key(path: Path) -> Ed25519PrivateKey:
    """`KeysMissing`."""
    if not path.exists():
        raise KeysMissing(f"{path} is not there: nothing can be signed without it. Restore it.")
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(path.read_bytes()))
    except ValueError:
        raise KeysMissing(f"{path} is damaged: nothing can be signed with it. Restore it.") from None


def new_key() -> bytes:
    """As its file holds it."""
    return b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n"


def _continues(before: Checkpoint, now: Checkpoint, tree: Grown) -> None:
    if now.size < before.size:
        raise Rewritten(f"The log has {now.size} entries; {before.size} were signed. It was cut or put back.")
    if (here := tree.here()) != now.size:
        raise Rewritten(f"The tree has {now.size} leaves; {here} entries are here.")
    if not verify_consistency(before.size, now.size, tree.consistency(before.size), before.root, now.root):
        raise Rewritten(f"The first {before.size} entries are not those that were signed.")
