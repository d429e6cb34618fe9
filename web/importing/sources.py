"""Files, folders and standard input, compressed or not, as resources with the place where each one stood."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, NamedTuple

LARGEST = 512 * 2**20  # octets of one bundle, unpacked
LONGEST = 64 * 2**20  # octets of one line
_ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
_ORDER = ("Patient", "Encounter", "Observation", "DiagnosticReport")  # what others refer to comes first

Resource = dict[str, Any]


class Unreadable(Exception):
    """This source cannot be read; the text names the place and the reason."""


class Placed(NamedTuple):
    place: str
    resource: Any
    url: str = ""


def files(sources: Iterable[str]) -> list[Path]:
    """All files named, and those in the folders named, in the order in which they can be understood."""
    found: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and one.name.endswith(_ENDINGS))
            found += sorted(inside, key=lambda one: (_rank(one), str(one)))
        else:
            found.append(path)
    return found


def _rank(path: Path) -> int:
    return next((n for n, kind in enumerate(_ORDER) if path.name.lower().startswith(kind.lower())), len(_ORDER))


def is_lines(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith(".ndjson") or str(path) == "-"


def bundle(path: Path) -> list[Placed]:
    """A bundle's resources, or the single resource that the file is."""
    try:
        with _opened(path) as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{path}: {_why(error)}") from None
    if len(content) > LARGEST:
        raise Unreadable(f"{path}: larger than {LARGEST >> 20} MB; split it, or send NDJSON")
    return _unpacked(_parsed(content, str(path)), str(path))


def lines(path: Path) -> Iterator[Placed | Unreadable]:
    """NDJSON, line by line; a line that cannot be read is told and the next one follows."""
    try:
        with _opened(path) as file:
            for n, line in enumerate(iter(lambda: file.readline(LONGEST), b""), 1):
                if line.strip():
                    yield _line(line, n, path)
    except (OSError, EOFError, zlib.error) as error:
        yield Unreadable(f"{path}: {_why(error)}")


def _line(line: bytes, n: int, path: Path) -> Placed | Unreadable:
    try:
        return Placed(f"line {n}", _parsed(line, f"{path} line {n}"))
    except Unreadable as error:
        return error


def _opened(path: Path) -> IO[bytes]:
    if str(path) == "-":
        return sys.stdin.buffer
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def _parsed(content: bytes, place: str) -> Any:
    """JSON as it was meant: a number keeps its digits, a field stands once, and there is no NaN."""
    try:
        return json.loads(content, object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{place}: not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise Unreadable(f"{place}: nested too deeply") from None
    except ValueError as error:
        raise Unreadable(f"{place}: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice[:60]!r} stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _unpacked(read: Any, place: str) -> list[Placed]:
    if not isinstance(read, dict) or not isinstance(read.get("resourceType"), str):
        raise Unreadable(f"{place}: not FHIR, for it has no resourceType")
    if read["resourceType"] != "Bundle":
        return [Placed("resource", read)]
    entries = read.get("entry", [])
    if not isinstance(entries, list):
        raise Unreadable(f"{place}: the entry of a Bundle is a list")
    return [_entry(n, entry) for n, entry in enumerate(entries)]


def _entry(n: int, entry: Any) -> Placed:
    if not isinstance(entry, dict):
        return Placed(f"entry {n}", entry)
    url = entry.get("fullUrl")
    return Placed(f"entry {n}", entry.get("resource"), url if isinstance(url, str) else "")


def _why(error: BaseException) -> str:
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "the compressed file is cut off or damaged"
    return getattr(error, "strerror", None) or str(error)
