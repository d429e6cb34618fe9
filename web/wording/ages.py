"""Days and ages in words: how old somebody is, how long ago something was, as far as either is known."""

from __future__ import annotations

from datetime import date, datetime

from domain.partial import PartialDate, PartialDateTime
from domain.refusal import Refused
from web.wording import words

_MONTH, _YEAR = 30.44, 365.25  # days
_SHORT, _LONG = 60, 24  # up to so many days it is told in days, up to so many months in months


def age(born: str | None, on: date) -> str:
    """`42 y`, `9 days`, `14 months`, `41 or 42 y`, `34 to 44 y`; nothing where it is not known."""
    if not born:
        return ""
    told = PartialDate.parse(born)
    if told.latest > on:
        return ""
    least, most = told.age(on)
    if told.precision == "day" and least < 2:
        return span((on - told.earliest).days)
    return f"{least} y" if least == most else f"{least} {'or' if most - least == 1 else 'to'} {most} y"


def span(days: int) -> str:
    """A length of time in the largest unit that still says something: `9 days`, `14 months`, `7 years`."""
    if days < _SHORT:
        return _counted(days, "day")
    months = int(days / _MONTH)
    return _counted(months, "month") if months < _LONG else _counted(int(days / _YEAR), "year")


def ago(when: str | None, today: date) -> str:
    """How long ago something was; nothing for today, for what is to come, and for what cannot be read."""
    days = _days(when, today)
    return "" if days is None or days < 1 else "yesterday" if days == 1 else span(days)


def day(when: str | None, today: date) -> str:
    """`Today 09:40`, or the date without its time: beside it stands how long ago that was."""
    if not when:
        return ""
    date, _, time = when.partition("T")
    if date == today.isoformat():
        return f"Today {time[:5]}".strip()
    return words.when(date)


def brief(when: str | None, today: date) -> str:
    """`2 Nov`, with the year where it is another one."""
    told = words.when(when.partition("T")[0]) if when else ""
    return told.removesuffix(f" {today.year}") if told.count(" ") > 1 else told


def lasted(start: datetime, end: datetime) -> str:
    """How long something stood: `3 minutes`, `5 hours`, `2 days`."""
    minutes = int((end - start).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return _counted(minutes, "minute")
    return _counted(minutes // 60, "hour") if minutes < 48 * 60 else span(minutes // (24 * 60))


def _days(when: str | None, today: date) -> int | None:
    try:
        return (today - PartialDateTime.parse(when).latest.date()).days if when else None
    except Refused:
        return None


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
