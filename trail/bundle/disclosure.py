"""A line of `payloads.jsonl`: what is shown of one event, and the digests of what is not (FORMAT.md)."""

from __future__ import annotations

from uuid import UUID

import orjson

from trail.bundle.scope import ALL, Names, Scope
from trail.commitment import field_digest, salted, serialised
from trail.entry import b64
from trail.keys import Keys
from trail.rows import Row, quick
from trail.sealing import place, unseal

READ = "record.accessed/"


def line(row: Row, keys: Keys, origin: str, scope: Scope) -> bytes | None:
    """With its LF; None where nothing of it is shown. `SealBroken`, `KeysMissing`, `EntryError`."""
    entry = quick(row.entry)
    names = scope.names(entry)
    if names is None or row.payload is None or entry.key in keys.doom.gone:
        return None
    bound = place(origin, row.position, row.stream, row.version, row.type)
    seed, payload = unseal(keys.cipher(entry.key), row.payload, bound)
    if row.type.startswith(READ) and (held := _whose(payload, keys)):
        names = held
    return disclosed(row.position, seed, payload, names)


def _whose(payload: bytes, keys: Keys) -> Names:
    """Of a read of a record that was erased since, every field but that in which its number stands; None of others."""
    if not keys.doom.holders:
        return None
    told = orjson.loads(payload)
    erased = keys.doom.holders & {UUID(one) for one in told["patients"]}
    return [name for name in told if name != "address"] if erased else None


def disclosed(position: int, seed: bytes, payload: bytes, names: Names = ALL) -> bytes:
    """The line of a payload of which these fields are shown."""
    fields = serialised(orjson.loads(payload))
    salts, shown, hidden = salted(seed, fields), {}, []
    for name, salt in salts.items():
        if names is ALL or name in (names or ()):
            shown[name] = b64(salt), fields[name].decode()
        else:
            hidden.append(b64(field_digest(salt, name, fields[name])))
    told = {"fields": shown, "hidden": sorted(hidden), "i": position}
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS)
