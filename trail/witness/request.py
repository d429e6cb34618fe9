"""What a log asks a witness: to sign its checkpoint, with the proof that this continues the last one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from trail.checkpoint import HASH, LARGEST, NoteError, number, octets

LONGEST = 63  # hashes of a proof
MOST = LARGEST + 64 * 64  # octets of a request


class Request(NamedTuple):
    """`old` is the size of the checkpoint that the witness is thought to have signed last."""

    old: int
    proof: Sequence[bytes]
    note: str

    def text(self) -> str:
        hashes = "".join(f"{b64encode(one).decode()}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"


def read(body: bytes) -> Request:
    """`NoteError` where these octets are no such request."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise NoteError("a request is UTF-8") from None
    if any(ord(letter) < 32 and letter != "\n" for letter in text):
        raise NoteError("a request has no control characters")
    asked, found, note = text.partition("\n\n")
    first, *hashes = asked.split("\n")
    if not found or not first.startswith("old "):
        raise NoteError("a request has the line `old SIZE`, hashes, an empty line, and a checkpoint")
    if len(hashes) > LONGEST:
        raise NoteError(f"a proof has no more than {LONGEST} hashes")
    return Request(number(first.removeprefix("old ")), [octets(one, HASH) for one in hashes], note)
