"""Of thousands of checkpoints a proof is held against some: the newest, and others that nobody can foresee."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from web.keeping.proving import chosen


@given(st.integers(0, 60), st.integers(1, 40))
def test_some_are_chosen_in_their_order_with_the_newest_among_them(count: int, most: int) -> None:
    paths = [Path(f"{n:016d}.note") for n in range(count)]

    found = chosen(paths, 2 * most)

    assert len(found) == min(count, 2 * most)
    assert list(found) == sorted(set(found))
    assert set(paths[-most:]) <= set(found)


def test_the_older_ones_are_others_each_time() -> None:
    paths = [Path(f"{n:016d}.note") for n in range(10_000)]

    assert chosen(paths, 100) != chosen(paths, 100)
