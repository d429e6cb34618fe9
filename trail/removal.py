"""A record erased from the store, step by step: each can be repeated, and whatever was broken off is gone on with.

Design: trail.md, section 6. The views are grown anew by whoever has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from domain.documents import DocumentAttached
from domain.refusal import Refused
from trail.doom import DONE, DOOMED, SPARED
from trail.entry import Entry
from trail.recorder import Erasure
from trail.rows import Erased
from trail.sealed import checkpoint
from trail.store import Store

_ADDRESS = re.compile("[0-9a-f]{64}")
Entered = Callable[[list[int], int, bytes], int]
"""Records the erasure of these data keys, of a tree of that size and root; answers its position, now or before."""


@dataclass
class Removal:
    """Of one patient's record; `payloads` and `documents` count what went, as far as it is known yet."""

    store: Store
    patient: UUID
    position: int = 0
    payloads: int = 0
    documents: int = 0

    @property
    def kid(self) -> int:
        return self.store.log.key_of(self.patient)

    def enter(self, entered: Entered) -> None:
        """From here on nothing is recorded under the key; it is spared where the erasure is refused after all."""
        keys, kid = self.store.keys, self.kid
        if kid not in keys.doom.sealed:
            keys.doom.say(kid, str(self.patient), DOOMED)
        try:
            self.position = entered([kid], *self.store.log.head())
        except Refused:
            keys.doom.say(kid, str(self.patient), SPARED)
            raise
        self.store.journal.forget(self.patient)

    def sign(self) -> None:
        """A checkpoint over the erasure's entry, before anything is destroyed."""
        checkpoint(self.store)

    def remove_documents(self) -> None:
        """While the key can still say where they lie."""
        for entry in self._entries():
            self.documents += entry.type == DocumentAttached.stored_name()
            for address in self._addresses(entry):
                self.store.attachments.remove(address)

    def destroy_key(self) -> None:
        self.store.keys.destroy(self.kid, str(self.patient))

    def remove_payloads(self) -> None:
        positions = [entry.position for entry in self._entries()]
        answers = list(self.store.log.answers(str(self.patient).encode()))
        self.store.log.erase(Erasure(self.position, positions, answers))
        self.payloads = len(positions)

    def forget(self) -> None:
        """What is kept half-way, and what this process remembers."""
        self.store.erase_snapshots(self.patient)
        self.store.journal.forget(self.patient)
        self.store.keys.forget()

    def finish(self) -> None:
        self.store.keys.doom.say(self.kid, str(self.patient), DONE)

    def _entries(self) -> Iterator[Entry]:
        return self.store.log.under([self.kid], self.position)

    def _addresses(self, entry: Entry) -> Iterator[str]:
        """Of documents, as they were attached or came in from another file."""
        if entry.key in self.store.keys.doom.gone:
            return
        row = self.store.log.rows(entry.position - 1, 1)[0]
        try:
            told = orjson.loads(self.store.log.opened(row)[1])
        except Erased:
            return
        yield from _found(told)


def _found(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "address" and isinstance(inner, str) and _ADDRESS.fullmatch(inner):
                yield inner
            else:
                yield from _found(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner)
