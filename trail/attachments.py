"""Documents' bytes: sealed under the patient's key, in files named by what they hold."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from uuid import UUID

from domain.refusal import NotFound
from trail.errors import StoreError
from trail.files import put_in_place
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
        sealed = seal(cipher, _NO_SEED + content, self._bound(stream))
        address = sha256(sealed).hexdigest()
        path = self._path(address)
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            put_in_place(path, sealed)
        except OSError as error:
            raise StoreError(f"Nothing was recorded: {error}. Is the disk full?") from None
        return address

    def get(self, address: str, stream: UUID) -> bytes:
        """The plain bytes; `NotFound`, or `SealBroken` where they were altered."""
        try:
            sealed = self._path(address).read_bytes()
        except FileNotFoundError:
            raise NotFound("This attachment is not in the store.") from None
        if sha256(sealed).hexdigest() != address:
            raise SealBroken("the attachment is not the one that was kept at this address")
        return unseal(self._log.keys.cipher(self._log.key_of(stream)), sealed, self._bound(stream))[1]

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

    def _bound(self, stream: UUID) -> bytes:
        return f"{self._log.origin}\nattachment\n{stream}".encode()
