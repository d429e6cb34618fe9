"""What the clerk's pages say of days, ages, slips and the order of a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusal import Refused
from web.drawing import svg
from web.entering import altered, slips
from web.record import day
from web.wording import ages, dates

TODAY = date(2026, 3, 7)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2026-03-07T09:00Z", ""),
        ("2026-03-06", "yesterday"),
        ("2026-02-21", "14 days"),
        ("2025-11-07", "3 months"),
        ("2019", "6 years"),
        ("2030", ""),
        (None, ""),
    ],
)
def test_how_long_ago_something_was(when: str | None, told: str) -> None:
    assert ages.ago(when, TODAY) == told


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_age_up_to_today_is_told(born: date) -> None:
    assert ages.age(born.isoformat(), TODAY)


@given(st.integers(0, 60 * 60 * 24 * 4000))
def test_how_long_something_stood_is_one_number_and_its_unit(seconds: int) -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)

    told = ages.lasted(start, start + timedelta(seconds=seconds))

    assert told == "less than a minute" or told.split()[1].rstrip("s") in ("minute", "hour", "day", "month", "year")


@given(st.dates(date(1850, 1, 1), date(2100, 1, 1)), st.sampled_from(["%d.%m.%Y", "%d %B %Y", "%Y-%m-%d", "%d %b %Y"]))
def test_a_day_that_can_be_one_only_is_read_in_every_usual_form(born: date, form: str) -> None:
    assert dates.read(born.strftime(form)) == born.isoformat()


@given(st.dates(date(1850, 1, 1), date(2100, 1, 1)))
def test_a_date_with_strokes_is_never_guessed(born: date) -> None:
    written = f"{born.day}/{born.month}/{born.year}"

    if born.day > 12 or born.day == born.month:
        assert dates.read(written) == born.isoformat()
    else:
        with pytest.raises(Refused, match="Say which day is meant"):
            dates.read(written)


@given(st.text(max_size=40))
def test_what_has_been_read_once_is_read_the_same_again(typed: str) -> None:
    with suppress(Refused):
        assert dates.moment(typed) == dates.moment(dates.moment(typed))


def test_a_time_is_read_with_its_zone() -> None:
    assert dates.moment("3 Nov 2026 9:05 UTC") == "2026-11-03T09:05Z"
    assert dates.moment("2026-11-03T09:05+01:00") == "2026-11-03T09:05+01:00"


@pytest.mark.parametrize(
    ("kind", "value", "unit", "last", "offered"),
    [
        ("height", "1.72", "cm", None, [("1.72", "m")]),
        ("temperature", "98.6", "Cel", None, [("98.6", "[degF]")]),
        ("weight", "720", "kg", "72", [("72", "kg")]),
        ("weight", "159", "kg", "72", [("159", "[lb_av]")]),
        ("weight", "231", "kg", "72", []),
        ("height", "5.11", "[ft_i]", None, [("5 ft 11 in", "[ft_i]")]),
        ("height", "5,11", "[ft_i]", "180", [("5 ft 11 in", "[ft_i]")]),
        ("height", "5.75", "[ft_i]", "175", []),
        ("oxygen-saturation", "0.97", "%", None, [("97", "%")]),
        ("weight", "heavy", "kg", "72", []),
        ("weight", "9" * 400, "kg", None, []),
    ],
)
def test_what_could_have_been_meant_by_a_reading(
    kind: str, value: str, unit: str, last: str | None, offered: list[tuple[str, str]]
) -> None:
    assert slips.meant(kind, value, unit, last) == offered


def test_what_could_have_been_meant_is_told_with_its_units_once() -> None:
    assert slips.shown(("5 ft 11 in", "[ft_i]")) == "5 ft 11 in"
    assert slips.shown(("97", "%")) == "97 %"


def test_a_field_that_was_not_touched_does_not_undo_what_somebody_else_did() -> None:
    paths = {"language": "language", "occupation": "occupation"}
    seen = {"language": "es", "occupation": None}
    now = {"language": "fr"}

    assert altered.altered(now, paths, {"language": "es", "occupation": "baker"}, seen) == {"occupation": "baker"}
    assert altered.altered(now, paths, {"language": "en"}, seen) == {"language": "en"}


def seen(hour: float | None, status: str = "open") -> day.Seen:
    return day.Seen("0000000195", "Ada", "", "v1", "09:00", hour, "", "", "", status, ("", ""), "", [])


@given(st.lists(st.floats(0, 23.9), max_size=20), st.floats(0, 23.9))
def test_every_visit_and_the_hand_lie_on_the_line_of_the_day(hours: list[float], hand: float) -> None:
    now = datetime(2026, 3, 7, int(hand), int(hand % 1 * 60), tzinfo=UTC)

    drawn = str(day.rail([seen(hour) for hour in hours], now))

    places = [float(part.partition("%")[0]) for part in drawn.split('cx="')[1:]]
    assert len(places) == len(hours)
    assert all(0 <= place <= 100 for place in places)


def test_a_day_is_counted_in_words() -> None:
    assert day.counted([seen(9), seen(10), seen(8, "finished"), seen(8, "cancelled")]) == "2 here, 1 closed"
    assert day.counted([]) == ""


def test_pressures_are_drawn_as_bars_with_the_newest_strong() -> None:
    drawn = str(svg.bars([(Decimal(142), Decimal(88)), (Decimal(138), Decimal(86))], "Blood pressure"))

    assert drawn.count("<line") == 2
    assert drawn.index('stroke-width="3"') < drawn.index('stroke-width="5"')
    assert 'aria-label="Blood pressure"' in drawn
