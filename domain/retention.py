"""How long a record is kept: a schedule from the office's policy, and the last day that follows for one record.

No number here is the law of any country. Each default is one that a published schedule has, and errs towards keeping:
whoever answers for the records adopts the periods that bind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from domain.chapter import IN_ERROR
from domain.fact import Plain
from domain.partial import PartialDate, PartialDateTime
from domain.refusal import Refused
from domain.values import shape

CONTACT, MINOR, DIED, IMAGES = "contact", "minor", "died", "images"
LIMITS: Mapping[str, tuple[str, str, int, int, int]] = {
    "adult_years": (
        CONTACT, "years after the last contact; 10 after AHIMA, Retention and Destruction of Health Information "
        "(42 CFR 482.24(b)(1) has 5)", 10, 1, 150,
    ),
    "minor_age": (
        MINOR, "years of age before which nobody’s record goes; 25 after the NHS Records Management Code of Practice",
        25, 0, 100,
    ),
    "deceased_years": (
        DIED, "years after death, or after what came later; 10 after the same Code (records of general practice)",
        10, 1, 150,
    ),
    "image_years": (
        IMAGES, "years after the last imaging report, x-rays among them; 5 after 42 CFR 482.26(d)(2) and AHIMA",
        5, 0, 150,
    ),
}  # fmt: skip
"""Of each field of the policy: what it is about, what it means with its source, its default, and its bounds."""
DEFAULT: Plain = {name: usual for name, (_, _, usual, _, _) in LIMITS.items()}
_LATE = timedelta(hours=12)  # after midnight in UTC a day is still going on somewhere
_FOUND = ("collected_at", "performed_at", "reported_at")
_CAME = {
    "visits": ("end", "start"), "measurements": ("taken_at",), "reports": _FOUND, "attachments": ("taken_at",),
    "blood_group": ("collected_at",),
}  # fmt: skip
_OUT = (IN_ERROR, "cancelled")
_OFFICE = "reviews"


Asks = Callable[[str, Plain], date | None]
"""A day of an entry, by its chapter."""


class Schedule(NamedTuple):
    adult_years: int
    minor_age: int
    deceased_years: int
    image_years: int


class Span(NamedTuple):
    """What a schedule looks at of one record, in days as late as they can have been.

    `born` is the day of registration where no birth is known; `died` None of the living, and where nobody knows when;
    `contact` the last day that somebody came or something was found or told; `imaged` that of an imaging report.
    """

    born: date
    contact: date
    died: date | None = None
    imaged: date | None = None


class End(NamedTuple):
    """`last` is the last day on which a record has to be kept, `ground` what keeps it until then."""

    last: date
    ground: str

    def over(self, now: datetime) -> bool:
        return self.last < today(now)


class Bounds(NamedTuple):
    """A record's time is over where none of its days comes after these."""

    contact: date
    born: date
    died: date
    imaged: date


def schedule(text: Mapping[str, Any]) -> Schedule:
    """The defaults with what a policy says otherwise; `Refused` names the field that cannot be read."""
    shape(text, "", dict.fromkeys(LIMITS, lambda value, field: value))
    told = {name: value for name, value in text.items() if value is not None}
    for name, value in told.items():
        _, _, _, low, high = LIMITS[name]
        if type(value) is not int or not low <= value <= high:
            raise Refused(name, f"Write a whole number from {low} to {high}.")
    return Schedule(**{**DEFAULT, **told})


def kept_until(span: Span, by: Schedule) -> End:
    """Of all that keeps it, what does so longest; the dead do not grow up any more."""
    if span.died:
        ends = [End(plus(max(span.died, span.contact), by.deceased_years), DIED)]
    else:
        ends = [End(plus(span.contact, by.adult_years), CONTACT), End(plus(span.born, by.minor_age), MINOR)]
    if span.imaged:
        ends.append(End(plus(span.imaged, by.image_years), IMAGES))
    return max(ends, key=lambda end: end.last)


def bounds(by: Schedule, now: datetime) -> Bounds:
    """The same asked of many records at once: which days may their last ones be?"""
    years = by.adult_years, by.minor_age, by.deceased_years, by.image_years
    return Bounds(*(_latest(one, today(now)) for one in years))


def today(now: datetime) -> date:
    """The day before which every day is over, wherever somebody's clock stands."""
    return (now - _LATE).date()


def plus(day: date, years: int) -> date:
    """The same day so many years later; of 29 February, where there is none, the day after."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _latest(years: int, today: date) -> date:
    """The last day from which so many years are over."""
    if today.year - years <= date.min.year:
        return date.min
    day = plus(today, -years) + timedelta(days=2)
    while plus(day, years) >= today:
        day -= timedelta(days=1)
    return day


# what a record says


def born(details: Plain, opened: date) -> date:
    told = details.get("birth", {}).get("value")
    return PartialDate.parse(told).latest if told else opened


def died(details: Plain) -> date | None:
    told = details.get("deceased", {}).get("when")
    return _day(told) if told else None


def contact(chapter: str, item: Plain) -> date | None:
    """The last day on which this entry shows that somebody was here; None of what never was, or is the office's own.

    What was written down here counts as well as when it was true; of what was imported only the latter.
    """
    if chapter == _OFFICE or item.get("status") in _OUT or "recorded" not in item:
        return None
    return max(_days(chapter, item), default=None)


def imaged(chapter: str, item: Plain) -> date | None:
    if chapter != "reports" or item.get("kind") != "imaging":
        return None
    return contact(chapter, item) or (_day(item["recorded"]["at"]) if item.get("status") not in _OUT else None)


def _days(chapter: str, item: Plain) -> Iterator[date]:
    yield from (_day(item[name]) for name in _CAME.get(chapter, ()) if item.get(name))
    if not item.get("imported"):
        yield _day(item["recorded"]["at"])


def _day(told: str) -> date:
    """As late as it can have been: in UTC, and by the clock of whoever wrote it down."""
    latest = PartialDateTime.parse(told).latest.date()
    return max(latest, date.fromisoformat(told[:10])) if "T" in told else latest
