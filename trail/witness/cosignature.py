"""Cosignatures: what a witness puts under a log's checkpoint, with the time (C2SP tlog-cosignature, Ed25519)."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trail.checkpoint import WITNESS, NoteError, body_of, holds, key_hash, line, parse, read_key

_TIME = 8  # octets, seconds since 1970, the highest first
_LATEST = 253402300799  # the last second of 9999


def cosign(name: str, key: Ed25519PrivateKey, note: str, now: datetime) -> str:
    """The line of a witness of this name under a note."""
    seconds = int(now.timestamp())
    signature = key.sign(_message(seconds, note))
    hashed = key_hash(name, key.public_key().public_bytes_raw(), WITNESS)
    return line(name, hashed, seconds.to_bytes(_TIME, "big") + signature)


def cosigned(note: str, witness: str) -> datetime | None:
    """When the witness with this verifier key signed the note first; None where it did not.

    `NoteError` where a line of its key does not hold.
    """
    name, public = read_key(witness, WITNESS)
    hashed = key_hash(name, public, WITNESS)
    times = [_time(note, public, one.raw) for one in parse(note)[1] if one[:2] == (name, hashed)]
    return min(times, default=None)


def _time(note: str, public: bytes, raw: bytes) -> datetime:
    seconds = int.from_bytes(raw[:_TIME], "big")
    if not 0 < seconds <= _LATEST or not holds(public, raw[_TIME:], _message(seconds, note)):
        raise NoteError("the cosignature is not of this witness")
    return datetime.fromtimestamp(seconds, UTC)


def _message(seconds: int, note: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n".encode() + body_of(note)
