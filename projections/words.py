"""The words by which a patient is found, and those that somebody typed."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from domain.fact import Plain
from domain.mrn import is_mrn, typed
from domain.text import folded

_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"(?<![^\W_])(?<![^\W_][-./])\+?[\d][\d\s().\u00a0\u202f-]*\d")  # and not part of `HM-824-853`
_JOINTS = re.compile("['\u2019\u02bc\u2010-]")  # apostrophes and hyphens inside a name
_HAN = re.compile("[\u3400-\u9fff]{2,4}")
_LOCAL = (7,)  # digits at a number's end by which people know it
FORMER = ("old", "maiden", "anonymous")
"""Uses of a name that is not the patient's any more, if another one stands before it."""
_YEARS = 20  # that a range may span to be found by each
_MONTH = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])(?![\d-])")
_MONTHS = [name.casefold() for name in month_name]
_SPELLED = re.compile(r"(?P<d>\d{1,2})\s+(?P<m>[A-Za-z]{3,9})\.?\s+(?P<y>\d{4})(?!\d)")
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"),
)


def tokens(details: Plain, former: Sequence[str]) -> dict[str, bool]:
    """Every word with True where it is a former name's only."""
    found = {word: True for name in former for word in _name(name)}
    for name in details["names"]:
        found.update(dict.fromkeys(_name(name["text"]), name.get("use") in FORMER and name is not details["names"][0]))
    found.update(dict.fromkeys(_name(details.get("name_to_use", "")), False))
    current = [details["mrn"], *_birth(details["birth"].get("value"))]
    for identifier in details.get("identifiers", ()):
        if not identifier.get("retired"):
            value = identifier["value"]
            current += [_joined(value), re.sub(r"\D", "", value), *_words(value)]
    for contact in details.get("contacts", ()):
        whole = _joined(contact["value"])
        current += [whole, *(whole[-end:] for end in _LOCAL if whole.isdigit() and len(whole) > end)]
    return found | dict.fromkeys(filter(None, current), False)


def query_words(text: str) -> list[str]:
    """What to look for: dates as ISO, numbers without their spaces, names without accents and case."""
    rest, words = _SPELLED.sub(_in_numbers, text.strip()[:200]), []
    for pattern in _DATES:
        while match := pattern.search(rest):
            words.append(_iso(match))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    for month in _MONTH.findall(rest):
        words.append(month)
        rest = rest.replace(month, " ")
    if is_mrn(typed(rest)):
        return [*words, typed(rest)]
    for number in _DIGITS.findall(rest):
        if len(digits := re.sub(r"\D", "", number)) > 4:
            words.append(digits)
            rest = rest.replace(number, " ")
    return list(dict.fromkeys([*words, *_words(rest)]))


def _in_numbers(match: re.Match[str]) -> str:
    """`7 March 1984` as `1984-3-7`, whatever of the month's name is written."""
    month = next((n for n, name in enumerate(_MONTHS) if n and name.startswith(match["m"].casefold())), 0)
    return f"{match['y']}-{month}-{match['d']}" if month else match[0]


def _words(text: str) -> list[str]:
    return [word for part in _WORD.findall(folded(text)) if (word := part.strip())]


def _name(text: str) -> list[str]:
    """A name's words; O'Brien as obrien too, and the given part of a name that is written without a space."""
    plain = _words(text)
    whole = [] if text.isascii() and "'" not in text and "-" not in text else _words(_JOINTS.sub("", text))
    given = [word[at:] for word in plain if _HAN.fullmatch(word) for at in range(1, len(word))]
    return [*plain, *whole, *given]


def _joined(text: str) -> str:
    return "".join(_words(text))


def _birth(value: str | None) -> list[str]:
    """The date as it stands, and each year it may be in; of many years, none is told."""
    if not value:
        return []
    span = [int(end[:4]) for end in value.split("/") if end[:4].isdigit()]
    years = range(min(span), max(span) + 1) if span else range(0)
    return [value.casefold(), *(f"{year:04d}" for year in years if len(years) <= _YEARS)]


def _iso(match: re.Match[str]) -> str:
    """Day before month, as most of the world writes it; the other way where only that can be."""
    year, month, day = (int(match[part]) for part in "ymd")
    with suppress(ValueError):
        return date(year, month, day).isoformat()
    with suppress(ValueError):
        return date(year, day, month).isoformat()
    return match[0]
