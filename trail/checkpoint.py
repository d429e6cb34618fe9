"""Checkpoints: size and root of the log, signed (C2SP tlog-checkpoint and signed-note)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trail.ed25519 import objection

LOG, WITNESS = b"\x01", b"\x04"  # kinds of keys: Ed25519, and that of cosignatures
HASH = 32  # octets
LARGEST = 64 * 1024  # octets of a note
_LARGEST = 2**63 - 1  # of sizes: others count in signed integers of 64 bits
_DASH = "\u2014"  # the sign before a signature, as the specification has it


class NoteError(ValueError):
    """This is no checkpoint; the text says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class Signature(NamedTuple):
    """One line under a note, whoever signed it and in whatever way."""

    name: str
    hashed: bytes
    raw: bytes


def key_hash(name: str, public: bytes, kind: bytes = LOG) -> bytes:
    """The first four octets by which a note tells its keys apart."""
    return sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def verifier_key(name: str, public: bytes, kind: bytes = LOG) -> str:
    """`name+hash+key`, to be kept by whoever wants to check."""
    return f"{name}+{key_hash(name, public, kind).hex()}+{b64encode(kind + public).decode()}"


def read_key(text: str, kind: bytes = LOG) -> tuple[str, bytes]:
    """Name and public key (32 octets) of a verifier key; `NoteError`."""
    try:
        name, hashed, encoded = text.strip().split("+", 2)
        read = octets(encoded)
    except ValueError:
        raise NoteError("a verifier key reads NAME+HASH+KEY") from None
    if not is_name(name):
        raise NoteError("a verifier key has no such name")
    if read[:1] != kind or len(read) != 33 or key_hash(name, read[1:], kind).hex() != hashed:
        raise NoteError("the verifier key does not agree with itself, or is of another kind")
    if why := objection(read[1:]):
        raise NoteError(f"the verifier key {why}")
    return name, read[1:]


def fingerprint(vkey: str) -> str:
    """SHA-256 of the verifier key's text, in hex: short enough for paper."""
    return sha256(vkey.encode()).hexdigest()


def grouped(digits: str) -> str:
    """In groups of four, as they are read out."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def sign(checkpoint: Checkpoint, *keys: Ed25519PrivateKey) -> str:
    """The note: three lines, an empty one, and a line for each key."""
    lines = [_signed(checkpoint, key) for key in keys]
    return f"{checkpoint.text()}\n{''.join(lines)}"


def line(name: str, hashed: bytes, raw: bytes) -> str:
    """A signature as it stands under a note."""
    return f"{_DASH} {name} {b64encode(hashed + raw).decode()}\n"


def parse(note: str) -> tuple[Checkpoint, list[Signature]]:
    """The checkpoint and its signatures, of whatever kind; `NoteError`."""
    text, found, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not found or not signatures.endswith("\n"):
        raise NoteError("a checkpoint has three lines, an empty one, and signatures")
    if len(note) > LARGEST:
        raise NoteError("a checkpoint is not as long as that")
    if any(letter < " " and letter != "\n" for letter in note):
        raise NoteError("a checkpoint has no control characters")
    return body(lines), list(signatures_in(signatures))


def body(lines: Sequence[str]) -> Checkpoint:
    """What is signed, line by line; `NoteError`."""
    if len(lines) < 3 or not lines[0]:
        raise NoteError("a checkpoint has three lines, an empty one, and signatures")
    origin, size, root = lines[:3]
    return Checkpoint(origin, number(size), octets(root, HASH))


def verified(note: str, trusted: str) -> Checkpoint:
    """The checkpoint, if this verifier key signed it; `NoteError` otherwise."""
    checkpoint, signatures = parse(note)
    name, public = read_key(trusted)
    mine = [one.raw for one in signatures if one[:2] == (name, key_hash(name, public))]
    if not mine:
        raise NoteError(f"there is no signature of {name}")
    if not all(holds(public, raw, body_of(note)) for raw in mine):
        raise NoteError("the signature is not of this key")
    return checkpoint


def body_of(note: str) -> bytes:
    """What is signed of a note."""
    return note[: note.index("\n\n") + 1].encode()


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signatures_in(lines: str) -> Iterator[Signature]:
    """Of each line; `NoteError` where one is none."""
    for one in lines.removesuffix("\n").split("\n"):
        parts = one.split(" ")
        if len(parts) != 3 or parts[0] != _DASH or not is_name(parts[1]):
            raise NoteError("a signature's line reads: — NAME SIGNATURE")
        raw = octets(parts[2])
        if len(raw) < 5:
            raise NoteError("a signature is longer than that")
        yield Signature(parts[1], raw[:4], raw[4:])


def is_name(text: str) -> bool:
    """Whether a key can be called so (signed-note): no space of Unicode's, no plus, no control character."""
    return text.split() == [text] and min(text) >= " " and "+" not in text


def number(text: str) -> int:
    """A size as it is written in a note."""
    plain = text.isascii() and text.isdigit() and not (len(text) > 1 and text.startswith("0")) and len(text) < 20
    if not plain or int(text) > _LARGEST:
        raise NoteError("a size is a plain number")
    return int(text)


def octets(text: str, wanted: int | None = None) -> bytes:
    """Of base64 (RFC 4648, section 4), so many of them, in the one way in which they are written; `NoteError`."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        raise NoteError("not base64") from None
    if b64encode(raw).decode() != text:
        raise NoteError("not base64 in its shortest form")
    if wanted not in (None, len(raw)):
        raise NoteError(f"{len(raw)} octets where {wanted} should be")
    return raw


def _signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    hashed = key_hash(checkpoint.origin, key.public_key().public_bytes_raw())
    return line(checkpoint.origin, hashed, key.sign(checkpoint.text().encode()))
