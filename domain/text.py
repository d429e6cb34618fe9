"""Text as people write it: kept whole, in every script, and free of what would deceive the eye."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from domain.refusal import Refused

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
LINE, PARAGRAPH = 200, 20_000


def clean(value: Any, field: str, longest: int = LINE) -> str:
    """One text in NFC, without space at its ends; `Refused` where characters would hide or reorder it."""
    if not isinstance(value, str):
        raise Refused(field, "Write this as text.")
    if len(value) > longest:
        raise Refused(field, f"Shorten this to {longest:,} characters; it has {len(value):,}.")
    for pattern, words in ((_CONTROL, "a control character"), (_BIDI, "a character that reorders the text")):
        if found := pattern.search(value):
            raise Refused(field, f"Take out {words}, U+{ord(found[0]):04X}, at place {found.start() + 1}.")
    return unicodedata.normalize("NFC", value).strip()


def needed(value: Any, field: str, longest: int = LINE) -> str:
    """A text that must say something that can be seen."""
    text = clean(value if value is not None else "", field, longest)
    if not _INVISIBLE.sub("", text).strip():
        raise Refused(field, "Fill this in.")
    return text


def optional(value: Any, field: str, longest: int = LINE) -> str | None:
    """A text that may be missing; blank is missing."""
    return (clean(value, field, longest) or None) if value is not None else None


def one_of(value: Any, choices: Any, field: str) -> str:
    """A word from a closed list."""
    if not isinstance(value, str) or value not in choices:
        raise Refused(field, f"Choose one of: {', '.join(choices)}.")
    return value


def folded(text: str) -> str:
    """For searching: no accents, no case, no invisible characters."""
    bare = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    return "".join(ch for ch in bare if not unicodedata.combining(ch)).casefold()
