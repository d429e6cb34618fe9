"""How long a record is kept: never a day too short, whatever the policy says and wherever the clock stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as always
from hypothesis import strategies as some

from domain.policies import readable
from domain.refusal import Refused
from domain.retention import (
    CONTACT,
    DEFAULT,
    DIED,
    IMAGES,
    LIMITS,
    MINOR,
    Bounds,
    End,
    Schedule,
    Span,
    born,
    bounds,
    contact,
    died,
    imaged,
    kept_until,
    plus,
    schedule,
    today,
)

USUAL = schedule({})
GROWN = date(1950, 5, 5)
RECORDED = {"at": "2026-03-07T12:00:00.000000Z", "by": "Mira", "role": "clerk", "position": 3}

days = some.dates(date(1880, 1, 1), date(2400, 12, 31))
spans = some.builds(Span, born=days, contact=days, died=some.none() | days, imaged=some.none() | days)
schedules = some.builds(Schedule, *(some.integers(low, high) for _, _, _, low, high in LIMITS.values()))
moments = some.datetimes(datetime(1900, 1, 1), datetime(2600, 1, 1), timezones=some.just(UTC))


def noon(day: date) -> datetime:
    """In UTC: from then on the day before is over everywhere."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# what keeps a record, and until when


@pytest.mark.parametrize(("span", "last", "ground"), [
    (Span(GROWN, date(2016, 3, 7)), date(2026, 3, 7), CONTACT),
    (Span(date(2004, 8, 1), date(2016, 3, 7)), date(2029, 8, 1), MINOR),
    (Span(date(2000, 8, 1), date(2016, 3, 7)), date(2026, 3, 7), CONTACT),
    (Span(GROWN, date(2016, 3, 7), date(2019, 1, 2)), date(2029, 1, 2), DIED),
    (Span(GROWN, date(2019, 2, 1), date(2019, 1, 2)), date(2029, 2, 1), DIED),
    (Span(date(2015, 8, 1), date(2016, 3, 7), date(2016, 3, 7)), date(2026, 3, 7), DIED),
    (Span(GROWN, date(2016, 3, 7), imaged=date(2016, 3, 7)), date(2026, 3, 7), CONTACT),
    (Span(GROWN, date(2016, 2, 29)), date(2026, 3, 1), CONTACT),
    (Span(GROWN, date(9995, 1, 1)), date.max, CONTACT),
])  # fmt: skip
def test_what_keeps_it_longest_keeps_it(span: Span, last: date, ground: str) -> None:
    assert kept_until(span, USUAL) == End(last, ground)


def test_where_images_have_to_be_kept_longer_they_keep_the_record() -> None:
    span = Span(GROWN, date(2016, 3, 7), imaged=date(2016, 3, 1))

    assert kept_until(span, schedule({"image_years": 30})) == End(date(2046, 3, 1), IMAGES)


def test_the_last_day_is_over_when_it_is_over_everywhere() -> None:
    end = kept_until(Span(GROWN, date(2016, 3, 7)), USUAL)

    assert not end.over(datetime(2026, 3, 8, 11, 59, tzinfo=UTC))
    assert end.over(datetime(2026, 3, 8, 12, 0, tzinfo=UTC))


# whatever the policy


@always(spans, schedules, some.integers(-400, 400))
def test_nothing_is_over_on_its_last_day_nor_on_any_before(span: Span, by: Schedule, before: int) -> None:
    end = kept_until(span, by)
    for day in (end.last, end.last - timedelta(days=abs(before))):
        assert not end.over(noon(day))
    assert end.over(noon(end.last + timedelta(days=1)))


@always(spans, schedules, moments)
def test_what_is_over_is_over_by_every_rule_of_its_own(span: Span, by: Schedule, now: datetime) -> None:
    if not kept_until(span, by).over(now):
        return

    def whole(since: date, years: int) -> bool:
        """Counted in birthdays, as a person would."""
        day = today(now)
        return day.year - since.year - ((day.month, day.day) < (since.month, since.day)) >= years and day > since

    assert span.imaged is None or whole(span.imaged, by.image_years)
    if span.died:
        assert whole(span.died, by.deceased_years)
        assert whole(span.contact, by.deceased_years)
    else:
        assert whole(span.contact, by.adult_years)
        assert whole(span.born, by.minor_age)


@always(spans, schedules, moments)
def test_many_are_found_by_the_bounds_that_one_is_judged_by(span: Span, by: Schedule, now: datetime) -> None:
    to = bounds(by, now)
    pictures = span.imaged is None or span.imaged <= to.imaged
    if span.died:
        found = span.died <= to.died and span.contact <= to.died and pictures
    else:
        found = span.contact <= to.contact and span.born <= to.born and pictures

    assert found == kept_until(span, by).over(now)


