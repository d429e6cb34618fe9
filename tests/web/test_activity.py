"""The pictures of who was at work when, and of what was changed, as figures and as pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from domain.by import By
from projections.work import Grid
from tests.support.clock import StandingClock
from tests.support.office import register
from tests.web.clerk_desk import Desk, text
from web.drawing import activity
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk")
KOFI = By(actor="u-00000002", name="Kofi Adjei", role="clerk")
PUT_RIGHT = KOFI._replace(reason="typing-error")


def weight(kilograms: str) -> list[dict[str, str]]:
    return [{"kind": "weight", "value": kilograms, "unit": "kg"}]


@pytest.fixture
def reviewer(service: Service, clock: StandingClock) -> Desk:
    """Saturday at half past nine Ama weighs; on Sunday night, and in April, Kofi puts it right."""
    who = register(service.records)
    service.records.measure(who, weight("72"), AMA, "2026-01-05")
    service.records.measure(who, weight("73"), AMA._replace(channel="import"), "2026-02-05")
    clock.on(days=1, hours=13)
    service.records.correct(who, "measurements", "m1", {"value": "71"}, PUT_RIGHT)
    clock.on(days=30)
    service.records.correct(who, "measurements", "m1", {"value": "70"}, PUT_RIGHT)
    return Desk(service, "reviewer")  # who signs in once it is April


# figures


def _grid(**hours: int) -> Grid:
    """`d6_22=3`: three events on a Sunday at ten at night."""
    events = [[hours.get(f"d{day}_{hour}", 0) for hour in range(24)] for day in range(7)]
    return Grid(events, 0)


@pytest.mark.parametrize(("events", "most", "shade"), [
    (0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 100, 1), (20, 100, 1), (21, 100, 2), (99, 100, 5), (100, 100, 5), (3, 3, 4),
])  # fmt: skip
def test_the_shade_goes_from_none_to_the_busiest_in_five_steps(events: int, most: int, shade: int) -> None:
    assert activity.shade(events, most) == shade


@pytest.mark.parametrize(("grid", "words"), [
    (_grid(), "Nothing was recorded."),
    (_grid(d0_9=4, d2_14=1), "Busiest: Monday, 09:00 to 10:00, 4 events. 0 of 5 came at night or on a weekend."),
    (_grid(d0_9=2, d6_22=2), "Busiest: Monday, 09:00 to 10:00, 2 events. 2 of 4 came at night or on a weekend."),
    (_grid(d4_23=1), "Busiest: Friday, 23:00 to 24:00, 1 event. 1 of 1 came at night or on a weekend."),
])  # fmt: skip
def test_the_grid_is_told_in_words(grid: Grid, words: str) -> None:
    assert activity.told(grid) == words


def test_the_grid_has_a_cell_for_each_hour_of_the_week_that_says_what_it_holds() -> None:
    drawn = str(activity.heat(_grid(d0_9=4, d6_22=1)))

    assert drawn.count("<title>") == 7 * 24
    assert "<title>Monday, 09:00 to 10:00: 4 events</title>" in drawn
    assert "<title>Sunday, 22:00 to 23:00: 1 event</title>" in drawn
    assert not re.search(r"\bstyle=|<script", drawn)


def test_months_without_a_change_are_there_as_well() -> None:
    found = {"a.b": {"2025-11": (1, 0)}, "a.c": {"2026-02": (2, 2)}}

    assert activity.months(found) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert activity.months({}) == []


def test_a_field_says_how_often_it_changed_and_how_often_that_put_it_right() -> None:
    found = {"measurements.value": {"2026-01": (3, 1), "2026-03": (1, 1)}, "visits.site": {"2026-02": (1, 0)}}

    value, site = activity.fields(found, activity.months(found), 12)

    assert (value.label, value.changed, value.righted, value.most) == ("Value, measurements", 4, 2, 3)
    assert value.months == [(3, 1), (0, 0), (1, 1)]
    assert "2026-01: 3, 1 put right" in str(value.drawing)
    assert (site.chapter, site.name, site.changed) == ("visits", "site", 1)


def test_only_the_fields_that_changed_most_are_drawn() -> None:
    found = {f"a.{n}": {"2026-01": (n, 0)} for n in range(9, 0, -1)}

    assert [one.name for one in activity.fields(found, ["2026-01"], 3)] == ["9", "8", "7"]


# pages


def test_the_office_is_shown_with_what_came_from_imports_told_apart(reviewer: Desk) -> None:
    page = text(reviewer.get("/audit/activity"))

    assert "Activity of the office" in page
    assert "1 more came with imports" in page
    assert "Busiest: Saturday, 09:00 to 10:00" in page
    assert "2026-03 to 2026-04, whole months" in page
    assert "Value, measurements 2, 2 put right" in page


def test_one_person_and_some_days_can_be_asked_about(reviewer: Desk) -> None:
    all_of_his = text(reviewer.get(f"/audit/activity?actor={KOFI.actor}"))
    march = text(reviewer.get(f"/audit/activity?actor={KOFI.actor}&from=2026-03-08&to=2026-03-08"))

    assert "Activity of Kofi Adjei" in all_of_his
    assert (
        "Busiest: Sunday, 22:00 to 23:00, 1 event. 1 of 2 came at night or on a weekend." in march or "1 of 1" in march
    )
    assert "2 events" in all_of_his
    assert "1 event " in march


def test_the_picture_and_its_table_hold_the_same(reviewer: Desk) -> None:
    page = reviewer.get("/audit/activity")

    drawn = re.findall(r"<title>(\w+), (\d\d):00 to \d\d:00: (\d+) events?</title>", page)
    rows = re.findall(r'<tr><th scope="row">(\w+day)</th>(.*?)</tr>', page, re.S)
    cells = {day: [int(one or 0) for one in re.findall(r'<td class="num">([\d,]*)</td>', row)] for day, row in rows}
    assert {(day, int(hour)): int(events) for day, hour, events in drawn} == {
        (day, hour): events for day, hours in cells.items() for hour, events in enumerate(hours)
    }


@pytest.mark.parametrize(("query", "words"), [
    ("?from=2031-01-01", "Nothing was recorded in that time."),
    ("?actor=u-00000009", "Nothing was recorded by them."),
    ("?actor=u-00000001&to=2026-03-07", "No value was changed by them in that time."),
])  # fmt: skip
def test_where_nothing_fits_the_page_says_so(reviewer: Desk, query: str, words: str) -> None:
    assert words in text(reviewer.get(f"/audit/activity{query}"))


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_day_that_cannot_be_read_is_named_at_its_field(reviewer: Desk, name: str) -> None:
    page = reviewer.get(f"/audit/activity?{name}=soon", 400)

    assert f'aria-describedby="f-{name}-no"' in page
    assert 'value="soon"' in page


def test_a_person_leads_to_the_log_and_to_the_records_they_touched(reviewer: Desk) -> None:
    page = reviewer.get(f"/audit/activity?actor={KOFI.actor}&from=2026-03-08")

    assert f'href="/audit/without?actor={KOFI.actor}"' in page
    assert f'href="/audit/log?actor={KOFI.actor}&amp;since=2026-03-08"' in page
    assert f"chapter=measurements&amp;field=value&amp;since=2026-03-08&amp;actor={KOFI.actor}" in page


def test_the_change_log_leads_to_both(reviewer: Desk) -> None:
    page = reviewer.get("/audit/log")

    assert 'href="/audit/activity"' in page
    assert 'href="/audit/without"' in page


def test_an_office_on_its_first_day_has_a_page_as_well(service: Service) -> None:
    page = text(Desk(service, "auditor").get(f"/audit/activity?from={datetime(2031, 1, 1, tzinfo=UTC):%Y-%m-%d}"))

    assert "No value was changed in that time." in page
