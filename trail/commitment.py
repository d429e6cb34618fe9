"""A promise of a payload's fields that tells nothing of them, and can be kept field by field."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

SEED = 32  # octets, new for every event
_SALT = 16


def new_seed() -> bytes:
    return os.urandom(SEED)


def commit(seed: bytes, payload: Mapping[str, Any]) -> bytes:
    """SHA-256 over the sorted digests of all fields, each salted with HMAC-SHA-256(seed, name)."""
    return join([field_digest(salt(seed, name), name, value) for name, value in payload.items()])


def salt(seed: bytes, name: str) -> bytes:
    return hmac.digest(seed, name.encode(), "sha256")[:_SALT]


def field_digest(salt: bytes, name: str, value: Any) -> bytes:
    return sha256(salt + orjson.dumps([name, value], option=orjson.OPT_SORT_KEYS)).digest()


def join(digests: list[bytes]) -> bytes:
    return sha256(b"pc\0" + b"".join(sorted(digests))).digest()
