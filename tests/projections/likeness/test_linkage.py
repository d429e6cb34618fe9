"""What the guard finds in sets that others made. The same is measured by `python -m benchmarks linkage`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import linkage
from benchmarks.linkage import Found, fake_1000, febrl, found, synthea
from projections.likeness.person import Person, of_details


def test_nobody_is_suggested_among_the_patients_of_synthea(shared: Path) -> None:
    people = synthea(shared)

    assert len(people) > 500
    assert found(people, [str(n) for n in range(len(people))]) == Found(1.0, 1.0, 0)


@pytest.mark.parametrize(("number", "bar"), [(True, 0.998), (False, 0.993)])
def test_febrl_1_is_found(shared: Path, number: bool, bar: float) -> None:
    assert found(*febrl(shared, 1, number)).f1 >= bar


@pytest.mark.slow
@pytest.mark.parametrize(("number", "bar"), [(True, 0.995), (False, 0.985)])
def test_febrl_2_is_found(shared: Path, number: bool, bar: float) -> None:
    assert found(*febrl(shared, 2, number)).f1 >= bar


def test_fake_1000_is_found_with_hardly_a_wrong_pair(shared: Path) -> None:
    told = found(*fake_1000(shared))

    assert told.recall >= 0.80
    assert told.precision >= 0.99


def test_without_the_sets_the_time_is_measured_alone(tmp_path: Path) -> None:
    rows = list(linkage.linkage(tmp_path, tmp_path / "nowhere", people=300))

    assert [row.name.partition(" 300, ")[2] for row in rows] == [
        "99th percentile",
        "99th percentile, of the processor",
    ]
    assert all(row.ours > 0 for row in rows)


def test_what_is_found_is_counted_as_pairs_and_never_twice() -> None:
    kofi = of_details({"names": [{"text": "Kofi Mensah"}], "birth": {"value": "1990-05-12"}})
    nobody = Person()

    assert found([kofi, kofi, nobody, kofi], list("aabb")) == Found(1 / 3, 1 / 2, 2)
    assert found([], []) == Found(1.0, 1.0, 0)
