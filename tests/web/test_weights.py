"""Pages that stay small however long a record is, and what they leave out is a page away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.fact import Plain
from projections import between
from projections.past import file_at, folded
from projections.reading import WholeReading
from tests.support.lives import lived, steps
from tests.support.office import AMA, WHY, register
from tests.web.clerk_desk import Desk, text
from web.drawing import svg, thinned
from web.drawing.readings import Point
from web.pages import charts, past
from web.record import timeline
from web.review import compared, then
from web.service import Service

LARGEST = 100_000  # octets
START = datetime(2025, 1, 1)
READINGS = 130


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, "senior-clerk")


@pytest.fixture
def long(desk: Desk) -> UUID:
    """A record with many readings, some of which were put right."""
    who = register(desk.service.records)
    for n in range(READINGS):
        day = f"{START + timedelta(days=3 * n):%Y-%m-%dT08:00Z}"
        items = [
            {"kind": "weight", "value": f"{60 + n / 10:.1f}"},
            {"kind": "systolic", "value": f"{120 + n % 7}"},
            {"kind": "diastolic", "value": "80"},
        ]
        done = desk.service.records.measure(who, items, AMA, day)
        if n % 40 == 7:
            desk.service.records.correct(who, "measurements", done.entries[0], {"value": f"{60.4 + n / 10:.1f}"}, WHY)
    desk.service.views.ready(60)
    return who


# what is drawn


def at(day: int, value: int, **told: bool) -> Point:
    return Point(START + timedelta(days=day), Decimal(value), str(value), **told)  # type: ignore[arg-type]


series = some.lists(some.tuples(some.integers(0, 5), some.integers(0, 99), some.booleans()), min_size=1, max_size=200)


@given(series, some.integers(8, 40))
def test_of_a_long_series_the_newest_the_first_and_both_ends_are_marked(
    told: list[tuple[int, int, bool]], most: int
) -> None:
    points = [at(n * 7 + days, value, struck=struck) for n, (days, value, struck) in enumerate(told)]

    found = thinned.marked(points, most)

    assert len(found) == min(most, len(points))
    assert found == [point for point in points if point in found]
    assert {points[0], *points[-4:]} <= set(found)
    assert {min(point.value for point in points), max(point.value for point in points)} <= {one.value for one in found}


def test_what_was_put_right_is_marked_before_what_is_a_value_like_others() -> None:
    points = [at(n, n, struck=n in (20, 40, 60)) for n in range(100)]

    found = thinned.marked(points, 10)

    assert [point for point in found if point.struck] == [points[20], points[40], points[60]]


@given(some.lists(some.tuples(some.floats(0, 1000), some.floats(0, 300)), min_size=1, max_size=2000))
def test_a_line_is_as_high_and_as_low_everywhere_as_its_readings(told: list[tuple[float, float]]) -> None:
    places = sorted(told)

    way = thinned.way(places, 1000)

    assert len(way) <= 2 * 241
    assert way == [place for place in way if place in places]
    for column in range(241):
        own = [top for left, top in places if int(left * 240 / 1000) == column]
        kept = [top for left, top in way if int(left * 240 / 1000) == column]
        assert (min(own, default=0), max(own, default=0)) == (min(kept, default=0), max(kept, default=0))


def test_bars_without_a_mark_are_drawn_all_the_same() -> None:
    pressures = [Point(START + timedelta(days=n), Decimal(120), "", foot=Decimal(80)) for n in range(50)]

    drawn = svg.line_chart(pressures, "Blood pressure", most=10)

    assert drawn.count("<title>") == 1 + 10
    (path,) = re.findall(r'<path d="([^"]+)"', drawn)
    assert path.count("M") == 50


# the pages


def rows(page: str) -> list[str]:
    """When each reading of a table was taken."""
    return re.findall(r'<tr><th scope="row">([^<]+)</th>', page)


def link(page: str, words: str) -> str:
    (found,) = re.findall(rf'href="([^"]+)">{words}', page)
    return unescape(found)


def test_the_trends_of_a_long_record_are_small_and_lead_to_all_readings(desk: Desk, long: UUID) -> None:
    page = desk.get(f"/patients/{long}/chart")
    first = desk.get(link(page, r"All 130 readings<span class=\"ct-vh\"> of Weight"))
    second = desk.get(link(first, "Older"))

    assert len(page.encode()) < LARGEST
    assert len(first.encode()) < LARGEST
    assert len(rows(page)) == 2 * charts.TOLD
    assert [len(rows(first)), len(rows(second))] == [charts.PAGE, READINGS - charts.PAGE]
    assert len({*rows(first), *rows(second)}) == READINGS
    assert "101 to 130 of 130" in text(second)
    assert rows(desk.get(link(second, "Newer"))) == rows(first)


def test_charts_beyond_the_first_page_are_named_and_follow(desk: Desk) -> None:
    who = register(desk.service.records)
    names = [f"Analyte {n:02}" for n in range(charts.FIGURES + 3)]
    results = [{"what": {"text": name}, "value": "5", "unit": "mg"} for name in names]
    desk.service.records.issue_report(who, {"performed_at": "2026-01-05"}, AMA, header={
        "kind": "laboratory", "what": "Panel"}, results=results)  # fmt: skip

    first = desk.get(f"/patients/{who}/chart")
    second = desk.get(link(first, "More charts"))

    assert re.findall(r"<h2[^>]*>(Analyte \d\d)", first) == names[: charts.FIGURES]
    assert re.findall(r"<h2[^>]*>(Analyte \d\d)", second) == names[charts.FIGURES :]
    assert re.findall(r"<h2[^>]*>(Analyte \d\d)", desk.get(link(first, names[-1]))) == names[-1:]


def test_there_is_no_chart_of_what_was_never_measured(desk: Desk, long: UUID) -> None:
    desk.get(f"/patients/{long}/chart?series=height-cm", 404)


def test_the_trail_and_the_past_of_a_long_record_are_small(desk: Desk, long: UUID) -> None:
    middle = next(f for f in desk.service.store.journal.history(long) if f.originator_version == 70).by.position

    for path in ("/trail", f"?known={middle}", f"?known={middle}&part=measurements", f"/compare?from={middle}"):
        assert len(desk.get(f"/patients/{long}{path}").encode()) < LARGEST, path


def test_a_chapter_of_the_past_is_read_whole_page_by_page(desk: Desk, long: UUID) -> None:
    last = [fact.by.position for fact in desk.service.store.journal.history(long)][-2]
    page = desk.get(f"/patients/{long}?known={last}")

    found, at = set[str](), link(page, "All of Measurements")
    while at:
        part = desk.get(at)
        found |= set(re.findall(r'id="k-(measurements\.m\d+)"', part))
        older = re.findall(r'href="([^"]+)">Older', part)
        at = unescape(older[0]) if older else ""

    file = file_at(desk.service.store.journal, long, last)
    assert found == {f"measurements.{id}" for id in file["chapters"]["measurements"]}
    assert len(set(re.findall(r'id="k-(measurements\.m\d+)"', page))) <= past.KNOWN + 3
    desk.get(f"/patients/{long}?known={last}&part=nothing", 404)


def test_pages_of_differences_hold_together_what_all_of_them_are(desk: Desk, long: UUID) -> None:
    told = timeline.events(desk.service.store.journal.history(long), desk.service.views.current.file(long))
    one, two = folded(long, [told[0].fact]), folded(long, [event.fact for event in told])

    whole = compared.differences(one, two, told[1:])
    pages = [compared.differences(one, two, told[1:], 50, skip) for skip in range(0, whole.entries, 50)]

    assert {page.total for page in pages} == {whole.total} == {_values(between.compare(one, two))}
    assert sum(_fields(page) for page in pages) == _fields(whole) > 0
    page = desk.get(f"/patients/{long}/compare?from={told[0].position}")
    assert "More differences" in page
    assert "Earlier ones" in desk.get(link(page, "More differences"))


def _values(told: list[Plain]) -> int:
    """Without what entries keep about themselves."""
    return sum(not between.aside(one["field"]) for one in told)


def _fields(found: compared.Differences) -> int:
    """Each is named by its value: readings of one act stand on one line."""
    fields = [field for _, entries in found.chapters for entry in entries for field in entry.fields]
    texts = ["".join(text for _, text in field.now) for field in fields]
    return sum(len(text.split(" · ")) for text in texts)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.create(tmp_path_factory.mktemp("town") / "store") as made:
        yield made


@given(steps)
def test_a_past_file_is_the_same_from_facts_that_are_at_hand(town: Service, told: list[tuple[str, int]]) -> None:
    who = lived(town, told, identifiers=[])
    facts = list(town.store.journal.history(who))

    for n, fact in enumerate(facts, 1):
        assert folded(who, facts[:n]) == file_at(town.store.journal, who, fact.by.position)


def test_what_an_event_wrote_is_shown_however_old_it_is(desk: Desk, long: UUID) -> None:
    life = desk.service.lives.of(long)
    told = timeline.events(life.facts, life.file())

    both = then.Then(life.file(), life.file(), WholeReading(life.file()), lambda line: (), told[3].touched())
    sheet = both.sheet("measurements", 5)

    assert [one.fresh for one in sheet.known].count(True) == 3
    assert len(sheet.known) == 5 + 3
    assert sheet.all_known == 3 * READINGS
