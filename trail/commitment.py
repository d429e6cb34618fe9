"""A promise of a payload's fields that tells nothing of them, and can be kept field by field."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import orjson

SEED = 32  # octets, new for every event
_SALT, _BLOCK = 16, 64
_INNER, _OUTER = (bytes(octet ^ pad for octet in range(256)) for pad in (0x36, 0x5C))

Fields = dict[str, bytes]
"""The JSON of each field of a payload, by name: serialised once, promised and stored."""


def new_seed() -> bytes:
    return os.urandom(SEED)


def serialised(payload: Mapping[str, Any]) -> Fields:
    """In the order of their names, which are plain ASCII."""
    return {name: orjson.dumps(payload[name], option=orjson.OPT_SORT_KEYS) for name in sorted(payload)}


def joined(fields: Fields) -> bytes:
    """The payload's JSON."""
    return b"{" + b",".join([b'"%s":%s' % (name.encode(), json) for name, json in fields.items()]) + b"}"


def commit(seed: bytes, fields: Fields) -> bytes:
    """SHA-256 over the sorted digests of all fields, each salted with HMAC-SHA-256(seed, name)."""
    salts = salted(seed, fields)
    return join([field_digest(salt, name, fields[name]) for name, salt in salts.items()])


def salted(seed: bytes, names: Iterable[str]) -> dict[str, bytes]:
    """HMAC as RFC 2104 spells it: the seed's two pads are made once for all names, which halves the time."""
    block = seed.ljust(_BLOCK, b"\0")
    inner, outer = block.translate(_INNER), block.translate(_OUTER)
    return {name: sha256(outer + sha256(inner + name.encode()).digest()).digest()[:_SALT] for name in names}


def field_digest(salt: bytes, name: str, json: bytes) -> bytes:
    """SHA-256 of the salt and the JSON array of name and value."""
    return sha256(b'%s["%s",%s]' % (salt, name.encode(), json)).digest()


def join(digests: list[bytes]) -> bytes:
    return sha256(b"pc\0" + b"".join(sorted(digests))).digest()
