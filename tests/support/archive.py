"""The container of trail/bundle/reader/FORMAT.md: a folder, or a zip in which no octet is free."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

Files = dict[str, bytes]


def unpacked(files: Files, path: Path) -> Path:
    for name, octets in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(octets)
    return path


def archive(files: Mapping[str, bytes]) -> bytes:
    """The zip that trail/bundle/reader/FORMAT.md describes."""
    body, directory = b"", b""
    for name, octets in files.items():
        n, size, crc, at = len(name), len(octets), zlib.crc32(octets), len(body)
        common = struct.pack("<HHHHHIIIH", 45, 0, 0, 0, 33, crc, 2**32 - 1, 2**32 - 1, n)
        body += b"PK\3\4" + common + struct.pack("<H", 20) + name.encode()
        body += struct.pack("<HHQQ", 1, 16, size, size) + octets
        directory += b"PK\1\2\x2d\3" + common + struct.pack("<HHHHII", 28, 0, 0, 0, 0x81A40000, 2**32 - 1)
        directory += name.encode() + struct.pack("<HHQQQ", 1, 24, size, size, at)
    at, n = len(body), len(files)
    end = b"PK\6\6" + struct.pack("<Q", 44) + b"\x2d\3"
    end += struct.pack("<HIIQQQQ", 45, 0, 0, n, n, len(directory), at)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, at + len(directory), 1)
    last = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return body + directory + end + locator + last
