"""Where sealed documents are kept, each under the SHA-256 of its octets: in a folder, or in a bucket (`trail.s3`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from trail.errors import FULL, StoreError
from trail.files import make_private, put_in_place

BUCKET = "s3://"


class NotKept(StoreError):
    """The document could not be kept, so nothing of the command was recorded."""


class Blobs(Protocol):
    """What was once kept at an address is never replaced; whoever gets it checks that it is that."""

    def put(self, address: str, content: bytes) -> None:
        """Safely kept when it returns. `NotKept`."""
        ...

    def get(self, address: str) -> bytes:
        """`LookupError` where there is none; `StoreError` where the place does not answer."""
        ...

    def remove(self, address: str) -> bool:
        """Whether there was one; it is gone when this returns. `StoreError`."""
        ...

    def addresses(self) -> Iterator[str]:
        """All of them, in their order. `StoreError`."""
        ...

    def look(self) -> None:
        """`StoreError`, where it is not there or nothing can be kept in it; it says why."""
        ...


class Folder:
    """A file for each, in a folder for each first two digits."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, address: str, content: bytes) -> None:
        path = self._file(address)
        try:
            for folder in (self.path, path.parent):
                make_private(folder)
            put_in_place(path, content)
        except OSError as error:
            raise NotKept(f"Nothing was recorded: {error}. {FULL}") from None

    def get(self, address: str) -> bytes:
        try:
            return self._file(address).read_bytes()
        except FileNotFoundError:
            raise LookupError(address) from None

    def remove(self, address: str) -> bool:
        with suppress(FileNotFoundError):
            self._file(address).unlink()
            return True
        return False

    def addresses(self) -> Iterator[str]:
        return (path.name for path in sorted(self.path.glob("??/*")) if not path.name.startswith("."))

    def look(self) -> None:
        if not self.path.is_dir() or not os.access(self.path, os.W_OK):
            raise StoreError(f"The folder {self.path} is not there, or cannot be written to")

    def _file(self, address: str) -> Path:
        return self.path / address[:2] / address


def blobs_of(folder: Path, attachments: str | None) -> Blobs:
    """`attachments` as the configuration has it: a folder, `s3://BUCKET/PREFIX`, or None for one of the store's own."""
    if attachments is None or not attachments.startswith(BUCKET):
        return Folder(Path(attachments or folder / "attachments"))
    from trail.s3 import Bucket  # boto3 is an extra

    return Bucket.at(attachments.removeprefix(BUCKET))
