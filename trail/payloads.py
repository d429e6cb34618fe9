"""Payloads opened for proof: each at its place, under its key, and as its entry promised."""

from __future__ import annotations

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


def opener(folder: Path, told: Config | None = None) -> Opener:
    """For `trail.verify`: answers a payload's JSON; `SealBroken`, `KeysMissing` or `EntryError` where it does not fit.

    What an erasure that was broken off has left, under a key that is gone, is passed over.
    `told` is the configuration of a store that has none yet.
    """
    config = told or Config.read(folder)
    origin = config.origin
    keys = Keys.open(folder, backend_of(folder, config.database), origin)

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
