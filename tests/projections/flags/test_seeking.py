"""Looking for whatever is there: number by number, search upon search, very many at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from projections.flags.found import Finding, bursts
from projections.flags.given import Look
from projections.flags.seeking import bulk, enumeration, probing
from tests.projections.flags.desk import NOON, after, asked, known, limits, look, search


def enumerated(looks: list[Look]) -> list[Finding]:
    return list(enumeration(looks, known(), limits("enumeration")))


def tried(*numbers: int, seconds: int = 20, outcome: str = "shown") -> list[Look]:
    return [asked(n, NOON + timedelta(seconds=seconds * at), outcome) for at, n in enumerate(numbers)]


# number by number


@pytest.mark.parametrize("numbers", [
    (1, 2, 3, 4, 5, 6), (9, 8, 7, 6, 5, 4), (1, 3, 4, 7, 8, 10), (1, 1, 2, 3, 3, 4, 5, 6),
], ids=str)  # fmt: skip
def test_six_numbers_one_after_the_other_are_flagged(numbers: tuple[int, ...]) -> None:
    (one,) = enumerated(tried(*numbers))

    assert one.says == "Tried 6 record numbers one after the other."
    assert (one.amount, one.limit, len(one.views)) == (6, 6, len(numbers))


@pytest.mark.parametrize("looks", [
    tried(1, 2, 3, 4, 5), tried(1, 2, 3, 9, 10, 11), tried(1, 5, 9, 13, 17, 21), tried(1, 2, 3, 2, 3, 4, 3),
    tried(1, 2, 3, 4, 5, 6, seconds=200), tried(1, 1, 1, 1, 1, 1), tried(8, 3, 44, 12, 31, 7),
    [one._replace(actor=f"u-{n % 2}") for n, one in enumerate(tried(*range(1, 11)))],
], ids=("five", "two stretches", "far apart", "to and fro", "slowly", "one", "as they come",
        "by two people"))  # fmt: skip
def test_anything_less_is_work(looks: list[Look]) -> None:
    assert not enumerated(looks)


def test_numbers_of_nobody_and_denied_ones_count_and_are_told() -> None:
    looks = [*tried(1, 2, 3, outcome="denied"), *(asked(n, after(minutes=2, seconds=n), "absent") for n in (4, 5, 6))]

    (one,) = enumerated(looks)

    assert one.says == "Tried 6 record numbers one after the other, 3 of them never given out."
    assert one.patients == ()


def test_many_numbers_of_nobody_in_a_day_are_flagged_in_any_order() -> None:
    looks = [asked(n * 37, after(hours=at), "absent") for at, n in enumerate((5, 2, 9, 1, 7, 3))]

    (one,) = enumerated(looks)

    assert (one.says, one.amount) == ("Tried 6 record numbers that nobody has, within a day.", 6)
    assert not enumerated(looks[:5])
    assert not enumerated([looks[0]] * 9)


@given(some.lists(some.integers(1, 99), max_size=30))
def test_a_run_is_never_counted_twice(numbers: list[int]) -> None:
    found = [position for one in enumerated(tried(*numbers)) for position in one.views]

    assert len(found) == len(set(found))


# search upon search


def probed(looks: list[Look]) -> list[Finding]:
    return list(probing(looks, known(), limits("probing")))


def searches(number: int, seconds: int = 40) -> list[Look]:
    return [search(f"s{n}", NOON + timedelta(seconds=n * seconds)) for n in range(number)]


def test_twelve_searches_and_nothing_opened_are_flagged() -> None:
    (one,) = probed(searches(12))

    assert one.says == "Made 12 different searches within 15 minutes, and opened none of what was found."
    assert (one.amount, len(one.views)) == (12, 12)


@pytest.mark.parametrize("looks", [
    searches(11), searches(12, seconds=100), searches(12, seconds=2),
    [search("same", after(seconds=n * 9)) for n in range(15)],
    [*searches(12), *(look(f"p-{n}", after(minutes=n)) for n in range(4))],
    [one._replace(actor=f"u-{n % 2}") for n, one in enumerate(searches(20))],
], ids=("eleven", "slowly", "typing", "the same", "opened four", "by two people"))  # fmt: skip
def test_looking_for_somebody_is_work(looks: list[Look]) -> None:
    assert not probed(sorted(looks, key=lambda one: one.at))


def test_few_openings_do_not_make_it_work() -> None:
    (one,) = probed(sorted([*searches(13), look("p-1", after(minutes=1))], key=lambda one: one.at))

    assert "opened 1 record of what was found" in one.says


def test_the_same_search_over_and_over_is_flagged_by_day_and_place() -> None:
    looks = [search("x", after(minutes=n * 20)) for n in range(20)]
    tomorrow = [one._replace(at=one.at + timedelta(days=n % 2)) for n, one in enumerate(looks)]
    elsewhere = [one._replace(section="log") if n % 2 else one for n, one in enumerate(looks)]

    (one,) = probed(looks)

    assert (one.says, one.amount, one.limit) == ("Made the same search 20 times in one day.", 20, 20)
    assert not probed(looks[:19])
    assert not probed(sorted(tomorrow, key=lambda one: one.at))
    assert not probed(elsewhere)


# very many at once


def taken(looks: list[Look]) -> list[Finding]:
    return list(bulk(looks, known(), limits("bulk")))


def opened(number: int, every: timedelta = timedelta(seconds=80), **told: str) -> list[Look]:
    return [look(f"p-{n}", NOON + n * every, **told) for n in range(number)]


def whole(*hours: float) -> list[Look]:
    return [look("", after(hours=hour), section="register", medium="file", whole=True) for hour in hours]


@pytest.mark.parametrize(("looks", "says", "amount"), [
    (opened(40), "Opened the records of 40 patients within an hour.", 40),
    (opened(20, medium="file"), "Took files or prints of 20 patients within an hour.", 20),
    (opened(20, medium="print"), "Took files or prints of 20 patients within an hour.", 20),
    (whole(0, 3, 20), "Took 3 files within a day that hold whoever a filter finds.", 3),
], ids=("opened", "files", "prints", "whole"))  # fmt: skip
def test_more_than_work_asks_for_is_flagged(looks: list[Look], says: str, amount: int) -> None:
    (one,) = taken(looks)

    assert (one.says, one.amount, one.over) == (says, amount, 1.0)


@pytest.mark.parametrize("looks", [
    opened(39), opened(60, timedelta(minutes=2)), [look(at=after(seconds=n)) for n in range(99)],
    opened(19, medium="file"),
    opened(60, section="worklist"), whole(0, 3), whole(0, 13, 26, 39), opened(60, outcome="denied"),
], ids=("39", "over hours", "one record", "19 files", "a list", "two files", "a file a day", "denied"))  # fmt: skip
def test_a_busy_hour_is_work(looks: list[Look]) -> None:
    assert not taken(looks)


def test_how_far_it_goes_beyond_the_limit_is_told() -> None:
    (one,) = taken(opened(100, timedelta(seconds=20)))

    assert (one.amount, one.over, len(one.patients)) == (100, 2.5, 100)


# bursts


def slow(times: list[datetime], keys: list[str], within: timedelta, least: int) -> bool:
    """Whether any stretch of that length has as many different keys."""
    return any(
        len({key for at, key in zip(times, keys, strict=True) if timedelta() <= at - start <= within}) >= least
        for start in times
    )


@given(some.lists(some.tuples(some.integers(0, 50), some.sampled_from("abcdef")), max_size=25), some.integers(1, 5))
def test_a_burst_is_found_where_there_is_one_and_nowhere_else(told: list[tuple[int, str]], least: int) -> None:
    told = sorted(told)
    times, keys = [after(minutes=at) for at, _ in told], [key for _, key in told]
    within = timedelta(minutes=10)

    found = list(bursts([look(key, at) for at, key in zip(times, keys, strict=True)], keys, within, least))

    assert bool(found) == slow(times, keys, within, least)
    assert all(most >= least for _, most in found)
    assert all(one.at <= two.at for held, _ in found for one, two in pairwise(held))
