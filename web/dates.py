"""Dates as people write them, read without guessing: what could be two days is asked about."""

from __future__ import annotations

import re
from datetime import date, datetime

from domain.partial import PartialDate
from domain.refusal import Refused
from web import ages

_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -]\d{2}")
_DECADE = re.compile(r"\d{2,3}[xX]{1,2}")
_TIME = re.compile(r"(.+?)[ T](\d{1,2}:\d{2})\s*(UTC|Z)?")
_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_MONTHS = ("%B %Y", "%b %Y")


def read(text: str) -> str:
    """`7.3.1984`, `7 March 1984` and `March 1984` as partial dates; what is neither comes back as it is.

    `Refused` at `birth` where day and month could change places, or the year has two digits.
    """
    text = " ".join(text.replace(",", " ").split())
    if len(choices := readings(text)) > 1:
        days = " or ".join(spoken(choice) for choice in choices)
        raise Refused("birth", f"Say which day is meant: {days}.")
    if choices:
        return choices[0]
    if _SHORT_YEAR.fullmatch(text):
        raise Refused("birth", "Write the year with four digits.")
    return _worded(text) or (text.upper() if _DECADE.fullmatch(text) else text)


def moment(text: str) -> str:
    """`3 Nov 2026 14:05 UTC` as `2026-11-03T14:05Z`; what has no time is a date, and what is neither stays as it is."""
    if match := _TIME.fullmatch(text.strip()):
        day, time, zone = match.groups()
        return f"{read(day)}T{time:0>5}{'Z' if zone else ''}"
    return text.strip() if "T" in text else read(text)


def readings(text: str) -> list[str]:
    """The days that a date in numbers can mean; with points, day stands before month."""
    if not (match := _NUMBERS.fullmatch(text.strip())):
        return []
    first, mark, second, year = match.groups()
    orders = [(first, second)] if mark == "." else [(first, second), (second, first)]
    found = (_day(int(year), int(month), int(day)) for day, month in orders)
    return list(dict.fromkeys(day for day in found if day))


def spoken(born: str) -> str:
    """`7 March 1984`, `March 1984`, `1984`."""
    try:
        told = datetime.strptime(born, "%Y-%m-%d" if born.count("-") == 2 else "%Y-%m")
    except ValueError:
        return born
    return f"{told.day} {told:%B %Y}" if born.count("-") == 2 else f"{told:%B %Y}"


_UNKNOWN = {
    "month": "the day is not known",
    "year": "day and month are not known",
    "decade": "the year is not known",
    "century": "the decade is not known",
}


def echo(text: str, today: date) -> str:
    """What was understood: `7 March 1984: 42 y old today.` An empty text where it cannot be read."""
    try:
        born = PartialDate.parse(read(text), "birth")
    except Refused:
        return ""
    old = ages.age(born.text, today)
    rest = f"; {_UNKNOWN[born.precision]}, and none is made up" if born.precision in _UNKNOWN else ""
    return f"{spoken(born.text)}: {old} old today{rest}." if old else f"{spoken(born.text)}{rest}."


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _worded(text: str) -> str | None:
    for patterns, shape in ((_WORDS, "%Y-%m-%d"), (_MONTHS, "%Y-%m")):
        for pattern in patterns:
            try:
                return datetime.strptime(text, pattern).strftime(shape)
            except ValueError:
                continue
    return None