@always(days, some.integers(0, 150), some.integers(0, 400))
@example(date(2016, 2, 29), 1, 1)
@example(date(2016, 2, 28), 1, 1)
def test_a_later_day_never_ends_earlier_and_a_leap_day_never_too_early(day: date, years: int, on: int) -> None:
    later = day + timedelta(days=on)

    assert plus(day, years) <= plus(later, years)
    assert (plus(day, years) - day).days >= 365 * years + years // 4 - 3
    assert (plus(day, years).month, plus(day, years).day) in ((day.month, day.day), (3, 1))


@always(spans, schedules, schedules)
def test_a_longer_policy_never_shortens(span: Span, one: Schedule, other: Schedule) -> None:
    both = Schedule(*map(max, one, other))

    assert kept_until(span, both).last >= max(kept_until(span, by).last for by in (one, other))


# the policy


def test_the_defaults_and_their_source_are_told() -> None:
    assert Schedule(10, 25, 10, 5) == USUAL
    assert USUAL._asdict() == DEFAULT
    assert all("after" in says for _, says, *_ in LIMITS.values())
    assert readable("retention", {"adult_years": 30}) == {"adult_years": 30}
    assert schedule({"adult_years": 30, "minor_age": None}).adult_years == 30


@pytest.mark.parametrize(("text", "field", "reason"), [
    ({"adult_years": 0}, "adult_years", "Write a whole number from 1 to 150."),
    ({"adult_years": 151}, "adult_years", "Write a whole number from 1 to 150."),
    ({"minor_age": "25"}, "minor_age", "Write a whole number from 0 to 100."),
    ({"image_years": True}, "image_years", "Write a whole number from 0 to 150."),
    ({"deceased_years": 9.5}, "deceased_years", "Write a whole number from 1 to 150."),
    ({"years": 9}, "years", "There is no such field."),
])  # fmt: skip
def test_what_is_no_such_policy_is_refused(text: Any, field: str, reason: str) -> None:
    with pytest.raises(Refused) as no:
        readable("retention", text)

    assert (no.value.field, no.value.reason) == (field, reason)


# what a record says


@pytest.mark.parametrize(("chapter", "item", "day"), [
    ("visits", {"start": "2016-03-01", "end": "2016-03-07", "imported": True}, date(2016, 3, 7)),
    ("visits", {"start": "2016-03", "imported": True}, date(2016, 3, 31)),
    ("visits", {"start": "2016-03-01", "status": "cancelled"}, None),
    ("measurements", {"taken_at": "2016-03-07T23:30-05:00", "imported": True}, date(2016, 3, 8)),
    ("measurements", {"taken_at": "2016-03-07T00:30+05:00", "imported": True}, date(2016, 3, 7)),
    ("measurements", {"taken_at": "2016-03-07"}, date(2026, 3, 7)),
    ("measurements", {"taken_at": "2016-03-07", "status": "entered-in-error"}, None),
    ("history", {"onset": "1990", "imported": True}, None),
    ("history", {"onset": "1990"}, date(2026, 3, 7)),
    ("reports", {"collected_at": "2016-01", "reported_at": "2016-02-03", "imported": True}, date(2016, 2, 3)),
    ("reviews", {"kind": "review"}, None),
])  # fmt: skip
def test_a_contact_is_when_it_was_and_when_it_was_written_down_here(chapter: str, item: Any, day: date | None) -> None:
    assert contact(chapter, {**item, "recorded": RECORDED}) == day


def test_what_says_nothing_of_when_is_no_contact() -> None:
    assert contact("blood_group", {"state": "unknown"}) is None


def test_only_an_imaging_report_is_one() -> None:
    xray = {"kind": "imaging", "performed_at": "2016-03-07", "recorded": RECORDED, "imported": True}

    assert imaged("reports", xray) == date(2016, 3, 7)
    assert imaged("reports", {**xray, "performed_at": None}) == date(2026, 3, 7)
    assert imaged("reports", {**xray, "status": "cancelled"}) is None
    assert imaged("reports", {**xray, "kind": "laboratory"}) is None
    assert imaged("visits", xray) is None


def test_nobody_is_older_than_they_may_be_and_nobody_died_earlier() -> None:
    opened = date(2020, 1, 1)

    assert born({"birth": {"value": "198X"}}, opened) == date(1989, 12, 31)
    assert born({"birth": {"value": "1995-11-25/1996-11-24"}}, opened) == date(1996, 11, 24)
    assert born({}, opened) == opened
    assert died({"deceased": {"is": True, "when": "2019"}}) == date(2019, 12, 31)
    assert died({"deceased": {"is": True}}) is None
    assert died({}) is None


def test_before_the_calendar_began_nothing_was_over() -> None:
    assert bounds(USUAL._replace(adult_years=150), datetime(120, 1, 1, tzinfo=UTC)) == Bounds(
        date.min, date(94, 12, 30), date(109, 12, 30), date(114, 12, 30)
    )
