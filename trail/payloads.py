"""Payloads opened for proof: each at its place, under its key, and as its entry promised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson

from trail.backend import backend_of
from trail.commitment import commit, serialised
from trail.entry import b64
from trail.keys import Keys
from trail.rowcheck import Opener, Row
from trail.rows import quick
from trail.sealing import SealBroken, place, unseal
from trail.store import Config


@contextmanager
def opener(folder: Path, told: Config | None = None) -> Iterator[Opener]:
    """For `trail.verify`: answers a payload's JSON; `SealBroken`, `KeysMissing` or `EntryError` where it does not fit.

    What an erasure that was broken off has left, under a key that is gone, is passed over.
    `told` is the configuration of a store that has none yet.
    """
    config = told or Config.read(folder)
    with closing(backend_of(folder, config.database)) as backend:
        yield _opener(Keys.open(folder, backend, config.origin), config.origin)


def _opener(keys: Keys, origin: str) -> Opener:

    def opened(row: Row) -> bytes:
        position, stream, version, type_, line, _, payload = row
        entry = quick(line)
        if entry.key in keys.doom.gone:
            return b""
        seed, json = unseal(keys.cipher(entry.key), payload, place(origin, position, stream, version, type_))
        if b64(commit(seed, serialised(orjson.loads(json)))) != entry.commitment:
            raise SealBroken("the payload is not what its entry promised")
        return json

    return opened
