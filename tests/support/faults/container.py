"""What can be wrong with the zip."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from tests.support.archive import archive
from tests.support.bundles import Bundle
from tests.support.faults.table import Make, table

CSV, TOLD = "changes.csv", len("manifest.json")  # the manifest is the last file of the zip
NAMES = ("/changes.csv", "../changes.csv", "a/../changes.csv", "a/..", "a b", "x" * 101, "a\\b")


def _zip(change: Callable[[bytes], bytes]) -> Make:
    return lambda bundle: change(archive(bundle.files()))


def _octet(find: bytes, offset: int) -> Make:
    """A bit is another in the last record of this kind."""

    def change(whole: bytes) -> bytes:
        octets = bytearray(whole)
        octets[octets.rindex(find) + offset] ^= 1
        return bytes(octets)

    return _zip(change)


def _others(**how: Any) -> Make:
    def make(bundle: Bundle) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", **how) as file:
            for name, octets in bundle.files().items():
                file.writestr(name, octets)
        return made.getvalue()

    return make


def _named(name: str) -> Make:
    return lambda bundle: {name if one == CSV else one: octets for one, octets in bundle.files().items()}


def _twice(bundle: Bundle) -> bytes:
    return archive(bundle.files() | {"changes.csw": b""}).replace(b"changes.csw", CSV.encode())


def _gap(bundle: Bundle) -> bytes:
    """A file stands there, and the directory does not know of it."""
    files = bundle.files()
    whole, more = archive(files), archive({**files, "gap": b""})
    return more[: more.index(b"PK\1\2")] + whole[whole.index(b"PK\1\2") :]


def _far(bundle: Bundle) -> bytes:
    """The first file says, in both places, that it ends where no disk ends; the next one stands there."""
    whole = archive({"a": b"", **bundle.files()})
    sizes, far = struct.pack("<QQ", 0, 0), struct.pack("<QQ", 2**62, 2**62)
    at = whole.index(b"PK\1\2")
    second = whole.index(b"PK\1\2", at + 4)
    length = len(whole[:at].split(b"PK\3\4")[1]) + 4
    directory = bytearray(whole[at:].replace(sizes, far, 1))
    place = second - at + 46 + int.from_bytes(directory[second - at + 28 : second - at + 30], "little") + 20
    directory[place : place + 8] = struct.pack("<Q", 2**62 + length)
    return whole[:at].replace(sizes, far, 1) + bytes(directory)


def _crc(bundle: Bundle) -> bytes:
    """All that the zip says of the file is of one mind; its octets are others."""
    octets = archive(bundle.files() | {"VERIFY.md": b"told"})
    return octets.replace(b"told", b"tall")


FAULTS = [
    *table(
        "container",
        None,
        {
            "nothing at all": lambda bundle: b"",
            "no zip": lambda bundle: b"PK\3\4 but nothing else" * 9,
            "a zip that breaks off": _zip(lambda whole: whole[:-1]),
            "a zip whose beginning is gone": _zip(lambda whole: whole[1:]),
            "octets before the zip": _zip(lambda whole: b"#" + whole),
            "octets after the zip": _zip(lambda whole: whole + b"\n"),
            "a comment": _zip(lambda whole: whole[:-2] + b"\1\0#"),
            "a zip as others make it": _others(),
            "a zip that is compressed": _others(compression=zipfile.ZIP_DEFLATED),
            "a time in a local header": _octet(b"PK\3\4", 10),
            "a flag in a local header": _octet(b"PK\3\4", 6),
            "another size in a local header": _octet(b"PK\3\4", 30 + TOLD + 4),
            "another version in the directory": _octet(b"PK\1\2", 6),
            "another date in the directory": _octet(b"PK\1\2", 14),
            "other rights in the directory": _octet(b"PK\1\2", 38),
            "another size in the directory": _octet(b"PK\1\2", 46 + TOLD + 4),
            "another offset in the directory": _octet(b"PK\1\2", 46 + TOLD + 20),
            "another count of files on this disk": _octet(b"PK\6\6", 24),
            "another count of files": _octet(b"PK\6\6", 32),
            "another length of the directory": _octet(b"PK\6\6", 40),
            "another offset of the directory": _octet(b"PK\6\6", 48),
            "a size of the zip that is beyond all numbers": _octet(b"PK\6\6", 47),
            "a locator that leads astray": _octet(b"PK\6\7", 8),
            "an end that says a little more": _octet(b"PK\5\6", 8),
            "a name that stands twice": _twice,
            "a file between two files": _gap,
            "a file that ends beyond all disks": _far,
        },
    ),
    *table("container", None, {f"a file named {name[:20]}": _named(name) for name in NAMES}),
    *table("container", None, {"a file with another CRC-32": _crc}, "file", "sealed"),
]
