"""What stands in the foot of a print, held against the log: a checkpoint, scanned from its code or typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from trail.checkpoint import HASH, NoteError, body, grouped, parse, verified
from trail.log import Log

SHORT = 24  # hex digits of a root on paper, 96 bits
LEAST = 16  # that have to be typed
MOST, MOST_SCANNED = 2_000, 20_000  # characters: of what is typed, and of a whole note
MATCHES, NO_SUCH_ROOT, LARGER, OTHER_LOG = "matches", "no such root", "larger than the log", "another log"
_LONGEST = 19  # digits of a size
_ALIEN = " No key of this log has signed it, so anybody may have printed it."
_NUMBER = r"((?>\d{1,3}(?:,\d{3})+(?![0-9a-f])|\d++))"  # nothing is given back: each expression takes linear time
_FOOT = re.compile(rf"(?i)checkpoint of {_NUMBER}")
_ROOT = re.compile(r"(?i)\broot\W++((?:[0-9a-f]{4} ?)++)")
_TYPED = re.compile(rf"(?i){_NUMBER}(?: events?)?[ ,;:]++(?:root[ :]++)?([0-9a-f ]++)…?")
_ORIGIN = re.compile(r"(?i)\blog (\S+/\S+)")
_TOO_LONG = "No foot of a print is as long as this, and no code."
_WANTED = "Scan the code, or type the number of events and the root: 1,234 root 1A2B 3C4D 5E6F 7081."


class Paper(NamedTuple):
    """`root` is hex, perhaps only its beginning; `origin` and the signed `note` are empty where it has none."""

    size: int
    root: str
    origin: str = ""
    note: str = ""


class Answer(NamedTuple):
    verdict: str
    told: str


class Unreadable(Exception):
    """Nobody can tell which checkpoint this is; the text says what is wanted."""


def read(text: str) -> Paper:
    """Of what was scanned, or typed: `1,234 root 1A2B 3C4D 5E6F 7081`, or the foot as it reads. `Unreadable`."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) <= MOST_SCANNED and (scanned := _scanned(text)):
        return scanned
    if len(text) > MOST:
        raise Unreadable(f"{_TOO_LONG} {_WANTED}")
    text = " ".join(text.split())
    number, typed, end = _foot(text) or _typed(text)
    size, root = number.replace(",", ""), typed.replace(" ", "").lower()
    if not LEAST <= len(root) <= 2 * HASH or len(size) > _LONGEST:
        raise Unreadable(f"Type at least {LEAST} letters and digits of the root, as they stand on the paper.")
    log = _ORIGIN.search(text, end)
    return Paper(int(size), root, log[1] if log else "")


def held(paper: Paper, log: Log, keys: Sequence[str]) -> Answer:
    """Against the log as it is; `keys` are the verifier keys that have signed it."""
    if paper.origin and paper.origin != log.origin:
        return Answer(OTHER_LOG, f"The paper is of {paper.origin}, and this log is {log.origin}.")
    if paper.size > (position := log.position):
        told = f"The paper tells of {paper.size:,} events, and this log has {position:,}."
        return Answer(LARGER, f"{told} {_grave(paper, keys, 'cut, or put back')}")
    root = log.parts(paper.size).root().hex()
    if not root.startswith(paper.root):
        told = f"{_root_of(paper.size)} is another one, {grouped(root[:SHORT].upper())} …"
        return Answer(NO_SUCH_ROOT, f"{told} {_grave(paper, keys, 'rewritten')}")
    told = f"{_root_of(paper.size)} is the one on the paper."
    return Answer(MATCHES, f"{told}{_ALIEN if paper.note and not _ours(paper, keys) else ''}")


def _root_of(size: int) -> str:
    return f"The root of this log's first {size:,} events" if size != 1 else "The root of this log's first event"


def _foot(text: str) -> tuple[str, str, int] | None:
    """The number and the root as they stand there, and where they end."""
    of = _FOOT.search(text)
    root = _ROOT.search(text, of.end()) if of else None
    return (of[1], root[1], root.end()) if of and root else None


def _typed(text: str) -> tuple[str, str, int]:
    if (found := _TYPED.fullmatch(text)) is None:
        raise Unreadable(_WANTED)
    return found[1], found[2], found.end()


def _scanned(text: str) -> Paper | None:
    """A whole note, or the three lines of a checkpoint without a signature."""
    note = f"{text}\n" if "\n\n" in text else ""
    try:
        found = parse(note)[0] if note else body(text.split("\n"))
    except NoteError:
        return None
    return Paper(found.size, found.root.hex(), found.origin, note)


def _grave(paper: Paper, keys: Sequence[str], how: str) -> str:
    """What it means that the log does not have this checkpoint."""
    if _ours(paper, keys):
        return f"This log's own key signed what the paper says, so it was {how} since. Keep the paper: it proves that."
    return _ALIEN.strip() if paper.note else f"If it was not mistyped, this log was {how} since."


def _ours(paper: Paper, keys: Sequence[str]) -> bool:
    return any(_holds(paper.note, key) for key in keys)


def _holds(note: str, key: str) -> bool:
    try:
        verified(note, key)
    except NoteError:
        return False
    return True
