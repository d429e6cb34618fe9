"""Dates as far as they are known: never a day that nobody said."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self

from domain.refusal import Refused

_DATE = re.compile(r"(\d\d)(\d\d|\dX|XX)(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_LONGEST = 40
_FORMS = "Write the date as 1980-03-02, 1980-03 or 1980."
_KEPT = 20_000  # texts whose meaning is remembered: the same times return at every step of a command


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise Refused(field, _FORMS)
    return value


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A civil date, proleptic Gregorian, no zone: `1980-03-02`, `1980-03`, `1980`, `198X`, `19XX` (EDTF level 1), or a
    range of two of the first three, both ends included: `1995-11-25/1996-11-24`."""

    text: str
    earliest: date
    latest: date

    @classmethod
    def parse(cls, text: str, field: str = "date") -> Self:
        """Read one of these forms; `Refused` says what is wrong with any other."""
        first, mark, last = _text(text, field).partition("/")
        return cls._between(first, last, field) if mark else cls._parse(first, field)

    @classmethod
    def _between(cls, first: str, last: str, field: str) -> Self:
        """Both ends are whole years, months or days; a range of one day is that day, and is written so."""
        start, end = cls._parse(first, field), cls._parse(last, field)
        if "X" in first + last:
            raise Refused(field, "Write both ends of a range as years, months or days.")
        if start.earliest >= end.latest:
            raise Refused(field, "Write the earlier end of a range first.")
        return cls(f"{first}/{last}", start.earliest, end.latest)

    @classmethod
    @lru_cache(_KEPT)
    def _parse(cls, text: str, field: str) -> Self:
        match = _DATE.fullmatch(text) if len(text) <= _LONGEST else None
        if match is None:
            raise Refused(field, _FORMS)
        century, years, month, day = match.groups()
        if "X" in years and month:
            raise Refused(field, "A decade has no month.")
        first, last = int(century + years.replace("X", "0")), int(century + years.replace("X", "9"))
        try:
            return cls(text, *_span(first, last, month, day))
        except ValueError:
            raise Refused(field, f"There is no such day as {text}.") from None

    @property
    def precision(self) -> str:
        """`century`, `decade`, `range`, `year`, `month` or `day`."""
        if "/" in self.text:
            return "range"
        if "X" in self.text:
            return "century" if self.text.endswith("XX") else "decade"
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    def age(self, on: date) -> tuple[int, int]:
        """Whole years on a day: the least and the most they can be."""
        return _years(self.latest, on), _years(self.earliest, on)

    def __str__(self) -> str:
        return self.text


def _span(first: int, last: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(first, 1, 1), date(last, 12, 31)
    if day is None:
        return date(first, int(month), 1), date(first, int(month), monthrange(first, int(month))[1])
    whole = date(first, int(month), int(day))
    return whole, whole


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class PartialDateTime:
    """A partial date, or a moment `2026-11-03T14:05[:SS[.ffffff]][+01:00|Z]`, kept as it was told.

    `earliest` and `latest` are instants in UTC. A text without an offset is read as UTC, which can be off by the
    clinic's own offset: good enough to order days, and the text keeps what was said.
    """

    text: str
    earliest: datetime
    latest: datetime

    @classmethod
    def parse(cls, text: str, field: str = "time") -> Self:
        return cls._parse(_text(text, field), field)

    @classmethod
    @lru_cache(_KEPT)
    def _parse(cls, text: str, field: str) -> Self:
        if "T" not in text:
            day = PartialDate._parse(text, field)  # what happened is told in one date
            return cls(text, _instant(day.earliest), _instant(day.latest) + timedelta(days=1, microseconds=-1))
        try:
            moment = datetime.fromisoformat(text) if len(text) <= _LONGEST and _MOMENT.fullmatch(text) else None
        except ValueError:
            moment = None
        if moment is None:
            raise Refused(field, "Write the time as 2026-11-03T14:05, with an offset such as +01:00 where it is known.")
        return cls(text, *_whole(moment, field))

    def __str__(self) -> str:
        return self.text


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _whole(moment: datetime, field: str) -> tuple[datetime, datetime]:
    try:
        instant = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise Refused(field, "That moment is outside the calendar.") from None
    return instant, instant


def parsed(text: str | None, field: str) -> PartialDateTime | None:
    """A time that may be missing."""
    return PartialDateTime.parse(text, field) if text else None
