"""Births as people tell them: a date as far as it is known, an age, a decade, a season, or that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from domain.fact import Plain
from domain.partial import PartialDate
from domain.refusal import Refused
from domain.text import folded
from web.wording import ages, dates
from web.wording.told_ages import Age, told

NOT_TOLD = "not told"
_UNKNOWN = re.compile(r"(?:unknown|not known|nobody knows|unk|n/?k|\?+)\s*(?:[:;,-]\s*(.*))?", re.IGNORECASE)
_ABOUT = re.compile(r"(?:about|around|approx\.?|approximately|roughly|circa|ca?\.?|maybe|perhaps|~|≈)\s*")
_BORN = re.compile(r"(?:born|b\.)\s*(?:in|on|between)?\s*|(?:in|between)\s+")
_RANGE = re.compile(r"(.+?)\s*(?: to | and | or | until |–|—)\s*(.+)")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_DECADE = re.compile(r"(?:(early|mid|middle|late)[ -]*)?(the )?(?:(\d\d)?(')?(\d0))'?s")
_SEASON = re.compile(r"(?:(spring|summer|autumn|fall|winter) (?:of )?(\d{4}))")
_PARTS = {"early": (0, 4), "mid": (3, 7), "middle": (3, 7), "late": (6, 9)}
_ABOUT_YEARS = 2
_HOW = "Write the birth date or the age as it was told: 7 Mar 1984, 1984, about 30, 6 months, 1940s, or unknown."


class Birth(NamedTuple):
    """One reading of a text. `age` is the age that was told; `vague` says that the text says it otherwise, `about` that
    it was said to be no more than near."""

    value: str
    age: str = ""
    vague: bool = False
    about: bool = False

    @property
    def text(self) -> str:
        """What reads as this birth and no other."""
        return self.age or (dates.spoken(self.value) if "/" in self.value or "X" in self.value else self.value)


Rule = Callable[[str, date], Sequence[Birth]]


def read(text: str, today: date) -> Plain:
    """The birth as the record keeps it; `Refused` at `birth` where it cannot be read, or could be two things."""
    if (why := unknown(text)) is not None:
        return {"unknown": why}
    found = readings(text, today)
    if not found:
        raise Refused("birth", f"There is no such day as {text.strip()}." if dates.is_day(text.strip()) else _HOW)
    if len(found) > 1:
        raise Refused("birth", f"Say which is meant: {' or '.join(map(words, found))}.")
    birth = found[0]
    kept: Plain = {"value": birth.value}
    if birth.age:
        kept |= {"basis": "age-stated", "stated_age": birth.age, "stated_on": today.isoformat()}
    elif birth.about:
        kept["basis"] = "estimated"
    return kept | ({"original": text.strip()} if birth.vague else {})


def unknown(text: str) -> str | None:
    """Why a birth is not known, as in `unknown: found without papers`; None where something is told."""
    match = _UNKNOWN.fullmatch(text.strip())
    return None if match is None else (match[1] or "").strip() or NOT_TOLD


def readings(text: str, today: date) -> list[Birth]:
    """Everything that a text can mean, the likeliest first; empty where it says nothing."""
    plain = " ".join(folded(dates.plain_digits(text)).replace("’", "'").split())
    bare = _BORN.sub("", plain, count=1) if _BORN.match(plain) else plain
    about = bool(_ABOUT.match(bare)) or bare.endswith("?")
    bare = _ABOUT.sub("", bare, count=1).rstrip("?").strip() if about else bare
    for rule in _ABOUT_RULES if about else _RULES:
        if found := [birth for birth in rule(bare, today) if _is_date(birth.value)]:
            return list(dict.fromkeys(birth._replace(vague=True, about=True) if about else birth for birth in found))
    return []


def _is_date(value: str) -> bool:
    """Whether the calendar reaches so far: two years about 0002 begin before it does."""
    try:
        return bool(PartialDate.parse(value, "birth"))
    except Refused:
        return False


def words(birth: Birth) -> str:
    """`3 February 1980`, `40 to 49 years old`, `the 1940s`."""
    return f"{birth.age} old" if birth.age else dates.spoken(birth.value)


def text(birth: Plain) -> str:
    """A birth on record, as it stands in a form."""
    if "unknown" in birth:
        return "unknown" if birth["unknown"] == NOT_TOLD else f"unknown: {birth['unknown']}"
    value = birth.get("value", "")
    return dates.spoken(value) if "/" in value else value


_OPEN = {
    "month": "the day is not known",
    "year": "day and month are not known",
    "decade": "the year is not known",
    "century": "the decade is not known",
    "range": "the day is not known",
}


def echo(text: str, today: date) -> str:
    """What was understood, in words; an empty text where it cannot be read, or could be two things."""
    if (why := unknown(text)) is not None:
        return f"Birth date not known{'' if why == NOT_TOLD else f', {why}'}: none is made up."
    found = readings(text, today)
    return _said(found[0], text.strip(), today) if len(found) == 1 else ""


def _said(birth: Birth, text: str, today: date) -> str:
    born = PartialDate.parse(birth.value, "birth")
    kept = f" Kept as “{text}”; no day is made up." if birth.vague else ""
    if birth.age:
        age = birth.age.removesuffix(" years")
        return f"Born {between(birth.value)}, from an age of {age} told today.{kept}"
    old = ages.age(birth.value, today)
    rest = f"; {_OPEN[born.precision]}, and none is made up" if born.precision in _OPEN and not kept else ""
    start = f"Born {between(birth.value)}" if born.precision == "range" else dates.spoken(birth.value)
    return f"{start[:1].upper()}{start[1:]}: {old} old today{rest}.{kept}" if old else f"{start}{rest}.{kept}"


def between(value: str) -> str:
    """`between 25 November 1995 and 24 November 1996`; anything but a range as it is spoken."""
    first, mark, last = value.partition("/")
    return f"between {dates.spoken(first)} and {dates.spoken(last)}" if mark else dates.spoken(value)


# the rules, each for one way of telling


def _written(text: str, today: date) -> Sequence[Birth]:
    try:
        return [Birth(PartialDate.parse(text.upper(), "birth").text)]
    except Refused:
        return [Birth(value) for value in dates.readings(text, today)]


def _lately(text: str, today: date) -> Sequence[Birth]:
    days = {"today": 0, "yesterday": 1}
    return [Birth((today - timedelta(days=days[text])).isoformat())] if text in days else []


def _aged(text: str, today: date) -> Sequence[Birth]:
    return [_of_age(age, today) for age in told(text)]


def _of_age(age: Age, today: date) -> Birth:
    return Birth("/".join(day.isoformat() for day in age.born(today)), age.text, vague=True)


def _decade(text: str, today: date) -> Sequence[Birth]:
    """`1940s`, `early 1960s`; `40s` is a decade or an age."""
    if not (match := _DECADE.fullmatch(text)):
        return []
    part, the, century, mark, tens = match.groups()
    first, last = _PARTS[part] if part else (0, 9)
    found = [Birth(_within(year, part), vague=bool(part)) for year in _decades(century, tens, today)]
    if not century and not the and not mark:
        low = int(tens)
        found.insert(0, _of_age(Age.years(low + first, low + last), today))
    return found


def _decades(century: str | None, tens: str, today: date) -> Sequence[int]:
    return [int(century + tens)] if century else [year for year in dates.years(tens, today) if year % 10 == 0][:1]


def _within(year: int, part: str | None) -> str:
    if not part:
        return f"{year:04d}"[:3] + "X"
    first, last = _PARTS[part]
    return f"{year + first:04d}/{year + last:04d}"


def _span(text: str, today: date) -> Sequence[Birth]:
    """`1995 or 1996`, `25 Nov 1995 to 24 Nov 1996`."""
    match = _YEARS.fullmatch(text) or _RANGE.fullmatch(text)
    ends = [_written(end.strip(), today) for end in match.groups()] if match else []
    if not ends or any(len(end) != 1 for end in ends):
        return []
    try:
        return [Birth(PartialDate.parse("/".join(end[0].value for end in ends), "birth").text)]
    except Refused:
        return []


def _season(text: str, today: date) -> Sequence[Birth]:
    """A season is another half of the year in the south: only its year is sure, and of a winter the years beside it."""
    if not (match := _SEASON.fullmatch(text)):
        return []
    season, year = match[1], int(match[2])
    value = f"{year - 1:04d}-12/{year + 1:04d}-02" if season == "winter" else f"{year:04d}"
    return [Birth(value, vague=True)]


def _year_or_so(text: str, today: date) -> Sequence[Birth]:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        return []
    year = int(text)
    return [Birth(f"{year - _ABOUT_YEARS:04d}/{max(year, min(year + _ABOUT_YEARS, today.year)):04d}")]


_RULES: Sequence[Rule] = (_written, _lately, _aged, _decade, _span, _season)
_ABOUT_RULES: Sequence[Rule] = (_year_or_so, _aged, _decade, _season, _span, _written)
