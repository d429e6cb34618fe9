"""What an export holds, counted in one pass, and the sample that anybody can draw again."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from tests.support.bundling import entry, events
from tests.support.office import AMA, RUTH, everything
from web.bundling import pictures
from web.bundling.gathered import Gathered, rank
from web.bundling.pictures import Bar, grouped
from web.bundling.told import Told
from web.service import Service

KINDS = ("visit.opened/1", "entry.corrected/1", "staff.added/1")
some_events = some.lists(
    some.tuples(
        some.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)),
        some.sampled_from(KINDS),
        some.sampled_from(["u-1", "u-2", "u-3"]),
        some.sampled_from(["clerk", "reviewer"]),
    ),
    max_size=60,
)


def recorded(drawn: list[tuple[datetime, str, str, str]]) -> list[Told]:
    return [
        Told(entry(n, at=f"{at:%Y-%m-%dT%H:%M:%S.%f}Z".rjust(27, "0"), type=type, actor=actor, role=role))
        for n, (at, type, actor, role) in enumerate(sorted(drawn), 1)
    ]


def gathered(told: list[Told], seed: str = "seed", most: int = 60) -> Gathered:
    found = Gathered(seed, most)
    assert list(found.through(told)) == told
    return found


@given(some_events)
def test_everything_is_counted_once_by_day_kind_person_role_and_hour(drawn: list[Any]) -> None:
    told = recorded(drawn)
    entries = [one.entry for one in told]

    found = gathered(told)

    assert found.count == len(entries)
    assert found.days == Counter(one.at[:10] for one in entries)
    assert found.kinds == Counter(one.type.partition("/")[0] for one in entries)
    assert found.roles == Counter(one.role for one in entries)
    assert {actor: one.count for actor, one in found.people.items()} == Counter(one.actor for one in entries)
    assert sum(map(sum, found.hours)) == len(entries)
    assert all(found.hours[at.weekday()][at.hour] for at in (datetime.fromisoformat(one.at[:26]) for one in entries))


@given(some_events)
def test_a_person_is_told_from_the_first_to_the_last_of_theirs(drawn: list[Any]) -> None:
    told = recorded(drawn)

    for person in gathered(told).people.values():
        own = [one.entry for one in told if one.entry.actor == person.actor]
        assert (person.first, person.last) == (own[0].at, own[-1].at)
        assert person.roles == {one.role for one in own}


@given(some_events, some.text(max_size=8), some.integers(0, 70))
def test_the_sample_is_the_events_whose_digest_comes_first_in_the_order_of_the_log(
    drawn: list[Any], seed: str, most: int
) -> None:
    told = recorded(drawn)

    found = gathered(told, seed, most).sample

    first = sorted(told, key=lambda one: sha256(f"{seed}:{one.entry.position}".encode()).digest())[:most]
    assert found == sorted(first, key=lambda one: one.entry.position)


def test_a_sample_is_drawn_by_the_digest_of_seed_and_position() -> None:
    assert rank("seed", 7) == int(sha256(b"seed:7").hexdigest(), 16)


def test_another_seed_draws_others() -> None:
    told = [Told(entry(n)) for n in range(1, 200)]

    assert gathered(told, "a", 10).sample != gathered(told, "b", 10).sample


def test_memory_is_that_of_days_kinds_people_and_the_sample() -> None:
    found = Gathered("seed", 5)
    for n in range(1, 3000):
        found.add(Told(entry(n)))

    assert found.count == 2999
    assert [len(one) for one in (found.days, found.kinds, found.people, found.sample)] == [1, 1, 1, 5]


def test_an_office_is_counted_with_the_names_that_are_disclosed(service: Service) -> None:
    everything(service)

    full, bare = gathered(list(events(service))), gathered(list(events(service, "envelope")))

    assert full.people[AMA.actor].name == AMA.name
    assert full.people[RUTH.actor].roles == {"reviewer"}
    assert full.shown == full.count == service.store.log.position
    assert bare.people[AMA.actor].name == ""
    assert (bare.count, bare.shown) == (full.count, 1)  # the log speaks of itself, whatever the profile


# pictures


days = some.dictionaries(
    some.dates(date(2020, 1, 1), date(2026, 12, 31)).map(date.isoformat), some.integers(1, 99), min_size=1, max_size=30
)


@given(days)
def test_bars_hold_every_event_and_leave_no_gap(counts: dict[str, int]) -> None:
    unit, bars = grouped(counts)

    assert sum(bar.count for bar in bars) == sum(counts.values())
    assert bars[0].start <= date.fromisoformat(min(counts))
    assert len(bars) <= 110
    steps = {bars[n + 1].start - bars[n].start for n in range(len(bars) - 1)}
    assert steps <= {"day": {timedelta(1)}, "week": {timedelta(7)}}.get(unit, {timedelta(n) for n in (28, 29, 30, 31)})


def test_a_month_is_drawn_by_day_two_years_by_week_and_more_by_month() -> None:
    assert grouped({"2026-03-01": 1, "2026-03-03": 2}) == (
        "day",
        [Bar(date(2026, 3, 1), 1), Bar(date(2026, 3, 2), 0), Bar(date(2026, 3, 3), 2)],
    )
    assert grouped({"2025-03-05": 1, "2026-03-01": 1})[0] == "week"
    assert grouped({"2025-03-05": 1, "2026-03-01": 1})[1][0].start == date(2025, 3, 3)  # a Monday
    assert grouped({"2020-03-05": 1, "2026-03-01": 1})[1][0].start == date(2020, 3, 1)


def test_the_picture_says_in_words_what_it_shows() -> None:
    unit, drawing = pictures.drawn({"2026-03-01": 3, "2026-03-02": 1})

    assert unit == "day"
    assert "4 events from 1 Mar 2026 to 2 Mar 2026. Most of them: 1 Mar 2026, 3." in drawing
    assert drawing.count("<rect") == 2


def test_nothing_is_drawn_of_nothing() -> None:
    assert pictures.drawn({}) == ("day", "")


@given(days)
def test_no_bar_leaves_the_picture(counts: dict[str, int]) -> None:
    drawing = pictures.drawn(counts)[1]

    places = [part.split('"')[0] for part in drawing.split('<rect x="')[1:]]
    assert all(0 <= float(place.rstrip("%")) < 100 for place in places)
    assert drawing.count("<rect") == sum(bar.count > 0 for bar in grouped(counts)[1])
