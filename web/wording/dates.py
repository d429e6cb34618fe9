"""Dates as people write them, read without guessing: what could be two days is asked about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from domain.partial import PartialDate
from domain.refusal import Refused
from web.wording.months import month

_NUMBERS = re.compile(r"(\d{1,2})([./ -])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
_DAY_MONTH = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|ª)? )?([^\W\d_]{3,}) (\d{4}|\d\d)")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,}) (\d{1,2})(?:st|nd|rd|th)? (\d{4}|\d\d)")
_SHORT_YEAR = re.compile(r".*\D\d{2}", re.ASCII)
_DECADE = re.compile(r"\d{2,3}[xX]{1,2}")
_TIME = re.compile(r"(.+?)[ T](\d{1,2}:\d{2})\s*(UTC|Z)?")
_JOINTS = re.compile(r"(?<=[^\W\d_])[./-]+|[./-]+(?= ?[^\W\d_])|,| (?:de|of|den)(?= )")
_OLDEST = 120  # years that a year of two digits may lie back

Days = list[str]


def read(text: str) -> str:
    """`7.3.1984`, `7 March 1984` and `March 1984` as partial dates; what is neither comes back as it is.

    `Refused` at `birth` where day and month could change places, or the year has two digits.
    """
    text = plain_digits(text.strip())
    found = readings(text)
    if len(found) > 1:
        raise Refused("birth", f"Say which day is meant: {' or '.join(map(spoken, found))}.")
    if found:
        return found[0]
    if _SHORT_YEAR.fullmatch(text) and readings(text, date(2000, 1, 1)):
        raise Refused("birth", "Write the year with four digits.")
    return text.upper() if _DECADE.fullmatch(text) else text


def moment(text: str) -> str:
    """`3 Nov 2026 14:05 UTC` as `2026-11-03T14:05Z`; what has no time is a date, and what is neither stays as it is."""
    if match := _TIME.fullmatch(text.strip()):
        day, time, zone = match.groups()
        return f"{read(day)}T{time:0>5}{'Z' if zone else ''}"
    return text.strip() if "T" in text else read(text)


def readings(text: str, today: date | None = None) -> Days:
    """The partial dates that a text can mean; with points, the day stands before the month.

    A year of two digits can only be told where `today` is: it may be any that is not to come and not too long ago.
    """
    plain = " ".join(_JOINTS.sub(" ", plain_digits(text)).split())
    found = _numbers(plain, today) or _worded(plain, today)
    past = [day for day in found if today is None or PartialDate.parse(day).earliest <= today]
    return list(dict.fromkeys(past or found))


def spoken(born: str) -> str:
    """`7 March 1984`, `March 1984`, `1984`, `the 1980s`, `25 November 1995 to 24 November 1996`."""
    if "/" in born:
        return " to ".join(map(spoken, born.split("/")))
    if born.endswith("X"):
        return f"the {born.replace('X', '0')}s"
    if "-" not in born:
        return born
    try:
        told = datetime.strptime(born, "%Y-%m-%d" if born.count("-") == 2 else "%Y-%m")
    except ValueError:
        return born
    return f"{told.day} {told:%B %Y}" if born.count("-") == 2 else f"{told:%B %Y}"


def years(text: str, today: date | None) -> Sequence[int]:
    """The years that four digits, or two, can mean."""
    if len(text) == 4 or today is None:
        return [int(text)] if len(text) == 4 else []
    near = range(today.year - _OLDEST, today.year + 1)
    return [year for year in near if year % 100 == int(text)][::-1]


def is_day(text: str) -> bool:
    """Whether a text has the shape of a day in numbers, be there such a day or not."""
    return bool(_NUMBERS.fullmatch(text) or _YEAR_FIRST.fullmatch(text))


def plain_digits(text: str) -> str:
    """With the digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(ch)) if ch.isdecimal() else ch for ch in text)


def _numbers(text: str, today: date | None) -> Days:
    if match := _YEAR_FIRST.fullmatch(text):
        return _valid([(int(match[1]), int(match[3]), int(match[4]))])
    if match := _MONTH_YEAR.fullmatch(text):
        return _valid([(int(match[2]), int(match[1]), None)])
    if not (match := _NUMBERS.fullmatch(text)):
        return []
    first, mark, second, year = match.groups()
    orders = [(first, second)] if mark == "." else [(first, second), (second, first)]
    return _valid((told, int(month), int(day)) for told in years(year, today) for day, month in orders)


def _worded(text: str, today: date | None) -> Days:
    if match := _DAY_MONTH.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(text):
        name, day, year = match.groups()
    else:
        return []
    if not (which := month(name)):
        return []
    return _valid((told, which, int(day) if day else None) for told in years(year, today))


def _valid(found: Iterable[tuple[int, int, int | None]]) -> Days:
    kept = []
    for year, which, day in found:
        try:
            whole = date(year, which, day or 1).isoformat()
        except ValueError:
            continue
        kept.append(whole if day else whole[:7])
    return kept
