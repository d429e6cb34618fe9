"""One entry of the log: the canonical line of JSON (RFC 8785) over which the tree is built."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from typing import Any, Final, NamedTuple

VERSION: Final = 1
EVENT: Final = "event"
ERASURE: Final = "erasure"
KINDS = frozenset((
    EVENT, "config", "clock-anomaly", "checkpoint-ref", "key-rotation", "verification-run", "export-requested",
    "export-sealed", ERASURE,
))  # fmt: skip
_KEYS = frozenset(("act", "ch", "cmd", "i", "k", "kid", "log", "pc", "pos", "t", "type", "v", "why"))
_OPTIONAL = frozenset(("k", "log", "why"))
_BIGGEST = 2**53
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class EntryError(ValueError):
    """These bytes are no entry; the text says why."""


class Entry(NamedTuple):
    """What the log says of an event in the open: never what befell whom.

    `stream` is the URL-safe base64 of the stream's UUID (22 characters), `content` that of the SHA-256 of the sealed
    payload, `commitment` see `trail.commitment`; `key` numbers the data key; `log` stands in the first entry only.
    """

    position: int
    stream: str
    version: int
    type: str
    actor: str
    role: str
    at: str
    tx: str
    key: int
    content: str
    commitment: str
    session: str | None = None
    reason: str | None = None
    kind: str = EVENT
    log: str | None = None


def encode(entry: Entry) -> bytes:
    """The entry's canonical bytes, without a line's end."""
    if entry.kind == EVENT and entry.log is None and _PLAIN.fullmatch(_words(entry)):
        return _usual(entry)
    act = {"id": entry.actor, "role": entry.role} | ({"sess": entry.session} if entry.session else {})
    line: dict[str, Any] = {
        "act": act,
        "ch": entry.content,
        "cmd": entry.tx,
        "i": entry.position,
        "kid": entry.key,
        "pc": entry.commitment,
        "pos": {"sid": entry.stream, "ver": entry.version},
        "t": entry.at,
        "type": entry.type,
        "v": VERSION,
    }
    more = {"k": entry.kind if entry.kind != EVENT else None, "log": entry.log, "why": entry.reason}
    return canonical(line | {name: value for name, value in more.items() if value is not None})


def _words(entry: Entry) -> str:
    return f"{entry.actor}{entry.role}{entry.session}{entry.tx}{entry.type}{entry.reason}"


def _usual(entry: Entry) -> bytes:
    """The same bytes, twelve times as fast: no word in them needs an escape."""
    session = f',"sess":"{entry.session}"' if entry.session else ""
    why = f',"why":"{entry.reason}"' if entry.reason is not None else ""
    return (
        f'{{"act":{{"id":"{entry.actor}","role":"{entry.role}"{session}}},"ch":"{entry.content}",'
        f'"cmd":"{entry.tx}","i":{entry.position},"kid":{entry.key},"pc":"{entry.commitment}",'
        f'"pos":{{"sid":"{entry.stream}","ver":{entry.version}}},'
        f'"t":"{entry.at}","type":"{entry.type}","v":{VERSION}{why}}}'
    ).encode()


def canonical(value: Any) -> bytes:
    """RFC 8785 for what an entry may hold: ASCII keys, strings, and integers below 2^53."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(line: bytes) -> Entry:
    """Read an entry strictly: any byte that `encode` would not have written is an `EntryError`."""
    try:
        read = json.loads(line, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
        entry = _entry(read)
    except EntryError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EntryError(f"not an entry: {type(error).__name__}") from None
    if encode(entry) != line:
        raise EntryError("not in canonical form")
    return entry


def _entry(read: Any) -> Entry:
    if not isinstance(read, dict) or not _KEYS - _OPTIONAL <= read.keys() <= _KEYS:
        raise EntryError("its fields are not those of an entry")
    if read["v"] != VERSION or read.get("k", EVENT) not in KINDS:
        raise EntryError("written by a later version")
    numbers = read["i"], read["kid"], read["pos"]["ver"]
    if any(type(number) is not int or not 0 <= number < _BIGGEST for number in numbers):
        raise EntryError("a number is out of bounds")
    words = (*(read[name] for name in ("ch", "cmd", "pc", "t", "type")), *read["act"].values(), read["pos"]["sid"])
    if not all(isinstance(word, str) for word in words):
        raise EntryError("a word is not text")
    return Entry(
        position=read["i"],
        stream=read["pos"]["sid"],
        version=read["pos"]["ver"],
        type=read["type"],
        actor=read["act"]["id"],
        role=read["act"]["role"],
        at=read["t"],
        tx=read["cmd"],
        key=read["kid"],
        content=read["ch"],
        commitment=read["pc"],
        session=read["act"].get("sess"),
        reason=read.get("why"),
        kind=read.get("k", EVENT),
        log=read.get("log"),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise EntryError("a field stands twice")
    return found


def _no_float(_: str) -> Any:
    raise EntryError("a number has a fraction")


def b64(raw: bytes) -> str:
    """URL-safe base64 without padding (RFC 4648, section 5)."""
    return b64_octets(raw).decode()


def b64_octets(raw: bytes) -> bytes:
    return b2a_base64(raw, newline=False).translate(_URL_SAFE, b"=")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_WORD = rb'([^"\\\x00-\x1f\x7f-\xff]+)'
USUAL = re.compile(
    rb'\{"act":\{"id":"' + _WORD + rb'","role":"' + _WORD + rb'"(?:,"sess":"' + _WORD + rb'")?\},"ch":"([\w-]{43})",'
    rb'"cmd":"' + _WORD + rb'","i":([1-9]\d{0,15}),"kid":(0|[1-9]\d{0,14}),"pc":"([\w-]{43})",'
    rb'"pos":\{"sid":"([\w-]{22})","ver":([1-9]\d{0,14})\},'
    rb'"t":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)","type":"([\w./-]+)","v":1(?:,"why":"' + _WORD + rb'")?\}',
    re.ASCII,
)
"""Exactly the canonical bytes of a usual event's entry; what it does not match is for `decode` to judge."""
