"""Dates as far as they are known: never a day that nobody said, never a day off."""

from __future__ import annotations

from calendar import isleap, monthrange
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.partial import PartialDate, PartialDateTime, parsed
from domain.refusal import Refused
from tests.support.given import refused

FORM = "Write the date as 1980-03-02, 1980-03 or 1980."
TIME_FORM = "Write the time as 2026-11-03T14:05, with an offset such as +01:00 where it is known."
years = st.integers(1, 9999)
days = st.dates()


@st.composite
def partial_texts(draw: st.DrawFn) -> str:
    """Any of the five forms."""
    day = draw(days)
    whole = day.isoformat()
    decade, century = f"{day.year:04d}"[:3], f"{day.year:04d}"[:2]
    forms = [whole, whole[:7], whole[:4]]
    forms += [f"{decade}X"] if int(decade) else []
    forms += [f"{century}XX"] if int(century) else []
    return draw(st.sampled_from(forms))


@given(partial_texts())
def test_a_date_comes_back_as_it_was_told(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@given(partial_texts())
def test_the_earliest_is_never_after_the_latest(text: str) -> None:
    read = PartialDate.parse(text)
    assert read.earliest <= read.latest


@given(days)
def test_a_known_day_is_that_day_and_no_other(day: date) -> None:
    read = PartialDate.parse(day.isoformat())
    assert (read.earliest, read.latest, read.precision) == (day, day, "day")


@given(days)
def test_a_known_month_spans_its_first_to_its_last_day(day: date) -> None:
    read = PartialDate.parse(f"{day.year:04d}-{day.month:02d}")
    last = monthrange(day.year, day.month)[1]
    assert (read.earliest.day, read.latest.day, read.precision) == (1, last, "month")
    assert (read.latest - read.earliest).days == last - 1


@given(years)
def test_a_known_year_spans_every_day_of_it(year: int) -> None:
    read = PartialDate.parse(f"{year:04d}")
    assert read.precision == "year"
    assert (read.latest - read.earliest).days + 1 == (366 if isleap(year) else 365)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("194X", date(1940, 1, 1), date(1949, 12, 31), "decade"),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31), "century"),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29), "month"),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28), "month"),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29), "day"),
        ("0001", date(1, 1, 1), date(1, 12, 31), "year"),
        ("9999-12-31", date(9999, 12, 31), date(9999, 12, 31), "day"),
    ],
)
def test_what_is_not_known_widens_the_date(text: str, earliest: date, latest: date, precision: str) -> None:
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest, read.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1980-3-2", "1980-03-02 ", "1980/03/02", "02.03.1980", "800302", "19800302", "198", "19800",
        "1XXX", "XXXX", "198x", "1X80", "-1980", "+1980", "Aug 15, 1942", "about 30", "1980-03-02-01", "1980-",
        "1980-03-", "１９８０", "١٩٨٠", "1980-0३-02", "1980\n", "1" * 41, "1980-03-02T10:00",
    ],
)  # fmt: skip
def test_any_other_form_is_refused_with_an_example(text: str) -> None:
    with refused("birth", FORM):
        PartialDate.parse(text, "birth")


@pytest.mark.parametrize(
    "text", ["2023-02-29", "1900-02-29", "1980-00-01", "1980-13", "1980-13-01", "1980-04-31", "1980-01-00", "0000"]
)
def test_a_day_that_never_was_is_refused(text: str) -> None:
    with refused("birth", f"There is no such day as {text}."):
        PartialDate.parse(text, "birth")


@pytest.mark.parametrize("text", ["198X-03", "19XX-03-02"])
def test_a_decade_has_no_month(text: str) -> None:
    with refused("birth", "A decade has no month."):
        PartialDate.parse(text, "birth")


@pytest.mark.parametrize("value", [None, 1980, 1980.5, b"1980", True, ["1980"], {"value": "1980"}])
def test_what_is_no_text_is_no_date(value: Any) -> None:
    with pytest.raises(Refused, match="Write the date as"):
        PartialDate.parse(value, "birth")
    with pytest.raises(Refused, match="Write the date as"):
        PartialDateTime.parse(value, "start")


# ranges


@given(days, days)
def test_a_range_spans_both_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    if first < last:
        read = PartialDate.parse(f"{first}/{last}")
        assert (read.earliest, read.latest, read.precision) == (first, last, "range")
        assert str(read) == f"{first}/{last}"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1960/1964", date(1960, 1, 1), date(1964, 12, 31)),
        ("1984-12/1986-02", date(1984, 12, 1), date(1986, 2, 28)),
        ("1960/1961-03-02", date(1960, 1, 1), date(1961, 3, 2)),
    ],
)
def test_the_ends_of_a_range_may_be_vague(text: str, earliest: date, latest: date) -> None:
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1964/1960", "Write the earlier end of a range first."),
        ("1980-03-02/1980-03-02", "Write the earlier end of a range first."),
        ("196X/1980", "Write both ends of a range as years, months or days."),
        ("1980/", FORM),
        ("/1980", FORM),
        ("1980/1981/1982", FORM),
        ("1980-02-30/1981", "There is no such day as 1980-02-30."),
    ],
)
def test_a_range_that_is_none_is_refused(text: str, words: str) -> None:
    with refused("birth", words):
        PartialDate.parse(text, "birth")


def test_what_happened_is_told_in_one_date() -> None:
    with refused("start", FORM):
        PartialDateTime.parse("1980/1981", "start")


