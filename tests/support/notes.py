"""Canonical JSON, roots, keys and signed notes, made from trail/bundle/reader/FORMAT.md alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY, WITNESS = 1, 4


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def plain64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def root(lines: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(lines) < 2:
        return sha256(b"\0" + lines[0]).digest() if lines else sha256().digest()
    left = 1 << (len(lines) - 1).bit_length() - 1
    return sha256(b"\1" + root(lines[:left]) + root(lines[left:])).digest()


@dataclass(frozen=True)
class Signer:
    """A log's key, or a witness's. What it signs is the same at every run."""

    name: str
    seed: int
    kind: int = KEY

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(b"%d %d" % (self.kind, self.seed)).digest())

    @property
    def vkey(self) -> str:
        return vkey(self.name, self.private.public_key().public_bytes_raw(), self.kind)

    @property
    def fingerprint(self) -> str:
        return sha256(self.vkey.encode()).hexdigest()

    def line(self, text: str, at: int = 1_790_000_000) -> str:
        """The note's line; a witness says when, in seconds."""
        told = f"cosignature/v1\ntime {at}\n{text}" if self.kind == WITNESS else text
        signature = self.private.sign(told.encode())
        time = at.to_bytes(8, "big") if self.kind == WITNESS else b""
        return signed(self.name, bytes.fromhex(self.vkey.split("+")[1]), time + signature)


def vkey(name: str, public: bytes, kind: int = KEY) -> str:
    key = bytes([kind]) + public
    short = sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    return f"{name}+{short}+{plain64(key)}"


def signed(name: str, key: bytes, signature: bytes) -> str:
    return f"— {name} {plain64(key + signature)}\n"


def checkpoint(origin: str, lines: Sequence[bytes]) -> str:
    return f"{origin}\n{len(lines)}\n{plain64(root(lines))}\n"


def note(text: str, signers: Sequence[Signer]) -> str:
    return text + "\n" + "".join(signer.line(text) for signer in signers)
