"""Medical record numbers: eight digits in sequence and two check digits, never used twice."""

from __future__ import annotations

import re

from domain.refusal import Refused

_SPACING = re.compile(r"[\s\u00a0\u202f-]")


def mrn(number: int) -> str:
    """The record number with ISO 7064 MOD 97-10 check digits, ten digits in all."""
    if not 0 < number < 10**8:
        raise Refused("mrn", "The eight digits of record numbers are used up.")
    return f"{number:08d}{98 - number * 100 % 97:02d}"


def is_mrn(text: str) -> bool:
    """Whether these are ten digits, and the last two are those that belong to the others."""
    return len(text) == 10 and text.isascii() and text.isdigit() and int(text[:8]) > 0 and mrn(int(text[:8])) == text


def typed(text: str) -> str:
    """A number as people write it, without its spaces and dash."""
    return _SPACING.sub("", text)


def shown(text: str) -> str:
    """`1234567842` as `12 345 678-42`."""
    return f"{text[:2]} {text[2:5]} {text[5:8]}-{text[8:]}" if is_mrn(text) else text
