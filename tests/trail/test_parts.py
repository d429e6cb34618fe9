"""Proofs out of tiles are those that all leaves would give."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trail.parts import Parts
from trail.recorder import Rows
from trail.tiles import Tiles
from trail.tree import consistency_proof, inclusion_proof, leaf_hash, root_of, verify_consistency, verify_inclusion

MOST = 70_000  # one tile of tiles is full, and some more


class Kept:
    """What a database would have: the leaves, and the tiles that are full."""

    def __init__(self, n: int) -> None:
        self.leaves = [leaf_hash(b"%d" % i) for i in range(n)]
        self.unfinished, self.asked = Tiles(), 0
        self.tiles = {tile[:2]: tile[2] for leaf in self.leaves for tile in self.unfinished.push(leaf)}

    def ask(self, sql: str, first: int, last: int) -> Rows:
        self.asked += 1
        if "tree_tile" in sql:
            return [(self.tiles[first, last],)] if (first, last) in self.tiles else []
        return [(leaf,) for leaf in self.leaves[first:last]]


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept(MOST)


sizes = st.one_of(st.integers(1, 1200), st.integers(1, MOST), st.sampled_from([256, 257, 65_535, 65_536, 65_537, MOST]))


@pytest.mark.parametrize("warm", [True, False], ids=["with the unfinished tiles", "with the tables alone"])
@given(data=st.data())
def test_roots_and_proofs_at_any_size_are_those_of_all_leaves(kept: Kept, warm: bool, data: st.DataObject) -> None:
    n = data.draw(sizes)
    m = data.draw(st.integers(0, n - 1))
    parts, leaves = Parts(kept.ask, n, kept.unfinished if warm else None), kept.leaves[:n]

    assert parts.root() == root_of(leaves)
    assert parts.inclusion(m) == inclusion_proof(m, leaves)
    assert parts.consistency(m) == consistency_proof(m, leaves)
    assert verify_inclusion(leaves[m], m, n, parts.inclusion(m), parts.root())
    assert verify_consistency(m, n, parts.consistency(m), root_of(leaves[:m]), parts.root())


def test_a_proof_of_a_long_log_asks_little_of_it(kept: Kept) -> None:
    kept.asked = 0
    parts = Parts(kept.ask, MOST)

    parts.inclusion(12_345)

    assert kept.asked < 60


def test_an_empty_tree_has_the_root_of_nothing(kept: Kept) -> None:
    assert Parts(kept.ask, 0).root() == root_of([])


def test_a_tile_that_was_altered_leads_to_another_root(kept: Kept) -> None:
    own = Kept(600)
    own.tiles[0, 1] = bytes(32) + own.tiles[0, 1][32:]

    assert Parts(own.ask, 600).root() != root_of(own.leaves)


def test_every_size_grows_out_of_the_one_before(kept: Kept) -> None:
    for m, n in pairwise(range(1, 300)):
        before, now = Parts(kept.ask, m), Parts(kept.ask, n)
        assert verify_consistency(m, n, now.consistency(m), before.root(), now.root())
