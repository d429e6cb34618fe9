"""Text as people write it: kept whole, in every script, and free of what would deceive the eye."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from domain.refusal import Refused

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile("[\t\n\r\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u2060\ufeff\u00ad]")
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"})
_GROWTH = 3  # a letter typed apart from its accents is three characters at most, but for rare ones
LINE, PARAGRAPH = 200, 20_000


def clean(value: Any, field: str, longest: int = LINE) -> str:
    """One text in NFC, without space at its ends; `Refused` where characters would hide or reorder it.

    A text of up to `LINE` characters is one line; a longer one may have several.
    """
    if not isinstance(value, str):
        raise Refused(field, "Write this as text.")
    if len(value) <= longest and value.isascii() and value.isprintable():
        return value.strip()
    if len(value) > longest * _GROWTH:
        raise _too_long(field, value, longest)
    for pattern, words in ((_CONTROL, "a control character"), (_BIDI, "a character that reorders the text")):
        _without(pattern, words, value, field)
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > longest:
        raise _too_long(field, text, longest)
    if longest <= LINE:
        _without(_BREAK, "a line break or tab", text, field)
    return text


def _too_long(field: str, text: str, longest: int) -> Refused:
    return Refused(field, f"Shorten this to {longest:,} characters; it has {len(text):,}.")


def _without(pattern: re.Pattern[str], words: str, text: str, field: str) -> None:
    if found := pattern.search(text):
        raise Refused(field, f"Take out {words}, U+{ord(found[0]):04X}, at place {found.start() + 1}.")


def needed(value: Any, field: str, longest: int = LINE) -> str:
    """A text that must say something that can be seen."""
    text = clean(value if value is not None else "", field, longest)
    if not text or not (text.isascii() or _INVISIBLE.sub("", text).strip()):
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
    if text.isascii():
        return text.casefold()
    bare = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    return "".join(ch for ch in bare if not unicodedata.combining(ch)).casefold().translate(_LETTERS)