# age


def _birthdays_passed(born: date, on: date) -> int:
    """The slow way: count the birthdays. Who was born on 29 February has them on 1 March in other years."""
    passed = 0
    for year in range(born.year + 1, on.year + 1):
        leapling = (born.month, born.day) == (2, 29) and not isleap(year)
        passed += (date(year, 3, 1) if leapling else born.replace(year=year)) <= on
    return passed


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 45_000))
def test_the_age_turns_on_the_birthday_and_on_no_other_day(born: date, later: int) -> None:
    on = born + timedelta(days=later)
    age = _birthdays_passed(born, on)
    assert PartialDate.parse(born.isoformat()).age(on) == (age, age)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1990-02-28", date(2024, 2, 27), (33, 33)),
        ("1990-02-28", date(2024, 2, 28), (34, 34)),
        ("2004-02-29", date(2023, 2, 28), (18, 18)),
        ("2004-02-29", date(2023, 3, 1), (19, 19)),
        ("2004-02-29", date(2024, 2, 28), (19, 19)),
        ("2004-02-29", date(2024, 2, 29), (20, 20)),
        ("1990-02", date(2024, 2, 15), (33, 34)),
        ("1990-02", date(2024, 3, 1), (34, 34)),
        ("1990", date(2024, 6, 1), (33, 34)),
        ("1990", date(2024, 12, 31), (34, 34)),
        ("199X", date(2024, 6, 1), (24, 34)),
        ("19XX", date(2024, 6, 1), (24, 124)),
    ],
)
def test_an_age_is_as_wide_as_the_birth_is_vague(born: str, on: date, age: tuple[int, int]) -> None:
    assert PartialDate.parse(born).age(on) == age


@given(partial_texts(), days)
def test_the_least_age_is_never_above_the_most(text: str, on: date) -> None:
    least, most = PartialDate.parse(text).age(on)
    assert least <= most


# moments


@given(partial_texts())
def test_a_day_as_a_time_is_the_whole_of_it_and_not_midnight(text: str) -> None:
    day, time = PartialDate.parse(text), PartialDateTime.parse(text)
    assert (time.earliest.date(), time.latest.date()) == (day.earliest, day.latest)
    assert time.latest - time.earliest == (day.latest - day.earliest) + timedelta(days=1, microseconds=-1)
    assert str(time) == text


def test_midnight_is_a_time_like_any_other() -> None:
    midnight, day = PartialDateTime.parse("2026-03-07T00:00Z"), PartialDateTime.parse("2026-03-07")
    assert midnight.earliest == midnight.latest == day.earliest
    assert day.latest == datetime(2026, 3, 7, 23, 59, 59, 999_999, tzinfo=UTC)
    assert midnight != day


offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)


def _offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), offsets)
def test_an_offset_is_kept_and_the_instant_follows_from_it(local: datetime, minutes: int) -> None:
    text = f"{local:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + _offset(minutes)
    read = PartialDateTime.parse(text)
    assert str(read) == text
    assert read.earliest == read.latest == local.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=minutes)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)), st.sampled_from(["minutes", "seconds", "microseconds"]))
def test_a_moment_comes_back_as_it_was_told(moment: datetime, spec: str) -> None:
    text = moment.isoformat(timespec=spec)
    read = PartialDateTime.parse(text)
    assert str(read) == text
    assert read.earliest == datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_one_instant_in_three_zones_is_one_instant() -> None:
    told = ["2026-03-07T09:00Z", "2026-03-07T10:00+01:00", "2026-03-07T04:00:00.000-05:00"]
    assert {PartialDateTime.parse(text).earliest for text in told} == {datetime(2026, 3, 7, 9, tzinfo=UTC)}


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-07T", "2026-03-07T14", "2026-03-07T1405", "2026-03-07T24:00", "2026-03-07T14:60", "2026-02-29T14:05",
        "T14:05", "2026-03T14:05", "2026-03-07T14:05 +01:00", "2026-03-07T14:05+25:00", "2026-W10-6T14:05",
        "20260307T140500Z", "2026-03-07T14:05:06,5", "2026-03-07T14:05+01:00:30", "２０２６-03-07T14:05",
        "2026-03-07T14:05\n", "2026-03-07T14:05:06." + "0" * 40, "198XT14:05", "2026-03-07T14:05Zulu",
    ],
)  # fmt: skip
def test_a_time_in_any_other_form_is_refused_with_an_example(text: str) -> None:
    with refused("start", TIME_FORM):
        PartialDateTime.parse(text, "start")


@pytest.mark.parametrize("text", ["0001-01-01T00:00+01:00", "9999-12-31T23:59-01:00"])
def test_a_moment_outside_the_calendar_is_refused(text: str) -> None:
    with refused("start", "That moment is outside the calendar."):
        PartialDateTime.parse(text, "start")


def test_the_last_day_of_the_calendar_has_an_end() -> None:
    assert PartialDateTime.parse("9999-12-31").latest == datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, ""])
def test_a_time_may_be_missing(text: str | None) -> None:
    assert parsed(text, "start") is None


def test_a_time_that_is_there_is_read() -> None:
    assert parsed("2026", "start") == PartialDateTime.parse("2026")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for kind in (PartialDate, PartialDateTime):
        with suppress(Refused):
            assert str(kind.parse(text)) == text
