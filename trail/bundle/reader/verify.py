#!/usr/bin/env python3
"""Checks a bundle of Caretrail: that nothing was altered, left out or added, up to a signed moment.

    python verify.py BUNDLE.zip --fingerprint "1A2B 3C4D …"        (as it was printed when the log was set up)
    python verify.py EARLIER.zip LATER.zip                         (that the later one extends the earlier one)

One file, Python 3.8 or later, no network, nothing to install. VERIFY.md describes the format, rule by rule.
Ends with 0 for proved, 1 for broken, 2 where it cannot be decided.
"""
from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import struct
import sys
import zlib
from base64 import b64decode, b64encode
from binascii import a2b_base64, b2a_base64
from contextlib import contextmanager
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, NoReturn, Optional, Sequence, Set, Tuple

PROVED, BROKEN, UNDECIDED = "proved", "broken", "undecided"
EXIT = {PROVED: 0, BROKEN: 1, UNDECIDED: 2}
LOG, SHOWN, READS, SEEN = "entries.jsonl", "payloads.jsonl", "reads.entries.jsonl", "reads.payloads.jsonl"
PLAIN, ESCAPE = rb'[^"\\\x00-\x1f]*', rb'\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))'
TEXT = rb"%(p)s(?:%(e)s%(p)s(?:%(e)s%(p)s)*|)" % {b"p": PLAIN, b"e": ESCAPE}
NUMBER, HASH, HEAD = rb"(?:0|[1-9][0-9]{0,15})", rb"[A-Za-z0-9_-]{43}", b'{"fields":{'
# A line of entries. `(…|)` is `(…)?`, but faster; so are dots, what stands in whose place `entries_in` looks at.
ENTRY = re.compile(
    rb'\{"act":\{"id":(%(w)s),"role":%(w)s(?:,"sess":%(w)s|)\},"ch":"(.{43})","cmd":%(w)s,"i":(%(n)s)'
    rb'(?:,"k":"(config|checkpoint-ref|clock-anomaly|key-rotation|erasure|export-requested|export-sealed|'
    rb'verification-run)"|),"kid":(%(n)s)(?:,"log":(%(w)s)|),"pc":"(.{43})","pos":\{"sid":"(.{22})","ver":(%(n)s)\},'
    rb'"t":"(.{27})","type":"([A-Za-z0-9_./-]+)","v":1(?:,"why":"%(s)s"|)\}\n'
    % {b"w": b'"(?!")%s"' % TEXT, b"s": TEXT, b"n": NUMBER}, re.DOTALL)
# Of a line of payloads, behind its `HEAD`: a field; or its end, and the head of the next one.
PAYLOAD = re.compile(
    rb'"([a-z0-9_]+)":\["(.{22})","(%(p)s)"\](?:,(?=")|(?=\}))|'
    rb'\},"hidden":\[((?:"%(h)s"(?:,"%(h)s")*)?)\],"i":(%(n)s)\}\n(?:%(head)s|\Z)'
    % {b"p": PLAIN, b"h": HASH, b"n": NUMBER, b"head": re.escape(HEAD)}, re.DOTALL)
CONTROL, CODED = re.compile(ESCAPE), re.compile(b"\xfc(.)")
POSITION = re.compile(rb',"i":([1-9][0-9]{0,15})\}\n?$')
OPEN = {b"config", b"checkpoint-ref", b"clock-anomaly", b"key-rotation"}  # their fields are always shown, all of them
MAY = OPEN | {b"erasure", b"export-requested", b"export-sealed", b"verification-run"}  # kinds that may always be shown
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STANDARD, URL = bytes.maketrans(b"-_", b"+/"), bytes.maketrans(b"+/", b"-_")
TIME, DIGITS = b"0000-00-00T00:00:00.000000Z", bytes.maketrans(b"123456789", b"0" * 9)
MEANT = bytes.maketrans(b"\xfe\xfd", b'\\"')
BLOCK = 1 << 17  # octets that are looked at together: few enough for a processor's cache
WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError, struct.error)  # of damaged input

Findings = List[Dict[str, Any]]
Work = Callable[..., Iterable[Any]]  # map, or one that has several processes at work


class Fault(Exception):
    """Something that was found: its kind, its position in the log, and words."""

    def __init__(self, kind: str, detail: str, position: Optional[int] = None) -> None:
        super().__init__(detail)
        self.told = {"kind": kind, "position": position, "detail": detail}

@contextmanager
def reading(kind: str, detail: str, position: Optional[int] = None) -> Iterator[None]:
    """Input that proves to be damaged meanwhile is a `Fault` of this kind, with what is wrong behind these words."""
    try:
        yield
    except WRONG as error:
        raise Fault(kind, "%s: %s" % (detail, error), position) from None


# Octets: the tree (RFC 6962, 2.1), base64, canonical JSON.

def form(fits: Any) -> None:
    if not fits:
        raise ValueError("it does not have the form of one")

class Tree:
    """The roots of the perfect subtrees that the leaves so far fall into, the largest first."""

    def __init__(self) -> None:
        self.n = 0
        self.stack: List[bytes] = []

    def push(self, root: bytes, leaves: int = 1) -> None:
        at, self.n = self.n, self.n + leaves
        while at & leaves:
            root, leaves = sha256(b"\1" + self.stack.pop() + root).digest(), leaves << 1
        self.stack.append(root)

    def root(self) -> bytes:
        found = self.stack[-1] if self.stack else sha256().digest()
        for left in reversed(self.stack[:-1]):
            found = sha256(b"\1" + left + found).digest()
        return found

def octets(texts: Sequence[bytes], size: int) -> Tuple[bytes, Sequence[int]]:
    """Of texts that each say so many octets (RFC 4648, section 5, no padding): these together, and where each begins.
    Between them are zeros, for with A in place of its padding a text can be read together with the next."""
    zeros = 3 - size % 3
    joined = b"".join(texts)
    raw = a2b_base64((b"A" * zeros).join([*texts, b""]).translate(STANDARD))
    form(not joined.translate(None, BASE64) and not any(raw[size::size + zeros]))
    return raw, range(0, len(raw), size + zeros)

def base64(texts: Sequence[bytes], last: bytes) -> bool:
    """Whether each is: its bits that are left over are 0 where the last of its letters is one of these."""
    joined = b"".join(texts)
    ends = joined[len(texts[0]) - 1::len(texts[0])] if texts else b""
    return not joined.translate(None, BASE64) and not ends.translate(None, last)

