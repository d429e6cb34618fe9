"""Payloads under lock: AES-256-GCM, bound to the one place in the log where they belong."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # octets
SEED = 32


class SealBroken(ValueError):
    """This payload was not sealed for this place, or was altered since."""


def place(origin: str, position: int, stream: str, version: int, type: str) -> bytes:
    """What a payload is bound to: log, position, stream, version and type."""
    return f"{origin}\n{position}\n{stream}\n{version}\n{type}".encode()


def seal(key: AESGCM, body: bytes, bound: bytes) -> bytes:
    """Nonce (12), then the ciphertext of seed (32) and payload with its tag (16)."""
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, body, bound)


def unseal(key: AESGCM, blob: bytes, bound: bytes) -> tuple[bytes, bytes]:
    """Seed and payload, or `SealBroken`."""
    try:
        body = key.decrypt(blob[:NONCE], blob[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise SealBroken("the payload was not sealed for this place, or was altered") from None
    return body[:SEED], body[SEED:]
