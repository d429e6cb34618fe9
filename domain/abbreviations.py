"""Abbreviations that have harmed patients because they were read as something else.

Source: The Joint Commission, official "Do Not Use" list, and the entries of ISMP's list of error-prone abbreviations
that a clerk meets. What has one harmless reading in its place (`MS` in capitals aside) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOSE = r"(?:mg|g|kg|mcg|µg|μg|ug|ng|mL|ml|L|l|mmol|mEq|units?|IU|U|%|tablets?|tabs?)\b"


@dataclass(frozen=True, slots=True)
class Unsafe:
    """`found` as it is written, at `start`; `instead` can be written in its place; `why` is what it is misread as."""

    found: str
    instead: str
    why: str
    start: int


def _any_case(*words: str) -> str:
    """One of the words, with or without points between its letters: `qd`, `QD`, `q.d.`"""
    dotted = ("".join(rf"{letter}\.?" for letter in word) for word in words)
    return rf"(?i:(?<![\w.])(?:{'|'.join(dotted)})(?!\w))"


# (what it looks like, what to write, what it is misread as); `\1` is the part that stays.
_RULES = tuple(
    (re.compile(pattern), instead, why)
    for pattern, instead, why in (
        (r"\b(\d+)\s?[uU](?![\w/])", r"\1 units", "0, 4 or cc"),
        (r"(?<![\w.])(?:I\.?U\.?|i\.u\.)(?![\w])", "international units", "IV or 10"),
        (_any_case("qd"), "daily", "four times a day"),
        (_any_case("qod", "eod"), "every other day", "daily or four times a day"),
        (_any_case("qhs"), "at bedtime", "every hour"),
        (_any_case("tiw"), "three times a week", "three times a day or twice a week"),
        (r"\bMS(?:O4)?\b", "morphine sulfate, or multiple sclerosis", "magnesium sulfate"),
        (r"\bMgSO4\b", "magnesium sulfate", "morphine sulfate"),
        (rf"(?<![\d.,])(\d+)\.0+(?=\s?{_DOSE})", r"\1", "ten times as much"),
        (rf"(?<![\d.,])(\.\d+)(?=\s?{_DOSE})", r"0\1", "ten or a hundred times as much"),
        (r"(?<=\d)(\s?)(?:µg|μg|ug)\b", r"\1mcg", "mg"),
        (r"(?<=\d)(\s?)cc\b", r"\1mL", "units"),
        (r"(?<![\w.])O[DSU](?![\w.])", "right eye, left eye or both eyes", "one another, or once daily"),
        (rf"({_DOSE}\s+)(?:SQ|SC|sq|sc)\b", r"\1subcut", "SL, or 5 every"),
        (r"\b[Dd]/[Cc]\b", "discharge or discontinue", "one another"),
    )
)


def unsafe(text: str) -> list[Unsafe]:
    """Every abbreviation of the list that the text uses, in the order of the text."""
    found = [
        Unsafe(match[0].strip(), match.expand(instead).strip(), why, match.end() - len(match[0].lstrip()))
        for pattern, instead, why in _RULES
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: one.start)


def spelled_out(text: str) -> str | None:
    """The text with each of them written out; None where somebody has to say which of two things is meant."""
    if any(" or " in one.instead for one in unsafe(text)):
        return None
    for pattern, instead, _ in _RULES:
        text = pattern.sub(instead, text)
    return text
