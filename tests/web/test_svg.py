from datetime import datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as some

from web.drawing.rail import MOST, Mark, rail
from web.drawing.readings import Point
from web.drawing.scale import dates, rules
from web.drawing.svg import line_chart, sparkline

START = datetime(2026, 1, 1)
numbers = some.decimals(0, 1000, places=2)


def at(day: int, value: str, **more: object) -> Point:
    return Point(START + timedelta(days=day), Decimal(value), f"{value} kg", **more)  # type: ignore[arg-type]


def test_an_empty_chart_draws_nothing() -> None:
    assert line_chart([], "Weight") == ""


def test_a_chart_says_in_words_what_it_shows() -> None:
    drawn = ElementTree.fromstring(line_chart([at(0, "72"), at(30, "70", was=(Decimal("700"),))], "Weight", "kg"))

    assert drawn.findtext("title") == "Weight"
    told = "2 readings from 72 to 70 kg. 1 more no longer counts. The table below leads to them all."
    assert drawn.findtext("desc") == told


def test_a_corrected_value_is_struck_and_tied_to_the_one_that_took_its_place() -> None:
    drawn = line_chart([at(0, "72"), at(30, "70", was=(Decimal("700"),))], "Weight", "kg")

    assert 'text-decoration="line-through">700</text>' in drawn
    assert drawn.count('stroke-dasharray="2 3"') == 1


def test_a_far_off_former_value_does_not_flatten_the_chart() -> None:
    drawn = line_chart([at(0, "72"), at(30, "70", was=(Decimal("700"),))], "Weight", "kg")

    assert ">700</text>" in drawn
    assert ">75</text>" not in drawn
    assert ">72</text>" in drawn


def test_a_reading_outside_its_range_has_another_shape() -> None:
    inside = line_chart([at(0, "12", low=Decimal(11), high=Decimal(15))], "Haemoglobin")
    below = line_chart([at(0, "10", low=Decimal(11), high=Decimal(15))], "Haemoglobin")

    assert "<path" not in inside
    assert "<path" in below


def test_the_band_steps_where_the_printed_range_changed() -> None:
    old, new = {"low": Decimal(12), "high": Decimal(16)}, {"low": Decimal(11), "high": Decimal(15)}

    drawn = line_chart([at(0, "13", **old), at(9, "13", **old), at(30, "13", **new)], "Haemoglobin")

    assert drawn.count("<rect") == 2


def test_what_people_typed_cannot_become_markup() -> None:
    point = Point(START, Decimal(72), '"><script>', href='/x"onload="y')

    drawn = line_chart([point], "<b>Weight</b>")

    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert ElementTree.fromstring(drawn).find("a").get("href") == '/x"onload="y'  # type: ignore[union-attr]


@given(some.lists(some.tuples(some.integers(0, 20_000), numbers, some.booleans()), min_size=1, max_size=30))
def test_any_readings_make_well_formed_svg_without_styles_or_scripts(told: list[tuple[int, Decimal, bool]]) -> None:
    points = [Point(START + timedelta(days=day), value, str(value), struck=struck) for day, value, struck in told]

    drawn = ElementTree.fromstring(line_chart(points, "Any"))

    assert all("style" not in part.attrib and part.tag not in ("style", "script") for part in drawn.iter())
    assert "nan" not in ElementTree.tostring(drawn, encoding="unicode")


@given(numbers, numbers)
def test_rules_hold_all_values_between_few_round_numbers(one: Decimal, two: Decimal) -> None:
    low, high = sorted((float(one), float(two)))

    told = rules(low, high)

    assert float(told[0]) <= low
    assert high <= float(told[-1])
    assert 2 <= len(told) <= 8


@given(some.integers(0, 40_000))
def test_few_dates_stand_under_any_span(days: int) -> None:
    first, last = START, START + timedelta(days=days)

    told = dates(first, last)

    assert len(told) <= 9
    assert all(first <= moment <= last for moment, _ in told)


def test_a_sparkline_has_a_text_and_no_axes() -> None:
    drawn = sparkline([Decimal(3), Decimal(2)], "Falling to 2")

    assert 'aria-label="Falling to 2"' in drawn
    assert "<text" not in drawn


def test_a_long_trail_is_thinned_but_keeps_every_correction() -> None:
    marks = [Mark(n, START, lambda: "An event", fixes=n % 50 == 7) for n in range(5000)]

    drawn = rail(marks)

    assert drawn.count('href="#rail-fix"') == 100
    assert drawn.count("<use") <= MOST
