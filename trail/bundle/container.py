"""The zip of a bundle: nothing is compressed and no octet is free, so none can be changed unseen (FORMAT.md)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from struct import pack
from types import TracebackType
from typing import Any, BinaryIO, Self
from zlib import crc32

_MOST = 0xFFFFFFFF  # "look in the extra field": sizes of 64 bits are always there
_LINED = (".jsonl", ".ndjson")


@dataclass
class Member:
    """A file as it is written: its octets, its SHA-256, its CRC-32 and its lines are counted on the way."""

    name: str
    out: BinaryIO
    offset: int
    size: int = 0
    crc: int = 0
    rows: int = 0
    digest: Any = field(default_factory=sha256)

    def write(self, octets: bytes) -> None:
        self.out.write(octets)
        self.digest.update(octets)
        self.size, self.crc, self.rows = (
            self.size + len(octets),
            crc32(octets, self.crc),
            self.rows + octets.count(b"\n"),
        )

    def told(self) -> dict[str, Any]:
        """As the manifest has it."""
        rows = self.rows if self.name.endswith(_LINED) else None
        return {"bytes": self.size, "name": self.name, "rows": rows, "sha256": self.digest.hexdigest()}

    def headers(self) -> tuple[bytes, bytes]:
        """Before its octets, and in the directory."""
        name = self.name.encode("ascii")
        about = pack("<HHHHHIIIH", 45, 0, 0, 0, 33, self.crc, _MOST, _MOST, len(name))
        local = about + pack("<H", 20) + name + pack("<HHQQ", 1, 16, self.size, self.size)
        central = pack("<HHHHII", 28, 0, 0, 0, 0x81A40000, _MOST) + name
        return b"PK\3\4" + local, b"PK\1\2\x2d\3" + about + central + pack(
            "<HHQQQ", 1, 24, self.size, self.size, self.offset
        )


class Container:
    """Written from the first octet to the last; what is not closed is no bundle."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("wb")
        self.members: list[Member] = []

    @contextmanager
    def add(self, name: str) -> Iterator[Member]:
        """Write a file into it; its header is filled in when it is done."""
        member = Member(name, self._out, self._out.tell())
        self._out.write(member.headers()[0])
        yield member
        end = self._out.tell()
        self._out.seek(member.offset)
        self._out.write(member.headers()[0])
        self._out.seek(end)
        self.members.append(member)

    def close(self) -> None:
        """On disk when it returns."""
        start, files = self._out.tell(), len(self.members)
        directory = b"".join(member.headers()[1] for member in self.members)
        length = len(directory)
        end = b"PK\6\6" + pack("<QHHIIQQQQ", 44, 0x032D, 45, 0, 0, files, files, length, start)
        locator = b"PK\6\7" + pack("<IQI", 0, start + length, 1)
        last = b"PK\5\6" + pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, _MOST, _MOST, 0)
        self._out.write(directory + end + locator + last)
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.close() if kind is None else self._out.close()