def std64(text: str) -> bytes:
    raw = b64decode(text, validate=True)
    if b64encode(raw).decode() != text:
        raise ValueError("it is not base64")
    return raw

def number(text: str) -> int:
    """As they stand in JSON; none has a sign, a fraction or an exponent."""
    form(re.fullmatch(NUMBER, text.encode()) and int(text) < 2**53)
    return int(text)

PARSED = json.JSONDecoder(parse_int=number, parse_float=number, parse_constant=number).decode

def read_json(line: bytes) -> Any:
    value = PARSED(line.decode()) if len(line) <= 1 << 26 else None
    if CANONICAL(value).encode() != line:
        raise ValueError("it is not canonical JSON")
    return value


# Ed25519 (RFC 8032, 5.1), strict: canonical numbers, no key of low order.

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P

def add(p: Sequence[int], q: Sequence[int]) -> Tuple[int, int, int, int]:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(n: int, p: Sequence[int]) -> Sequence[int]:
    found: Sequence[int] = (0, 1, 1, 0)
    while n:
        found, p, n = add(found, p) if n & 1 else found, add(p, p), n >> 1
    return found

def packed(p: Sequence[int]) -> bytes:
    z = pow(p[2], P - 2, P)
    return (p[1] * z % P | (p[0] * z % P & 1) << 255).to_bytes(32, "little")

def point(raw: bytes) -> Sequence[int]:
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("the public key is no point of the curve in canonical form")
    x = P - x if x & 1 != sign else x
    if times(8, (x, y, 1, x * y % P))[0] == 0:
        raise ValueError("the public key is of low order")
    return x, y, 1, x * y % P

BASE = point(bytes([0x58]) + b"\x66" * 31)

def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    a, s = point(public), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % Q
    found = add(times(s, BASE), times(h, (P - a[0], a[1], 1, P - a[3])))
    return len(signature) == 64 and s < Q and packed(found) == signature[:32]


# Keys and notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

Key = NamedTuple("Key", [("text", str), ("name", str), ("mark", bytes), ("public", bytes)])

def read_key(text: str, kind: int = 1) -> Key:
    try:
        name, mark, encoded = text.split("+", 2)
        form(is_name(name))
        raw = std64(encoded)
        whole = sha256(name.encode() + b"\n" + raw).digest()[:4]
        if len(raw) != 33 or raw[0] != kind or whole.hex() != mark or point(raw[1:]) is None:
            raise ValueError("it does not agree with itself")
        return Key(text, name, whole, raw[1:])
    except ValueError as error:
        raise ValueError("%r is no verifier key: %s" % (text[:80], error)) from None

def is_name(text: str) -> bool:
    return text.split() == [text] and min(text) >= " " and "+" not in text

class Note(NamedTuple):
    origin: str
    size: int
    root: bytes
    body: bytes
    lines: List[Tuple[str, bytes, bytes]]

    def signed(self, key: Key, witness: bool = False) -> bool:
        """Whether this key has signed; a signature of it that does not hold is a `Fault`."""
        own = [one[2] for one in self.lines if one[:2] == (key.name, key.mark)]
        for one in own:
            time, head = int.from_bytes(one[:8], "big"), b"cosignature/v1\ntime %d\n"
            told = (head % time + self.body, one[8:]) if witness else (self.body, one)
            if (witness and time >= 2**63) or not holds(key.public, *told):
                raise Fault("witness" if witness else "signature", "the signature of %s does not hold" % key.name)
        return bool(own)

def read_note(text: str) -> Note:
    body, found, tail = text.partition("\n\n")
    told = body.split("\n")
    plain = len(told) == 3 and told[0] and re.fullmatch(NUMBER, told[1].encode()) and tail[-1:] == "\n"
    if not found or not plain or len(text.encode()) > 1 << 16 or len(std64(told[2])) != 32:
        raise ValueError("it is no checkpoint of three lines, an empty one and signatures")
    lines = []
    for line in tail[:-1].split("\n"):
        dash, name, signature = line.split(" ")
        raw = std64(signature)
        if dash != "\u2014" or not is_name(name) or len(raw) < 5:
            raise ValueError("a signature's line reads: \u2014 NAME SIGNATURE")
        lines.append((name, raw[:4], raw[4:]))
    if int(told[1]) >= 2**53 or min(told[0]) < " ":
        raise ValueError("its size or its origin cannot be")
    return Note(told[0], int(told[1]), std64(told[2]), (body + "\n").encode(), lines)


# The container: a folder, or a zip in which no octet is free.

class Part(NamedTuple):
    """One file of the bundle: where its octets are."""

    path: str
    start: int
    size: int
    crc: Optional[int] = None

    def read(self, at: int = 0, count: Optional[int] = None) -> bytes:
        with open(self.path, "rb") as file:
            file.seek(self.start + at)
            return file.read(self.size - at if count is None else count)

    def pieces(self, lines: bool = False) -> Iterator[bytes]:
        """Its octets, in blocks; with `lines` each ends where a line does."""
        with open(self.path, "rb") as file:
            file.seek(self.start)
            left = self.size
            while left:
                piece = file.read(min(BLOCK, left))
                piece += file.readline(left - len(piece)) if lines else b""
                if not piece:
                    return
                left -= len(piece)
                yield piece

Parts = Dict[str, Part]

def parts_of(path: str) -> Parts:
    if os.path.isdir(path):
        found = [one for one in sorted(Path(path).rglob("*")) if one.is_symlink() or not one.is_dir()]
        for one in found:
            if one.is_symlink() or not one.is_file() or not named(one.relative_to(path).as_posix()):
                raise Fault("container", "%r is no file that a bundle can have" % one.name)
        return {one.relative_to(path).as_posix(): Part(str(one), 0, one.stat().st_size) for one in found}
    with reading("container", "this is no bundle, or it was cut or altered"):
        return zipped(path, os.path.getsize(path))

