"""Which event a position or a moment means: the same from all events and from their places alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.refusal import NotFound, Refused
from projections.past import file_at
from tests.support.clock import StandingClock
from tests.support.lives import lived, steps
from web import known, timeline
from web.service import Service

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def clock() -> StandingClock:
    return StandingClock(START)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, clock: StandingClock) -> Iterator[Service]:
    with Service.create(tmp_path_factory.mktemp("town") / "store", clock=clock) as made:
        yield made


typed = some.one_of(
    some.integers(0, 400).map(str),
    some.integers(-2, 40).map(lambda day: f"{START + timedelta(days=day):%Y-%m-%d}"),
    some.integers(-9, 60).map(lambda hours: f"{START + timedelta(hours=hours):%Y-%m-%d %H:%M}"),
    some.sampled_from(["soon", "", "9999-12-31", "²", "9" * 30]),
)


@given(steps, some.lists(typed, min_size=1, max_size=8))
def test_a_place_is_that_of_the_event_that_is_meant(
    town: Service, clock: StandingClock, told: list[tuple[str, int]], asked: list[str]
) -> None:
    who, journal = lived(town, told, identifiers=[]), town.store.journal
    clock.on(hours=1)
    events = timeline.events(journal.history(who), file_at(journal, who))
    places, size = [event.position for event in events], journal.position

    for one in asked:
        try:
            meant = known.event_at(events, one, clock.at, size, "from").position
        except (Refused, NotFound) as no:
            with pytest.raises(type(no)):
                known.place_at(places, one, clock.at, size, partial(journal.position_at, who), "from")
            continue
        assert known.place_at(places, one, clock.at, size, partial(journal.position_at, who), "from") == meant
