"""Documents' bytes: sealed under the patient's key, in files named by what they hold."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from uuid import UUID

from domain.refusal import NotFound
from trail.log import Log
from trail.sealing import seal, unseal

_NO_SEED = bytes(32)


class Attachments:
    """A file once written is never written again."""

    def __init__(self, folder: Path, log: Log) -> None:
        self._folder, self._log = folder, log

    def put(self, content: bytes, stream: UUID) -> str:
        """Keep it, safely on disk; the address is the SHA-256 of the sealed bytes, in hex."""
        cipher = self._log.keys.cipher(self._log.key_of(stream))
        sealed = seal(cipher, _NO_SEED + content, self._bound(stream))
        address = sha256(sealed).hexdigest()
        path = self._path(address)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{token_hex(8)}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
        return address

    def get(self, address: str, stream: UUID) -> bytes:
        """The plain bytes; `NotFound`, or `SealBroken` where they were altered."""
        try:
            sealed = self._path(address).read_bytes()
        except FileNotFoundError:
            raise NotFound("This attachment is not in the store.") from None
        return unseal(self._log.keys.cipher(self._log.key_of(stream)), sealed, self._bound(stream))[1]

    def _path(self, address: str) -> Path:
        if len(address) != 64 or not set(address) <= set("0123456789abcdef"):
            raise NotFound("This is no attachment's address.")
        return self._folder / address[:2] / address

    def _bound(self, stream: UUID) -> bytes:
        return f"{self._log.origin}\nattachment\n{stream}".encode()
