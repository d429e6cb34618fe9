"""Checkpoints: size and root of the log, signed (C2SP tlog-checkpoint and signed-note)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014"  # the sign before a signature, as the specification has it
HASH = 32  # octets


class NoteError(ValueError):
    """This is no checkpoint; the text says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def key_hash(name: str, public: bytes) -> bytes:
    """The first four octets by which a note tells its keys apart."""
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """`name+hash+key`, to be kept by whoever wants to check."""
    return f"{name}+{key_hash(name, public).hex()}+{b64encode(_ED25519 + public).decode()}"


def read_key(text: str) -> tuple[str, bytes]:
    """Name and public key (32 octets) of a verifier key; `NoteError`."""
    try:
        name, hashed, encoded = text.strip().split("+", 2)
        kind = b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError("a verifier key reads NAME+HASH+KEY") from None
    if kind[:1] != _ED25519 or len(kind) != 33 or key_hash(name, kind[1:]).hex() != hashed:
        raise NoteError("the verifier key does not agree with itself")
    return name, kind[1:]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The note: three lines, an empty one, and the signature's line."""
    public = key.public_key().public_bytes_raw()
    signed = key_hash(checkpoint.origin, public) + key.sign(checkpoint.text().encode())
    return f"{checkpoint.text()}\n{_DASH} {checkpoint.origin} {b64encode(signed).decode()}\n"


def parse(note: str) -> tuple[Checkpoint, list[tuple[str, bytes, bytes]]]:
    """The checkpoint and its signatures as (name, key hash, signature); `NoteError`."""
    text, found, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not found or len(lines) < 3 or not signatures.endswith("\n"):
        raise NoteError("a checkpoint has three lines, an empty one, and signatures")
    origin, size, root = lines[:3]
    if not size.isascii() or not size.isdigit() or (len(size) > 1 and size.startswith("0")):
        raise NoteError("the size of a checkpoint is a plain number")
    signed = [_signature(line) for line in signatures.splitlines()]
    return Checkpoint(origin, int(size), _b64(root, HASH)), signed


def verified(note: str, trusted: str) -> Checkpoint:
    """The checkpoint, if this verifier key signed it; `NoteError` otherwise."""
    checkpoint, signatures = parse(note)
    name, public = read_key(trusted)
    body = note[: note.index("\n\n") + 1].encode()
    for signer, hashed, signature in signatures:
        if signer == name and hashed == key_hash(name, public):
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
            except InvalidSignature:
                raise NoteError("the signature is not of this key") from None
            return checkpoint
    raise NoteError(f"there is no signature of {name}")


def _signature(line: str) -> tuple[str, bytes, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != _DASH:
        raise NoteError("a signature's line reads: — NAME SIGNATURE")
    raw = _b64(parts[2], 68)
    return parts[1], raw[:4], raw[4:]


def _b64(text: str, octets: int) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError("not base64") from None
    if len(raw) != octets:
        raise NoteError(f"{len(raw)} octets where {octets} should be")
    return raw
