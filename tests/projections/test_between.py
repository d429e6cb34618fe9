"""What differs between two files, and that it leads from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.fact import Plain
from projections import between
from projections.past import file_at
from tests.support.lives import lived, steps
from tests.support.office import everything
from web.service import Service


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.create(tmp_path_factory.mktemp("town") / "store") as made:
        yield made


def held(value: Any) -> Any:
    """Without the names that hold nothing."""
    if isinstance(value, dict):
        return {name: held(inner) for name, inner in value.items() if inner is not None}
    return [held(inner) for inner in value] if isinstance(value, list) else value


def files(service: Service, who: UUID) -> list[Plain]:
    """The file as it was known after each of its events."""
    journal = service.store.journal
    return [file_at(journal, who, fact.by.position) for fact in journal.history(who)]


def leads(one: Plain, two: Plain) -> bool:
    before = held(one)
    applied = between.apply(one, between.compare(one, two))
    return bool(held(applied["chapters"]) == held(two["chapters"])) and held(one) == before


@given(steps, some.data())
def test_what_differs_applied_to_the_earlier_file_gives_the_later(
    town: Service, told: list[tuple[str, int]], data: some.DataObject
) -> None:
    every = files(town, lived(town, told, identifiers=[]))
    one, two = sorted(data.draw(some.tuples(*[some.integers(0, len(every) - 1)] * 2)))

    assert leads(every[one], every[two])
    assert leads(every[two], every[one])


def test_it_does_so_between_any_two_events_of_a_record_to_which_everything_happened(tmp_path: Any) -> None:
    with Service.create(tmp_path / "store") as service:
        every = files(service, everything(service))

    assert len(every) > 30
    assert all(leads(one, two) for one, two in combinations_with_replacement(every, 2))


@given(steps)
def test_nothing_differs_from_itself(town: Service, told: list[tuple[str, int]]) -> None:
    last = files(town, lived(town, told, identifiers=[]))[-1]

    assert between.compare(last, last) == []
    assert between.apply(last, []) == last


@given(steps)
def test_every_difference_is_told_once(town: Service, told: list[tuple[str, int]]) -> None:
    every = files(town, lived(town, told, identifiers=[]))

    found = [one["field"] for one in between.compare(every[0], every[-1])]

    assert len(found) == len(set(found))


@pytest.mark.parametrize(("field", "place", "aside"), [
    ("measurements.m3", ("measurements", "m3", ""), False),
    ("measurements.m3.as_entered.value", ("measurements", "m3", "as_entered.value"), False),
    ("measurements.m3.corrections", ("measurements", "m3", "corrections"), True),
    ("demographics.names.0.text", ("demographics", "demographics", "names.0.text"), False),
    ("reviews.DQ09~history~allergy.waived.until", ("reviews", "DQ09~history~allergy", "waived.until"), False),
    ("reports.r1.acknowledged", ("reports", "r1", "acknowledged"), True),
])  # fmt: skip
def test_a_field_names_its_place(field: str, place: tuple[str, str, str], aside: bool) -> None:
    assert between.place(field) == place
    assert between.aside(field) == aside


def test_a_list_that_grows_or_shrinks_is_told_item_by_item() -> None:
    one, two = (
        {"chapters": {"demographics": {"demographics": {"names": names}}}} for names in (["a", "b", "c"], ["z"])
    )

    assert between.compare(one, two) == [
        {"field": "demographics.names.0", "was": "a", "now": "z"},
        {"field": "demographics.names.1", "was": "b", "now": None},
        {"field": "demographics.names.2", "was": "c", "now": None},
    ]
    assert leads(one, two)
    assert leads(two, one)
