"""The tree: the reference vectors, and agreement with a slow one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trail import slow_tree
from trail.tiles import WIDTH, Tiles
from trail.tree import (
    EMPTY_ROOT,
    Range,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
entries = st.lists(st.binary(max_size=12), min_size=1, max_size=70)


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("n", range(1, 9))
def test_the_reference_tree_has_its_roots(n: int) -> None:
    assert root_of(HASHES[:n]).hex() == ROOTS[n - 1]


@pytest.mark.parametrize(("m", "n", "proof"), [
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
])  # fmt: skip
def test_the_reference_paths_are_found_and_hold(m: int, n: int, proof: list[str]) -> None:
    found = inclusion_proof(m, HASHES[:n])
    assert [step.hex() for step in found] == proof
    assert verify_inclusion(HASHES[m], m, n, found, root_of(HASHES[:n]))


@given(entries, st.data())
def test_roots_and_proofs_agree_with_the_slow_tree(told: list[bytes], data: st.DataObject) -> None:
    hashes = [leaf_hash(one) for one in told]
    m = data.draw(st.integers(0, len(told) - 1))
    old = data.draw(st.integers(1, len(told)))
    assert root_of(hashes) == slow_tree.mth(told)
    assert inclusion_proof(m, hashes) == slow_tree.path(m, told)
    assert consistency_proof(old, hashes) == slow_tree.subproof(old, told, True)
    assert verify_inclusion(hashes[m], m, len(told), inclusion_proof(m, hashes), root_of(hashes))
    whole = root_of(hashes)
    assert verify_consistency(old, len(told), consistency_proof(old, hashes), root_of(hashes[:old]), whole)


@given(entries, st.data())
def test_a_corrupted_proof_does_not_hold(told: list[bytes], data: st.DataObject) -> None:
    hashes, n = [leaf_hash(one) for one in told], len(told)
    m = data.draw(st.integers(0, n - 1))
    proof, root = inclusion_proof(m, hashes), root_of(hashes)
    assert not verify_inclusion(_flipped(hashes[m], data), m, n, proof, root)
    assert not verify_inclusion(hashes[m], m, n, [*proof, root], root)
    assert not verify_inclusion(hashes[m], m, n, proof, _flipped(root, data))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bad = [*proof[:at], _flipped(proof[at], data), *proof[at + 1 :]]
        assert not verify_inclusion(hashes[m], m, n, bad, root)
        assert not verify_inclusion(hashes[m], m, n, proof[:-1], root)


@given(entries, st.data())
def test_a_corrupted_consistency_proof_does_not_hold(told: list[bytes], data: st.DataObject) -> None:
    hashes, n = [leaf_hash(one) for one in told], len(told)
    old = data.draw(st.integers(1, n))
    proof, before, now = consistency_proof(old, hashes), root_of(hashes[:old]), root_of(hashes)
    assert not verify_consistency(old, n, proof, _flipped(before, data), now)
    assert not verify_consistency(old, n, [*proof, now], before, now)
    if proof:
        assert not verify_consistency(old, n, proof[:-1], before, now)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=90))
def test_a_compact_range_has_the_root_of_all_its_leaves(leaves: list[bytes]) -> None:
    grown = Range()
    for n, leaf in enumerate(leaves):
        assert grown.root() == root_of(leaves[:n])
        grown.push(leaf)
    assert Range.decode(grown.n, grown.encode()).root() == root_of(leaves)


def test_a_stack_of_the_wrong_size_is_no_range() -> None:
    with pytest.raises(ValueError, match="3 leaves"):
        Range(3, [bytes(32)])


def test_tiles_come_out_when_they_are_full() -> None:
    tiles, leaf = Tiles(), bytes(32)
    given_out = [tile[:2] for _ in range(WIDTH * 2 + 5) for tile in tiles.push(leaf)]
    assert given_out == [(0, 0), (0, 1)]


def _flipped(hash_: bytes, data: st.DataObject) -> bytes:
    at = data.draw(st.integers(0, 255))
    whole = int.from_bytes(hash_, "big") ^ (1 << at)
    return whole.to_bytes(32, "big")
