"""Documents' bytes: sealed under the patient's key, in files named by what they hold."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import orjson

from domain.refusal import NotFound
from trail.errors import FULL, StoreError
from trail.files import make_private, put_in_place
from trail.log import Log
from trail.sealing import SealBroken, seal, unseal

_NO_SEED = bytes(32)


class Attachments:
    """A file once written is never written again."""

    def __init__(self, folder: Path, log: Log) -> None:
        self._folder, self._log = folder, log

    def put(self, content: bytes, stream: UUID) -> str:
        """Keep it, safely on disk; the address is the SHA-256 of the sealed bytes, in hex. `StoreError`."""
        cipher = self._log.keys.cipher(self._log.key_of(stream))
        sealed = seal(cipher, _NO_SEED + content, _bound(self._log.origin, stream))
        address = sha256(sealed).hexdigest()
        path = self._path(address)
        try:
            for folder in (self._folder, path.parent):
                make_private(folder)
            put_in_place(path, sealed)
        except OSError as error:
            raise StoreError(f"Nothing was recorded: {error}. {FULL}") from None
        return address

    def get(self, address: str, stream: UUID) -> bytes:
        """The plain bytes; `NotFound`, or `SealBroken` where they were altered."""
        try:
            sealed = self._path(address).read_bytes()
        except FileNotFoundError:
            raise NotFound("This attachment is not in the store.") from None
        if sha256(sealed).hexdigest() != address:
            raise SealBroken("the attachment is not the one that was kept at this address")
        cipher = self._log.keys.cipher(self._log.key_of(stream))
        try:
            return unseal(cipher, sealed, _bound(self._log.origin, stream))[1]
        except SealBroken:
            for origin in self._earlier():
                with suppress(SealBroken):
                    return unseal(cipher, sealed, _bound(origin, stream))[1]
            raise

    def remove(self, address: str) -> bool:
        """Whether there was such a file."""
        try:
            self._path(address).unlink()
        except FileNotFoundError:
            return False
        return True

    def _path(self, address: str) -> Path:
        if len(address) != 64 or not set(address) <= set("0123456789abcdef"):
            raise NotFound("This is no attachment's address.")
        return self._folder / address[:2] / address

    def _earlier(self) -> list[str]:
        """What the log was called before it was begun again: an attachment stays as it was, for its address stands in
        the log."""
        first = self._log.rows(0, 1)
        return orjson.loads(self._log.opened(first[0])[1]).get("earlier", []) if first else []


def _bound(origin: str, stream: UUID) -> bytes:
    return f"{origin}\nattachment\n{stream}".encode()