def named(name: str) -> bool:
    plain = re.fullmatch(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*", name, re.ASCII)
    return bool(plain) and ".." not in name.split("/") and len(name) <= 100

def zipped(path: str, whole: int) -> Parts:
    zip_, at, offset = Part(path, 0, whole), 0, 0
    found: Parts = {}
    length, start = struct.unpack("<QQ", zip_.read(max(0, whole - 58), 16))
    if start + length + 98 != whole:
        raise ValueError("its end is not where it should be")
    directory = zip_.read(start, length)
    while at < length:
        (width,) = struct.unpack_from("<H", directory, at + 28)
        name, crc = directory[at + 46:at + 46 + width], struct.unpack_from("<I", directory, at + 16)[0]
        (size,) = struct.unpack_from("<Q", directory, at + 50 + width)
        local, central = headers(name, crc, size, offset)
        fits = offset + len(local) + size <= start
        if not fits or directory[at:at + len(central)] != central or zip_.read(offset, len(local)) != local:
            raise ValueError("the place of %r in it is not told as it should be" % name)
        if name.decode() in found or not named(name.decode()):
            raise ValueError("%r is no name of a file" % name)
        found[name.decode()] = Part(path, offset + len(local), size, crc)
        at, offset = at + len(central), offset + len(local) + size
    if offset != start or zip_.read(start + length) != ending(len(found), length, start):
        raise ValueError("there are octets in it that belong to no file")
    return found

def headers(name: bytes, crc: int, size: int, offset: int) -> Tuple[bytes, bytes]:
    """Of one file: before its octets, and in the directory."""
    told = struct.pack("<HHHHHIIIH", 45, 0, 0, 0, 33, crc, 2**32 - 1, 2**32 - 1, len(name))
    local = b"PK\3\4" + told + struct.pack("<H", 20) + name + struct.pack("<HHQQ", 1, 16, size, size)
    tail = struct.pack("<HHHHII", 28, 0, 0, 0, 0x81A40000, 2**32 - 1) + name
    return local, b"PK\1\2\x2d\3" + told + tail + struct.pack("<HHQQQ", 1, 24, size, size, offset)

def ending(files: int, length: int, start: int) -> bytes:
    end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 0x032D, 45, 0, 0, files, files, length, start)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, start + length, 1)
    return end + locator + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)


# A log: its entries, and what is shown of their payloads.

# What rules need of a line: `actor` and `log` are JSON, what the line has not is empty. What is shown of an entry: the
# names of fields, the digests of those that are not shown, and what its `pc` has to be.
Entry = NamedTuple("Entry", [("actor", bytes), ("ch", bytes), ("i", int), ("kind", Optional[bytes]), ("kid", bytes),
                             ("log", Optional[bytes]), ("pc", bytes), ("sid", bytes), ("ver", int), ("t", bytes),
                             ("type", bytes)])
NONE = Entry(b"", b"", 0, None, b"", None, b"", b"", 0, b"", b"")  # of a line that is none
Shown = NamedTuple("Shown", [("i", int), ("names", Tuple[bytes, ...]), ("hidden", bytes), ("promise", bytes)])
Line = Tuple[int, Tuple[bytes, ...], bytes, bytes]  # the same: a tuple with names takes longer to make

class Rules(NamedTuple):
    """What has to be shown; where no `profile` is known, only that promises are kept is judged. `erased`: for each data
    key that was destroyed, the position that says so."""

    profile: Optional[str] = "envelope"
    filter: Dict[str, Any] = {}
    asked: int = 0
    erased: Dict[bytes, int] = {}
    reads: bool = False

    def fits(self, entry: Entry) -> bool:
        if self.profile == "envelope" or entry.i > self.asked or not self.filter:
            return self.profile != "envelope" and entry.i <= self.asked
        narrow, t, type_ = self.filter, entry.t.decode(), entry.type.decode()
        return (("keys" not in narrow or int(entry.kid) in narrow["keys"])
                and int(entry.kid) not in narrow.get("without", ())
                and ("actors" not in narrow or json.loads(entry.actor) in narrow["actors"])
                and ("types" not in narrow or (type_.rpartition("/")[0] or type_) in narrow["types"])
                and t[:len(narrow.get("since", ""))] >= narrow.get("since", "")
                and t[:len(narrow.get("until", ""))] <= narrow.get("until", ""))

    def always(self, entry: Entry) -> bool:
        """Whether it has to be told whatever was asked for, even where its data key is gone."""
        return entry.kind in OPEN or entry.kind == b"erasure" or entry.i == self.asked

    def lack(self, entry: Entry, told: Optional[Shown], gone: bool) -> Optional[str]:
        """`missing` where less is shown than has to be, `surplus` where more is shown than may be."""
        always, fits = self.always(entry), self.fits(entry)
        if told is None:
            return "missing" if always or (fits and not gone) else None
        if gone or not (always or fits or entry.kind in MAY):
            return "surplus"
        if entry.kind in OPEN or entry.i == self.asked or (fits and self.profile != "minimum"):
            return "missing" if told.hidden and not self.nobodys(entry, told) else None
        if entry.kind == b"erasure":
            return None if b"keys" in told.names else "missing"
        beyond = {name.decode() for name in told.names} - set(self.filter.get("fields", ()))
        return "surplus" if beyond and entry.kind not in MAY else None

    def nobodys(self, entry: Entry, told: Shown) -> bool:
        """Whether what is hidden is the address of a read, in which the number of an erased record may stand."""
        read = self.reads and entry.type.startswith(b"record.accessed/")
        return read and bool(self.erased) and b"," not in told.hidden and b"address" not in told.names

class Log(NamedTuple):
    entries: Part
    payloads: Part
    rules: Rules
    sizes: Sequence[int]  # at which its root is wanted
    names: Tuple[str, str] = (LOG, SHOWN)

# How many lines stand before it; where its lines begin and end, and those of the payloads that belong to them.
Stretch = NamedTuple("Stretch", [("log", Log), ("first", int), ("entries", Sequence[int]), ("payloads", Sequence[int])])

def stretches(log: Log) -> Iterator[Stretch]:
    n = at = shown = 0
    for block in log.entries.pieces(lines=True):
        first, start, begun = n, at, shown
        n, at = n + block.count(b"\n") + (block[-1:] != b"\n"), at + len(block)
        shown = reach(log.payloads, shown, n)
        yield Stretch(log, first, (start, at), (begun, shown))
    yield Stretch(log, n, (at, at), (shown, log.payloads.size))  # lines that belong to no entry

