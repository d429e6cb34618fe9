"""When somebody was last here: the view says of each record what its file says, however it came to say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain import retention
from domain.chapter import EVERYTHING
from domain.identity import KEY
from domain.refusal import Refused
from domain.retention import Span, bounds, kept_until, schedule
from tests.support.clock import StandingClock
from tests.support.office import AMA, WHY
from tests.support.stores import ENGINES, database_of
from tests.support.times import EVERY, lived, times
from web.service import Service

IMPORTED = AMA._replace(channel="import")
USUAL = schedule({})


@pytest.fixture(scope="module", params=ENGINES)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, StandingClock]]:
    """One store for random lives."""
    clock, place = StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC)), tmp_path_factory.mktemp("retained")
    with database_of(request.param) as url, Service.create(place / "store", clock=clock, database=url) as service:
        yield service, clock


def told(service: Service, who: UUID) -> Span | None:
    """As the file says."""
    service.views.ready(60)
    file, head = service.views.current.file(who), service.views.current.head(who)
    opened = date.fromisoformat(head.opened[:10])
    every = [(name, item) for name, items in file["chapters"].items() for item in items.values()]
    details = file["chapters"]["demographics"][KEY]
    came = [day for one in every if (day := retention.contact(*one))]
    seen = [day for one in every if (day := retention.imaged(*one))]
    return Span(
        retention.born(details, opened), max(came, default=opened), retention.died(details), max(seen, default=None)
    )


def span(service: Service, who: UUID) -> Span | None:
    service.views.ready(60)
    return service.views.retention.of(str(who))


def came(service: Service, who: UUID, day: str) -> str:
    return service.records.open_visit(
        who, {"visit_class": "AMB", "start": day, "end": day}, IMPORTED, EVERYTHING
    ).entries[0]


def imported(service: Service, name: str = "Bea Ott", born: str = "1950-05-05", *days: str) -> UUID:
    who = UUID(service.records.register({"names": [name], "birth": born, "gender": "male"}, IMPORTED, EVERYTHING).id)
    for day in days:
        came(service, who, day)
    return who


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times)
def test_whatever_happened_the_view_says_what_the_file_says(
    office: tuple[Service, StandingClock], life: list[tuple[str, int, int]]
) -> None:
    who = lived(*office, life)

    assert span(office[0], who) == told(office[0], who)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times)
def test_it_does_not_matter_how_often_one_looked_meanwhile(
    office: tuple[Service, StandingClock], life: list[tuple[str, int, int]]
) -> None:
    who = lived(*office, [])
    for step in life:
        lived_on(*office, who, step)
        assert span(office[0], who) == told(office[0], who)


def lived_on(service: Service, clock: StandingClock, who: UUID, step: tuple[str, int, int]) -> None:
    name, n, hours = step
    clock.on(hours=hours)
    try:
        EVERY[name](service.records, who, n)
    except Refused:
        return


def test_what_was_imported_counts_from_when_it_was(service: Service) -> None:
    who = imported(service, "Bea Ott", "1950-05-05", "2001-02-03", "1999-01-01")

    assert span(service, who) == Span(date(1950, 5, 5), date(2001, 2, 3))


def test_a_visit_that_was_put_right_or_called_off_is_none_any_more(service: Service) -> None:
    who = imported(service, "Bea Ott", "1950-05-05", "1999-01-01")
    wrong = came(service, who, "2012-02-03")
    assert span(service, who) == Span(date(1950, 5, 5), date(2012, 2, 3))

    service.records.correct(who, "visits", wrong, {"end": "2002-02-03", "start": "2002-02-03"}, WHY)
    assert span(service, who) == Span(date(1950, 5, 5), date(2002, 2, 3))

    service.records.cancel_visit(who, wrong, WHY)
    assert span(service, who) == Span(date(1950, 5, 5), date(1999, 1, 1))


def test_what_nobody_knows_the_time_of_counts_from_when_it_was_put_on_file(
    service: Service, clock: StandingClock
) -> None:
    told = {"names": ["Somebody"], "birth": {"unknown": "found"}, "gender": "unknown"}
    who = UUID(service.records.register(told, IMPORTED, EVERYTHING).id)
    day = clock().date()
    assert span(service, who) == Span(day, day)

    clock.on(days=9)
    came(service, who, "1999-01-01")
    assert span(service, who) == Span(day, date(1999, 1, 1))


def test_those_whose_time_is_over_come_in_the_order_in_which_they_were_last_seen(service: Service) -> None:
    order = [imported(service, f"No. {n}", "1950-05-05", f"19{90 + n}-01-01") for n in range(5)]
    imported(service, "A child", "2020-01-01", "2021-01-01")
    imported(service, "Somebody lately", "1950-05-05", "2024-01-01")
    gone = imported(service, "Somebody dead", "1950-05-05", "1980-01-01")
    service.records.record_death(gone, IMPORTED, "2024-01-01")
    to = bounds(USUAL, datetime(2026, 3, 7, 12, tzinfo=UTC))
    service.views.ready(60)

    found = list(service.views.retention.ended(to))
    again = list(service.views.retention.ended(to, after=found[1].place, most=2))

    assert [one.patient for one in found] == [str(one) for one in order]
    assert [one.patient for one in again] == [str(one) for one in order[2:4]]
    assert service.views.retention.count(to) == 5


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.dates(date(1990, 1, 1), date(2080, 1, 1)))
def test_the_list_is_those_whose_own_day_is_over(many: Service, on: date) -> None:
    now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)

    listed = {one.patient for one in many.views.retention.ended(bounds(USUAL, now))}

    everybody = [(hit["id"], many.views.retention.of(hit["id"])) for hit in many.views.directory.recent(1000)]
    assert listed == {id for id, span in everybody if span and kept_until(span, USUAL).over(now)}


@pytest.fixture(scope="module")
def many(office: tuple[Service, StandingClock]) -> Service:
    """Old and young, living and dead."""
    service, _ = office
    for n in range(12):
        who = imported(service, f"Number {n}", f"19{50 + n * 4}-02-28", f"20{10 + n}-02-28", f"20{n + 8:02}-02-01")
        if n % 3 == 0:
            service.records.record_death(who, IMPORTED, f"20{12 + n}-05")
    service.views.ready(60)
    return service
