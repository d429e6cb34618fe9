"""Files, folders and standard input, compressed or not, as resources with the place where each one stood."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from web.importing.reading import BadLine, Unreadable, parsed
from web.importing.references import renamed

LARGEST = 256 * 2**20  # octets of one bundle, unpacked
LONGEST = 64 * 2**20  # octets of one line
MANY = 12_000_000  # values of one bundle: read, each costs memory, and an empty one thirty times what it takes to write
_ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
_GZIP = b"\x1f\x8b"

Resource = dict[str, Any]


class Placed(NamedTuple):
    """A resource, or whatever stood in its stead, with its place in the source and its full URL."""

    place: str
    resource: Any
    url: str = ""


def files(sources: Iterable[str]) -> tuple[list[Path], list[Path]]:
    """All files named and those in the folders named, each once; and beside them those that are passed over."""
    found: dict[Path, Path] = {}
    passed: list[Path] = []
    for source in sources:
        path = Path(source)
        if not path.is_dir():
            found.setdefault(path.absolute(), path)
            continue
        for one in sorted(one for one in path.rglob("*") if one.is_file()):
            if one.name.lower().endswith(_ENDINGS):
                found.setdefault(one.absolute(), one)
            else:
                passed.append(one)
    return list(found.values()), passed


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Source:
    """One file, or `-`. `octets` says how much of it was read."""

    def __init__(self, path: Path) -> None:
        self.path, self.size = path, _size(path)
        self._raw: IO[bytes] | None = None

    @property
    def octets(self) -> int:
        try:
            return self._raw.tell() if self._raw and self._raw.seekable() else 0
        except ValueError:  # closed by now
            return self.size

    def __iter__(self) -> Iterator[Placed | Unreadable]:
        """Its resources; what cannot be read is told where it stood, and the next one follows if there can be one."""
        try:
            with self._opened() as raw:
                self._raw = raw
                packed = raw.peek(2)[:2] == _GZIP
                file: Any = gzip.GzipFile(fileobj=raw) if packed else raw
                yield from self._lines(file) if self._is_lines() else self._whole(file)
        except (OSError, EOFError, zlib.error) as error:
            yield Unreadable(f"{self.path}: {_why(error)}")

    def _opened(self) -> AbstractContextManager[Any]:
        return nullcontext(sys.stdin.buffer) if str(self.path) == "-" else self.path.open("rb")

    def _is_lines(self) -> bool:
        return self.path.name.lower().removesuffix(".gz").endswith(".ndjson") or str(self.path) == "-"

    def _whole(self, file: Readable) -> Iterator[Placed | Unreadable]:
        """A bundle's resources, or the single resource that the file is."""
        content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            yield Unreadable(f"{self.path}: larger than {LARGEST >> 20} MB; split it, or send NDJSON")
            return
        if _values(content) > MANY:
            yield Unreadable(f"{self.path}: more than {MANY:,} values; split it, or send NDJSON")
            return
        try:
            yield from unpacked(parsed(content, str(self.path)), str(self.path))
        except Unreadable as error:
            if _are_lines(content):
                yield from self._lines(io.BytesIO(content), whole=True)
            else:
                yield error

    def _lines(self, file: IO[bytes], whole: bool = False) -> Iterator[Placed | Unreadable]:
        """NDJSON, line by line. What comes through a pipe may also be one document over many lines."""
        lines = enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1)
        for n, line in lines:
            if n == 1 and str(self.path) == "-" and not whole and not _stands_alone(line):
                yield from self._whole(_Joined(line, file))
                return
            if len(line) > LONGEST:
                _skip_line(file)
                yield BadLine(f"{self.path} line {n}: longer than {LONGEST >> 20} MB")
            elif line.strip():
                yield from self._line(line, n)

    def _line(self, line: bytes, n: int) -> Iterator[Placed | Unreadable]:
        place = f"{self.path} line {n}"
        try:
            for one in unpacked(parsed(line, place), place):
                where = f"line {n}" if one.place == "resource" else f"line {n} {one.place}"
                yield one._replace(place=where)
        except Unreadable as error:
            yield BadLine(str(error))


class _Joined:
    """What was read already, and the rest."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        return self._start + self._rest.read(size)


def _values(content: bytes) -> int:
    """How many values there are in it at the most."""
    return sum(content.count(mark) for mark in (b",", b"[", b"{"))


def _are_lines(content: bytes) -> bool:
    """Whether this is NDJSON under another name, though one of its lines may be damaged."""
    first = [line for line in content[:LONGEST].split(b"\n", 20) if line.strip()][:2]
    return len(first) == 2 and any(map(_stands_alone, first))


def _stands_alone(line: bytes) -> bool:
    try:
        return isinstance(parsed(line, ""), dict)
    except Unreadable:
        return False


def _skip_line(file: IO[bytes]) -> None:
    while (more := file.readline(LONGEST)) and not more.endswith(b"\n"):
        pass


def unpacked(read: Any, place: str) -> list[Placed]:
    """The resources of a bundle, and of bundles in it; or the one resource that it is."""
    if not isinstance(read, dict) or not isinstance(read.get("resourceType"), str):
        raise Unreadable(f"{place}: not FHIR, for it has no resourceType")
    if read["resourceType"] != "Bundle":
        return [Placed("resource", read)]
    entries = read.get("entry", [])
    if not isinstance(entries, list):
        raise Unreadable(f"{place}: the entry of a Bundle is a list")
    names, found = _names(entries), list[Placed]()
    for n, entry in enumerate(entries):
        at = f"entry {n}"
        if not isinstance(entry, dict):
            found.append(Placed(at, entry))
            continue
        url, resource = entry.get("fullUrl", ""), entry.get("resource")
        if _is_bundle(resource):
            found += [one._replace(place=f"{at} {one.place}") for one in unpacked(resource, f"{place} {at}")]
        else:
            told = renamed(resource, names) if names else resource
            found.append(Placed(at, told, url if isinstance(url, str) else ""))
    return found


def _is_bundle(resource: Any) -> bool:
    return (
        isinstance(resource, dict)
        and resource.get("resourceType") == "Bundle"
        and isinstance(resource.get("entry", []), list)
    )


def _names(entries: list[Any]) -> dict[str, str]:
    """What a bundle calls a resource for itself alone, to what it is called everywhere, where the two differ."""
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(resource := entry.get("resource"), dict):
            url, id = entry.get("fullUrl"), resource.get("id")
            if isinstance(url, str) and isinstance(id, str) and url.startswith("urn:") and not url.endswith(f":{id}"):
                found[url] = f"{resource.get('resourceType')}/{id}"
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _why(error: BaseException) -> str:
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return "the compressed file is cut off or damaged"
    return getattr(error, "strerror", None) or str(error)