def reach(part: Part, low: int, n: int) -> int:
    """Where the lines about entries up to n end, in a file in which they stand in order; `low` is where one begins."""
    high, step = part.size, BLOCK
    with open(part.path, "rb") as file:
        while low < high:
            middle = min(low + step, (low + high) // 2)
            file.seek(part.start + middle)
            end = middle + len(file.readline(part.size - middle))
            file.seek(part.start + max(low, end - 32))
            found = POSITION.search(file.read(end - max(low, end - 32)))
            if found and int(found.group(1)) > n:
                high = middle
            else:
                low, step = end, 2 * step
    return low

def columns(expression: Any, data: bytes) -> List[Any]:
    """What each group found, in matches without a gap between them; a gap is a `ValueError`."""
    found, width = expression.split(data), expression.groups + 1
    form(not any(found[::width]))
    return [found[at::width] for at in range(1, width)]

def entries_in(data: bytes, lines: Sequence[bytes]) -> List[Sequence[Any]]:
    """The columns of lines that are entries, all of them, as `Entry` has them."""
    actor, ch, i, kind, kid, log, pc, sid, ver, t, type_ = columns(ENTRY, data)
    form(utf8(data) and max(map(len, lines), default=0) <= 65535)
    form(base64(ch + pc, b"AEIMQUYcgkosw048") and base64(sid, b"AQgw"))
    form(b"".join(t).translate(DIGITS) == TIME * len(t))
    i, ver = [*map(int, i)], [*map(int, ver)]
    form(all(max(column, default=0) < 2**53 for column in (i, ver, [*map(int, {*kid})])))
    return [actor, ch, i, kind, kid, log, pc, sid, ver, t, type_]

def entries(data: bytes, lines: Sequence[bytes]) -> List[Sequence[Any]]:
    """The same of any lines; of one that is no entry, there is `NONE`."""
    try:
        return entries_in(data, lines)
    except WRONG:
        rows = []
        for line in lines:
            try:
                rows.append([column[0] for column in entries_in(line + b"\n", [line])])
            except WRONG:
                rows.append([*NONE])
        return [*zip(*rows)]

def utf8(octets: bytes) -> bool:
    return octets.decode(errors="ignore").encode() == octets

class Examined:
    """What was found in a stretch."""

    def __init__(self, first: int) -> None:
        self.first, self.began, self.ended = first, b"", b""
        self.hashes: List[Tuple[bytes, int]] = []  # and of how many leaves each is the root
        self.begun: Dict[bytes, Tuple[int, int]] = {}  # the first version of each stream, and its place
        self.last: Dict[bytes, int] = {}  # the last
        self.findings: Findings = []
        self.disclosed = self.erased = self.masked = 0
        self.log: Optional[str] = None

    def found(self, kind: str, detail: str, position: Optional[int] = None) -> None:
        self.findings.append(Fault(kind, detail, position).told)

def examine(told: Stretch) -> Examined:
    found, log = Examined(told.first), told.log
    shown = payloads(found, told)
    data = piece_of(found, log.entries, told.entries, log.names[0])
    lines = data.split(b"\n")[:-1]
    if lines:
        judge(found, log, entries(data, lines), shown)
    leaves, end = [sha256(b"\0" + line).digest() for line in lines], told.first + len(lines)
    inside = sorted({size for size in log.sizes if told.first < size < end})
    for low, high in zip([told.first, *inside], [*inside, end]):
        found.hashes += subtrees(low, leaves[low - told.first:high - told.first])
    for i in shown:
        found.found("payload", "%s has a line for entry %d where none should be" % (log.names[1], i), i)
    return found

def piece_of(found: Examined, part: Part, place: Sequence[int], name: str) -> bytes:
    """Lines, the last of which has an end in any case."""
    data = part.read(place[0], place[1] - place[0])
    if data[-1:] in (b"", b"\n"):
        return data
    own = name in (LOG, READS)
    position = found.first + data.count(b"\n") + 1 if own else None
    found.found("entry" if own else "payload", "the last line of %s has no end" % name, position)
    return data + b"\n"

def judge(found: Examined, log: Log, table: List[Sequence[Any]], shown: Dict[int, Line]) -> None:
    """Rules 1 to 4, as far as this stretch can tell, and what has to be shown of each entry."""
    begun, last, rules, gone, ended = found.begun, found.last, log.rules, log.rules.erased, b""
    little, much = rules.profile in ("envelope", None), rules.profile in ("patient-copy", "full") and not rules.filter
    for n, (i, kind, kid, of, pc, sid, ver, t) in enumerate(zip(*table[2:10]), found.first + 1):
        told = shown.pop(n, None) if shown else None
        if not sid or (of and n > 1):
            found.found("entry", "line %d of %s is no entry" % (n, log.names[0]), n)
            continue
        if i != n:
            found.found("order", "entry %d stands where %d should be" % (i, n), n)
        if t < ended:
            found.found("time", "entry %d is earlier than the one before it" % n, n)
        if sid not in last:
            begun[sid] = ver, n
        elif ver != last[sid] + 1:
            found.found("version", "entry %d is not the next of its stream" % n, n)
        last[sid], ended = ver, t
        if much and told and not (kind or told[2] or kid in gone or i > rules.asked) and told[3] == pc:
            found.disclosed += 1  # as most are: shown whole, as promised, and nothing forbids it
        elif told or kind or not little or kid in gone:
            keeps(found, rules, Entry(*[column[n - found.first - 1] for column in table]), told and Shown(*told))
        if of:
            found.log = json.loads(of)
    found.began, found.ended = next(filter(None, table[9]), b""), ended

def unescaped(data: bytes) -> bytes:
    """With octets that UTF-8 has not in place of what is escaped: so a text ends at the first quote."""
    data = data.replace(b"\\\\", b"\xff\xfe").replace(b'\\"', b"\xff\xfd")
    if b"\\" in data:
        data = CONTROL.sub(lambda one: b"\xfc%c" % (96 + ord(json.loads(b'"%s"' % one[0]))), data)
    return data

def meant(texts: List[bytes]) -> List[bytes]:
    """Back again: with what was escaped."""
    data = b"\n".join(texts).translate(MEANT, b"\xff")
    found = data.split(b"\n")
    if b"\xfc" in data:
        found = [CODED.sub(lambda one: b"%c" % (one[1][0] - 96), text) for text in found]
    return found

def fields_in(data: bytes) -> Tuple[List[bytes], List[bytes], List[bytes], List[Tuple[int, bytes, int]]]:
    """Of lines of payloads: names, salts and values of all fields; and for each line, how many fields there are up to
    its end, its hidden digests, and its `i`."""
    form(data.startswith(HEAD) and len(data) <= 1 << 26 and utf8(data))
    names, salts, texts, hidden, i = columns(PAYLOAD, unescaped(data[len(HEAD):]))
    values = meant([one for one in texts if one is not None])
    ends = [at for at, one in enumerate(i) if one is not None]
    lines = [(at - n, hidden[at], int(i[at])) for n, at in enumerate(ends)]
    form(max(line[2] for line in lines) < 2**53)
    return [*filter(None, names)], [*filter(None, salts)], values, lines

def shown_in(data: bytes) -> List[Line]:
    """The same lines, their digests worked out."""
    names, salts, values, lines = fields_in(data)
    raw, places = octets(salts, 16)
    digests = [sha256(raw[at:at + 16] + b'["' + name + b'",' + value + b"]").digest()
               for at, name, value in zip(places, names, values)]
    found, low, sorted_ = [], 0, {()}  # type: List[Line], int, Any
    for high, hidden, i in lines:
        own, named = digests[low:high], (*names[low:high],)
        if named not in sorted_:  # most lines have the names of another
            form(named == (*sorted({*named}),))
            sorted_.add(named)
        if hidden:
            own += unshown(hidden)
        each_once = not hidden or len({*own}) == len(own)
        promise = sha256(b"pc\0" + b"".join(sorted(own))).digest() if each_once else b""
        found.append((i, named, hidden, b2a_base64(promise, newline=False)[:43].translate(URL)))
        low = high
    return found

def unshown(hidden: bytes) -> List[bytes]:
    texts = hidden[1:-1].split(b'","')
    raw, places = octets(texts, 32)
    form(texts == sorted({*texts}))
    return [raw[at:at + 32] for at in places]

def payloads(found: Examined, told: Stretch) -> Dict[int, Line]:
    log, last, shown = told.log, -1, {}  # type: Log, int, Dict[int, Line]
    data, lines = piece_of(found, log.payloads, told.payloads, log.names[1]), []  # type: bytes, List[Line]
    try:
        lines = shown_in(data) if data else []
    except WRONG:
        for line in data.split(b"\n")[:-1]:
            try:
                lines += shown_in(line + b"\n")
            except WRONG as error:
                found.found("payload", "%s has a line that is none: %s" % (log.names[1], error))
    for one in lines:
        if one[0] <= last:
            found.found("payload", "the line of entry %d stands behind that of a later one" % one[0], one[0])
            continue
        last, shown[one[0]] = one[0], one
    return shown

def keeps(found: Examined, rules: Rules, entry: Entry, told: Optional[Shown]) -> None:
    """What is shown of an entry is all that has to be, no more, and what was promised."""
    i, destroyed = entry.i, rules.erased.get(entry.kid, entry.i)
    gone = destroyed > i and not rules.always(entry)
    found.erased, found.disclosed = found.erased + gone, found.disclosed + (told is not None)
    found.masked += told is not None and bool(told.hidden) and rules.nobodys(entry, told)
    if destroyed < i:
        found.found("erasure", "entry %d has a key that entry %d had destroyed" % (i, destroyed), i)
    if told and told.promise != entry.pc:
        found.found("payload", "what is shown of entry %d is not what it promised" % i, i)
    lack = rules.lack(entry, told, gone) if rules.profile else None
    if lack:
        found.found(lack, "of entry %d %s is shown than should be" % (i, "more" if lack == "surplus" else "less"), i)

def subtrees(at: int, row: List[bytes]) -> List[Tuple[bytes, int]]:
    """The roots, and numbers of leaves, of the perfect subtrees that leaves from number `at` on make up."""
    left, right, size = [], [], 1
    while row:
        if at & 1:
            left.append((row.pop(0), size))
        if len(row) & 1:
            right.append((row.pop(), size))
        row = [sha256(b"\1" + one + other).digest() for one, other in zip(row[::2], row[1::2])]
        at, size = (at + 1) >> 1, size * 2
    return left + right[::-1]

SHOWING = {"payload", "missing", "surplus", "erasure"}  # kinds about what is shown

# How many entries; roots by size, those asked for and the last; which log; how many are disclosed, erased, and masked:
# of which the address alone is hidden.
Whole = NamedTuple("Whole", [("size", int), ("roots", Dict[int, bytes]), ("log", Optional[str]), ("disclosed", int),
                             ("erased", int), ("masked", int)])

def whole(log: Log, work: Work, findings: Findings) -> Whole:
    """All stretches, one after the other."""
    tree, ended, name, shown, gone, masked = Tree(), b"", None, 0, 0, 0
    roots, streams, own = {0: tree.root()}, {}, []  # type: Dict[int, bytes], Dict[bytes, int], Findings
    for one in work(examine, stretches(log)):
        if one.began < ended and one.last:
            one.found("time", "entry %d is earlier than the one before it" % (one.first + 1), one.first + 1)
        for sid, (first, at) in one.begun.items():
            if first != streams.get(sid, 0) + 1:
                one.found("version", "entry %d is not the next of its stream" % at, at)
        streams.update(one.last)
        for root, leaves in one.hashes:
            tree.push(root, leaves)
            if tree.n in log.sizes:
                roots[tree.n] = tree.root()
        own += one.findings
        ended, name, masked = one.ended or ended, one.log or name, masked + one.masked
        shown, gone = shown + one.disclosed, gone + one.erased
    kinds = {one["kind"] for one in own}  # where a line is no entry, nobody knows whose version it was
    findings += [one for one in own if one["kind"] != "version" or "entry" not in kinds]
    return Whole(tree.n, {**roots, tree.n: tree.root()}, name, shown, gone, masked)


# The bundle: its manifest, its request, its keys.

class Asked(NamedTuple):
    """What the reader knows from elsewhere; `sizes` are those of other bundles, at which the root is wanted."""

    keys: Sequence[Key] = ()
    marks: Sequence[str] = ()
    witnesses: Sequence[Key] = ()
    threshold: int = 0
    sizes: Sequence[int] = ()

Told = Dict[int, Tuple[Entry, Dict[bytes, bytes]]]  # entries of special kinds, with the fields that are shown
LINED = (".jsonl", ".ndjson")
CORE = {"manifest.json", "checkpoint.note", LOG, SHOWN}
PROVEN = CORE | {READS, SEEN, "policy.json"}  # what other rules vouch for
NUMBERS, TEXTS = ("asked", "sealed", "size"), ("format", "log", "tool")

def hashed(part: Part) -> Tuple[str, int, int]:
    """SHA-256, CRC-32, and lines."""
    digest, crc, rows = sha256(), 0, 0
    for block in part.pieces():
        digest.update(block)
        crc, rows = zlib.crc32(block, crc), rows + block.count(b"\n")
    return digest.hexdigest(), crc, rows

def plain(number: Any) -> bool:
    return type(number) is int and 0 <= number < 2**53

def manifest_of(parts: Parts) -> Dict[str, Any]:
    if "manifest.json" not in parts:
        raise Fault("file", "manifest.json is not there")
    with reading("manifest", "manifest.json"):
        told = document(parts["manifest.json"], {*NUMBERS, *TEXTS, "files"})
        form(told["format"] == "caretrail-bundle/1")
        form(all(plain(told[name]) for name in NUMBERS) and all(type(told[name]) is str for name in TEXTS))
        form(type(told["files"]) is list)
        names = [one["name"] for one in told["files"]]
        form(names == sorted(set(names)) and all(type(name) is str for name in names) and "manifest.json" not in names)
        for one in told["files"]:
            form(one.keys() == {"bytes", "name", "rows", "sha256"} and plain(one["bytes"]))
            form(plain(one["rows"]) if one["name"].endswith(LINED) else one["rows"] is None)
            form(re.fullmatch("[0-9a-f]{64}", one["sha256"]))
        return told

def document(part: Part, names: Set[str]) -> Dict[str, Any]:
    """A file that is an object with these names, on one line."""
    raw = part.read()
    told = read_json(raw[:-1])
    form(raw[-1:] == b"\n" and told.keys() == names)
    return dict(told)

def files(parts: Parts, manifest: Dict[str, Any], hashes: Iterable[Any], findings: Findings) -> Dict[str, str]:
    """Each file is as the manifest has it, and there is no other; the digests of all."""
    named, digests = {one["name"]: one for one in manifest["files"]}, {}
    for name in sorted(named.keys() | parts.keys() | CORE):
        if name not in parts or (name not in named) != (name == "manifest.json"):
            findings.append(Fault("file", "%s is %s" % (name, "not named" if name in parts else "not there")).told)
    for name, (digest, crc, rows) in zip(parts, hashes):
        part, told, digests[name] = parts[name], named.get(name), digest
        if part.crc not in (None, crc):
            findings.append(Fault("container", "%s was altered: its check sum is another" % name).told)
        is_ = part.size, digest, rows if name.endswith(LINED) else None
        if told and (told["bytes"], told["sha256"], told["rows"]) != is_:
            findings.append(Fault("file", "%s is not the file that the manifest names" % name).told)
    return digests

def opened(parts: Parts, manifest: Dict[str, Any]) -> Told:
    """The entries that other rules are about, and what is shown of them; faults in them are told later."""
    kinds: Dict[int, Entry] = {}
    found: Told = {}
    for block in parts[LOG].pieces(lines=True):
        if b',"k":"' in block:
            lines = [line for line in block.split(b"\n") if b',"k":"' in line]
            rows = map(Entry._make, zip(*entries(b"\n".join([*lines, b""]), lines)))
            kinds.update((one.i, one) for one in rows if one.kind in (b"erasure", b"checkpoint-ref")
                         or (one.sid and one.i in (manifest["asked"], manifest["sealed"])))

    def likely() -> Iterator[bytes]:
        """Lines that stand where theirs should; all, if they do not."""
        at, part = 0, parts[SHOWN]
        for i in sorted(kinds):
            at = reach(part, at, i - 1)
            yield part.read(at, reach(part, at, i) - at).rstrip(b"\n")
        for block in part.pieces(lines=True) if len(found) < len(kinds) else ():
            yield from block.split(b"\n")

    for line in likely():
        try:
            ((i, *_),), (names, _, values, _) = shown_in(line + b"\n"), fields_in(line + b"\n")
            found.update({i: (kinds[i], dict(zip(names, values)))} if i in kinds else {})
        except WRONG:
            continue
    return found

def rules_of(asked: int, told: Told) -> Rules:
    """What the request, an entry of the log itself, says that the bundle holds."""
    kinds = {"keys": int, "without": int, "actors": str, "types": str, "fields": str, "since": None, "until": None}
    with reading("request", "entry %d is no request that can be read" % asked, asked or None):
        entry, fields = told[asked]
        profile, narrow = read_json(fields[b"profile"]), read_json(fields[b"filter"])
        form(entry.kind == b"export-requested" and type(narrow) is dict and narrow.keys() <= kinds.keys())
        form(profile in ("envelope", "minimum", "patient-copy", "full"))
        for name, value in narrow.items():
            form(type(value) is (str if kinds[name] is None else list))
            form(kinds[name] is None or all(type(one) is kinds[name] for one in value))
        return Rules(profile, {name: value if kinds[name] is None else set(value) for name, value in narrow.items()},
                     asked)

def erased(told: Told) -> Dict[bytes, int]:
    found: Dict[bytes, int] = {}
    for i, (entry, fields) in told.items():
        if entry.kind == b"erasure" and b"keys" in fields:
            with reading("erasure", "entry %d does not say which keys are gone" % i, i):
                keys = read_json(fields[b"keys"])
                form(type(keys) is list and all(plain(key) for key in keys))
                found.update({b"%d" % key: i for key in keys if b"%d" % key not in found})
    return found

def policy_of(parts: Parts, log: str) -> Tuple[List[Key], List[Optional[Note]]]:
    """The bundle's own keys, the oldest first, and the notes that lead from each to the next."""
    if "policy.json" not in parts:
        return [], []
    with reading("policy", "policy.json"):
        told = document(parts["policy.json"], {"keys", "log", "rotations", "threshold", "witnesses"})
        form(all(type(told[name]) is list for name in ("keys", "rotations", "witnesses")))
        keys, notes = [read_key(one) for one in told["keys"]], [note_in(one) for one in told["rotations"]]
        form(len(notes) == len(keys) - 1 and {told["log"], *(key.name for key in keys)} == {log})
        form(plain(told["threshold"]) and all(read_key(one, 4).text for one in told["witnesses"]))
        return keys, notes

def note_in(text: Any) -> Optional[Note]:
    form(type(text) is str)
    try:
        return read_note(text)
    except WRONG:
        return None

def fingerprint(key: Key) -> str:
    return sha256(key.text.encode()).hexdigest()

def trusted(asked: Asked, own: List[Key], notes: List[Optional[Note]], now: Note, roots: Dict[int, bytes]) -> List[Key]:
    """The keys that were given, and those they lead to."""
    given = [one for one in own if any(fingerprint(one).startswith(mark) for mark in asked.marks)]
    found = [*asked.keys, *given] if asked.keys or asked.marks else own[:1]
    for key, after, note in zip(own, own[1:], notes):
        fits = note and (note.origin, note.root) == (now.origin, roots.get(note.size))
        if not (note and fits and note.signed(key) and note.signed(after)):
            raise Fault("signature", "a note of policy.json does not lead from one key to the next")
        found += [after] if key in found else []
    return found

def signatures(asked: Asked, keys: List[Key], note: Note, verdict: Dict[str, Any]) -> bool:
    own = [one.text for one in keys if one.name == note.origin and note.signed(one)]
    known = bool(asked.keys or asked.marks)
    if not own and (known or keys):
        given = ": if what you gave is typed as it was printed, this is another log" if known else ""
        raise Fault("signature", "no key that is trusted has signed the checkpoint" + given)
    count = sum([note.signed(one, True) for one in asked.witnesses])
    enough = count >= asked.threshold
    verdict["verdict"] = PROVED if known and enough else UNDECIDED
    proved, open_ = verdict["proved"], verdict["not_proved"]
    if own:
        proved.append("%s signed the checkpoint." % ("A key that you trust" if known else "The bundle's own key"))
    if not known:
        open_.append("Whose key that is: give the fingerprint that was printed when the log was set up.")
    if count:
        proved.append("%d of the witnesses that you named saw the same log." % count)
    if not enough:
        open_.append("%d of the witnesses that you named signed; you want %d." % (count, asked.threshold))
    return known

def reads(parts: Parts, told: Told, rules: Rules, work: Work, findings: Findings) -> Tuple[int, int]:
    """The log of reads, as the log of the records tells of it: how many there are, and how many hide their address."""
    refers = [(i, fields) for i, (entry, fields) in told.items() if entry.kind == b"checkpoint-ref"]
    if {READS in parts, SEEN in parts} != {bool(refers)}:
        raise Fault("reads", "the reads that entries tell of are not here, or there are some of which none tells")
    if not refers:
        return 0, 0
    places = [(i, place_of(i, fields)) for i, fields in refers]
    rules = Rules("full" if rules.profile == "full" and not rules.filter else "envelope", {}, 2**53,
                  dict.fromkeys(rules.erased, 2**53), True)
    own: Findings = []
    found = whole(Log(parts[READS], parts[SEEN], rules, [one[1] for _, one in places], (READS, SEEN)), work, own)
    findings += [{**one, "kind": "reads"} for one in own]
    if found.log is None:
        findings.append(Fault("reads", "the first of the reads does not say of which log they are", 1).told)
    for i, (origin, size, root) in places:
        if (found.log, found.roots.get(size, b"").hex()) != (origin, root):
            findings.append(Fault("reads", "the reads are not those that entry %d tells of" % i, i).told)
    if found.size != places[-1][1][1]:
        raise Fault("reads", "there are %d reads where %d should be" % (found.size, places[-1][1][1]))
    return found.size, found.masked

def place_of(i: int, fields: Dict[bytes, bytes]) -> Tuple[str, int, str]:
    with reading("reads", "entry %d does not tell how far the reads had come" % i, i):
        origin, size, root = (read_json(fields[name]) for name in (b"origin", b"size", b"root"))
        form(type(origin) is str and plain(size) and type(root) is str)
        return origin, size, root

def views(digests: Dict[str, str], manifest: Dict[str, Any], told: Told) -> None:
    """The files that tell the same in words are those that the log had sealed."""
    at, own = manifest["sealed"], {name: digest for name, digest in digests.items() if name not in PROVEN}
    try:
        entry, fields = told[at]
        form(entry.kind == b"export-sealed" and read_json(fields[b"requested"]) == manifest["asked"])
        form(read_json(fields[b"files"]) == own)
    except WRONG:
        raise Fault("sealed", "the other files are not those that the log had sealed", at or None) from None

class Checked(NamedTuple):
    verdict: Dict[str, Any]
    note: Optional[Note] = None
    roots: Dict[int, bytes] = {}

def check(path: str, asked: Asked, work: Work) -> Checked:
    verdict: Dict[str, Any] = {"verdict": PROVED, "events": 0, "erased": 0, "disclosed": 0, "size": 0, "root": "",
                               "findings": [], "proved": [], "not_proved": []}
    found = Checked(verdict)
    try:
        parts = parts_of(path)
        manifest = manifest_of(parts)
        hashes, core = work(hashed, parts.values()), parts.keys() >= CORE
        told = opened(parts, manifest) if core else {}  # while other processes hash
        digests = files(parts, manifest, hashes, verdict["findings"])
        if core:
            found = contents(parts, manifest, digests, told, asked, work, verdict)
    except Fault as fault:
        verdict["findings"].append(fault.told)
    if verdict["findings"]:
        verdict.update(verdict=BROKEN, proved=[], not_proved=[])
    return found

def contents(parts: Parts, manifest: Dict[str, Any], digests: Dict[str, str], told: Told, asked: Asked, work: Work,
             verdict: Dict[str, Any]) -> Checked:
    findings = verdict["findings"]

    def attempt(step: Callable[..., Any], *given: Any) -> Any:
        try:
            return step(*given)
        except Fault as fault:
            findings.append(fault.told)
            return None

    note = checkpoint(parts, manifest, findings)
    keys, notes = attempt(policy_of, parts, note.origin) or ([], [])
    rules, gone = attempt(rules_of, manifest["asked"], told), attempt(erased, told)
    rules = Rules(None) if rules is None or gone is None else rules._replace(erased=gone)
    sizes, own = [*asked.sizes, *(one.size for one in notes if one)], []  # type: List[int], Findings
    found = whole(Log(parts[LOG], parts[SHOWN], rules, sizes), work, own)
    size, root = found.size, found.roots[found.size]
    whole_ = size == note.size and not any(one["kind"] == "order" for one in own)
    findings += own if whole_ else [one for one in own if one["kind"] not in SHOWING]
    verdict.update(events=size, size=note.size, root=root.hex(), erased=found.erased, disclosed=found.disclosed)
    if (size, root) != (note.size, note.root):
        kind = "root" if size == note.size else "order"
        findings.append(Fault(kind, "the %d entries are not the %d that were signed" % (size, note.size)).told)
    if found.log != note.origin:
        findings.append(Fault("log", "entry 1 is of %s, the checkpoint of %s" % (found.log, note.origin), 1).told)
    if whole_:  # where entries are missing or moved, every later line would seem to break its promise
        attempt(views, digests, manifest, told)
    seen = attempt(reads, parts, told, rules, work, findings) if whole_ and rules.profile and not own else None
    trust = attempt(trusted, asked, keys or list(asked.keys), notes, note, found.roots)
    if trust is not None and attempt(signatures, asked, trust, note, verdict) is not None and not findings:
        summary(verdict, rules, seen or (0, 0))
    return Checked(verdict, note, found.roots)

def checkpoint(parts: Parts, manifest: Dict[str, Any], findings: Findings) -> Note:
    with reading("checkpoint", "checkpoint.note"):
        note = read_note(parts["checkpoint.note"].read().decode())
    if (note.origin, note.size) != (manifest["log"], manifest["size"]):
        findings.append(Fault("checkpoint", "the manifest is of another log, or of another size").told)
    return note

def summary(verdict: Dict[str, Any], rules: Rules, seen: Tuple[int, int]) -> None:
    told, size = verdict["proved"], verdict["size"]
    told.append("All %d entries up to the checkpoint are here: none is altered, left out, added or moved." % size)
    told.append("What is shown of %d entries is what was recorded, letter for letter." % verdict["disclosed"])
    told.append("Nothing that the request (entry %d, profile %s) asks for is missing, and nothing more is shown." % (
        rules.asked, rules.profile))
    told.append("The other files are those that the log had sealed.")
    if verdict["erased"]:
        told.append("What %d entries held was erased, under entries %s; all else of them is intact." % (
            verdict["erased"], ", ".join(map(str, sorted(set(rules.erased.values()))))))
    told.extend(["All %d entries of the log of reads are here." % seen[0]] if seen[0] else [])
    if seen[1]:
        verdict["not_proved"].append("Where %d of the reads were made: their address is hidden, for the number of an "
                                     "erased record may stand in it." % seen[1])
    verdict["not_proved"] += [
        "That what was entered is true, and that nothing was kept from being entered.",
        "What happened after the checkpoint."]

def extends(earlier: Note, later: Note, roots: Dict[int, bytes]) -> None:
    if earlier.origin != later.origin:
        raise Fault("log", "they are of two logs: %s and %s" % (earlier.origin, later.origin))
    if roots.get(earlier.size) != earlier.root:
        raise Fault("order", "the first %d entries of the later one are not those of the earlier one" % earlier.size)

def together(paths: Sequence[str], asked: Asked, work: Work) -> Dict[str, Any]:
    """Of one bundle, or of two of which the later one has to extend the earlier one."""
    found = check(paths[0], asked, work)
    for path in paths[1:]:
        earlier = found
        found = check(path, asked._replace(sizes=[earlier.note.size] if earlier.note else []), work)
        findings = earlier.verdict["findings"] + found.verdict["findings"]
        if not findings and earlier.note and found.note:
            try:
                extends(earlier.note, found.note, found.roots)
                if earlier.verdict["verdict"] == UNDECIDED:
                    found.verdict["verdict"] = UNDECIDED
                found.verdict["proved"].append("It extends the earlier bundle and its %d entries." % earlier.note.size)
                continue
            except Fault as fault:
                findings = [fault.told]
        found.verdict.update(verdict=BROKEN, findings=findings, proved=[], not_proved=[])
    return found.verdict

class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(3, "%s: %s\n" % (self.prog, message))

def parsed(arguments: Optional[Sequence[str]]) -> Any:
    parser = Parser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("bundles", nargs="*", metavar="BUNDLE", help="a zip or a folder; of two, the earlier one first")
    parser.add_argument("--fingerprint", action="append", default=[], help="of the log's key, 32 hex digits or more")
    parser.add_argument("--key", action="append", default=[], help="a verifier key, or a file that holds one")
    parser.add_argument("--witness", action="append", default=[], help="the same, of a witness")
    parser.add_argument("--threshold", help="how many of these witnesses have to have signed")
    parser.add_argument("--json", action="store_true", help="the verdict as one JSON document")
    return parser, parser.parse_args(arguments)

def asked_of(told: Any) -> Asked:
    """`ValueError`, `OSError`."""
    def read(text: str, kind: int) -> Key:
        return read_key(Path(text).read_text().partition("\n")[0].strip() if os.path.exists(text) else text, kind)

    keys, witnesses = ({read(one, 1): None for one in told.key}, {read(one, 4): None for one in told.witness})
    marks = [re.sub(r"[\s-]", "", one).lower() for one in told.fingerprint]
    if not all(re.fullmatch("[0-9a-f]{32,64}", one) for one in marks):
        raise ValueError("a fingerprint has 32 hex digits or more")
    if not re.fullmatch("[0-9]{1,4}", told.threshold or "0"):
        raise ValueError("the threshold is a number")
    return Asked([*keys], marks, [*witnesses], len(witnesses) if told.threshold is None else int(told.threshold))

def shown(text: str) -> str:
    """What a bundle says of itself can move no cursor and hide nothing."""
    return "".join(one if one.isprintable() else "\\u%04x" % ord(one) for one in text)

def main(arguments: Optional[Sequence[str]] = None) -> int:
    parser, told = parsed(arguments)
    try:
        paths, asked = told.bundles or [str(Path(__file__).parent)], asked_of(told)
        if missing := [one for one in paths if not os.path.exists(one)]:
            raise ValueError("%s is not there" % missing[0])
        if len(paths) > 2:
            raise ValueError("one bundle is read, or an earlier one and a later one")
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if sum(one.lstat().st_size for path in paths for one in (Path(path), *Path(path).rglob("*"))) < 1 << 23:
        verdict = together(paths, asked, map)
    else:
        with multiprocessing.Pool() as pool:
            verdict = together(paths, asked, lambda step, all_: pool.imap(step, all_, 1 if step is hashed else 8))
    if told.json:
        print(json.dumps(verdict, indent=1))
    else:
        print("%s  %d entries, root %s" % (verdict["verdict"], verdict["events"], verdict["root"][:16]))
        lines = [("!", one["detail"]) for one in verdict["findings"][:20]]
        lines += [("+", one) for one in verdict["proved"]] + [("-", one) for one in verdict["not_proved"]]
        print("".join("  %s %s\n" % (mark, shown(text)) for mark, text in lines), end="")
    return EXIT[verdict["verdict"]]

if __name__ == "__main__":
    sys.exit(main())
