"""Documents' bytes: sealed under the patient's key, and kept by the name of what they hold."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from uuid import UUID

import orjson

from domain.refusal import NotFound
from trail.blobs import Blobs
from trail.log import Log
from trail.sealing import SealBroken, seal, unseal

_NO_SEED = bytes(32)


class Attachments:
    """What was once kept is never written again."""

    def __init__(self, blobs: Blobs, log: Log) -> None:
        self.blobs, self._log = blobs, log

    def put(self, content: bytes, stream: UUID) -> str:
        """Keep it, safely; the address is the SHA-256 of the sealed bytes, in hex. `NotKept`."""
        cipher = self._log.keys.cipher(self._log.key_of(stream))
        sealed = seal(cipher, _NO_SEED + content, _bound(self._log.origin, stream))
        address = sha256(sealed).hexdigest()
        self.blobs.put(address, sealed)
        return address

    def get(self, address: str, stream: UUID) -> bytes:
        """The plain bytes; `NotFound`, `SealBroken` where they were altered, `StoreError` if they are out of reach."""
        plain = _plain(address)
        try:
            sealed = self.blobs.get(plain)
        except LookupError:
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
        """Whether there was such a document. `StoreError`."""
        return self.blobs.remove(_plain(address))

    def _earlier(self) -> list[str]:
        """What the log was called before it was begun again: an attachment stays as it was, for its address stands in
        the log."""
        first = self._log.rows(0, 1)
        return orjson.loads(self._log.opened(first[0])[1]).get("earlier", []) if first else []


def _plain(address: str) -> str:
    if len(address) != 64 or not set(address) <= set("0123456789abcdef"):
        raise NotFound("This is no attachment's address.")
    return address


def _bound(origin: str, stream: UUID) -> bytes:
    return f"{origin}\nattachment\n{stream}".encode()
